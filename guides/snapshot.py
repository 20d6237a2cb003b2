"""One moment of what readers see: all queries of a page see the same, whoever publishes.

``taken`` holds a read transaction open while a page is made, and begins it by asking which moment
it is: the content version, and until when nothing changes by itself. Whoever keeps the page keeps
it with that moment. ``within`` is the same for what is made of queries alone: it asks the replica
where there is one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from django.db import DatabaseError, Error, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, QuerySet, Subquery, Value
from django.utils import timezone

from guides import replica
from guides.models import ContentVersion, EmergencyNote
from guides.models.prepared import Prepared, Rows

T = TypeVar("T")

# A transaction that only reads, and all of it one state.
_BEGIN = {
    "sqlite": "BEGIN DEFERRED",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
}


class Moment(NamedTuple):
    """When a page is of: equal moments give equal pages.

    ``number`` is the content version; ``until`` the time at which pages change without one: a day
    ends, an emergency note begins or ends. ``noted`` says whether any note stands somewhere.
    """

    number: int
    until: datetime
    noted: bool


_current: ContextVar[Moment | None] = ContextVar("moment", default=None)


def current() -> Moment | None:
    """The moment of the page that is being made, if one is."""
    return _current.get()


@contextmanager
def taken() -> Iterator[Moment]:
    """Let all queries see one moment. Costs one; inside of another snapshot it is that one."""
    if (moment := current()) is not None:
        yield moment
        return
    with _reading(connections[router.db_for_read(ContentVersion)]):
        moment = read()
        token = _current.set(moment)
        try:
            yield moment
        finally:
            _current.reset(token)


def within(make: Callable[[], T], *, primary: bool = False) -> T:
    """What ``make`` makes in a snapshot. It may be called twice, so it has to change nothing.

    From the replica, if there is one that can be reached and has come as far as this process;
    ``primary``: for somebody who must see what was changed just now.
    """
    if current() is None and not primary and replica.may_be_asked():
        try:
            with replica.asked(), taken() as moment:
                if replica.has_reached(moment.number):
                    return make()
        except Error as error:
            replica.leave(error)
    with taken():
        return make()


def read(*, now: datetime | None = None) -> Moment:
    """Which moment it is. One query of a few rows, whatever is published."""
    now = now or timezone.now()
    rows = _READ.rows(router.db_for_read(ContentVersion), now=now)
    number, begins, ends, noted = rows[0] if rows else (0, None, None, True)
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    replica.see(number)
    ends_by = (midnight + timedelta(days=1), begins, ends)
    return Moment(number, min(filter(None, ends_by)), noted)


def _moment(now: str) -> Rows:
    at: Any = Value(now)
    notes = EmergencyNote.objects.not_over(at)
    return ContentVersion.objects.order_by().values_list(
        "number",
        _first(notes.filter(starts_at__gt=at), "starts_at"),
        _first(notes, "ends_at"),
        Exists(notes.standing(at)),
    )


_READ = Prepared(("now",), _moment)


def _first(notes: QuerySet[EmergencyNote], when: str) -> Subquery:
    return Subquery(notes.order_by(when).values(when)[:1])


@contextmanager
def _reading(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Hold a transaction that reads, unless there is one already.

    Django's own would take SQLite's lock for writing (see helpcenter/sqlite.py).
    """
    if connection.in_atomic_block or not connection.get_autocommit():
        yield
        return
    # What a cursor of Django does first, too: the server may have been restarted.
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    driver: Any = connection.connection
    with connection.wrap_database_errors:
        driver.execute(_BEGIN[connection.vendor])
    try:
        yield
    finally:
        # Where the connection is lost, so is its transaction: what is told is the first error.
        with suppress(DatabaseError), connection.wrap_database_errors:
            driver.execute("ROLLBACK")
