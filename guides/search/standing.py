"""Which of several entries goes first that meet a search equally well, known before anybody asks.

Each entry bears marks, which stand in the index beside its stems: its kind, how little else its
name holds, where editors put it, and a number made of its address for what is still equal. So
the best of any number of entries are found without looking at each, whoever was published first.
"""

from collections.abc import Iterator, Mapping, Sequence
from zlib import crc32

from guides import words
from guides.search import bitsets
from guides.search.entries import Entry
from guides.search.postings import NOWHERE, Sets
from guides.search.ranking import FITS, KINDS, KINDS_INSIDE, weight

# Bits of the numbers: how well a name fits, the position up to which there are differences, and
# what tells apart those in the same position.
_FIT, _POSITION, _MIXED = 8, 16, 14
# What fits best of all: the kind that counts most, called by one word.
_MOST_FIT = (1 << _FIT) - 1

_kept: tuple[int, dict[str, int]] = (-1, {})


def _named(name: str, count: int) -> tuple[str, ...]:
    """Marks of a number, from its highest bit; no stem begins so."""
    return tuple(f"#{name}{at}" for at in range(count - 1, -1, -1))


_KIND_MARKS = {kind: f"#{kind}" for kind in KINDS}
_FIT_MARKS, _POSITION_MARKS = _named("fit", _FIT), _named("position", _POSITION)
_MIXED_MARKS = _named("mixed", _MIXED)
MARKS = (*_KIND_MARKS.values(), *_FIT_MARKS, *_POSITION_MARKS, *_MIXED_MARKS)


def precedence(kind: str) -> int:
    """Which kind goes first, from 0."""
    return list(KINDS).index(kind)


def mixed(entry: Entry) -> int:
    """A number of 31 bits made of the address: an order like any other, but always the same."""
    return crc32(f"{entry.kind} {entry.address}".encode()) >> 1


def marks(entry: Entry, position: int, language: str) -> list[str]:
    """The marks of an entry."""
    return [
        _KIND_MARKS[entry.kind],
        *_of_number(_FIT_MARKS, _fit(entry, language)),
        *_of_number(_POSITION_MARKS, min(position, (1 << _POSITION) - 1)),
        *_of_number(_MIXED_MARKS, mixed(entry) >> (31 - _MIXED)),
    ]


def orders(standing: Mapping[str, int], *, named: int, inside: int) -> Iterator[int]:
    """Sets of which those who are in an earlier one go first.

    ``standing`` are the sets of entries that bear each mark, ``named`` those that meet a need by
    their name and ``inside`` those that do so by their text only.
    """
    yield from (standing[mark] & named for mark in _FIT_MARKS)
    everybody = bitsets.either(standing[mark] for mark in _KIND_MARKS.values())
    outside = bitsets.without(everybody, inside)
    # Kinds in turn; which one is next depends on where what was typed stands.
    for one, other in zip(_in_turn(KINDS), _in_turn(KINDS_INSIDE), strict=True):
        yield (standing[_KIND_MARKS[one]] & outside) | (standing[_KIND_MARKS[other]] & inside)
    for mark in (*_POSITION_MARKS, *_MIXED_MARKS):
        yield bitsets.without(everybody, standing[mark])


def kept(state: int) -> dict[str, int]:
    """The sets of marks as they were read of the index with this number; empty where they were not.

    They are the largest sets that a search needs, and all searches need the same.
    """
    own, sets = _kept
    return sets if own == state else {}


def keep(state: int, sets: Mapping[str, Sets]) -> dict[str, int]:
    """Keep what was read of the index with this number, instead of what was read before."""
    global _kept
    own = {mark: sets.get(mark, NOWHERE)[0] for mark in MARKS}
    _kept = (state, own)
    return own


def _in_turn(kinds: Mapping[str, float]) -> list[str]:
    return sorted(kinds, key=lambda kind: -kinds[kind])


def _fit(entry: Entry, language: str) -> int:
    """How well a name fits of which one telling word was typed."""
    names = (words.split(name) for name in (entry.title, *entry.labels))
    lengths = (sum(weight(word, language) for word in name) for name in names)
    least = max(min(filter(None, lengths), default=1.0), 1.0)
    return round(_MOST_FIT * KINDS[entry.kind] * (1 + FITS / least) / (1 + FITS))


def _of_number(marks: Sequence[str], number: int) -> list[str]:
    return [mark for at, mark in enumerate(reversed(marks)) if number >> at & 1]
