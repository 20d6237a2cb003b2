"""Which entries meet the needs of a search best: all of them are weighed at once, as sets."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from math import gcd

from guides.search import bitsets, standing
from guides.search.postings import NOWHERE, Sets
from guides.search.query import Need
from guides.search.ranking import FIELDS, points_of, score_of, score_of_likeness

# The places of fields in what is read of a stem.
_FIELDS = {field: at for at, field in enumerate(FIELDS)}
_NAMES, _HEADS, _BODY = FIELDS.values()


@dataclass(frozen=True)
class Level:
    """Entries that meet a need by the same score, with the weight of the field they do it in."""

    score: int
    weight: int
    bits: int


class Matches:
    """What meets some needs: each need as its levels, of which an entry is in one at most."""

    def __init__(self, needs: Sequence[Sequence[Level]]) -> None:
        self.needs = needs
        self.all = bitsets.either(level.bits for levels in needs for level in levels)

    def best(self, most: int, marks: Mapping[str, int]) -> int:
        """Those with the highest sums of scores, ``most`` or a few more where some are equal.

        ``marks`` are the sets of standing.py. Costs some hundred operations on whole sets.
        """
        if self.all.bit_count() <= most:
            return self.all
        named, headed = self._by(_NAMES), self._by(_HEADS)
        inside = bitsets.without(self.all, named | headed)
        orders = standing.orders(marks, named=named, inside=inside)
        return bitsets.best(self.all, chain(self._sums(), orders), most)

    def _sums(self) -> Iterator[int]:
        """Sets that order entries by the sum of their scores."""
        if len(self.needs) == 1:
            for _, equal in groupby(self.needs[0], lambda level: points_of(level.score)):
                yield bitsets.either(level.bits for level in equal)
            return
        # Small numbers have few digits, of which each is a set.
        by = gcd(*(points_of(level.score) for levels in self.needs for level in levels))
        sums: list[int] = []
        for levels in self.needs:
            values = ((points_of(level.score) // by, level.bits) for level in levels)
            sums = bitsets.added(sums, bitsets.valued(values))
        yield from reversed(sums)

    def _by(self, weight: int) -> int:
        """Who meets a need in a field of this weight."""
        all_ = (level for levels in self.needs for level in levels)
        return bitsets.either(level.bits for level in all_ if level.weight == weight)

    def met(self, ids: Sequence[int]) -> dict[int, dict[int, int]]:
        """The scores of the needs that each of some entries meets, by number."""
        found: dict[int, dict[int, int]] = {id: {} for id in ids}
        wanted = bitsets.of(ids)
        for number, levels in enumerate(self.needs):
            for level in levels:
                if bits := level.bits & wanted:
                    for id in bitsets.among(ids, bits):
                        found[id][number] = level.score
        return found


def levels(need: Need, sets: Mapping[str, Sets]) -> list[Level]:
    """Who meets a need, the best first: each entry once, by its best way in its best field."""
    ways = [
        (score_of(need, weight, worth), weight, _FIELDS[field], rows)
        for worth, rows in need.rows_by_worth.items()
        for field, weight in FIELDS.items()
    ]
    found = []
    for score, weight, field, rows in sorted(ways, key=lambda way: -way[0]):
        found.append(
            Level(score, weight, bitsets.either(_all_of(row, field, sets) for row in rows))
        )
    return _once(found)


def alike(rows: Iterable[tuple[str, int]], others: int, sets: Mapping[str, Sets]) -> list[Level]:
    """Who is called by one of some stems, each with how much it counts; then ``others``."""
    found = [
        Level(score_of_likeness(count), _NAMES, sets.get(stem, NOWHERE)[_FIELDS["names"]])
        for stem, count in rows
    ]
    found.sort(key=lambda level: -level.score)
    return _once([*found, Level(score_of_likeness(1), _BODY, others)])


def _once(ordered: Iterable[Level]) -> list[Level]:
    """Levels of which each entry is in its first only; without empty ones."""
    found = []
    seen = 0
    for level in ordered:
        if bits := bitsets.without(level.bits, seen):
            found.append(Level(level.score, level.weight, bits))
            seen |= bits
    return found


def _all_of(stems: Sequence[str], field: int, sets: Mapping[str, Sets]) -> int:
    """The entries that have all these stems in one field."""
    found, *others = (sets.get(stem, NOWHERE)[field] for stem in stems)
    for other in others:
        found &= other
    return found
