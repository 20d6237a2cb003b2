"""Django's migrate, one at a time, which says in one line where the database cannot be opened."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from guides import drafts, roles, search

# Any number of our own: the key under which machines wait for each other on PostgreSQL.
_LOCK = 7_305_282
# Seconds between two looks whether the other machine is done.
_PAUSE = 0.5


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        try:
            # Reads a page of the file too: SQLite opens anything.
            connection.introspection.table_names()
        except DatabaseError as error:
            why = " ".join(str(error).split())
            raise CommandError(f"DATABASE_URL: the database cannot be opened: {why}") from None
        # Two first starts at once would both find that everything is still to be done.
        with (settings.STATE_DIR / ".migrating").open("w") as lock, _alone(connection):
            fcntl.flock(lock, fcntl.LOCK_EX)
            super().handle(*args, **options)
            if connection.alias == DEFAULT_DB_ALIAS and not options.get("plan"):
                _prepare_search()
                if _is_current(connection):
                    roles.make()
                    # Lists tell by it what was changed since it was published.
                    drafts.keep_older()


@contextmanager
def _alone(connection: Any) -> Iterator[None]:
    """Wait until no other machine migrates this PostgreSQL database; on one the file is enough.

    Asked again and again: whoever waited within a query would hold up an index that is being made
    beside those who write, which waits for all queries that began before.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        while cursor.fetchone() != (True,):
            time.sleep(_PAUSE)
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
    try:
        yield
    finally:
        # Where the connection is lost, so is the lock.
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _is_current(connection: Any) -> bool:
    """Whether every migration is applied: an older database lacks tables that roles are about."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _prepare_search() -> None:
    try:
        search.prepare()
    except DatabaseError as error:
        why = " ".join(str(error).split())
        raise CommandError(f"The search index cannot be made: {why}") from None
