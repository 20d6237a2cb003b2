"""Two changes of one text, or of one table of values, brought together. No Django.

What only one side changed is taken; where both changed the same, ``mine`` stays and it is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

_MANY = 2_000  # lines
_END = 2**31  # beyond any line


@dataclass(frozen=True, slots=True)
class Merged:
    """A value of a field after merging; ``clash`` where both sides changed the same of it."""

    value: str
    clash: bool


def merge_values(base: str | None, theirs: str, mine: str) -> Merged:
    """Bring two values of a field together; ``base`` is None where it is not known.

    Texts of several lines are merged by their lines.
    """
    if theirs in (mine, base):
        return Merged(mine, clash=False)
    if mine == base:
        return Merged(theirs, clash=False)
    if base is not None and "\n" in base:
        return merge_texts(base, theirs, mine)
    return Merged(mine, clash=True)


def merge_texts(base: str, theirs: str, mine: str) -> Merged:
    """Bring two texts together line by line; where both changed the same lines, mine stand."""
    old, their_lines, my_lines = base.split("\n"), theirs.split("\n"), mine.split("\n")
    their_blocks, my_blocks = _kept(old, their_lines), _kept(old, my_lines)
    merged: list[str] = []
    clash = False
    at = at_theirs = at_mine = 0
    for start, in_theirs, in_mine, length in _kept_by_both(their_blocks, my_blocks, len(old)):
        before = old[at:start]
        from_theirs, from_mine = their_lines[at_theirs:in_theirs], my_lines[at_mine:in_mine]
        if from_mine == before:
            merged += from_theirs
        else:
            merged += from_mine
            clash |= from_theirs not in (before, from_mine)
        merged += old[start : start + length]
        at, at_theirs, at_mine = start + length, in_theirs + length, in_mine + length
    return Merged("\n".join(merged), clash)


def _kept(old: list[str], new: list[str]) -> dict[int, int]:
    """Which lines of a text still stand in another: their numbers there."""
    # Looking at every repeated line of a very long text would take minutes.
    junk = len(old) > _MANY or len(new) > _MANY
    blocks = SequenceMatcher(None, old, new, autojunk=junk).get_matching_blocks()
    return {a + offset: b + offset for a, b, size in blocks for offset in range(size)}


def _kept_by_both(
    theirs: Mapping[int, int], mine: Mapping[int, int], length: int
) -> list[tuple[int, int, int, int]]:
    """The stretches that both left alone: where in each text, and how many lines; the end last."""
    found: list[tuple[int, int, int, int]] = []
    for line in range(length):
        if line not in theirs or line not in mine:
            continue
        if found:
            start, in_theirs, in_mine, size = found[-1]
            here = (start + size, in_theirs + size, in_mine + size)
            if here == (line, theirs[line], mine[line]):
                found[-1] = (start, in_theirs, in_mine, size + 1)
                continue
        found.append((line, theirs[line], mine[line], 1))
    return [*found, (length, _END, _END, 0)]
