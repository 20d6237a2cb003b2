"""The move itself: from SQLite into an empty PostgreSQL database, in one transaction there."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import ConnectionHandler, Error

from guides import search
from guides.moving import comparing, copying
from guides.moving.copying import CannotMove, Model, Progress, told

_TARGET = "target"
# What is named of what stands in the way, at most.
_MOST_NAMED = 10

# Tables, views, sequences of somebody; not those of the server, nor of extensions.
_THINGS = """
    SELECT n.nspname || '.' || c.relname
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    ORDER BY c.relkind = 'S', 1"""
_SORTS = "SELECT 'a-c' < 'ab' AND 'B' < 'a'"


@dataclass(frozen=True)
class Table:
    """A table that was moved, with its rows in both databases."""

    name: str
    here: int
    there: int


@dataclass(frozen=True)
class Moved:
    """What was moved: tables, pages compared, entries that can be found."""

    tables: Sequence[Table]
    pages: int
    entries: int

    @property
    def rows(self) -> int:
        return sum(table.here for table in self.tables)

    def counts(self) -> Iterator[tuple[str, int, int]]:
        """Each table that holds something, and then the pages: how many here and there."""
        yield from ((table.name, table.here, table.there) for table in self.tables if table.here)
        yield "pages", self.pages, self.pages


def _plainly(found: Iterable[Any], **_: Any) -> Iterable[Any]:
    return found


def move(*, target: dict[str, Any], progress: Progress = _plainly) -> Moved:
    """Move everything into an empty database with these settings; raises CannotMove.

    Takes the lock for writing of the database it comes from, so nobody saves meanwhile. Holds
    some hundred rows in memory; takes about as long as having every page rendered twice.
    """
    here = connections[DEFAULT_DB_ALIAS]
    _refuse_unless_ready(here)
    with _opened(target) as there:
        try:
            # The site's own transactions take SQLite's lock for writing where they begin.
            with transaction.atomic(), transaction.atomic(using=_TARGET):
                return _move(here, there, progress)
        except Error as error:
            raise CannotMove(_why(error)) from error


def _why(error: Error) -> str:
    said = " ".join(str(error).split())
    # What SQLite says, after it has waited for long.
    return f"{said}: somebody is saving; try again" if said == "database is locked" else said


def _refuse_unless_ready(here: BaseDatabaseWrapper) -> None:
    if here.vendor != "sqlite":
        raise CannotMove("DATABASE_URL: the site is on PostgreSQL already; only SQLite is moved")
    executor = MigrationExecutor(here)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CannotMove("The database is older than this program: run migrate first")


@contextmanager
def _opened(target: dict[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    """The database that is moved to, for as long as it takes."""
    connections.settings[_TARGET] = ConnectionHandler({DEFAULT_DB_ALIAS: target}).settings[
        DEFAULT_DB_ALIAS
    ]
    there = connections[_TARGET]
    try:
        try:
            there.ensure_connection()
            _refuse_unless_empty(there)
        except DatabaseError as error:
            why = " ".join(str(error).split())
            raise CannotMove(f"TARGET_URL: the database cannot be opened: {why}") from error
        yield there
    finally:
        there.close()
        del connections[_TARGET]
        del connections.settings[_TARGET]


def _refuse_unless_empty(there: BaseDatabaseWrapper) -> None:
    with there.cursor() as cursor:
        cursor.execute(_THINGS)
        found = [name for (name,) in cursor.fetchall()]
    if found:
        more = len(found) - _MOST_NAMED
        names = ", ".join(found[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        raise CannotMove(f"TARGET_URL: expected an empty database; this one holds {names}")


def _move(here: BaseDatabaseWrapper, there: BaseDatabaseWrapper, progress: Progress) -> Moved:
    moved = copying.tables()
    with there.cursor() as cursor:
        # A table is not changed while what it refers to is still to be checked.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with comparing.standing_in(there):
            executor = MigrationExecutor(there)
            executor.migrate(executor.loader.graph.leaf_nodes())
        copying.empty(there, moved)
        # Rows of one table may refer to each other.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        _copy(moved, here, there, progress)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        copying.go_on_counting(there, moved)
        with comparing.standing_in(there):
            entries = search.rebuild()
        cursor.execute("ANALYZE")
    return Moved(_counted(moved, here, there), _compare(there, progress), entries)


def _copy(
    moved: Sequence[Model],
    here: BaseDatabaseWrapper,
    there: BaseDatabaseWrapper,
    progress: Progress,
) -> None:
    wrong = [line for model in moved for line in copying.copy(model, here, there, progress)]
    if wrong:
        raise CannotMove(f"PostgreSQL cannot hold what is in these rows:\n{told(wrong)}")


def _counted(
    moved: Sequence[Model], here: BaseDatabaseWrapper, there: BaseDatabaseWrapper
) -> list[Table]:
    found = [
        Table(
            model._meta.db_table,
            model._base_manager.using(here.alias).count(),
            model._base_manager.using(there.alias).count(),
        )
        for model in moved
    ]
    if wrong := [
        f"{table.name}: {table.here} rows, {table.there} in the new database"
        for table in found
        if table.here != table.there
    ]:
        raise CannotMove(f"Rows are missing:\n{told(wrong)}")
    return found


def _compare(there: BaseDatabaseWrapper, progress: Progress) -> int:
    """Have every page made from both databases; answers how many there are."""
    paths = progress(
        comparing.addresses(), total=comparing.count(), desc="pages compared", unit=" pages"
    )
    pages, wrong = 0, []
    for path, fault in comparing.differences(paths, there):
        pages += 1
        if fault:
            wrong.append(f"{path} {fault}")
    if wrong:
        raise CannotMove(f"Pages are not the same:\n{told(wrong)}{_hint(there)}")
    return pages


def _hint(there: BaseDatabaseWrapper) -> str:
    """What may be the reason, if it is one of the database."""
    with there.cursor() as cursor:
        cursor.execute(_SORTS)
        if cursor.fetchone() == (True,):
            return ""
    return (
        "\nThe new database does not sort as SQLite does; make it by "
        "CREATE DATABASE name TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
    )
