"""Which database a query is for: the primary, or for what readers read its replica, where it can.

Everything goes to the primary but the queries inside of ``asked``: pages of readers are made
there (see ``snapshot``). A replica follows a little later. Which moment a page is of is read from
the same database as the page, so it is kept and named rightly; but a process that has seen a later
moment takes pages from the primary until the replica has come as far. Where the replica cannot be
reached, so it is for a while: one request tries it again, the others do not wait.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from threading import Lock
from time import monotonic
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from helpcenter.postgres import REPLICA

logger = logging.getLogger("guides.replica")

# Seconds for which a replica is left alone that has failed, and that was behind.
REST = 15.0
PAUSE = 0.2

_source: ContextVar[str] = ContextVar("source", default=DEFAULT_DB_ALIAS)


class Readers:
    """The router: writes, and what is read in order to write, are the primary's."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return _source.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == REPLICA else None


class _Known:
    """What this process knows of the replica."""

    def __init__(self) -> None:
        self.lock = Lock()
        # The latest content version that was seen, wherever.
        self.highest = 0
        # When the replica may be asked again, and whether it has failed.
        self.due, self.failed = 0.0, False


_known = _Known()


def connection() -> BaseDatabaseWrapper:
    """The connection that queries in SQL read from here, as those of models do."""
    return connections[_source.get()]


@contextmanager
def asked() -> Iterator[None]:
    """Send the queries inside to the replica."""
    token = _source.set(REPLICA)
    try:
        yield
    finally:
        _source.reset(token)


def may_be_asked() -> bool:
    """Whether there is a replica that is not left alone just now.

    Where it has failed, who is told so is the one that tries it again. Not where the caller has
    something uncommitted, which only the primary knows of.
    """
    if REPLICA not in connections or monotonic() < _known.due:
        return False
    if connections[DEFAULT_DB_ALIAS].in_atomic_block:
        return False
    if _known.failed:
        with _known.lock:
            if monotonic() < _known.due:
                return False
            _known.due = monotonic() + REST
    return True


def see(number: int) -> None:
    """Note that this process has seen a content version: it shows nobody an earlier one."""
    if number > _known.highest:
        with _known.lock:
            _known.highest = max(_known.highest, number)


def has_reached(number: int) -> bool:
    """Whether the replica, which is at this version, is as far as this process. Else it rests."""
    if _known.failed:
        _known.failed, _known.due = False, 0.0
        logger.warning("The replica answers again")
    if number >= _known.highest:
        return True
    _known.due = monotonic() + PAUSE
    return False


def leave(error: Error) -> None:
    """Leave the replica alone for a while: it could not answer."""
    logger.warning("The replica does not answer; readers' pages come from the primary: %s", error)
    with _known.lock:
        _known.failed, _known.due = True, monotonic() + REST
    with suppress(Error):
        connections[REPLICA].close()
