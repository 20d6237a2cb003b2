"""Every address that becomes a file, told from what is live; wizards that are too large are not.

Further pages of a list, and parts of a sitemap, are found by what leads to them (``writing``).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from guides import flow, search, steps
from guides.export import data
from guides.export.folder import Refused
from guides.export.places import LONGEST_PATH, NOT_FOUND, file_of
from guides.machines import sitemap
from guides.models import Address, Edition
from guides.models.content import code_key
from guides.pages import WizardPage

_LISTS = """home guide_list situation_list wizard_list search screen_list agents sitemap robots feed
llms api_index api_openapi api_guides api_situations api_wizards""".split()
_TOOLS = {"refund-dates": "refund_dates", "reminder": "reminder"}
# The addresses of an item, by its kind. The first of each is the page itself.
_OF_ITEM = {
    "guide": ("guide_detail", "guide_markdown", "api_guide"),
    "situation": ("situation_detail", "situation_embed", "situation_markdown", "api_situation"),
    "wizard": ("wizard_detail", "wizard_map", "api_wizard"),
}


@dataclass(frozen=True)
class Plan:
    """The addresses in the order in which they are written; ``moving`` lead on to others."""

    fixed: tuple[str, ...]
    moving: frozenset[str]


def plan() -> Plan:
    """All addresses. Some ten queries.

    Raises Refused, before anything is written, for wizards with more states than
    EXPORT_MAX_STATES, or with answers that make a longer path than files can have.
    """
    live = list(Edition.objects.live().in_order().cards())
    wizards = {edition.item_id: edition.page for edition in Edition.objects.live().wizards()}
    _refuse_large(wizards.values())
    moving = [*_codes(live), *_labels(single=True), *_former(live, wizards)]
    fixed = [
        f"/{NOT_FOUND}",
        *(reverse(name) for name in _LISTS),
        *data.SERVER_ONLY,
        *_tools(),
        *_labels(single=False),
        *(one for edition in live for one in _of_item(edition.kind, edition.slug)),
        *(one for wizard in wizards.values() for one in _steps(wizard, wizard.slug)),
    ]
    for address in (*fixed, *moving):
        if len(file_of(address).encode()) > LONGEST_PATH:
            raise Refused(f"{address} is too long for a file: at most {LONGEST_PATH:,} bytes")
    return Plan(tuple(fixed), frozenset(moving))


def _refuse_large(wizards: Iterable[WizardPage]) -> None:
    most = settings.EXPORT_MAX_STATES
    told = []
    for wizard in wizards:
        states = flow.count_states(wizard.graph)
        if states is None:
            told.append(f"the wizard “{wizard.slug}” goes round in a loop")
        elif states > most:
            told.append(f"the wizard “{wizard.slug}” has {states:,} states")
    if told:
        raise Refused(
            f"{'; '.join(told)}: at most {most:,} of a wizard are written as files, "
            "which EXPORT_MAX_STATES can change"
        )


def _of_item(kind: str, slug: str) -> Iterator[str]:
    return (reverse(name, kwargs={"slug": slug}) for name in _OF_ITEM[kind])


def _steps(wizard: WizardPage, slug: str) -> Iterator[str]:
    """The steps of a wizard after the first, at its address or a former one."""
    for taken in flow.states(wizard.graph):
        if taken:
            answers = steps.href(wizard, taken).removeprefix(wizard.address).rstrip("/")
            yield reverse("wizard_step", kwargs={"slug": slug, "answers": answers})


def _codes(live: Iterable[Edition]) -> Iterator[str]:
    """Each code that ever was public, as it is written and as it is typed: ``S-07``, ``s07``.

    Not all spellings: disks that do not tell small letters from large ones must tell these.
    """
    ever = Edition.objects.exclude(code="").values_list("code", flat=True).distinct()
    written = dict.fromkeys([*(one.code for one in live if one.code), *ever.order_by("code")])
    told = {code.casefold(): code for code in reversed([*written, *map(_typed, written)])}
    return (reverse("situation_by_code", kwargs={"code": code}) for code in told.values())


def _typed(code: str) -> str:
    return code_key(code).lower()


def _labels(*, single: bool) -> Iterator[str]:
    """What a screen says: one situation says it, so that it leads there, or several do."""
    for label in search.labels(most=sitemap.MOST_LABELS):
        if (label.situations == 1) == single:
            yield reverse("screen_detail", kwargs={"label": label.key})


def _former(live: Iterable[Edition], wizards: dict[int, WizardPage]) -> Iterator[str]:
    """Addresses of items that are elsewhere now, or no longer live."""
    present = {(edition.kind, edition.slug) for edition in live}
    items = {(edition.kind, edition.item_id) for edition in live}
    for row in Address.objects.order_by("kind", "slug"):
        if (row.kind, row.slug) in present:
            continue
        if (row.kind, row.item_id) not in items:
            yield from (one for one in _of_item(row.kind, row.slug) if _is_page(one))
            continue
        yield from _of_item(row.kind, row.slug)
        if row.kind == "wizard":
            yield from _steps(wizards[row.item_id], row.slug)


def _is_page(address: str) -> bool:
    return file_of(address).endswith(".html")


def _tools() -> Iterator[str]:
    for tool, name in _TOOLS.items():
        if Edition.objects.live().with_tool(tool).exists():
            yield reverse(name)
