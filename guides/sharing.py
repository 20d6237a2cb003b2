"""A page in a few words to paste into a chat, with the addresses to send. Pure functions.

An agent reads it on the other side: the state, the verdict, what must not be done, what to do
first, the answers that led there, and always the whole address at the end.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile

from guides.markup import Line, address, read_lines
from guides.pages import VERDICTS, GuidePage, Section, SituationPage
from guides.steps import Answered

# Characters in a summary, the address included.
MOST = 600
# Characters that one part may take, so that it leaves room for those that matter less.
MOST_TITLE = 80
MOST_HAZARD = 260
MOST_PART = 200

_LEFT_OUT = "…"
# Blocks whose numbered lists are steps; in others they are a text to send or a warning.
_STEP_BLOCKS = {"", "app", "website"}


@dataclass(frozen=True)
class Share:
    """What there is to send: the page's address, the short one (sections have none), the words."""

    address: str
    short: str
    text: str


def share_situation(page: SituationPage, site: str, answers: Sequence[Answered] = ()) -> Share:
    """A situation; ``site`` is the origin of its addresses, ``answers`` led to it."""
    lines = list(read_lines(page.body))
    where = site + page.address
    text = _tell(
        title=page.title,
        verdict=f"{VERDICTS[page.verdict]}.",
        answer=page.summary,
        hazard=page.hazard or _hazard(lines),
        answers=_answers(answers),
        first=_first(lines),
        steps=_steps(lines),
        end=f"Code {page.code}\n{where}",
    )
    return Share(where, f"{site}/s/{page.code}/", text)


def share_section(
    guide: GuidePage, section: Section, site: str, answers: Sequence[Answered] = ()
) -> Share:
    """A section of a guide, as the outcome of a wizard."""
    lines = list(read_lines(section.body))
    where = site + address("guide", guide.slug, section.anchor)
    text = _tell(
        title=section.heading,
        hazard=_hazard(lines),
        answers=_answers(answers),
        first=_first(lines),
        steps=_steps(lines),
        end=where,
    )
    return Share(where, "", text)


def shorten(text: str, most: int) -> str:
    """A text in one line of at most ``most`` characters: whole words, and a mark where some are
    left out. Empty where not even one word fits."""
    words = text.split()
    whole = " ".join(words)
    if len(whole) <= most:
        return whole
    kept = ""
    for word in words:
        longer = f"{kept} {word}" if kept else word
        if len(longer) + len(_LEFT_OUT) + 1 > most:
            break
        kept = longer
    return f"{kept} {_LEFT_OUT}" if kept else ""


def _tell(
    *,
    title: str,
    verdict: str = "",
    answer: str = "",
    hazard: str,
    answers: str,
    first: str,
    steps: Sequence[str],
    end: str,
) -> str:
    """The parts in the order in which they are read; room is given by what matters most."""
    claims = [
        ("title", title, MOST_TITLE),
        ("verdict", verdict, MOST_PART),
        ("hazard", f"Be careful: {hazard}" if hazard else "", MOST_HAZARD),
        ("answers", f"Answers: {answers}" if answers else "", MOST_PART),
        ("answer", answer, MOST_PART),
        ("first", first, MOST_PART),
    ]
    told: dict[str, str] = {}
    room = MOST - len(end) - (len(_LEFT_OUT) + 1 if steps else 0)
    for name, text, most in claims:
        told[name] = shorten(text, min(most, room - 1))
        room -= len(told[name]) + bool(told[name])
    opening = f"{told['verdict']} {told['answer']}".strip()
    lines = [told["title"], opening, told["hazard"], told["answers"], told["first"]]
    return "\n".join([*filter(None, lines), *_fitting(steps, room), end])


def _fitting(steps: Sequence[str], room: int) -> Iterator[str]:
    """The first steps, whole; there is room for the mark besides."""
    for number, step in enumerate(steps, start=1):
        last = number == len(steps)
        if len(step) + 1 > room + (len(_LEFT_OUT) + 1 if last else 0):
            yield _LEFT_OUT
            return
        room -= len(step) + 1
        yield step


def _answers(answers: Iterable[Answered]) -> str:
    return " · ".join(f"{answer.question} {answer.choice}" for answer in answers)


def _hazard(lines: Iterable[Line]) -> str:
    """The first thing that the text itself warns of."""
    return next((str(line) for line in lines if line.block == "hazard" and not line.heads), "")


def _first(lines: Sequence[Line]) -> str:
    """What a text says before anything else, if it is a sentence."""
    first = next((line for line in lines if not line.heads), None)
    return first.words if first and not first.depth and not first.block else ""


def _steps(lines: Sequence[Line]) -> list[str]:
    """The items of the first numbered list, also where a text in between interrupts it; where
    there is none, those of the list that the first sentence introduces."""
    found: list[str] = []
    before = 0
    for line in lines:
        if line.depth != 1 or not line.number or line.block not in _STEP_BLOCKS:
            continue
        if found and line.number != before + 1:
            break
        before = line.number
        found.append(str(line))
    after = list(dropwhile(lambda line: line.heads, lines))[1:]
    introduced = takewhile(lambda line: line.depth and not line.block, after)
    return found or [str(line) for line in introduced if line.mark and line.depth == 1]
