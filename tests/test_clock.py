"""The clock beside the server: who wakes it, how often it looks, and that it harms no request."""

import threading
from collections.abc import Callable
from threading import Event

import pytest

from guides.clock import Clock
from helpcenter import wsgi

WAIT = 10  # seconds at most for a thread; none takes a tenth of one


def answer(environ, start_response):
    start_response("200 OK", [])
    return [b"fine"]


def ask(clock: Clock) -> list[bytes]:
    return list(clock({}, lambda status, headers: None))


@pytest.fixture
def make():
    """Clocks whose threads end with the test; ``look`` gets an event to set once it is done."""
    made: list[Clock] = []

    def make(look: Callable[[], None], application=answer, **how: float) -> Clock:
        made.append(Clock(application, look=look, **how))
        return made[-1]

    yield make
    for clock in made:
        clock.stop()


def test_nobody_looks_until_somebody_asks(make):
    looked = Event()
    before = threading.active_count()
    clock = make(looked.set, every=60)
    assert threading.active_count() == before
    assert ask(clock) == [b"fine"]
    assert looked.wait(WAIT)


def test_it_looks_again_and_again_in_one_thread_that_dies_with_the_process(make):
    times, enough = [], Event()

    def look():
        times.append(threading.current_thread())
        if len(times) == 3:
            enough.set()

    clock = make(look, every=0.01)
    for _ in range(20):
        ask(clock)
    assert enough.wait(WAIT)
    assert len(set(times)) == 1
    assert times[0].daemon


def test_a_request_does_not_wait_for_it(make):
    go_on = Event()
    clock = make(lambda: go_on.wait(WAIT) and None, every=60)
    assert ask(clock) == ask(clock) == [b"fine"]
    go_on.set()


def test_what_goes_wrong_is_logged_and_it_goes_on(make, caplog):
    second, looks = Event(), []

    def look():
        looks.append(1)
        if len(looks) == 2:
            second.set()
        raise RuntimeError("the database is away")

    assert ask(make(look, every=0.01)) == [b"fine"]
    assert second.wait(WAIT)
    assert "the database is away" in caplog.text


def test_it_falls_asleep_when_nobody_asks_and_wakes_again(make):
    looked = Event()
    clock = make(looked.set, every=0.01, linger=0.0)
    ask(clock)
    assert looked.wait(WAIT)
    clock._thread.join(WAIT)
    assert not clock._thread.is_alive()
    looked.clear()
    ask(clock)
    assert looked.wait(WAIT)


def test_where_no_thread_is_to_be_had_the_answer_comes_all_the_same(make, monkeypatch, caplog):
    def start(_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr("guides.clock.Thread.start", start)
    clock = make(lambda: None)
    assert ask(clock) == [b"fine"]
    clock._thread = None
    assert "can't start new thread" in caplog.text


def test_an_application_that_fails_fails_as_it_did(make):
    def fail(environ, start_response):
        raise RuntimeError("of its own")

    with pytest.raises(RuntimeError, match="of its own"):
        ask(make(lambda: None, fail, every=60))


def test_the_server_runs_behind_it():
    assert wsgi.clock.wake in wsgi.store.on_look
    assert wsgi.clock.every <= 30
    assert wsgi.clock._thread is None
