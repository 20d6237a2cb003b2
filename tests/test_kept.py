"""What is read once in a moment: never that of another one, and only one of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guides import kept, snapshot
from guides.kept import Kept
from guides.models import raise_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted() -> Kept[int]:
    numbers = iter(range(99))
    return Kept(lambda: next(numbers))


def in_a_snapshot(counted: Kept[int]) -> int:
    with snapshot.taken():
        first = counted.get()
        assert counted.get() == first
        return first


def test_it_is_read_once_in_a_moment_and_anew_in_the_next(counted) -> None:
    assert [in_a_snapshot(counted) for _ in range(3)] == [0, 0, 0]
    raise_version()
    assert [in_a_snapshot(counted) for _ in range(2)] == [1, 1]
    kept.forget()
    assert in_a_snapshot(counted) == 2


def test_outside_of_a_moment_it_is_read_each_time(counted) -> None:
    assert [counted.get() for _ in range(2)] == [0, 1]
    assert in_a_snapshot(counted) == 2


def test_who_is_still_in_the_moment_before_reads_for_itself(counted, monkeypatch) -> None:
    assert in_a_snapshot(counted) == 0
    with snapshot.taken() as before:
        pass
    raise_version()
    assert in_a_snapshot(counted) == 1
    monkeypatch.setattr(snapshot, "current", lambda: before)
    assert counted.get() == 2


def test_what_is_read_after_the_end_of_a_moment_is_not_kept_for_it(counted, monkeypatch) -> None:
    with snapshot.taken() as moment:
        over = moment._replace(until=timezone.now() - timedelta(seconds=1))
    monkeypatch.setattr(snapshot, "current", lambda: over)
    assert [counted.get() for _ in range(2)] == [0, 1]
