"""The pages of the previewed world: what is live as it is, and what is not as the working copy."""

from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from guides import flow, pack, publishing, search, sharing, shelf, steps
from guides.markup import Target, address
from guides.models import Address, Item
from guides.models.edition import of
from guides.pages import GuidePage, Page, SituationPage, WizardPage

# What stands below a wizard's address instead of answers: its map.
MAP = "map"


@dataclass(frozen=True)
class Shown:
    """What one address of a preview shows: a template of the readers' with its context."""

    template: str
    context: dict[str, Any]
    status: int = 200


class World:
    """What readers would see around an item if it were published.

    Without ``drafts``, of what is not live only the outcomes of a wizard are there, which it
    cannot be walked without.
    """

    def __init__(self, item: Item, *, drafts: bool) -> None:
        self.item = item
        self.drafts = drafts
        self.compiled = publishing.compiled(items=[item])[item]
        known = Address.objects.filter(**of(item)).values_list("slug", flat=True)
        record = self.compiled.record
        self.slugs = {record.slug, *record.formerly, *known}

    def show(self, answers: str, keep: str, number: str = "") -> Shown | None:
        """What an address below the item's own shows; None where there is nothing.

        ``number`` is the page that was asked for of what has several. Raises paging.NoSuchPage.
        """
        page = self.compiled.page
        if isinstance(page, WizardPage):
            return self._wizard(_walkable(page), answers, keep, number)
        if answers:
            return None
        if isinstance(page, GuidePage):
            return Shown("guides/guide_detail.html", {"page": self._marked(page)})
        assert isinstance(page, SituationPage)
        context = {**self._around(page), **shelf.ways_to_any("situation", self.slugs)}
        return Shown("guides/situation_detail.html", context)

    def _wizard(self, page: WizardPage, answers: str, keep: str, number: str) -> Shown:
        if page.start not in page.graph.questions:
            return Shown("guides/preview_unfinished.html", {"page": page})
        if answers == MAP:
            context = shelf.map_of(page, number, titles_of=self._titles)
            return Shown("guides/wizard_map.html", context)
        step = steps.take(page, steps.read_answers(answers), keep)
        context = {} if answers else {"labels": search.labels()}
        if step.outcome:
            context = self._outcome(step.outcome, step.answers)
            if not context:
                step = steps.ask(page, step.taken[:-1], notice="gone")
        status = 404 if step.notice in {"unknown", "gone"} else 200
        template = "guides/wizard_step.html" if answers else "guides/wizard_detail.html"
        return Shown(template, {**context, "step": step}, status)

    def _outcome(self, target: Target, answers: Sequence[steps.Answered]) -> dict[str, Any]:
        """As ``shelf.open_target``, and from the working copy where readers find nothing."""
        if found := shelf.open_target(target, answers):
            return found
        page = self._pages(target.kind, [target.slug]).get(target.slug)
        if isinstance(page, SituationPage):
            return self._around(page, answers)
        section = page.section(target.anchor) if isinstance(page, GuidePage) else None
        if section is None:
            return {}
        assert isinstance(page, GuidePage)
        share = sharing.share_section(page, section, settings.SITE_URL, answers)
        return {"guide": self._marked(page), "section": section, "share": share}

    def _around(
        self, page: SituationPage, answers: Sequence[steps.Answered] = ()
    ) -> dict[str, Any]:
        related = shelf.live_by_address("situation", page.related)
        others = self._beside("situation", [slug for slug in page.related if slug not in related])
        cards = {**others, **related}
        sections = {**self._section_cards(page.sections), **shelf.section_cards(page.sections)}
        return {
            "page": page,
            "sections": [sections[name] for name in page.sections if name in sections],
            "related": [cards[slug] for slug in page.related if slug in cards],
            "share": sharing.share_situation(page, settings.SITE_URL, answers),
        }

    def _marked(self, page: GuidePage) -> GuidePage:
        live = shelf.live_by_address("situation", page.staged)
        others = self._beside("situation", page.staged - live.keys())
        verdicts = {slug: one.verdict for slug, one in {**others, **live}.items()}
        return page.marked(verdicts)

    def _titles(self, tos: Set[str]) -> dict[str, str]:
        """The titles of outcomes by ``to``, of those that are not live among them."""
        found = shelf.titles_of(tos)
        left = tos - found.keys()
        slugs = [to.removeprefix("situation:") for to in left if to.startswith("situation:")]
        names = [to.removeprefix("section:") for to in left if to.startswith("section:")]
        situations = self._pages("situation", slugs)
        found |= {f"situation:{slug}": page.title for slug, page in situations.items()}
        cards = self._section_cards(names, always=True)
        return found | {f"section:{name}": card.heading for name, card in cards.items()}

    def _section_cards(
        self, names: Collection[str], *, always: bool = False
    ) -> dict[str, shelf.SectionCard]:
        slugs = [name.partition("#")[0] for name in names]
        guides = self._pages("guide", slugs) if always else self._beside("guide", slugs)
        found = {}
        for name in names:
            slug, _, anchor = name.partition("#")
            guide = guides.get(slug)
            section = guide.section(anchor) if guide else None
            if guide and section:
                href = address("guide", slug, section.anchor)
                found[name] = shelf.SectionCard(href, section.heading, guide.title)
        return found

    def _beside(self, kind: str, slugs: Iterable[str]) -> dict[str, Any]:
        return self._pages(kind, slugs) if self.drafts else {}

    def _pages(self, kind: str, slugs: Iterable[str]) -> dict[str, Any]:
        """Pages of the working copy by slug."""
        rows = pack.rows_at(kind, slugs)
        pages: dict[str, Page] = {
            row.slug: one.page for row, one in publishing.compiled(items=rows).items()
        }
        return pages


def _walkable(page: WizardPage) -> WizardPage:
    """A wizard without the choices that lead to no question of it: its problems name them."""
    known = {flow.ONWARD + question.id for question in page.questions}
    questions = tuple(
        replace(
            question,
            choices=tuple(
                choice
                for choice in question.choices
                if choice.to in known or not choice.to.startswith(flow.ONWARD)
            ),
        )
        for question in page.questions
    )
    return replace(page, questions=questions)
