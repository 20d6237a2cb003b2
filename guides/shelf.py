"""What pages show beside their own edition: the other live editions, as few queries as it takes.

The views' reading room: every function says what it asks for, and none asks row by row.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from guides import paging, search, sharing, steps, tree
from guides.markup import Stage, Target, address
from guides.models import Address, Edition, EditionQuerySet
from guides.pages import GuidePage, SituationPage, WizardPage

# Entries of one list: beyond that a search is the better way.
MOST_LISTED = 500
# Rows of answers that a situation tells at once; more are folded.
UNFOLDED = 3
# Wizards of which the ways to a page are told.
MOST_WALKED = 10
# Questions on one page of the map of a wizard.
MOST_DRAWN = 50


@dataclass(frozen=True)
class SectionCard:
    """A link to a section of a guide."""

    href: str
    heading: str
    guide: str


@dataclass(frozen=True)
class WaysHere:
    """The rows of answers that lead to a situation, and the wizards that have more of them."""

    first: Sequence[Sequence[steps.Answered]]
    more: Sequence[Sequence[steps.Answered]]
    unfinished: Sequence[WizardPage]


def front(*, most: int) -> dict[str, Any]:
    """The context of the home page. Five queries."""
    drawn = picture()
    situations = [] if drawn else list(_in_order("situation").cards()[: most + 1])
    chosen = (_in_order("guide")[:most], _in_order("wizard")[1:most])
    either = Q(pk__in=chosen[0].values("pk")) | Q(pk__in=chosen[1].values("pk"))
    listed = list(Edition.objects.filter(either).in_order().cards())
    return {
        **first_step(),
        "labels": search.labels(),
        "wizards": [card for card in listed if card.kind == "wizard"],
        "picture": drawn,
        "situations": situations[:most],
        "more_situations": len(situations) > most,
        "guides": [card for card in listed if card.kind == "guide"],
    }


def first_step() -> dict[str, Any]:
    """The first question of the first wizard, if any, and that wizard's edition. One query."""
    first = _in_order("wizard").first()
    return {"step": steps.take(first.page, ()) if first else None, "asking": first}


def saying(key: str) -> tuple[str, list[Edition]]:
    """What a screen says, by its folded form, and the situations in which it does. Two queries."""
    text, pks = search.saying(key)
    return text, list(Edition.objects.live().filter(pk__in=pks).in_order().cards()) if pks else []


def example() -> dict[str, Any]:
    """A situation to explain codes and links by: the first one, if any. One query."""
    return {"example": _in_order("situation").cards().first()}


def directions(*, most: int) -> dict[str, Any]:
    """Where to go from a page that is not there: the first wizard, the situations. Two queries."""
    return {
        "wizard": _in_order("wizard").cards().first(),
        "situations": _in_order("situation").cards()[:most],
    }


def listed(*, most: int) -> dict[str, Any]:
    """What the site holds, at most so many of a kind, and how many there are. Four queries."""
    situations, guides = _in_order("situation").cards(), _in_order("guide").cards()
    return {
        "situations": situations[:most],
        "guides": guides[:most],
        "totals": {"situation": situations.count(), "guide": guides.count()},
    }


def picture() -> tuple[Stage, ...]:
    """The stages of the first guide that draws them, marked. Two queries."""
    edition = Edition.objects.live().with_picture().in_order().first()
    return marked(edition.page).stages if edition else ()


def marked(page: GuidePage) -> GuidePage:
    """A guide with its stages marked by the verdicts of their situations. One query, if any."""
    slugs = page.staged
    cards = live_by_address("situation", slugs, whole=False)
    return page.marked({slug: card.verdict for slug, card in cards.items()}) if slugs else page


def page_of(kind: str, asked: str) -> paging.Paged:
    """The page of the list of a kind that was asked for. Raises paging.NoSuchPage. Two queries."""
    return paging.cut(_in_order(kind).cards(), asked, reverse(f"{kind}_list"))


@dataclass(frozen=True)
class _ByStage:
    """Every live situation: first those at stages of the picture, each under the first, then all
    others; ``stages`` are the titles of the first ones."""

    first: Sequence[Edition]
    stages: Sequence[str]

    @property
    def others(self) -> EditionQuerySet:
        return _in_order("situation").exclude(pk__in=[card.pk for card in self.first])

    def count(self) -> int:
        return len(self.first) + self.others.count()

    def __getitem__(self, part: slice) -> list[tuple[str, Edition]]:
        staged = list(zip(self.stages, self.first, strict=True))[part]
        start, stop = (max(0, end - len(self.first)) for end in (part.start, part.stop))
        title = "At any time" if self.first else ""
        others = self.others.cards()[start:stop] if start < stop else ()
        return [*staged, *((title, card) for card in others)]


def situations_by_stage(asked: str) -> dict[str, Any]:
    """A page of all live situations, as context: under the stages of the picture that link to
    them first. Raises paging.NoSuchPage. Five queries."""
    stages = picture()
    named = live_by_address(
        "situation", {s for stage in stages for s in stage.situations}, whole=False
    )
    first: dict[int, tuple[str, Edition]] = {}
    for stage in stages:
        for card in (named[slug] for slug in stage.situations if slug in named):
            first.setdefault(card.pk, (stage.title, card))
    cards, titles = [card for _, card in first.values()], [title for title, _ in first.values()]
    listed = paging.cut(_ByStage(cards, titles), asked, reverse("situation_list"))
    groups = groupby(listed.items, key=itemgetter(0))
    return {
        "listed": listed,
        "groups": [(title, [card for _, card in found]) for title, found in groups],
    }


def around(page: SituationPage, answers: Sequence[steps.Answered] = ()) -> dict[str, Any]:
    """A situation with what it points to, and what to share of it. Two queries."""
    related = live_by_address("situation", page.related, whole=False)
    sections = section_cards(page.sections)
    return {
        "page": page,
        "sections": [sections[name] for name in page.sections if name in sections],
        "related": [related[slug] for slug in page.related if slug in related],
        "share": sharing.share_situation(page, settings.SITE_URL, answers),
    }


def offering(tool: str) -> SituationPage:
    """The first situation that offers a tool. Raises Edition.DoesNotExist. One query."""
    edition = Edition.objects.live().with_tool(tool).in_order().first()
    if edition is None:
        raise Edition.DoesNotExist(tool)
    page: SituationPage = edition.page
    return page


def ways_to(edition: Edition) -> dict[str, Any]:
    """The rows of answers that lead to a situation, as context. Two queries."""
    former = Address.objects.filter(**{edition.kind: edition.item_id}).values_list(
        "slug", flat=True
    )
    return ways_to_any(edition.kind, {edition.slug, *former})


def ways_to_any(kind: str, slugs: Set[str]) -> dict[str, Any]:
    """The rows of answers that lead to one of some addresses of an item, of the first wizards
    that have any. One query."""
    wizards = Edition.objects.live().wizards().leading_to(kind, slugs).in_order()[:MOST_WALKED]
    outcomes = {f"{kind}:{slug}" for slug in slugs}
    told = [steps.ways(wizard.page, outcomes) for wizard in wizards]
    rows = [row for ways in told for row in ways.rows]
    unfinished = [ways.wizard for ways in told if ways.more]
    return {"ways": WaysHere(rows[:UNFOLDED], rows[UNFOLDED:], unfinished)}


def open_target(target: Target, answers: Sequence[steps.Answered] = ()) -> dict[str, Any]:
    """The page that answers lead to with its edition, as context; empty where it is not live."""
    edition = live_by_address(target.kind, [target.slug]).get(target.slug)
    if edition is None:
        return {}
    if target.kind == "situation":
        return {"edition": edition, **around(edition.page, answers)}
    page = marked(edition.page)
    section = page.section(target.anchor)
    if section is None:
        return {}
    share = sharing.share_section(page, section, settings.SITE_URL, answers)
    return {"edition": edition, "guide": page, "section": section, "share": share}


def titles_of(tos: Set[str]) -> dict[str, str]:
    """The titles of what wizards lead to, by ``to``. At most two queries."""
    slugs = [to.removeprefix("situation:") for to in tos if to.startswith("situation:")]
    names = [to.removeprefix("section:") for to in tos if to.startswith("section:")]
    situations = live_by_address("situation", slugs, whole=False)
    return {
        **{f"situation:{slug}": card.title for slug, card in situations.items()},
        **{f"section:{name}": card.heading for name, card in section_cards(names).items()},
    }


def map_of(
    wizard: WizardPage,
    asked: str,
    titles_of: Callable[[Set[str]], dict[str, str]] = titles_of,
) -> dict[str, Any]:
    """A page of all questions of a wizard, as context. Raises paging.NoSuchPage. Two queries."""
    drawn = paging.Sheets(tree.draw_pages(wizard, MOST_DRAWN))
    here = reverse("wizard_map", kwargs={"slug": wizard.slug})
    listed = paging.cut(drawn, asked, here, size=1)
    [nodes] = listed.items
    nodes = tree.named(nodes, titles_of(tree.outcomes(nodes)))
    return {"wizard": wizard, "nodes": nodes, "listed": listed}


def _in_order(kind: str) -> EditionQuerySet:
    return Edition.objects.live().filter(kind=kind).in_order()


def live_by_address(kind: str, slugs: Iterable[str], *, whole: bool = True) -> dict[str, Edition]:
    """The live editions by the address asked for, present or former. One query, if any."""
    slugs = set(slugs)
    if not slugs:
        return {}
    editions = Edition.objects.live().asked_for(kind, slugs)
    return {edition.asked: edition for edition in (editions if whole else editions.cards())}


def section_cards(names: Iterable[str]) -> dict[str, SectionCard]:
    """Cards of live sections by ``guide#anchor``. One query, if any."""
    split = {name: name.partition("#") for name in names}
    guides = live_by_address("guide", [guide for guide, _, _ in split.values()])
    found = {}
    for name, (slug, _, anchor) in split.items():
        edition = guides.get(slug)
        section = edition.page.section(anchor) if edition else None
        if edition and section:
            href = address("guide", edition.slug, section.anchor)
            found[name] = SectionCard(href, section.heading, edition.title)
    return found
