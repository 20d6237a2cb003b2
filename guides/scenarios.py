"""Scenarios run: whether a row of answers reaches the page it must, and what that page says."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from guides import flow, markup, steps
from guides.markup import Target
from guides.pack import Problem, ScenarioRecord, WizardRecord
from guides.pages import VERDICTS, GuidePage, Page, SituationPage, WizardPage, read_outcome

# The page at an address, or None where readers find none.
Find = Callable[[Target], Page | None]

# A reader sees no difference between these, and no editor should have to.
_ALIKE = str.maketrans({"–": "-", "‐": "-", "‑": "-", "−": "-", "’": "'", "\u00ad": None})


@dataclass(frozen=True, slots=True)
class Run:
    """A scenario with where its answers end: ``reached`` as a choice's ``to``, or empty.

    ``failures`` say why it does not come true.
    """

    number: int
    scenario: ScenarioRecord
    reached: str
    failures: tuple[str, ...]

    @property
    def place(self) -> str:
        return f"scenario {self.number} ({self.scenario.answers})"


def run(record: WizardRecord, wizard: WizardPage, find: Find) -> Iterator[Run]:
    """Run every scenario of a wizard.

    A page that is not there is told at the choice that leads to it, and not again here.
    """
    for number, scenario in enumerate(record.scenarios, start=1):
        replayed = flow.replay(wizard.graph, steps.read_answers(scenario.answers))
        if replayed.outcome != scenario.reaches:
            told = _astray(replayed, scenario)
            yield Run(number, scenario, replayed.outcome or "", (told,))
            continue
        target = read_outcome(scenario.reaches)
        page = find(target) if scenario.mentions else None
        missing = lacking(words(page, target), scenario.mentions) if page else []
        failures = tuple(f"the page does not mention “{mention}”" for mention in missing)
        yield Run(number, scenario, scenario.reaches, failures)


def problems(record: WizardRecord, wizard: WizardPage, find: Find) -> Iterator[Problem]:
    """What does not come true, told of the wizard's file."""
    for one in run(record, wizard, find):
        for failure in one.failures:
            yield Problem(record.path, 0, one.place, failure)


def outcomes(record: WizardRecord) -> set[Target]:
    """The pages that must be read to run the scenarios of a wizard."""
    return {read_outcome(scenario.reaches) for scenario in record.scenarios if scenario.mentions}


def _astray(replayed: flow.Replay, scenario: ScenarioRecord) -> str:
    if replayed.outcome is not None:
        return f"reaches {replayed.outcome}, not {scenario.reaches}"
    if replayed.question is None:
        return f"the wizard does not start, so it does not reach {scenario.reaches}"
    stopped = f"stops at the question {replayed.question}"
    if replayed.rest:
        question, choice = replayed.rest[0]
        stopped += f", where {question}={choice} does not fit"
    return f"{stopped}, and does not reach {scenario.reaches}"


def lacking(text: str, mentions: Iterable[str]) -> list[str]:
    """The mentions that a text does not hold, whatever the case, the spaces and the dashes."""
    folded = _fold(text)
    return [mention for mention in mentions if _fold(mention) not in folded]


def words(page: Page, target: Target) -> str:
    """What a reader reads on the page that answers lead to: a situation, or one section."""
    if isinstance(page, SituationPage):
        pieces = (
            VERDICTS[page.verdict],
            page.title,
            page.summary,
            page.hazard,
            markup.plain_parts(page.body),
            *(f"{method.label} {method.spelled}" for method in page.methods),
            *page.screen_labels,
            page.code,
        )
        return "\n".join(pieces)
    section = page.section(target.anchor) if isinstance(page, GuidePage) else None
    return f"{section.heading}\n{markup.plain_parts(section.body)}" if section else ""


def _fold(text: str) -> str:
    return " ".join(text.translate(_ALIKE).casefold().split())
