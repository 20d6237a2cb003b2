"""Writing the index: making its tables, and keeping them equal to what is live."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from secrets import randbits
from typing import Any
from zlib import compress, decompress

from django.conf import settings
from django.db import connection, transaction

from guides import words
from guides.models import Edition, code_key, raise_version
from guides.models.edition import wait_for_others
from guides.search import postings, standing
from guides.search.entries import Entry, counted, entries
from guides.search.tables import FORMER_TABLES, TABLES, create

# What the tables hold and how: another number, which stands in their names as well, makes every
# installation build them anew, beside those of the release before.
_FORM = 2

# Editions that are indexed in one go: what is held in memory at once.
_AT_ONCE = 200

# From so many entries on that come at once, PostgreSQL is told to count its rows again.
_MANY = 1_000

_INSERT_ENTRY = f"INSERT INTO search2_entry VALUES ({', '.join(['%s'] * 17)})"
_INSERT_LABEL = f"INSERT INTO search2_label VALUES ({', '.join(['%s'] * 7)})"
_COUNT_WORD = (
    "INSERT INTO search2_word (word, stem, tail, entries) VALUES (%s, %s, %s, %s) "
    "ON CONFLICT (word) DO UPDATE SET entries = search2_word.entries + excluded.entries"
)
_SUM_UP = """INSERT INTO search2_screen
    SELECT l.key, MIN(l.label), MIN(e.address), COUNT(DISTINCT e.id),
        MIN(e.position), MIN(l.number)
    FROM search2_label l JOIN search2_entry e ON e.id = l.entry_id"""


def prepare() -> bool:
    """Make the index where it is missing, or of another language; answers whether it did.

    One of another form is left to the release that may still search it (``forget_former``).

    Does nothing where there is nothing to index yet, but forget an index of what was.
    """
    if Edition._meta.db_table not in connection.introspection.table_names():
        drop()
        forget_former()
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
            _run(f"DELETE FROM {table}" for table in TABLES)
        else:
            drop()
            _run(create())
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO search2_form VALUES (%s, %s, 0)", [_FORM, settings.SITE_LANGUAGE]
                )
        live = Edition.objects.live().order_by("pk")
        put(live.iterator(chunk_size=_AT_ONCE))
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM search2_entry")
            return int(cursor.fetchone()[0])


def _is_made() -> bool:
    """Whether the tables are there, of this form and for this language."""
    if "search2_form" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT form, language FROM search2_form")
        return bool(cursor.fetchone() == (_FORM, settings.SITE_LANGUAGE))


def drop() -> None:
    """Take the index away."""
    _run(f"DROP TABLE IF EXISTS {table}" for table in (*TABLES, "search2_form"))


def forget_former() -> None:
    """Take away what releases before this one searched: none of them may serve any more."""
    _run(f"DROP TABLE IF EXISTS {table}" for table in FORMER_TABLES)


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
        writing.finish()


class _Writing:
    """One change of the index."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        self.language = settings.SITE_LANGUAGE
        self.counts: Counter[str] = Counter()
        self.postings = postings.Changes(cursor)
        self.labels: set[str] = set()
        self.added = 0

    def forget(self, editions: Sequence[int]) -> None:
        marks = ", ".join(["%s"] * len(editions))
        self.cursor.execute(
            f"SELECT id, held FROM search2_entry WHERE edition_id IN ({marks})",
            editions,
        )
        ids = []
        for id, held in self.cursor.fetchall():
            folded, *fields = (line.split() for line in _unpacked(held))
            self.counts.subtract(folded)
            self.postings.note(id, fields, comes=False)
            ids.append((id,))
        self._forget_labels([id for (id,) in ids])
        self.cursor.executemany("DELETE FROM search2_entry WHERE id = %s", ids)
        self.cursor.executemany("INSERT INTO search2_free VALUES (%s)", ids)

    def _forget_labels(self, ids: Sequence[int]) -> None:
        for some in _batches(ids):
            marks = ", ".join(["%s"] * len(some))
            self.cursor.execute(
                f"DELETE FROM search2_label WHERE entry_id IN ({marks}) RETURNING key", some
            )
            self.labels |= {key for (key,) in self.cursor.fetchall()}

    def add(self, editions: Sequence[Edition]) -> None:
        rows, labels = [], []
        found = [(edition, entry) for edition in editions for entry in entries(edition.page)]
        self.counts.update(counted(entry for _, entry in found))
        self.added += len(found)
        for id, (edition, entry) in zip(self._places(len(found)), found, strict=True):
            names, heads, body = entry.terms(self.language)
            names += standing.marks(entry, edition.position, self.language)
            self.postings.note(id, (names, heads, body), comes=True)
            mixed = standing.mixed(entry)
            rows.append(self._row(id, edition, entry, mixed, (names, heads, body)))
            labels += [
                (id, number, edition.position, mixed, label, words.key(label), self._stems(label))
                for number, label in enumerate(entry.labels, start=1)
            ]
        self.cursor.executemany(_INSERT_ENTRY, rows)
        self.cursor.executemany(_INSERT_LABEL, labels)
        self.labels |= {label[5] for label in labels}

    def _places(self, count: int) -> list[int]:
        """Places for so many entries: those that nobody has any more, then new ones."""
        self.cursor.execute(
            "DELETE FROM search2_free WHERE id IN "
            "(SELECT id FROM search2_free ORDER BY id LIMIT %s) RETURNING id",
            [count],
        )
        free = sorted(id for (id,) in self.cursor.fetchall())
        if len(free) == count:
            return free
        # None is free now, so that the highest that was ever given is in use.
        self.cursor.execute("SELECT COALESCE(MAX(id), -1) FROM search2_entry")
        first = max([int(self.cursor.fetchone()[0]), *free]) + 1
        return [*free, *range(first, first + count - len(free))]

    def _row(
        self, id: int, edition: Edition, entry: Entry, mixed: int, fields: Iterable[Sequence[str]]
    ) -> tuple[Any, ...]:
        body = words.composed(entry.body)
        return (
            id,
            edition.pk,
            entry.kind,
            standing.precedence(entry.kind),
            edition.position,
            mixed,
            entry.address,
            entry.title,
            entry.context,
            entry.verdict,
            entry.code,
            code_key(entry.code),
            "\n".join(entry.labels),
            self._stems(entry.title),
            _packed((sorted(entry.words), *fields)),
            body,
            words.flat(body),
        )

    def _stems(self, text: str) -> str:
        return " ".join(words.stem(word, self.language) for word in words.split(text))

    def finish(self) -> None:
        """Write what was only noted, and say that the index is another one than before."""
        self.postings.write()
        self._count_words()
        self._sum_up_labels()
        if connection.vendor == "postgresql" and self.added >= _MANY:
            # It would look through whole tables until it did so by itself, some minutes later.
            for table in TABLES:
                self.cursor.execute(f"ANALYZE {table}")
        # Not one more than before: what is taken back must not be taken for what came instead.
        self.cursor.execute("UPDATE search2_form SET state = %s", [randbits(62)])

    def _sum_up_labels(self) -> None:
        """What screens say that says it again, or no longer: costs the situations that say it."""
        for some in _batches(sorted(self.labels)):
            marks = ", ".join(["%s"] * len(some))
            self.cursor.execute(f"DELETE FROM search2_screen WHERE key IN ({marks})", some)
            self.cursor.execute(f"{_SUM_UP} WHERE l.key IN ({marks}) GROUP BY l.key", some)

    def _count_words(self) -> None:
        changed = sorted((word, by) for word, by in self.counts.items() if by)
        self.cursor.executemany(
            _COUNT_WORD,
            [(word, words.stem(word, self.language), word[1:], by) for word, by in changed],
        )
        for some in _batches(word for word, by in changed if by < 0):
            marks = ", ".join(["%s"] * len(some))
            self.cursor.execute(
                f"DELETE FROM search2_word WHERE word IN ({marks}) AND entries < 1", some
            )


def _packed(all_: Iterable[Iterable[str]]) -> bytes:
    """Lines of words, small: they are read only when the entry goes."""
    return compress("\n".join(map(" ".join, all_)).encode(), 1)


def _unpacked(held: bytes) -> list[str]:
    return decompress(held).decode().split("\n")


def _batches(all_: Iterable[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for one in all_:
        batch.append(one)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
