"""What pages show beside their own edition: the other live editions, as few queries as it takes.

The views' reading room: every function says what it asks for, and none asks row by row.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.urls import reverse

from guides import paging, search, sharing, steps, tree
from guides.kept import Kept
from guides.markup import Stage, Target, address
from guides.models import Edition, EditionQuerySet, linked
from guides.pages import GuidePage, SituationPage, WizardPage

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
    """The context of the home page. Four queries."""
    drawn = picture()
    listed = linked.first_of(guide=most, wizard=most, situation=0 if drawn else most + 1)
    situations = [card for card in listed if card.kind == "situation"]
    return {
        **first_step(),
        "labels": labels(),
        "wizards": [card for card in listed if card.kind == "wizard"][1:],
        "picture": drawn,
        "situations": situations[:most],
        "more_situations": len(situations) > most,
        "guides": [card for card in listed if card.kind == "guide"],
    }


def first_step() -> dict[str, Any]:
    """The first question of the first wizard, if any, and that wizard's edition. One query."""
    first = linked.first_wizard()
    return {"step": steps.take(first.page, ()) if first else None, "asking": first}


def saying(key: str) -> tuple[str, list[Edition]]:
    """What a screen says, by its folded form, and the situations in which it does. Two queries."""
    text, pks = search.saying(key)
    return text, list(Edition.objects.live().filter(pk__in=pks).in_order().cards()) if pks else []


def screens(asked: str) -> paging.Paged:
    """The page that was asked for of what screens say. Raises paging.NoSuchPage. Two queries."""
    return paging.cut(search.AllLabels(), asked, reverse("screen_list"))


def example() -> dict[str, Any]:
    """A situation to explain codes and links by: the first one, if any. One query."""
    return {"example": _in_order("situation").cards().first()}


def labels() -> list[search.Label]:
    """What screens say, as ``search.labels`` tells it. One query in a moment."""
    return _LABELS.get()


_LABELS = Kept(search.labels)


def directions(*, most: int) -> dict[str, Any]:
    """Where to go from a page that is not there: the first wizard, the situations.

    One query in a moment: anybody can ask for any number of such pages.
    """
    return _directions(most).get()


@cache
def _directions(most: int) -> Kept[dict[str, Any]]:
    return Kept(partial(_find_directions, most))


def _find_directions(most: int) -> dict[str, Any]:
    listed = linked.first_of(wizard=1, situation=most)
    return {
        "wizard": next((card for card in listed if card.kind == "wizard"), None),
        "situations": [card for card in listed if card.kind == "situation"],
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
    """The stages of the first guide that draws them, marked. One query."""
    return _drawn()[0]


def _drawn() -> tuple[tuple[Stage, ...], dict[str, Edition]]:
    """The stages of the picture, and the situations that they lead to by address. One query."""
    found = linked.picture()
    drawn = [_marked_by(one.page, found).stages for one in found if one.role == "itself"]
    return drawn[0] if drawn else (), _by_address("situation", found)


def marked(edition: Edition) -> GuidePage:
    """A guide with its stages marked by the verdicts of their situations. One query, if any."""
    page: GuidePage = edition.page
    return _marked_by(page, linked.marking(edition)) if page.staged else page


def _marked_by(page: GuidePage, found: Iterable[Edition]) -> GuidePage:
    return page.marked({one.asked: one.verdict for one in found if one.kind == "situation"})


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
    them first. Raises paging.NoSuchPage. Three queries."""
    stages, named = _drawn()
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


def around(edition: Edition) -> dict[str, Any]:
    """A situation with what it points to, what to share of it and the rows of answers that lead
    to it, as context. One query."""
    found = linked.around_situation(edition)
    leading: dict[Edition, set[str]] = {}
    for one in found:
        if one.role == "wizard":
            leading.setdefault(one, set()).add(f"{edition.kind}:{one.asked}")
    return {**_pointing(edition.page, found), **_ways(leading)}


def _pointing(
    page: SituationPage, found: Iterable[Edition], answers: Sequence[steps.Answered] = ()
) -> dict[str, Any]:
    """A situation with what it points to of all that was found."""
    guides, related = _by_address("guide", found), _by_address("situation", found)
    return {
        "page": page,
        "sections": [
            card for name in page.sections if (card := _section_card(name, guides)) is not None
        ],
        "related": [related[slug] for slug in page.related if slug in related],
        "share": sharing.share_situation(page, settings.SITE_URL, answers),
    }


def _ways(outcomes: Mapping[Edition, set[str]]) -> dict[str, Any]:
    """The rows of answers of wizards that lead to outcomes."""
    told = [steps.ways(wizard.page, names) for wizard, names in outcomes.items()]
    rows = [row for ways in told for row in ways.rows]
    unfinished = [ways.wizard for ways in told if ways.more]
    return {"ways": WaysHere(rows[:UNFOLDED], rows[UNFOLDED:], unfinished)}


def offering(tool: str) -> SituationPage:
    """The first situation that offers a tool. Raises Edition.DoesNotExist. One query."""
    edition = Edition.objects.live().with_tool(tool).in_order().first()
    if edition is None:
        raise Edition.DoesNotExist(tool)
    page: SituationPage = edition.page
    return page


def ways_to_any(kind: str, slugs: Set[str]) -> dict[str, Any]:
    """The rows of answers that lead to one of some addresses of an item, of the first wizards
    that have any. One query."""
    wizards = Edition.objects.live().wizards().leading_to(kind, slugs).in_order()[:MOST_WALKED]
    outcomes = {f"{kind}:{slug}" for slug in slugs}
    return _ways(dict.fromkeys(wizards, outcomes))


def open_target(target: Target, answers: Sequence[steps.Answered] = ()) -> dict[str, Any]:
    """The page that answers lead to with its edition, as context; empty where it is not live.

    One query, with all that the page points to.
    """
    found = linked.open_at(target.kind, target.slug)
    edition = next((one for one in found if one.role == "itself"), None)
    if edition is None:
        return {}
    if target.kind == "situation":
        return {"edition": edition, **_pointing(edition.page, found, answers)}
    page = _marked_by(edition.page, found)
    section = page.section(target.anchor)
    if section is None:
        return {}
    share = sharing.share_section(page, section, settings.SITE_URL, answers)
    return {"edition": edition, "guide": page, "section": section, "share": share}


def titles_of(tos: Set[str]) -> dict[str, str]:
    """The titles of what wizards lead to, by ``to``. At most two queries."""
    slugs = [to.removeprefix("situation:") for to in tos if to.startswith("situation:")]
    names = [to.removeprefix("section:") for to in tos if to.startswith("section:")]
    situations = live_by_address("situation", slugs)
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


def live_by_address(kind: str, slugs: Iterable[str]) -> dict[str, Edition]:
    """Cards of live editions by the address asked for, present or former. One query, if any.

    Those of guides know their headings.
    """
    slugs = set(slugs)
    if not slugs:
        return {}
    editions = Edition.objects.live().asked_for(kind, slugs).defer("page_json", "source")
    return {edition.asked: edition for edition in editions}


def section_cards(names: Iterable[str]) -> dict[str, SectionCard]:
    """Cards of live sections by ``guide#anchor``. One query, if any."""
    names = list(names)
    guides = live_by_address("guide", {name.partition("#")[0] for name in names})
    found = {name: _section_card(name, guides) for name in names}
    return {name: card for name, card in found.items() if card is not None}


def _by_address(kind: str, found: Iterable[Edition]) -> dict[str, Edition]:
    """Those of a kind that something leads to, by the address it does so by."""
    return {one.asked: one for one in found if one.kind == kind and one.role != "itself"}


def _section_card(name: str, guides: Mapping[str, Edition]) -> SectionCard | None:
    """The card of a section, by ``guide#anchor``, of guides by the address asked for."""
    slug, _, anchor = name.partition("#")
    guide = guides.get(slug)
    section = guide.section(anchor) if guide else None
    if guide is None or section is None:
        return None
    present, heading = section
    return SectionCard(address("guide", guide.slug, present), heading, guide.title)
