"""A page in a few words to paste into a chat, with the addresses to send. Pure functions.

An agent reads it on the other side: the state, the verdict, what must not be done, what to do
first, the answers that led there, and always the whole address at the end.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import dropwhile, takewhile

from guides.markup import Line, address, read_lines
from guides.pages import VERDICTS, GuidePage, Section, SituationPage
from guides.steps import Answered

# Characters in a summary, the address included.
MOST = 600
# Characters that one part may take, so that it leaves room for those that matter less; and
# those that are kept for it, whatever the others would take.
MOST_TITLE = 80
MOST_HAZARD = 260
MOST_PART = 200
LEAST = 50
LEAST_TO_DO = 90
# Fewer characters of a step say nothing.
LEAST_STEP = 16

_LEFT_OUT = "…"
_ELSEWHERE = "The message to send is on the page."
# Blocks whose numbered lists are steps, and those that tell what to do; others are a text to
# send or a warning.
_STEP_BLOCKS = {"", "app", "website"}
_ACTION_BLOCKS = {*_STEP_BLOCKS, "checklist"}


@dataclass(frozen=True)
class Share:
    """What there is to send: the page's address, the short one (sections have none), the words."""

    address: str
    short: str
    text: str


@dataclass(frozen=True)
class _Claim:
    """A part of a summary: its words in at most so many characters, and its share of the room."""

    tell: Callable[[int], str]
    most: int = MOST_PART
    least: int = LEAST

    @property
    def kept(self) -> int:
        """The room it has in any case, with a line break."""
        whole = len(self.tell(MOST))
        return min(self.least, whole) + bool(whole)


def share_situation(page: SituationPage, site: str, answers: Sequence[Answered] = ()) -> Share:
    """A situation; ``site`` is the origin of its addresses, ``answers`` led to it."""
    where = site + page.address
    text = _tell(
        page.lines,
        title=page.title,
        verdict=f"{VERDICTS[page.verdict]}.",
        answer=page.summary,
        warning=hazard(page),
        answers=answers,
        end=f"Code {page.code}\n{where}",
    )
    return Share(where, f"{site}/s/{page.code}/", text)


def share_section(
    guide: GuidePage, section: Section, site: str, answers: Sequence[Answered] = ()
) -> Share:
    """A section of a guide, as the outcome of a wizard."""
    where = site + address("guide", guide.slug, section.anchor)
    lines = tuple(read_lines(section.body))
    text = _tell(
        lines,
        title=section.heading,
        warning=_warning(lines),
        answers=answers,
        end=where,
    )
    return Share(where, "", text)


def hazard(page: SituationPage) -> str:
    """What must not be done: the situation's own hazard, else the first that its text tells."""
    return page.hazard or _warning(page.lines)


def first_action(lines: Iterable[Line]) -> str:
    """The first thing to do that the lines of a text name, in plain words; perhaps nothing."""
    return next((line.words for line in _from_action(lines)), "")


def shorten(text: str, most: int) -> str:
    """A text in one line of at most ``most`` characters, with a mark where some are left out.

    It is cut between words, and inside one only where it would otherwise fill less than a third
    of its room: some languages have no spaces. Empty where there is no room for a character.
    """
    whole = " ".join(text.split())
    if len(whole) <= most:
        return whole
    if most < 2:
        return ""
    end = most - len(_LEFT_OUT)
    space = whole.rfind(" ", 0, end)
    if 3 * space >= most:
        return f"{whole[:space]} {_LEFT_OUT}"
    # An accent that is a character of its own stays with its letter.
    while end and unicodedata.combining(whole[end]):
        end -= 1
    return f"{whole[:end].rstrip()}{_LEFT_OUT}" if end else ""


def _tell(
    lines: Sequence[Line],
    *,
    title: str,
    verdict: str = "",
    answer: str = "",
    warning: str,
    answers: Sequence[Answered],
    end: str,
) -> str:
    """The parts in the order in which they are read; room is given by what matters most."""
    steps = _steps(lines)
    action = next(_from_action(lines), None)
    first = action.words if action and str(action) not in steps else ""
    claims = {
        "verdict": _Claim(partial(shorten, verdict)),
        "title": _Claim(partial(shorten, title), MOST_TITLE),
        "hazard": _Claim(
            partial(shorten, f"Be careful: {warning}" if warning else ""), MOST_HAZARD
        ),
        "answers": _Claim(partial(_answers, answers)),
        "first": _Claim(partial(shorten, first), least=LEAST_TO_DO),
        "answer": _Claim(partial(shorten, answer)),
        "steps": _Claim(partial(_fitting, steps), MOST, LEAST_TO_DO),
        "message": _Claim(partial(_message, lines), MOST, len(_ELSEWHERE)),
    }
    told: dict[str, str] = {}
    room = MOST - len(end)
    kept = sum(claim.kept for claim in claims.values())
    for name, claim in claims.items():
        kept -= claim.kept
        free = min(max(room - kept, claim.kept), room) - 1
        told[name] = claim.tell(min(claim.most, free))
        room -= len(told[name]) + bool(told[name])
    opening = f"{told['verdict']} {told['answer']}".strip()
    parts = [told["title"], opening, told["hazard"], told["answers"], told["first"]]
    return "\n".join(filter(None, [*parts, told["steps"], told["message"], end]))


def _fitting(steps: Sequence[str], most: int) -> str:
    """The first steps, a line for each; where not all fit, a mark says so, mostly in the last."""
    whole = "\n".join(steps)
    if len(whole) <= most:
        return whole
    told: list[str] = []
    room = most
    for step in steps:
        # After a whole step comes a line with at least the mark.
        if len(step) + 1 + len(_LEFT_OUT) > room:
            cut = shorten(step, min(room, len(step) - 1))
            if len(cut) < LEAST_STEP:
                cut = _LEFT_OUT if room > 0 else ""
            told += filter(None, [cut])
            break
        told.append(step)
        room -= len(step) + 1
    return "\n".join(told)


def _answers(answers: Sequence[Answered], most: int) -> str:
    """The answers, the last of which decided: the first ones give way, their questions before
    their choices."""
    if not answers:
        return ""
    choices = [answer.choice for answer in answers]
    whole = [f"{answer.question} {answer.choice}" for answer in answers]
    numbers = range(1, len(answers))
    rows = [
        whole,
        *([*choices[:number], *whole[number:]] for number in numbers),
        *([_LEFT_OUT, *choices[number:-1], whole[-1]] for number in numbers),
        choices[-1:],
    ]
    told = (f"Answers: {' · '.join(row)}" for row in rows)
    return next((row for row in told if len(row) <= most), shorten(f"Answers: {choices[-1]}", most))


def _message(lines: Iterable[Line], most: int) -> str:
    """The first message to send, or where it is: steps may speak of it."""
    begun = dropwhile(lambda line: line.block != "message" or line.heads, lines)
    words = [
        line.words
        for line in takewhile(lambda line: line.block == "message" and not line.heads, begun)
    ]
    if not words:
        return ""
    whole = f"Message: “{' '.join(words)}”"
    return whole if len(whole) <= most else shorten(_ELSEWHERE, most)


def _warning(lines: Iterable[Line]) -> str:
    """The first thing that a text itself warns of."""
    told = (line for line in lines if line.block == "hazard" and not line.heads)
    return next((line.words for line in told), "")


def _from_action(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines of a text from the first on that tells to do something."""
    return dropwhile(lambda line: line.heads or line.block not in _ACTION_BLOCKS, lines)


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
    first, *after = [*_from_action(lines)] or [Line("")]
    introduced = takewhile(
        lambda line: line.depth and not line.block, [first, *after] if first.depth else after
    )
    return found or [str(line) for line in introduced if line.mark and line.depth == 1]
