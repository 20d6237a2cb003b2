"""One step of a wizard as a reader sees it: the address replayed into a question or an outcome.

The answers are the address (``order=shipped/arrived=no``), so a step is a pure function of the
wizard's page and the address. Answers after a changed one travel along as ``?keep=``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Literal

from guides import flow
from guides.markup import Target
from guides.pages import Question, WizardPage, read_outcome

# Ways to a page that one wizard tells; beyond that its map is the better place.
MOST_WAYS = 40
MOST_ANSWERS = 100


@dataclass(frozen=True)
class Answered:
    """A given answer in words, and the address that asks its question again."""

    question: str
    choice: str
    change: str


@dataclass(frozen=True)
class Option:
    """A choice as a link."""

    label: str
    hint: str
    href: str


@dataclass(frozen=True)
class Ways:
    """The rows of answers of one wizard that lead to a page; ``more`` where not all are told."""

    wizard: WizardPage
    rows: tuple[tuple[Answered, ...], ...]
    more: bool


@dataclass(frozen=True)
class Step:
    """What one address of a wizard shows: ``question`` with ``options``, or the ``outcome``.

    ``notice`` says that not all of the address fitted: ``stale`` where it once did, ``unknown``
    where it never did, ``gone`` where the page it led to is withdrawn.
    """

    wizard: WizardPage
    taken: tuple[flow.Answer, ...]
    answers: tuple[Answered, ...] = ()
    question: Question | None = None
    options: tuple[Option, ...] = ()
    outcome: Target | None = None
    notice: Literal["", "stale", "unknown", "gone"] = ""

    @property
    def address(self) -> str:
        return href(self.wizard, self.taken)

    @property
    def back(self) -> str:
        """The address of the step before, or empty on the first."""
        return href(self.wizard, self.taken[:-1]) if self.taken else ""

    @property
    def number(self) -> int:
        """Which question of the reader's this is, from 1."""
        return len(self.taken) + 1

    @property
    def more(self) -> int:
        """How many questions can follow this one at most."""
        depth = self.wizard.graph.depths.get(self.question.id, 1) if self.question else 1
        return depth - 1


def href(wizard: WizardPage, taken: Sequence[flow.Answer], keep: Sequence[flow.Answer] = ()) -> str:
    """The address of a step."""
    path = "".join(f"{question}={choice}/" for question, choice in taken)
    kept = "/".join(f"{question}={choice}" for question, choice in keep)
    return wizard.address + path + (f"?keep={kept}" if kept else "")


def read_answers(text: str) -> tuple[flow.Answer, ...]:
    """``a=b/c=d`` as answers, with its last slash or without; what has no ``=`` becomes an answer
    that fits nowhere: clients could spell one step in any number of ways with slashes."""
    pieces = (piece.partition("=") for piece in text.removesuffix("/").split("/")) if text else ()
    return tuple((question, choice) for question, _, choice in pieces)


def take(wizard: WizardPage, answers: Sequence[flow.Answer], keep: str = "") -> Step:
    """Replay answers into the step they lead to."""
    replayed = flow.replay(wizard.graph, answers)
    if replayed.outcome is not None:
        return Step(
            wizard=wizard,
            taken=replayed.taken,
            answers=_answered(wizard, replayed.taken),
            outcome=read_outcome(replayed.outcome),
        )
    questions = wizard.graph.questions
    kept = [answer for answer in read_answers(keep) if answer[1] in questions.get(answer[0], ())]
    step = ask(wizard, replayed.taken, kept)
    if not replayed.rest:
        return step
    return _with_notice(step, "stale" if wizard.fitted_once(answers) else "unknown")


def ask(
    wizard: WizardPage,
    taken: tuple[flow.Answer, ...],
    keep: Sequence[flow.Answer] = (),
    notice: Literal["", "gone"] = "",
) -> Step:
    """The step that asks the question after ``taken``, which must lead to one."""
    id = flow.replay(wizard.graph, taken).question
    assert id is not None
    question = wizard.question(id)
    options = tuple(
        Option(choice.label, choice.hint, _onward(wizard, (*taken, (id, choice.id)), keep))
        for choice in question.choices
    )
    return Step(wizard, taken, _answered(wizard, taken), question, options, notice=notice)


def ways(wizard: WizardPage, outcomes: set[str]) -> Ways:
    """The ways that lead to one of some outcomes: at most ``MOST_WAYS``, and where these are
    long, only the first, with ``MOST_ANSWERS`` or a few more answers in all."""
    found = list(islice(flow.paths_to(wizard.graph, outcomes), MOST_WAYS + 1))
    told = accumulate(len(taken) for taken in found)
    few = [way for way, before in zip(found, [0, *told], strict=False) if before < MOST_ANSWERS]
    rows = tuple(_answered(wizard, taken) for taken in few[:MOST_WAYS])
    return Ways(wizard, rows, more=len(found) > len(rows))


def _with_notice(step: Step, notice: Literal["stale", "unknown"]) -> Step:
    return Step(step.wizard, step.taken, step.answers, step.question, step.options, notice=notice)


def _onward(wizard: WizardPage, taken: tuple[flow.Answer, ...], keep: Sequence[flow.Answer]) -> str:
    if not keep:
        return href(wizard, taken)
    taken = flow.carry_on(wizard.graph, taken, keep)
    question = flow.replay(wizard.graph, taken).question
    ahead = wizard.graph.reachable(question) if question else set()
    return href(wizard, taken, [(asked, choice) for asked, choice in keep if asked in ahead])


def _answered(wizard: WizardPage, taken: tuple[flow.Answer, ...]) -> tuple[Answered, ...]:
    return tuple(_tell(wizard, taken))


def _tell(wizard: WizardPage, taken: tuple[flow.Answer, ...]) -> Iterator[Answered]:
    for index, (id, choice) in enumerate(taken):
        question = wizard.question(id)
        change = href(wizard, taken[:index], taken[index + 1 :])
        yield Answered(question.text, question.choice(choice).label, change)
