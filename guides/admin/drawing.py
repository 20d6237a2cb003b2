"""A wizard's working copy drawn for its editors: every question once, however broken it is.

Made of rows, because each thing drawn leads to the form in which it is changed.
"""

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Prefetch
from django.urls import reverse

from guides import flow
from guides.models import Choice, Question, Section, Wizard
from guides.pack import Problem
from guides.pathdiff import spell
from guides.publishing import Judgement
from guides.tree import DEEPEST

_PLACE = re.compile(r"questions\.(?P<question>[a-z0-9-]+)(\.choices\.(?P<number>\d+))?")
_OF_CHOICE = re.compile(r"choice (?P<choice>[a-z0-9-]+): (?P<text>.*)")


@dataclass
class Branch:
    """A choice: ``node`` is the question it leads to where that is drawn right here."""

    choice: Choice
    href: str
    problems: list[str]
    node: "Node | None" = None
    elsewhere: Question | None = None
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
    """The whole tree: ``lists`` from the first question on, ``apart`` what nobody reaches.

    A list holds so many levels at most; what lies deeper begins another one.
    """

    lists: list[Node]
    apart: list[Node]
    general: list[str]
    marked: list[tuple[Question, str]]
    questions: int
    graph: flow.Graph
    texts: Mapping[str, str]

    @cached_property
    def measure(self) -> flow.Measure | None:
        return flow.measure(self.graph)

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
        return [self.texts[question] for question, _ in taken]


def spot(key: str) -> str:
    """Where a question stands on the page."""
    return f"at-{key}"


def draw(wizard: Wizard, judged: Judgement) -> Drawing:
    """Draw the tree of a wizard that was judged. Three queries, however large it is."""
    return _Drawing(wizard, judged).run()


class _Drawing:
    def __init__(self, wizard: Wizard, judged: Judgement) -> None:
        self.wizard = wizard
        choices = Choice.objects.select_related("to_situation", "to_section__guide")
        rows = wizard.questions.prefetch_related(Prefetch("choices", choices))
        self.questions = {question.pk: question for question in rows}
        self.by_key = {question.key: question for question in self.questions.values()}
        self.graph = flow.Graph(
            wizard.start,
            {q.key: {c.key: self._to(c) for c in q.choices.all()} for q in self.by_key.values()},
        )
        self.places = self._places()
        self.drawn: set[int] = set()
        self.waiting: deque[Question] = deque()
        self._sort(judged.reasons)

    def run(self) -> Drawing:
        start = self.by_key.get(self.wizard.start)
        lists = list(self._roots([start] if start else []))
        apart = list(self._roots(self.questions.values()))
        return Drawing(
            lists=lists,
            apart=apart,
            general=self.general,
            marked=[(question, text) for question, _, text in self.found],
            questions=len(self.questions),
            graph=self.graph,
            texts={key: question.text for key, question in self.by_key.items()},
        )

    def _to(self, choice: Choice) -> str:
        """As ``Choice.to``, without asking for a question that is at hand."""
        if choice.to_question_id in self.questions:
            return flow.ONWARD + self.questions[choice.to_question_id].key
        return choice.to

    def _sort(self, reasons: Iterable[Problem]) -> None:
        """Put every reason where it belongs: a choice, a question, or the wizard as a whole."""
        self.general: list[str] = []
        self.found: list[tuple[Question, int, str]] = []
        self.problems: dict[tuple[int, int], list[str]] = defaultdict(list)
        for reason in reasons:
            match = _PLACE.match(reason.place)
            question = self.by_key.get(match["question"]) if match else None
            if match is None or question is None:
                told = f"{reason.place}: {reason.text}" if reason.place else reason.text
                self.general.append(told)
                continue
            text, number = reason.text, int(match["number"] or 0)
            if of_choice := _OF_CHOICE.match(text):
                keys = [choice.key for choice in question.choices.all()]
                if of_choice["choice"] in keys:
                    number, text = keys.index(of_choice["choice"]) + 1, of_choice["text"]
            self.problems[question.pk, number].append(text)
            self.found.append((question, number, text))

    def _roots(self, questions: Iterable[Question]) -> Iterator[Node]:
        for question in questions:
            if question.pk in self.drawn:
                continue
            self.drawn.add(question.pk)
            self.waiting.append(question)
            while self.waiting:
                yield self._node(self.waiting.popleft(), 1)

    def _node(self, question: Question, depth: int) -> Node:
        href = reverse("admin:guides_question_change", args=(question.pk,))
        node = Node(question, href, self.problems.get((question.pk, 0), []))
        for index, choice in enumerate(question.choices.all()):
            problems = self.problems.get((question.pk, index + 1), [])
            branch = Branch(choice, f"{href}#choices-{index}", problems)
            self._lead(branch, depth)
            node.branches.append(branch)
        return node

    def _lead(self, branch: Branch, depth: int) -> None:
        choice = branch.choice
        if choice.to_question_id:
            question = self.questions.get(choice.to_question_id)
            if question is None:
                branch.target = "a question of another wizard"
            elif question.pk in self.drawn or depth == DEEPEST:
                branch.elsewhere = question
                if question.pk not in self.drawn:
                    self.drawn.add(question.pk)
                    self.waiting.append(question)
            else:
                self.drawn.add(question.pk)
                branch.node = self._node(question, depth + 1)
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

    def _places(self) -> dict[int, int]:
        """Which form of its guide's page each section of these guides has, counted from 0."""
        guides = {
            choice.to_section.guide_id
            for question in self.questions.values()
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
