"""What differs between two texts: lines beside each other, their words marked. No Django."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# Lines that are the same are shown so many above and below a change.
CONTEXT = 3
# Beyond these a line is marked whole, and repeated lines are no longer looked at one by one.
_MOST_WORDS = 2_000
_MANY_LINES = 2_000

_WORD = re.compile(r"\w+|\s+|[^\w\s]")

Kind = Literal["same", "changed", "removed", "added", "gap"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line; ``marked`` where the other side says something else."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line before and after, each with its number from 1, or None where there is none.

    A ``gap`` stands for lines that are the same and not shown: ``hidden`` says how many.
    """

    kind: Kind
    before: tuple[Piece, ...] = ()
    after: tuple[Piece, ...] = ()
    before_number: int | None = None
    after_number: int | None = None
    hidden: int = 0


def compare(before: str, after: str) -> list[Row]:
    """The rows of a diff, with some unchanged lines around each change; none for equal texts."""
    if before == after:
        return []
    old, new = before.split("\n"), after.split("\n")
    junk = len(old) > _MANY_LINES or len(new) > _MANY_LINES
    matcher = SequenceMatcher(None, old, new, autojunk=junk)
    rows: list[Row] = []
    shown = 0
    for group in matcher.get_grouped_opcodes(CONTEXT):
        first = group[0][1]
        if first > shown:
            rows.append(Row("gap", hidden=first - shown))
        for tag, a, b, c, d in group:
            rows += _rows(tag, old[a:b], new[c:d], a + 1, c + 1)
        shown = group[-1][2]
    if len(old) > shown:
        rows.append(Row("gap", hidden=len(old) - shown))
    return rows


def _rows(
    tag: str, old: Sequence[str], new: Sequence[str], first_old: int, first_new: int
) -> Iterator[Row]:
    paired = min(len(old), len(new))
    for index in range(paired):
        before, after = _same(old[index]) if tag == "equal" else _words(old[index], new[index])
        kind: Kind = "same" if tag == "equal" else "changed"
        yield Row(kind, before, after, first_old + index, first_new + index)
    for index in range(paired, len(old)):
        yield Row("removed", (Piece(old[index], True),), (), first_old + index)
    for index in range(paired, len(new)):
        yield Row("added", (), (Piece(new[index], True),), None, first_new + index)


def _same(line: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    return (Piece(line),), (Piece(line),)


def _words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two lines with the words marked in which they differ."""
    olds, news = _WORD.findall(old), _WORD.findall(new)
    if len(olds) > _MOST_WORDS or len(news) > _MOST_WORDS:
        return (Piece(old, True),), (Piece(new, True),)
    before: list[Piece] = []
    after: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        marked = tag != "equal"
        if a < b:
            before.append(Piece("".join(olds[a:b]), marked))
        if c < d:
            after.append(Piece("".join(news[c:d]), marked))
    return tuple(before), tuple(after)
