"""Rows from one database to another as they are: keys, times and all; what cannot go is named."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from graphlib import TopologicalSorter
from itertools import islice
from typing import Any, NoReturn

import psycopg
from django.apps import apps
from django.core.management.color import no_style
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

# Rows that are held in memory at once; the longest texts of a row are some hundred kB.
_AT_ONCE = 200
# What is named of what is wrong, at most.
_MOST_NAMED = 20

Model = type[models.Model]
# What stands around something that is gone through, to tell how far it is.
Progress = Callable[..., Iterable[Any]]


class CannotMove(Exception):
    """Why nothing was moved, in the words of who asked for it."""


def tables() -> list[Model]:
    """The models of all tables that are moved, each after those that its rows refer to."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    after = {
        model: {
            field.related_model
            for field in model._meta.local_concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model is not model
        }
        for model in found
    }
    return list(TopologicalSorter(after).static_order())


def empty(there: BaseDatabaseWrapper, moved: Sequence[Model]) -> None:
    """Take away what migrations have written into tables they made just now."""
    names = [model._meta.db_table for model in moved]
    there.ops.execute_sql_flush(there.ops.sql_flush(no_style(), names, reset_sequences=True))


def go_on_counting(there: BaseDatabaseWrapper, moved: Sequence[Model]) -> None:
    """Let new rows get keys after those that are there."""
    with there.cursor() as cursor:
        for sql in there.ops.sequence_reset_sql(no_style(), moved):
            cursor.execute(sql)


def copy(
    model: Model, here: BaseDatabaseWrapper, there: BaseDatabaseWrapper, progress: Progress
) -> list[str]:
    """Copy the rows of one table; answers which cannot be, and why. Some hundred at once."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    quote = there.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    sql = f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN"
    rows = model._base_manager.using(here.alias).order_by("pk")
    values = rows.values_list("pk", *(field.attname for field in fields))
    total = rows.count()
    wrong: list[str] = []
    found = progress(
        values.iterator(chunk_size=_AT_ONCE), total=total, desc=model._meta.db_table, unit=" rows"
    )
    for batch in _batches(found):
        good = []
        for key, *row in batch:
            faults = [
                f"{model._meta.db_table}, {model._meta.pk.name} {key}: {field.name} {fault}"
                for field, value in zip(fields, row, strict=True)
                if (fault := fault_of(field, value))
            ]
            wrong += faults
            if not faults:
                good.append((key, row))
        if not wrong:
            _write(model, sql, fields, good, there)
    return wrong


def fault_of(field: Any, value: Any) -> str:
    """Why PostgreSQL would refuse what SQLite has kept in a column; empty where it would not."""
    if _holds_nul(value):
        return "holds the character NUL"
    # Of longer texts the length is the forms' business, and no column's.
    most = field.max_length if isinstance(field, models.CharField) else None
    if isinstance(value, str) and most and len(value) > most:
        return f"has {len(value)} characters, and may have {most}"
    if isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
        return "holds half a character (a lone surrogate)"
    return ""


def told(wrong: Sequence[str]) -> str:
    """The rows that are wrong, so many as can be read."""
    more = len(wrong) - _MOST_NAMED
    return "\n".join([*wrong[:_MOST_NAMED], *([f"and {more} more"] if more > 0 else [])])


def _write(
    model: Model,
    sql: str,
    fields: Sequence[Any],
    rows: Sequence[tuple[Any, Sequence[Any]]],
    there: BaseDatabaseWrapper,
) -> None:
    try:
        with there.cursor() as cursor, cursor.copy(sql) as copying:
            for _, row in rows:
                copying.write_row(
                    [
                        field.get_db_prep_save(value, connection=there)
                        for field, value in zip(fields, row, strict=True)
                    ]
                )
    except psycopg.Error as error:
        _refuse(model, rows, error)


def _refuse(
    model: Model, rows: Sequence[tuple[Any, Sequence[Any]]], error: psycopg.Error
) -> NoReturn:
    """Name the row that the server has stopped at: it counts lines."""
    said = error.diag.message_primary or str(error)
    place = re.search(r"line (\d+)(?:, column (\w+))?", error.diag.context or "")
    where = model._meta.db_table
    if place and int(place[1]) <= len(rows):
        where += f", {model._meta.pk.name} {rows[int(place[1]) - 1][0]}"
        where += f", {place[2]}" if place[2] else ""
    raise CannotMove(f"{where}: {said}") from error


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_holds_nul(one) for pair in value.items() for one in pair)
    return isinstance(value, list) and any(_holds_nul(one) for one in value)


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    all_ = iter(rows)
    while batch := list(islice(all_, _AT_ONCE)):
        yield batch
