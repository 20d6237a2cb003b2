"""Queries that are put into SQL once: to have one written takes far longer than its answer."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet

Rows = QuerySet[Any, tuple[Any, ...]]


class Asked(str):
    """The place of a value in a prepared query, by the name of the value."""

    __slots__ = ()


class _Written(NamedTuple):
    """A query in SQL; ``compiler`` knows how its columns become Python values."""

    sql: str
    params: tuple[Any, ...]
    compiler: Any


class Prepared:
    """A query of rows, which is asked again and again with other values.

    ``build`` makes it: a queryset of ``values_list``, from the places of its values, which are
    ``names``. A place goes into a ``Value`` unless it is compared with a text, and stands for one
    value: a list of them would change the query with its length.
    """

    def __init__(self, names: Sequence[str], build: Callable[..., Rows]) -> None:
        self._places = [Asked(name) for name in names]
        self._build = build
        self._written: dict[str, _Written] = {}

    def rows(self, using: str, **values: Any) -> list[tuple[Any, ...]]:
        """What a database answers to these values, and perhaps others. One query."""
        connection = connections[using]
        written = self._written.get(connection.vendor) or self._write(connection)
        for name, value in values.items():
            if isinstance(value, datetime):
                values[name] = connection.ops.adapt_datetimefield_value(value)
        params = [values[one] if isinstance(one, Asked) else one for one in written.params]
        with connection.cursor() as cursor:
            cursor.execute(written.sql, params)
            found = cursor.fetchall()
        return list(written.compiler.results_iter([found], tuple_expected=True))

    def _write(self, connection: BaseDatabaseWrapper) -> _Written:
        """Write it for this kind of database. Who does so at the same time writes the same."""
        compiler = self._build(*self._places).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        written = self._written[connection.vendor] = _Written(sql, tuple(params), compiler)
        return written
