"""What readers get: one frozen page a published item, and its JSON form kept in the edition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

import msgspec

from guides import flow
from guides.markup import Line, Part, Stage, Target, address, read_lines, spell

Verdict = Literal["can", "maybe", "cannot"]

# Each verdict as readers read it.
VERDICTS: dict[str, str] = {
    "can": "Yes, you can",
    "maybe": "You may be able to",
    "cannot": "No, you can’t now",
}

# What a situation's page can offer to reckon with, by the name that packs use.
TOOLS = ("refund-dates", "reminder")


def review_due(reviewed: date, every_days: int) -> date:
    """When something must be checked again; at the end of the calendar at the latest."""
    try:
        return reviewed + timedelta(days=every_days)
    except OverflowError:
        return date.max


@dataclass(frozen=True)
class Page:
    """What every published item has."""

    slug: str
    title: str
    summary: str
    reviewed: date
    review_every_days: int

    @property
    def review_due(self) -> date:
        return review_due(self.reviewed, self.review_every_days)

    def is_unchecked(self, today: date) -> bool:
        """Whether its review is overdue by more than its own period: readers are told so."""
        return today > review_due(self.reviewed, 2 * self.review_every_days)


@dataclass(frozen=True)
class Section:
    """A section of a guide; ``formerly`` are anchors that must keep working."""

    anchor: str
    heading: str
    body: tuple[Part, ...] = ()
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True)
class GuidePage(Page):
    """A guide as readers see it."""

    introduction: tuple[Part, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def address(self) -> str:
        return address("guide", self.slug)

    def marked(self, verdicts: Mapping[str, str]) -> "GuidePage":
        """This page with every stage marked by the verdicts of its situations (by slug)."""
        return replace(
            self,
            introduction=mark(self.introduction, verdicts),
            sections=tuple(replace(s, body=mark(s.body, verdicts)) for s in self.sections),
        )

    @property
    def staged(self) -> set[str]:
        """The situations, by slug, that any stage on this page leads to."""
        bodies = (self.introduction, *(section.body for section in self.sections))
        parts = (part for body in bodies for part in body)
        return {slug for part in parts for stage in part.stages for slug in stage.situations}

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The first timeline whose stages lead to situations: the picture of the whole matter."""
        bodies = (self.introduction, *(section.body for section in self.sections))
        for part in (part for body in bodies for part in body):
            if any(stage.situations for stage in part.stages):
                return part.stages
        return ()

    @property
    def anchors(self) -> set[str]:
        """Every anchor that works on this page, present or former."""
        return {name for section in self.sections for name in (section.anchor, *section.formerly)}

    def section(self, anchor: str) -> Section | None:
        """The section that answers to an anchor, present or former."""
        for section in self.sections:
            if anchor == section.anchor or anchor in section.formerly:
                return section
        return None


@dataclass(frozen=True)
class Method:
    """A way in which money comes back, with how long it takes: a fact as it was when published."""

    key: str
    label: str
    low: int
    high: int
    unit: str
    source: str
    checked: date
    note: str = ""

    @property
    def spelled(self) -> str:
        return spell(self.low, self.high, self.unit)


@dataclass(frozen=True)
class SituationPage(Page):
    """A situation as readers see it.

    ``sections`` are ``guide#anchor``, ``related`` slugs, ``tools`` are among TOOLS. ``methods``
    are what the tool ``refund-dates`` reckons with.
    """

    code: str = ""
    verdict: Verdict = "maybe"
    hazard: str = ""
    body: tuple[Part, ...] = ()
    sections: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    screen_labels: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    methods: tuple[Method, ...] = ()

    @property
    def address(self) -> str:
        return address("situation", self.slug)

    @cached_property
    def lines(self) -> Sequence[Line]:
        """Its text as ``read_lines`` has it: read once for all that is told of it."""
        return tuple(read_lines(self.body))


@dataclass(frozen=True)
class Choice:
    """One answer; ``to`` as in the pack format."""

    id: str
    label: str
    to: str
    hint: str = ""


@dataclass(frozen=True)
class Question:
    """One question with its answers in order."""

    id: str
    text: str
    choices: tuple[Choice, ...] = ()
    hint: str = ""

    def choice(self, id: str) -> Choice:
        return next(choice for choice in self.choices if choice.id == id)


@dataclass(frozen=True, order=True)
class Retired:
    """A choice that once led ``to``; an empty question says where the wizard once started."""

    question: str
    choice: str
    to: str


@dataclass(frozen=True)
class WizardPage(Page):
    """A wizard as readers walk it.

    ``retired`` remembers what earlier editions asked and this one does not: an old link that
    fitted then is stale, not wrong.
    """

    start: str = ""
    questions: tuple[Question, ...] = ()
    retired: tuple[Retired, ...] = ()

    @property
    def address(self) -> str:
        return address("wizard", self.slug)

    @cached_property
    def graph(self) -> flow.Graph:
        return flow.Graph(
            start=self.start,
            questions={q.id: {c.id: c.to for c in q.choices} for q in self.questions},
        )

    @cached_property
    def _by_id(self) -> Mapping[str, Question]:
        return {question.id: question for question in self.questions}

    def question(self, id: str) -> Question:
        return self._by_id[id]

    @property
    def edges(self) -> set[Retired]:
        """Every step this wizard takes, in the form in which a later edition remembers it."""
        steps = {Retired(q.id, c.id, c.to) for q in self.questions for c in q.choices}
        return steps | {Retired("", "", flow.ONWARD + self.start)}

    def fitted_once(self, answers: Sequence[flow.Answer]) -> bool:
        """Whether these answers follow on each other in this edition and earlier ones together.

        No edition asked a question twice. Together they can go round, and rows without end fit.
        """
        if len({question for question, _ in answers}) < len(answers):
            return False
        edges = self.edges | set(self.retired)
        reached = {edge.to for edge in edges if not edge.question}
        for question, choice in answers:
            if flow.ONWARD + question not in reached:
                return False
            reached = {e.to for e in edges if (e.question, e.choice) == (question, choice)}
        return bool(reached)


def read_outcome(to: str) -> Target:
    """The page a choice leads to, from ``situation:<slug>`` or ``section:<guide>#<anchor>``."""
    kind, _, name = to.partition(":")
    slug, _, anchor = name.partition("#")
    return Target("guide" if kind == "section" else kind, slug, anchor)


def headings(page: Page) -> list[list[str]] | None:
    """The sections of a guide as JSON values, each as anchor, heading and former anchors."""
    if not isinstance(page, GuidePage):
        return None
    return [[section.anchor, section.heading, *section.formerly] for section in page.sections]


def mark(body: tuple[Part, ...], verdicts: Mapping[str, str]) -> tuple[Part, ...]:
    """Give each stage the verdict of the first of its situations that is live, or none.

    The first one stands for the stage: editors put the most usual situation there.
    """

    def state(stage: Stage) -> str:
        return next((verdicts[slug] for slug in stage.situations if slug in verdicts), "")

    return tuple(
        replace(part, stages=tuple(replace(stage, state=state(stage)) for stage in part.stages))
        for part in body
    )


PAGES: dict[str, type[Page]] = {
    "guide": GuidePage,
    "situation": SituationPage,
    "wizard": WizardPage,
}


def to_json(page: Page) -> Any:
    """The page as plain JSON values, equal to what a database gives back."""
    return msgspec.json.decode(write(page))


def write(page: Page) -> bytes:
    """The page as JSON text."""
    return msgspec.json.encode(page)


def read(kind: str, text: bytes | str) -> Any:
    """The page back from what ``write`` wrote."""
    return msgspec.json.decode(text, type=PAGES[kind])


def from_json(kind: str, value: Any) -> Any:
    """The page back from its JSON values; raises msgspec.ValidationError on anything else."""
    return msgspec.convert(value, PAGES[kind])
