"""Pages of two publications, and pages that go back."""

from bench.freshness import Seen
from bench.publisher import MARK


def page(*numbers: int) -> bytes:
    return " ".join(f"<h1>{MARK.format(number)}</h1>" for number in numbers).encode()


def test_the_first_time_that_a_number_is_seen_counts() -> None:
    seen = Seen(worker=1)
    for now, number in enumerate([1, 1, 2, 2, 4]):
        seen.note("/", page(number, number), now=now)
    assert seen.first == {1: 0, 2: 2, 4: 4}
    assert (seen.requests, seen.newest) == (5, 4)
    assert not seen.torn
    assert not seen.older


def test_a_page_of_two_publications_is_torn() -> None:
    seen = Seen(worker=1)
    seen.note("/s/", page(3, 4, 3), now=1)
    assert seen.torn == ["/s/ is of publications [3, 4]"]
    assert seen.first == {}


def test_an_older_page_after_a_newer_one_is_noted() -> None:
    seen = Seen(worker=1)
    seen.note("/a/", page(5), now=1)
    seen.note("/b/", page(4), now=2)
    seen.note("/c/", page(), now=3)
    assert seen.older == ["/b/ is of 4 after 5"]
    assert seen.newest == 5
