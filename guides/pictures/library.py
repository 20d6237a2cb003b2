"""Pictures in rows and files: kept, changed and deleted together, and never while in use."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from guides.markup import Picture as Shown
from guides.models import Edition, EditionQuerySet, Guide, Picture, PictureUse, Section, Situation
from guides.models.edition import wait_for_others
from guides.pictures import storage
from guides.pictures.making import Made, digest


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """Where a picture is shown: in a working copy, at a place of it, or in what readers see.

    ``pk`` is that of the item.
    """

    kind: str
    slug: str
    title: str
    pk: int
    place: str = ""
    live: bool = False

    def __str__(self) -> str:
        where = f", {self.place}" if self.place else ""
        seen = " as readers see it" if self.live else ""
        return f"the {self.kind} “{self.title}”{where}{seen}"


class InUse(Exception):
    """A picture that may not go, or be called otherwise; carries every use of it."""

    def __init__(self, found: Sequence[Use]) -> None:
        self.uses = found
        super().__init__("; ".join(map(str, found)))


def kept() -> dict[str, Shown]:
    """Every picture of the library as texts show it, by slug. One query."""
    return {picture.slug: picture.shown for picture in Picture.objects.all()}


def save(*, picture: Picture, made: Made | None, by: str, claimed: bool = False) -> None:
    """Save a picture, with new files where there are some; the former ones stay for a while.

    ``claimed`` says that its version was counted up for this save already. Raises InUse, with
    nothing written, where it gets another slug while something shows it.
    """
    with storage.together():
        wait_for_others()
        before = Picture.objects.filter(pk=picture.pk).first() if picture.pk else None
        if before and before.slug != picture.slug and (found := uses(before.slug)):
            raise InUse(found)
        if made:
            _take(picture, made)
        if before and before.key != picture.key:
            storage.keep_a_while(before.key)
        picture.version = before.version + (not claimed) if before else 1
        picture.saved_at, picture.saved_by = timezone.now(), by
        picture.save()
        _sweep()


def delete(*, picture: Picture) -> None:
    """Delete a picture that nothing shows; its files stay while an edition shows them.

    Raises InUse.
    """
    with storage.together():
        wait_for_others()
        if found := uses(picture.slug):
            raise InUse(found)
        storage.keep_a_while(picture.key)
        picture.delete()


def uses(slug: str) -> list[Use]:
    """What shows a picture: texts of the working copy, and live editions. Four queries."""
    live = (
        Use(edition.kind, edition.slug, edition.title, edition.item_id, live=True)
        for edition in shown_by(slug).cards()
    )
    return sorted({*_named_in(slug), *live})


def shown_by(slug: str) -> EditionQuerySet:
    """The live editions that show a picture."""
    rows = PictureUse.objects.filter(slug=slug).values("edition")
    return Edition.objects.live().filter(pk__in=rows)


def _take(picture: Picture, made: Made) -> None:
    picture.key = storage.store(made)
    for name in ("format", "width", "height", "frames", "transparent"):
        setattr(picture, name, getattr(made, name))
    picture.widths = sorted(made.files)
    picture.size, picture.digest = len(made.file), digest(made.file)
    picture.original_digest = made.digest


def _named_in(slug: str) -> Iterator[Use]:
    """The texts of working copies that name a picture."""
    token = f"picture:{slug}"
    whole = re.compile(rf"{re.escape(token)}(?![a-z0-9-])")
    for section in Section.objects.filter(body__contains=token).select_related("guide"):
        if whole.search(section.body):
            guide = section.guide
            yield Use("guide", guide.slug, guide.title, guide.pk, f"section {section.anchor}")
    for guide in Guide.objects.filter(introduction__contains=token):
        if whole.search(guide.introduction):
            yield Use("guide", guide.slug, guide.title, guide.pk, "introduction")
    for situation in Situation.objects.filter(body__contains=token):
        if whole.search(situation.body):
            yield Use("situation", situation.slug, situation.title, situation.pk, "body")


def _sweep() -> None:
    """Take away the files that nothing has named for long."""
    old = storage.old_keys()
    if old:
        named = {
            *Picture.objects.filter(key__in=old).values_list("key", flat=True),
            *PictureUse.objects.filter(key__in=old).values_list("key", flat=True),
        }
        for key in old:
            if key not in named:
                storage.remove(key)
