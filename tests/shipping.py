"""The shipped content for many tests: loaded once by each process, then written as it was."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from guides import publishing

CONTENT = Path(settings.BASE_DIR) / "content"

Statement = tuple[str, Any, bool]


def load() -> publishing.Loaded:
    return publishing.load(folder=CONTENT, by="tests", publish_too=True)


def load_once() -> Callable[[], publishing.Loaded]:
    """Load the shipped content and take it back; answers what brings it back without reading it.

    The same statements run in the same order on tables that never held anything, so the same
    rows are there, with the same keys. Where keys would differ everything is loaded again: after
    other rows, and always on PostgreSQL, which never gives a key twice.
    """
    if connection.vendor != "sqlite":
        return load
    keys = _last_keys()
    with transaction.atomic():
        with _noting() as statements:
            loaded = load()
        transaction.set_rollback(True)

    def again() -> publishing.Loaded:
        if _last_keys() != keys:
            return load()
        with transaction.atomic(), connection.cursor() as cursor:
            for sql, params, many in statements:
                (cursor.executemany if many else cursor.execute)(sql, params)
        return copy.deepcopy(loaded)

    return again


@contextmanager
def _noting() -> Iterator[list[Statement]]:
    """Note every statement that writes."""
    found: list[Statement] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if many:
            params = list(params)
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            found.append((sql, params, many))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def _last_keys() -> list[tuple[str, int]]:
    """The last key that each table gave."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name")
        return [row for row in cursor.fetchall() if row[0].startswith("guides_")]
