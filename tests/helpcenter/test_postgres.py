"""How PostgreSQL is opened: what the settings say, and on a server that sharing works."""

import copy
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event

import pytest
from django.db import OperationalError, connection, connections

from guides.clock import Clock
from guides.snapshot import Moment
from guides.store import Watch
from helpcenter import postgres

postgres_only = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="asks about a PostgreSQL server"
)
PARSED = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": "help",
    "OPTIONS": {"sslmode": "require"},
}
SHARED = "shared"


def test_a_server_shares_its_connections_and_keeps_none_for_a_thread():
    databases = {
        "default": postgres.database(PARSED),
        "replica": postgres.replica(PARSED),
        "file": {"ENGINE": "django.db.backends.sqlite3", "CONN_MAX_AGE": None},
    }
    postgres.pool(databases, 7)
    pools = [databases[alias]["OPTIONS"]["pool"] for alias in ("default", "replica")]
    assert [pool["max_size"] for pool in pools] == [7, 7]
    assert pools[1]["timeout"] < pools[0]["timeout"]
    assert databases["default"]["OPTIONS"]["sslmode"] == "require"
    assert databases["default"]["CONN_MAX_AGE"] == databases["replica"]["CONN_MAX_AGE"] == 0
    assert databases["default"]["CONN_HEALTH_CHECKS"] is True
    assert databases["file"] == {"ENGINE": "django.db.backends.sqlite3", "CONN_MAX_AGE": None}


def test_without_a_pool_each_thread_keeps_its_own():
    databases = {"default": postgres.database(PARSED)}
    before = copy.deepcopy(databases)
    postgres.pool(databases, 0)
    assert databases == before
    assert before["default"]["CONN_MAX_AGE"] == 60


@pytest.fixture
def shared(django_db_setup, django_db_blocker):
    """The alias of the database of the tests, opened as a server does: one connection for all."""
    settings = {SHARED: copy.deepcopy(connections.settings["default"])}
    postgres.pool(settings, 1)
    settings[SHARED]["OPTIONS"]["pool"]["timeout"] = 1
    with django_db_blocker.unblock():
        connections.settings[SHARED] = settings[SHARED]
        yield SHARED
        connections[SHARED].close()
        connections[SHARED].close_pool()
        del connections[SHARED], connections.settings[SHARED]


def server_process() -> int:
    """The number of the process at the other end."""
    with connections[SHARED].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def ask_once(_: object = None) -> int:
    """Ask as a request does, which gives back what it took."""
    found = server_process()
    connections[SHARED].close()
    return found


@postgres_only
def test_many_threads_need_no_more_connections_than_they_may_have(shared):
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(ask_once, range(40)))) == 1


@postgres_only
def test_who_comes_when_all_are_taken_is_told_so_after_a_while(shared):
    server_process()
    with ThreadPoolExecutor(1) as threads:
        told = threads.submit(ask_once).exception()
        assert isinstance(told, OperationalError)
        connections[shared].close()
        assert threads.submit(ask_once).result()


@postgres_only
def test_it_survives_that_the_server_ends_its_connections(shared):
    before = ask_once()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 1000)", [before])
    assert ask_once() != before


@postgres_only
def test_beside_the_requests_nobody_holds_a_connection(shared):
    def look() -> Moment:
        return Moment(server_process(), datetime.max.replace(tzinfo=UTC), False)

    watch = Watch(look, patience=10)
    done = Event()
    clock = Clock(None, look=lambda: (server_process(), done.set()), every=60)
    try:
        assert watch.look()
        # Not to be had while the thread that has asked holds it.
        assert ask_once() == watch.look().number
        clock.wake()
        assert done.wait(10)
        assert ask_once()
    finally:
        watch.stop()
        clock.stop()
