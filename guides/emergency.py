"""Emergency notes: reading one into what stands on pages, finding those of a page, ending them.

The first paragraph stands in sight, on a phone too; what follows is folded. Texts are rendered
when they are saved, and a page asks for all its notes in one query.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import router, transaction
from django.db.models import Case, F, Value, When
from django.http import HttpRequest
from django.utils import timezone

from guides import limits, markup, snapshot
from guides.kept import Kept
from guides.markup import Target
from guides.models import Edition, EmergencyNote
from guides.models.emergency import PLACES, through
from guides.models.prepared import Prepared, Rows
from guides.pack import Facts, Problem, read_facts

# Below every heading of a page: a note has none of its own.
LEVEL = 6

# What a process keeps of the notes that stand: so many of them, on so many items in all.
MOST_NOTES = 200
MOST_PLACES = 20_000


@dataclass(frozen=True)
class Compiled:
    """A text as it stands on pages; it may be shown only when nothing is wrong.

    ``problems`` are sentences, with the line of the text where one can be told.
    """

    html: str
    more: str
    problems: tuple[str, ...]


def compile_text(text: str, facts: Facts) -> Compiled:
    """Compile a text; its links must lead to what readers can open. One query for each target."""
    text = markup.tidy(text)
    first, _, rest = text.partition("\n\n")
    before = first.count("\n") + 2
    shown, folded = (
        markup.render(part, facts=facts.spelled, level=LEVEL) for part in (first, rest)
    )
    problems = [
        *_unfit(text),
        *(f"Line {one.line}: {one.text}." for one in shown.problems),
        *(f"Line {one.line + before}: {one.text}." for one in folded.problems),
    ]
    if len(shown.text) > limits.EMERGENCY_FIRST:
        problems.append(
            f"The first paragraph has {len(shown.text)} characters, at most "
            f"{limits.EMERGENCY_FIRST} leave the page below it in sight: put the rest after an "
            "empty line, where it is folded."
        )
    for number, link in [(0, link) for link in shown.links] + [(before, x) for x in folded.links]:
        if not is_live(link.target):
            told = f"leads to {link.target}, which is not live"
            problems.append(f"Line {link.line + number}: {told}.")
    return Compiled(shown.html, folded.html, tuple(problems))


def _unfit(text: str) -> Iterator[str]:
    """What other texts may have and a note may not: it stands above the heading of its page."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.lstrip().startswith(("#", ":::")):
            yield f"Line {number}: headings and blocks have no place in a note: write a paragraph."


def is_live(target: Target) -> bool:
    """Whether readers can open a target now. One query."""
    edition = Edition.objects.live().at(target.kind, [target.slug]).first()
    if edition is None:
        return False
    return not target.anchor or edition.page.section(target.anchor) is not None


def leading_to(
    kind: str, slugs: Collection[str], *, now: datetime | None = None
) -> list[EmergencyNote]:
    """The notes that are not over and link to an item by one of its addresses. One query."""
    notes = EmergencyNote.objects.not_over(now or timezone.now()).filter(text__contains=f"{kind}:")
    return [
        note
        for note in notes
        if any(to.kind == kind and to.slug in slugs for to in _targets(note.text))
    ]


def _targets(text: str) -> Iterator[Target]:
    # Facts do not matter to links.
    return (link.target for link in markup.render(text, facts={}, level=LEVEL).links)


def problems_of(notes: Iterable[EmergencyNote]) -> Iterator[Problem]:
    """What has become wrong with notes since they were saved."""
    notes = list(notes)
    facts = read_facts() if notes else Facts()
    for note in notes:
        compiled = compile_text(note.text, facts)
        for told in compiled.problems:
            yield Problem(path_of(note), 0, "text", told.rstrip("."))
        if not compiled.problems and (compiled.html, compiled.more) != (note.html, note.more):
            told = "readers see a fact or a form as it was before: save it again"
            yield Problem(path_of(note), 0, "text", told)


def path_of(note: EmergencyNote) -> str:
    """How a problem names a note: it has no file."""
    return f"emergency note {note.pk}"


def on(*editions: Edition | None, now: datetime | None = None) -> dict[str, Any]:
    """The notes that stand on the page of some editions now, as context.

    No query where a snapshot knows that no note stands anywhere, else one: on the first page of
    its moment, or on each where notes stand in more than ``MOST_PLACES``.
    """
    items = [(edition.kind, edition.item_id) for edition in editions if edition]
    moment = snapshot.current()
    if moment and not moment.noted:
        return {"emergency_notes": []}
    if moment and not now and (standing := _STANDING.get()):
        return {"emergency_notes": standing.on(items)}
    notes = (
        EmergencyNote.objects.standing(now or timezone.now())
        .on(items)
        .order_by("everywhere", "-id")
    )
    return {"emergency_notes": list(notes.only("html", "more"))}


@dataclass(frozen=True)
class _Standing:
    """The notes that stand at a moment, in the order of pages, and on which items."""

    notes: Sequence[EmergencyNote]
    places: Mapping[tuple[str, int], Set[int]]

    def on(self, items: Iterable[tuple[str, int]]) -> list[EmergencyNote]:
        chosen = {pk for item in items for pk in self.places.get(item, ())}
        return [note for note in self.notes if note.everywhere or note.pk in chosen]


def _read_standing() -> _Standing | None:
    """All that stand now; None where they are too many to be kept. One query."""
    rows = _ASKED.rows(router.db_for_read(EmergencyNote), now=timezone.now())
    notes: list[EmergencyNote] = []
    places: dict[tuple[str, int], set[int]] = {}
    for pk, everywhere, html, more, kind, item in rows:
        if kind:
            places.setdefault((kind, item), set()).add(pk)
        else:
            notes.append(EmergencyNote(pk=pk, everywhere=everywhere, html=html, more=more))
    if len(rows) > MOST_PLACES or len(notes) > MOST_NOTES:
        return None
    return _Standing(sorted(notes, key=lambda note: (note.everywhere, -note.pk)), places)


def _notes_and_places(now: str) -> Rows:
    """A row for each note and, after all of them, one for each item that one stands on."""
    standing = EmergencyNote.objects.standing(Value(now)).order_by()  # type: ignore[arg-type]
    columns = ("pk", "everywhere", "html", "more", "kind", "item")
    notes = standing.annotate(kind=Value(""), item=Value(0)).values_list(*columns)
    nothing = {"everywhere": Value(False), "html": Value(""), "more": Value("")}
    places = (
        through(kind)
        ._default_manager.filter(emergencynote__in=standing.values("pk"))
        .annotate(**nothing, kind=Value(kind), item=F(f"{kind}_id"))
        .values_list("emergencynote_id", *columns[1:])
        for kind in PLACES
    )
    return notes.union(*places, all=True).order_by("kind")[: MOST_PLACES + 1]


_ASKED = Prepared(("now",), _notes_and_places)
_STANDING = Kept(_read_standing)


def whole_site(_request: HttpRequest) -> dict[str, Callable[[], Any]]:
    """The notes of every page, for templates: asked for only where the view has not asked."""
    return {"emergency_notes": cache(lambda: on()["emergency_notes"])}


@transaction.atomic
def end(*, notes: Iterable[EmergencyNote], by: str, now: datetime | None = None) -> list[int]:
    """End those that are not over yet, planned ones before they stood; answers their keys."""
    now = now or timezone.now()
    rows = EmergencyNote.objects.not_over(now).filter(pk__in=[note.pk for note in notes])
    ended = list(rows.select_for_update().values_list("pk", flat=True))
    EmergencyNote.objects.filter(pk__in=ended).update(
        # One that has not begun yet never does.
        starts_at=Case(When(starts_at__lt=now, then=F("starts_at")), default=Value(None)),
        ends_at=now,
        version=F("version") + 1,
        saved_at=now,
        saved_by=by,
    )
    return ended


def render_again(*, now: datetime | None = None) -> None:
    """Bring the facts in notes that are not over up to date. One query where none names a fact.

    Belongs into the transaction that changes facts.
    """
    notes = EmergencyNote.objects.not_over(now or timezone.now()).filter(text__contains="{fact:")
    found = list(notes)
    facts = read_facts() if found else Facts()
    for note in found:
        compiled = compile_text(note.text, facts)
        # What names a fact that is gone stays as it was: the audit tells of it.
        if not compiled.problems:
            note.html, note.more = compiled.html, compiled.more
    EmergencyNote.objects.bulk_update(found, ["html", "more"])
