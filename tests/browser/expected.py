"""What the shipped pack says that readers must get: read from its files, without a database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from guides import flow, pack
from tests.conftest import CONTENT

PACK = pack.read_folder(CONTENT)
WIZARD = min(PACK.wizards, key=lambda wizard: wizard.position)
GRAPH = flow.Graph(
    WIZARD.start,
    {
        question.id: {choice.id: choice.to for choice in question.choices}
        for question in WIZARD.questions
    },
)
QUESTIONS = {question.id: question for question in WIZARD.questions}
SITUATIONS = {situation.slug: situation for situation in PACK.situations}
GUIDES = {guide.slug: guide for guide in PACK.guides}
FIRST = QUESTIONS[WIZARD.start].text

Answers = tuple[flow.Answer, ...]


@dataclass(frozen=True)
class Path:
    """A row of answers and what it leads to."""

    answers: Answers
    to: str

    def __str__(self) -> str:
        return "/".join(f"{question}={choice}" for question, choice in self.answers)

    @property
    def kind(self) -> str:
        return self.to.partition(":")[0]

    @property
    def address(self) -> str:
        return address(self.answers)

    @property
    def h1(self) -> str:
        kind, _, name = self.to.partition(":")
        if kind == "situation":
            return SITUATIONS[name].title
        guide, _, anchor = name.partition("#")
        sections = GUIDES[guide].sections
        return next(section.heading for section in sections if section.anchor == anchor)

    @property
    def canonical(self) -> str:
        """The path of the outcome's own page."""
        kind, _, name = self.to.partition(":")
        return f"/{kind}s/{name}/" if kind == "situation" else f"/guides/{name.partition('#')[0]}/"


@dataclass(frozen=True)
class Change:
    """Another choice for an early answer after which later answers still fit.

    ``taps`` are given from the question asked again; the outcome then is ``after``.
    """

    before: Path
    index: int
    taps: Answers
    after: Path


def address(answers: Answers) -> str:
    return f"/wizards/{WIZARD.slug}/" + "".join(f"{asked}={choice}/" for asked, choice in answers)


def label(answer: flow.Answer) -> str:
    """The words of a choice."""
    question, choice = answer
    return next(entry.label for entry in QUESTIONS[question].choices if entry.id == choice)


def h1_after(answers: Answers) -> str:
    """The heading of the page that a row of answers leads to."""
    question = flow.replay(GRAPH, answers).question
    return QUESTIONS[question].text if question else Path(answers, _outcome(answers)).h1


def changes() -> Iterator[Change]:
    """Every way to change an early answer that keeps at least two later ones."""
    for before in PATHS:
        for index, (question, choice) in enumerate(before.answers):
            for after in PATHS:
                same = after.answers[:index] == before.answers[:index]
                other = after.answers[index:][:1]
                later = before.answers[index + 1 :]
                if not same or not other or other[0] == (question, choice) or len(later) < 2:
                    continue
                if after.answers[-len(later) :] == later:
                    taps = after.answers[index : -len(later)]
                    yield Change(before, index, taps, after)


def _outcome(answers: Answers) -> str:
    outcome = flow.replay(GRAPH, answers).outcome
    assert outcome is not None
    return outcome


PATHS = [Path(answers, to) for answers, to in flow.paths(GRAPH)]
LONGEST = max(PATHS, key=lambda path: len(path.answers))
TO_SITUATION = next(path for path in PATHS if path.kind == "situation" and len(path.answers) > 1)
TO_SECTION = next(path for path in PATHS if path.kind == "section")

TODAY = datetime.now(UTC).date()
# One address of every type of page.
TYPES = {
    "home": "/",
    "guides": "/guides/",
    "guide": f"/guides/{TO_SECTION.to.partition(':')[2].partition('#')[0]}/",
    "situations": "/situations/",
    "situation": TO_SITUATION.canonical,
    "wizards": "/wizards/",
    "question": address(()),
    "later question": address(LONGEST.answers[:-1]),
    "outcome": TO_SITUATION.address,
    "section": TO_SECTION.address,
    "map": f"/wizards/{WIZARD.slug}/map/",
    "refund dates": f"/refund-dates/?method=refund-card&confirmed={TODAY}&country=US",
    "reminder": f"/reminder/?ends={TODAY + timedelta(days=30)}&before=3",
    "unfit answer": address((*LONGEST.answers[:-1], ("no", "such"))),
    "unknown code": "/s/none/",
    "unknown page": "/no/such/page/",
}
NOT_FOUND = {"unfit answer", "unknown code", "unknown page"}
FOUND = {name: address for name, address in TYPES.items() if name not in NOT_FOUND}
# And every page with a text of its own.
TEXTS = {
    **{f"guide {slug}": f"/guides/{slug}/" for slug in GUIDES},
    **{f"situation {slug}": f"/situations/{slug}/" for slug in SITUATIONS},
}
