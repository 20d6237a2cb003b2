"""The index on PostgreSQL: a tsvector of stems under GIN, and words under pg_trgm."""

from collections.abc import Iterable, Sequence
from typing import Any

from guides.search.spelling import MOST_NEAR
from guides.search.tables import ENTRY_COLUMNS, ENTRY_INDEXES, FIELDS, INSERT_ENTRY, LABELS, Terms

# The weights of tsvector stand for the fields.
_WEIGHTS = dict(zip(FIELDS, "ABC", strict=True))

CREATE = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"CREATE TABLE search_entry (id BIGINT PRIMARY KEY, {ENTRY_COLUMNS}, terms TSVECTOR)",
    *ENTRY_INDEXES,
    *LABELS,
    "CREATE INDEX search_entry_terms ON search_entry USING GIN (terms)",
    # Compared by code point, as SQLite does.
    """CREATE TABLE search_word (
        word TEXT COLLATE "C" PRIMARY KEY, stem TEXT NOT NULL, entries INTEGER NOT NULL)""",
    "CREATE INDEX search_word_stem ON search_word (stem)",
    "CREATE INDEX search_word_trigrams ON search_word USING GIST (word gist_trgm_ops)",
)
TABLES = ("search_label", "search_word", "search_entry")

FIND_IN = dict.fromkeys(FIELDS, "SELECT id FROM search_entry WHERE terms @@ %s::tsquery")
PLACE, JOIN = "strpos", "STRING_AGG"


def expression(rows: Iterable[Sequence[str]], field: str) -> str:
    """A tsquery for entries with all stems of a row; stems are letters and digits."""
    found = (" & ".join(f"'{stem}':{_WEIGHTS[field]}" for stem in row) for row in rows)
    return " | ".join(f"({one})" for one in found)


def near(word: str) -> tuple[str, list[Any]]:
    """The words that share most of their trigrams with one."""
    sql = f"""SELECT word, stem, entries FROM search_word WHERE similarity(word, %s) > 0
        ORDER BY word <-> %s, word LIMIT {MOST_NEAR}"""
    return sql, [word, word]


def add_entries(cursor: Any, entries: Sequence[tuple[Any, ...]], terms: Sequence[Terms]) -> None:
    cursor.executemany(INSERT_ENTRY, entries)
    cursor.executemany(
        "UPDATE search_entry SET terms = %s::tsvector WHERE id = %s",
        [(_vector(fields), entry[0]) for entry, fields in zip(entries, terms, strict=True)],
    )


def remove_entries(cursor: Any, ids: Sequence[int]) -> None:
    """Nothing: the stems stand in the entry itself."""


def add_words(cursor: Any, rows: Sequence[tuple[str, str, int]]) -> None:
    cursor.executemany(
        "INSERT INTO search_word (word, stem, entries) VALUES (%s, %s, %s) "
        "ON CONFLICT (word) DO UPDATE SET entries = search_word.entries + excluded.entries",
        rows,
    )


def remove_words(cursor: Any, words: Sequence[str]) -> None:
    """Nothing: trigrams stand in the index of the words."""


def _vector(terms: Terms) -> str:
    """The stems of an entry, each with the fields it stands in: one position for each field."""
    fields: dict[str, str] = {}
    for position, (letter, stems) in enumerate(zip("ABC", terms, strict=True), start=1):
        for stem in stems:
            mark = f"{position}{letter}"
            fields[stem] = f"{fields[stem]},{mark}" if stem in fields else mark
    return " ".join(f"'{stem}':{marks}" for stem, marks in fields.items())
