"""Writing the index: making its tables, and keeping them equal to what is live."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from types import ModuleType
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from guides import words
from guides.models import Edition, code_key, raise_version
from guides.models.edition import wait_for_others
from guides.search import postgres, sqlite
from guides.search.entries import Entry, counted, entries

# What the tables hold and how: another number makes every installation build them anew.
_FORM = 1

# Editions that are indexed in one go: what is held in memory at once.
_AT_ONCE = 200


def dialect() -> ModuleType:
    """What the database at hand does in its own way."""
    return postgres if connection.vendor == "postgresql" else sqlite


def prepare() -> bool:
    """Make the index where it is missing, of another form or language; answers whether it did.

    Does nothing where there is nothing to index yet, but forget an index of what was.
    """
    if Edition._meta.db_table not in connection.introspection.table_names():
        drop()
        return False
    if _is_made():
        return False
    rebuild()
    return True


def rebuild() -> int:
    """Make the whole index anew from what is live; answers the number of entries.

    Publications wait for it. Tables that are there are emptied, not dropped: on PostgreSQL
    searches then find what was there before until all is new.
    """
    with transaction.atomic():
        wait_for_others()
        raise_version()
        if _is_made():
            _run(f"DELETE FROM {table}" for table in dialect().TABLES)
        else:
            drop()
            _run([*dialect().CREATE, "CREATE TABLE search_form (form INTEGER, language TEXT)"])
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO search_form VALUES (%s, %s)", [_FORM, settings.SITE_LANGUAGE]
                )
        live = Edition.objects.live().order_by("pk")
        put(live.iterator(chunk_size=_AT_ONCE))
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM search_entry")
            return int(cursor.fetchone()[0])


def _is_made() -> bool:
    """Whether the tables are there, of this form and for this language."""
    if "search_form" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT form, language FROM search_form")
        return bool(cursor.fetchone() == (_FORM, settings.SITE_LANGUAGE))


def drop() -> None:
    """Take the index away."""
    _run(f"DROP TABLE IF EXISTS {table}" for table in (*dialect().TABLES, "search_form"))


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def put(new: Iterable[Edition], *, gone: Sequence[int] = ()) -> None:
    """Index new editions, and forget those with the keys in ``gone``.

    Costs time in the length of these editions, whatever else is live. To be called in the
    transaction that makes them live: on PostgreSQL publications wait for each other.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        writing = _Writing(cursor)
        for some in _batches(gone):
            writing.forget(some)
        for editions in _batches(new):
            writing.add(editions)
        writing.count_words()


class _Writing:
    """One change of the index."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        self.language = settings.SITE_LANGUAGE
        self.counts: Counter[str] = Counter()
        cursor.execute("SELECT COALESCE(MAX(id), 0) FROM search_entry")
        self.last = int(cursor.fetchone()[0])

    def forget(self, editions: Sequence[int]) -> None:
        marks = ", ".join(["%s"] * len(editions))
        self.cursor.execute(
            f"SELECT id, words FROM search_entry WHERE edition_id IN ({marks})",
            editions,
        )
        found = self.cursor.fetchall()
        for _, text in found:
            self.counts.subtract(text.split())
        ids = [id for id, _ in found]
        dialect().remove_entries(self.cursor, ids)
        for table, column in (("search_label", "entry_id"), ("search_entry", "id")):
            self.cursor.executemany(
                f"DELETE FROM {table} WHERE {column} = %s",
                [(id,) for id in ids],
            )

    def add(self, editions: Sequence[Edition]) -> None:
        rows, terms, labels = [], [], []
        for edition in editions:
            found = list(entries(edition.page))
            self.counts.update(counted(found))
            for entry in found:
                self.last += 1
                rows.append(self._row(edition, entry))
                terms.append(entry.terms(self.language))
                labels += [
                    (self.last, number, label, words.key(label), self._stems(label))
                    for number, label in enumerate(entry.labels, start=1)
                ]
        dialect().add_entries(self.cursor, rows, terms)
        self.cursor.executemany("INSERT INTO search_label VALUES (%s, %s, %s, %s, %s)", labels)

    def _row(self, edition: Edition, entry: Entry) -> tuple[Any, ...]:
        body = words.composed(entry.body)
        return (
            self.last,
            edition.pk,
            entry.kind,
            entry.address,
            entry.title,
            entry.context,
            entry.verdict,
            entry.code,
            code_key(entry.code),
            edition.position,
            "\n".join(entry.labels),
            self._stems(entry.title),
            " ".join(sorted(entry.words)),
            body,
            words.flat(body),
        )

    def _stems(self, text: str) -> str:
        return " ".join(words.stem(word, self.language) for word in words.split(text))

    def count_words(self) -> None:
        changed = sorted((word, by) for word, by in self.counts.items() if by)
        rows = [(word, words.stem(word, self.language), by) for word, by in changed]
        dialect().add_words(self.cursor, rows)
        fewer = [word for word, by in changed if by < 0]
        for some in _batches(fewer):
            marks = ", ".join(["%s"] * len(some))
            self.cursor.execute(
                f"DELETE FROM search_word WHERE word IN ({marks}) AND entries < 1 RETURNING word",
                some,
            )
            dialect().remove_words(self.cursor, [word for (word,) in self.cursor.fetchall()])


def _batches(all_: Iterable[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for one in all_:
        batch.append(one)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
