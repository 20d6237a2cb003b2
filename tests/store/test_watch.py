from datetime import UTC, datetime
from threading import Event

import pytest

from guides.snapshot import Moment
from guides.store.watch import Watch

NOW = Moment(7, datetime(2026, 11, 25, tzinfo=UTC), False)


@pytest.fixture
def watching():
    made = []

    def watch(read, patience=15.0):
        made.append(Watch(read, patience=patience))
        return made[-1]

    yield watch
    for one in made:
        one.stop()


def test_it_tells_the_moment(watching):
    numbers = iter([NOW, NOW._replace(number=8)])
    watch = watching(lambda: next(numbers))
    assert watch.look() == NOW
    assert watch.look().number == 8


def test_a_database_that_fails_is_told_and_asked_again(watching, caplog):
    def read():
        if not caplog.records:
            raise OSError("gone")
        return NOW

    watch = watching(read)
    assert watch.look() is None
    assert "gone" in caplog.text
    assert watch.look() == NOW


def test_a_database_that_hangs_holds_up_nobody_for_long(watching):
    asked, free = [], Event()

    def read():
        asked.append(1)
        free.wait(15)
        return NOW

    watch = watching(read, patience=0.05)
    assert watch.look() is None
    # It is not asked again while it has not answered, nor does anybody wait.
    assert watch.look() is None
    assert len(asked) == 1
    free.set()
    while watch._question.lock.locked():
        pass
    watch.patience = 15.0
    assert watch.look() == NOW


def test_where_no_thread_is_to_be_had_nobody_knows_and_the_next_asks_again(
    watching, monkeypatch, caplog
):
    def refuse(_thread):
        raise RuntimeError("can't start new thread")

    watch = watching(lambda: NOW)
    with monkeypatch.context() as patched:
        patched.setattr("guides.store.watch.Thread.start", refuse)
        assert watch.look() is None
        assert watch.look() is None
    assert "can't start" in caplog.text
    assert watch.look() == NOW
