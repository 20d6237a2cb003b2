"""A wizard's working copy drawn for its editors: every question once, however broken it is.

Laid out as its page says, some questions at a time; then made of rows, because each thing drawn
leads to the form in which it is changed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Prefetch
from django.urls import reverse

from guides import flow, paging, tree
from guides.models import Choice, Question, Section, Wizard
from guides.pack import Problem
from guides.pages import WizardPage
from guides.pathdiff import spell
from guides.publishing import Judgement

# Questions that are drawn on one page: what a browser shows at once, and an editor can look over.
MOST_DRAWN = 100

_PLACE = re.compile(r"questions\.(?P<question>[a-z0-9-]+)(\.choices\.(?P<number>\d+))?")
_OF_CHOICE = re.compile(r"choice (?P<choice>[a-z0-9-]+): (?P<text>.*)")


@dataclass
class Branch:
    """A choice: ``node`` is the question it leads to where that is drawn right here, ``elsewhere``
    its text where it is not, with the address of that place."""

    choice: Choice
    href: str
    problems: list[str]
    node: "Node | None" = None
    elsewhere: str = ""
    target: str = ""
    target_href: str = ""
    target_kind: str = ""


@dataclass
class Node:
    """A question with its choices in order."""

    question: Question
    href: str
    problems: list[str]
    branches: list[Branch] = field(default_factory=list)

    @property
    def id(self) -> str:
        return spot(self.question.key)


@dataclass
class Drawing:
    """A page of the tree: ``lists`` from the first question on, ``apart`` what nobody reaches.

    A list holds so many levels at most; what lies deeper begins another one. What is ``marked``
    is wrong anywhere in the wizard: where it stands, in words, and why.
    """

    lists: list[Node]
    apart: list[Node]
    general: list[str]
    marked: list[tuple[str, str, str]]
    listed: paging.Paged
    page: WizardPage

    @property
    def questions(self) -> int:
        return len(self.page.questions)

    @cached_property
    def measure(self) -> flow.Measure | None:
        return flow.measure(self.page.graph)

    @property
    def problems(self) -> int:
        return len(self.general) + len(self.marked)

    @property
    def paths(self) -> str:
        return spell(self.measure.paths) if self.measure else ""

    @property
    def one_path(self) -> bool:
        return self.measure is not None and self.measure.paths == 1

    @property
    def deepest(self) -> list[str]:
        """The questions of the deepest path, in words."""
        taken = self.measure.deepest if self.measure else ()
        texts = {question.id: question.text for question in self.page.questions}
        return [texts[question] for question, _ in taken]


def spot(key: str) -> str:
    """Where a question stands on its page."""
    return f"at-{key}"


def draw(
    wizard: Wizard, judged: Judgement, *, address: str, asked: str = "", at: str = ""
) -> Drawing:
    """Draw a page of the tree of a wizard that was judged: the one that was ``asked`` for at this
    address, or else the one that holds a question. Raises paging.NoSuchPage.

    Three queries, of the rows of this page, however large the wizard is.
    """
    return _Drawing(wizard, judged, address).run(asked, at)


class _Drawing:
    def __init__(self, wizard: Wizard, judged: Judgement, address: str) -> None:
        self.wizard = wizard
        page = judged.compiled.page
        assert isinstance(page, WizardPage)
        self.page = page
        self.texts = {question.id: question.text for question in page.questions}
        drawn, self.lost = tree.draw_all(page, MOST_DRAWN)
        self.sheets = drawn or [[]]
        self.number = {
            node.question.id: number
            for number, nodes in enumerate(self.sheets, start=1)
            for node in _every(nodes)
        }
        self.address = address
        self._sort(judged.reasons)

    def run(self, asked: str, at: str) -> Drawing:
        asked = asked or str(self.number.get(at, ""))
        self.listed = paging.cut(paging.Sheets(self.sheets), asked, self.address, size=1)
        [nodes] = self.listed.items
        keys = [node.question.id for node in _every(nodes)]
        choices = Choice.objects.select_related("to_situation", "to_section__guide")
        rows = self.wizard.questions.filter(key__in=keys)
        self.rows = {row.key: row for row in rows.prefetch_related(Prefetch("choices", choices))}
        self.places = self._places()
        made = [(node.question.id in self.lost, self._node(node)) for node in nodes]
        return Drawing(
            lists=[node for lost, node in made if not lost],
            apart=[node for lost, node in made if lost],
            general=self.general,
            marked=[(self._spot(key), self.texts[key], text) for key, text in self.found],
            listed=self.listed,
            page=self.page,
        )

    def _spot(self, key: str) -> str:
        """The address of a question's place."""
        number = self.number[key]
        here = "" if number == self.listed.number else self.listed.href(number)
        return f"{here}#{spot(key)}"

    def _sort(self, reasons: Iterable[Problem]) -> None:
        """Put every reason where it belongs: a choice, a question, or the wizard as a whole."""
        self.general: list[str] = []
        self.found: list[tuple[str, str]] = []
        self.problems: dict[tuple[str, int], list[str]] = defaultdict(list)
        questions = {question.id: question for question in self.page.questions}
        for reason in reasons:
            match = _PLACE.match(reason.place)
            question = questions.get(match["question"]) if match else None
            if match is None or question is None:
                told = f"{reason.place}: {reason.text}" if reason.place else reason.text
                self.general.append(told)
                continue
            text, number = reason.text, int(match["number"] or 0)
            if of_choice := _OF_CHOICE.match(text):
                keys = [choice.id for choice in question.choices]
                if of_choice["choice"] in keys:
                    number, text = keys.index(of_choice["choice"]) + 1, of_choice["text"]
            self.problems[question.id, number].append(text)
            self.found.append((question.id, text))

    def _node(self, drawn: tree.Node) -> Node:
        question = self.rows[drawn.question.id]
        href = reverse("admin:guides_question_change", args=(question.pk,))
        node = Node(question, href, self.problems.get((question.key, 0), []))
        both = zip(question.choices.all(), drawn.branches, strict=True)
        for index, (choice, branch) in enumerate(both):
            problems = self.problems.get((question.key, index + 1), [])
            made = Branch(choice, f"{href}#choices-{index}", problems)
            self._lead(made, branch)
            node.branches.append(made)
        return node

    def _lead(self, branch: Branch, drawn: tree.Branch) -> None:
        choice = branch.choice
        if drawn.below:
            branch.node = self._node(drawn.below)
        elif drawn.elsewhere:
            branch.elsewhere = drawn.elsewhere.text
            branch.target_href = self._spot(drawn.elsewhere.id)
        elif choice.to_question_id:
            branch.target = "a question of another wizard"
        elif choice.to_situation:
            branch.target, branch.target_kind = str(choice.to_situation), "situation"
            branch.target_href = reverse(
                "admin:guides_situation_change", args=(choice.to_situation_id,)
            )
        elif choice.to_section:
            section = choice.to_section
            branch.target, branch.target_kind = str(section), "section"
            form = reverse("admin:guides_guide_change", args=(section.guide_id,))
            branch.target_href = f"{form}#sections-{self.places.get(section.pk, 0)}"

    def _places(self) -> Mapping[int, int]:
        """Which form of its guide's page each section of these guides has, counted from 0."""
        guides = {
            choice.to_section.guide_id
            for question in self.rows.values()
            for choice in question.choices.all()
            if choice.to_section
        }
        rows = Section.objects.filter(guide__in=guides) if guides else Section.objects.none()
        places: dict[int, int] = {}
        counts: dict[int, int] = defaultdict(int)
        for guide, pk in rows.order_by("guide", "position").values_list("guide", "pk"):
            places[pk] = counts[guide]
            counts[guide] += 1
        return places


def _every(nodes: Sequence[tree.Node]) -> Iterator[tree.Node]:
    """The nodes with all that is drawn below them."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [branch.below for branch in node.branches if branch.below]
