from hypothesis import given
from hypothesis import strategies as st

from guides.store.answers import Answer
from guides.store.asking import Key
from guides.store.shelf import Shelf

KEEPING = Answer("200 OK", [], [b""], "").size


def key(path, coding=""):
    return Key(path, "", False, coding)


def answer(size=0, used=0.0):
    return Answer("200 OK", [], [b"x" * size], "", used)


def test_it_gives_back_what_was_put_under_a_key():
    shelf, kept = Shelf(most_bytes=100_000, most=9), answer(5)
    shelf.put(key("a"), kept)
    assert shelf.get(key("a")) is kept
    assert shelf.get(key("a", "br")) is None
    assert [*shelf.others(key("a", "br"))] == [kept]
    assert [*shelf.others(key("a"))] == []


def test_those_used_least_lately_make_room():
    shelf = Shelf(most_bytes=30 * (KEEPING + 12), most=1_000)
    for number in range(40):
        shelf.put(key(str(number)), answer(10, used=number if number else 99))
    assert shelf.get(key("0"))
    assert shelf.get(key("39"))
    assert not shelf.get(key("1"))


def test_what_would_take_too_much_is_not_kept():
    shelf = Shelf(most_bytes=100_000, most=9)
    assert not shelf.put(key("large"), answer(20_000))
    assert len(shelf) == shelf.bytes == 0


def test_an_address_counts_as_long_as_it_is():
    shelf = Shelf(most_bytes=100_000, most=1_000)
    for number in range(60):
        shelf.put(key(f"{number}{'x' * 6_000}"), answer(used=number))
    assert 0 < len(shelf) <= 100_000 // 6_000
    assert not shelf.put(key("x" * 20_000), answer())


def test_it_says_when_others_had_to_go():
    shelf = Shelf(most_bytes=10**9, most=3)
    assert [shelf.put(key(str(n)), answer(used=n)) for n in range(4)] == [False] * 3 + [True]


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4_000), st.floats(0, 9)), max_size=60),
    st.integers(1, 12),
)
def test_it_never_holds_more_than_it_may_and_counts_right(puts, most):
    shelf = Shelf(most_bytes=60_000, most=most)
    for name, size, used in puts:
        shelf.put(key(str(name)), answer(size, used))
        held = [found for n in range(10) if (found := shelf.get(key(str(n))))]
        assert len(shelf) == len(held) <= most
        # Each is kept under one letter.
        assert shelf.bytes == sum(one.size + 1 for one in held) <= 60_000


@given(st.lists(st.integers(0, 9), min_size=1, max_size=40))
def test_what_was_put_last_is_there(names):
    shelf = Shelf(most_bytes=10**9, most=3)
    for used, name in enumerate(names):
        kept = answer(used=used)
        shelf.put(key(str(name)), kept)
        assert shelf.get(key(str(name))) is kept
