"""What the names in a text lead to: in the working copy, and for readers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from guides.markup import Mark, Target
from guides.models import Address, Edition, Guide, Item, Section, Situation, Wizard

MODELS: dict[str, type[Item]] = {"guide": Guide, "situation": Situation, "wizard": Wizard}


@dataclass(frozen=True)
class Found:
    """What a target is: a verdict where it is a situation, a mark where it is not live."""

    mark: Mark | None = None
    verdict: str = ""


def look_up(targets: Iterable[Target], *, own: Item | None = None) -> dict[Target, Found]:
    """What each target is. At most five queries for each kind among them.

    Links of an item to itself (``own``) are live as soon as it is, so drafts do not count there.
    """
    found: dict[Target, Found] = {}
    wanted = list(dict.fromkeys(targets))
    for kind in MODELS:
        if of_kind := [target for target in wanted if target.kind == kind]:
            found |= dict(_look_up_kind(kind, of_kind, own))
    return {target: found[target] for target in wanted}


def _look_up_kind(
    kind: str, targets: list[Target], own: Item | None
) -> Iterator[tuple[Target, Found]]:
    slugs = {target.slug for target in targets}
    rows = _rows_by_slug(kind, slugs)
    anchors = _anchors(rows.values()) if any(target.anchor for target in targets) else {}
    live = {edition.asked: edition for edition in _live(kind, slugs, whole=bool(anchors))}
    for target in targets:
        row = rows.get(target.slug)
        verdict = row.verdict if isinstance(row, Situation) else ""
        if row is None or (target.anchor and target.anchor not in anchors.get(row.pk, ())):
            yield target, Found(Mark(f"there is no {target}"))
        elif row == own or _is_live(target, live.get(target.slug)):
            yield target, Found(None, verdict)
        else:
            yield target, Found(Mark("a draft, not live", grave=False), verdict)


def _is_live(target: Target, edition: Edition | None) -> bool:
    if edition is None:
        return False
    return not target.anchor or edition.page.section(target.anchor) is not None


def _rows_by_slug(kind: str, slugs: set[str]) -> dict[str, Item]:
    """The items by the slugs they have, had, or are known to readers by: the first counts most."""
    known = dict(Address.objects.filter(kind=kind, slug__in=slugs).values_list("slug", kind))
    rows: QuerySet[Any] = MODELS[kind]._default_manager.all()
    # Few items have former names, and a text may have thousands of links: one condition for all.
    items = list(rows.filter(Q(slug__in=slugs) | Q(pk__in=known.values()) | ~Q(formerly="")))
    by_pk = {item.pk: item for item in items}
    found = {slug: by_pk[pk] for slug, pk in known.items() if pk in by_pk}
    found |= {slug: item for item in items for slug in item.formerly_list}
    return found | {item.slug: item for item in items}


def _anchors(guides: Iterable[Item]) -> dict[int, set[str]]:
    """Every anchor of some guides of the working copy, present or former."""
    found: dict[int, set[str]] = {}
    for section in Section.objects.filter(guide__in={guide.pk for guide in guides}):
        names = {section.anchor, *section.formerly_list}
        found.setdefault(section.guide_id, set()).update(names)
    return found


def _live(kind: str, slugs: set[str], *, whole: bool) -> Iterable[Edition]:
    editions = Edition.objects.live().asked_for(kind, slugs)
    return editions if whole else editions.cards()
