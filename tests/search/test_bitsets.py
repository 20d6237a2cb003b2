"""Sets of entries are kept in pieces and weighed at once, as if each entry were looked at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides.search import bitsets

places = st.sets(st.integers(0, 300))
sets = places.map(bitsets.of)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch) -> None:
    """As a few entries were a hundred thousand: 32 in a piece, a list of fewer than 4."""
    make_pieces_small(monkeypatch)


def make_pieces_small(monkeypatch) -> None:
    monkeypatch.setattr(bitsets, "PIECE", 32)
    monkeypatch.setattr(bitsets, "_BYTES", 4)
    monkeypatch.setattr(bitsets, "_MANY", 2)
    monkeypatch.setattr(bitsets, "_FEW", 4)


def pieces(all_: set[int]) -> list[tuple[int, bytes]]:
    numbers = sorted({place // bitsets.PIECE for place in all_})
    return [(n, bitsets.stored({p % 32 for p in all_ if p // 32 == n})) for n in numbers]


@given(all_=places)
def test_pieces_are_read_as_they_were_stored(all_) -> None:
    assert bitsets.whole(pieces(all_)) == bitsets.of(all_) if all_ else True
    for number, piece in pieces(all_):
        assert bitsets.places(piece) == {place % 32 for place in all_ if place // 32 == number}
        assert len(piece) <= 4


@given(all_=st.sets(st.integers(0, 31)), changes=st.dictionaries(st.integers(0, 31), st.booleans()))
def test_a_piece_changes_as_the_set_does(all_, changes) -> None:
    left = {place for place in all_ if changes.get(place, True)}
    after = left | {place for place, comes in changes.items() if comes}
    assert bitsets.changed(bitsets.stored(all_), changes) == bitsets.stored(after)


@given(all_=places)
def test_members_come_in_order(all_) -> None:
    assert bitsets.members(bitsets.of(all_)) == sorted(all_)


@given(some=places, others=places)
def test_without_takes_away(some, others) -> None:
    assert bitsets.without(bitsets.of(some), bitsets.of(others)) == bitsets.of(some - others)


numbers = st.lists(st.dictionaries(st.integers(0, 40), st.integers(1, 700)), max_size=4)


def planes_of(own: dict[int, int]) -> list[int]:
    values = sorted(set(own.values()))
    return bitsets.valued((v, bitsets.of([p for p in own if own[p] == v])) for v in values)


def value_of(place: int, planes: list[int]) -> int:
    return sum(1 << at for at, plane in enumerate(planes) if plane >> place & 1)


@given(all_=numbers)
def test_sums_are_those_of_each_entry(all_) -> None:
    planes: list[int] = []
    for own in all_:
        planes = bitsets.added(planes, planes_of(own))
    for place in range(42):
        assert value_of(place, planes) == sum(own.get(place, 0) for own in all_)


@given(bits=sets, orders=st.lists(sets, max_size=6), most=st.integers(1, 20))
def test_the_best_are_the_first_in_order_and_equal_ones_stay_together(bits, orders, most) -> None:
    def order(place: int) -> list[bool]:
        return [not one >> place & 1 for one in orders]

    all_ = sorted(bitsets.members(bits), key=order)
    last = order(all_[:most][-1]) if all_ else []
    expected = [place for place in all_ if order(place) <= last]
    assert bitsets.members(bitsets.best(bits, orders, most)) == sorted(expected)
