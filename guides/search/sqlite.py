"""The index on SQLite: FTS5 over stems, and the trigrams of words in a table of their own."""

from collections.abc import Iterable, Sequence
from typing import Any

from guides.search.spelling import MOST_NEAR, trigrams
from guides.search.tables import ENTRY_COLUMNS, ENTRY_INDEXES, FIELDS, INSERT_ENTRY, LABELS, Terms

# FTS5 tokenizes nothing itself: its "ascii" parts words only where index.py wrote a space.
CREATE = (
    f"CREATE TABLE search_entry (id INTEGER PRIMARY KEY, {ENTRY_COLUMNS})",
    *ENTRY_INDEXES,
    *LABELS,
    """CREATE VIRTUAL TABLE search_terms USING fts5 (
        names, heads, body, detail = column, tokenize = 'ascii')""",
    """CREATE TABLE search_word (
        word TEXT PRIMARY KEY, stem TEXT NOT NULL, entries INTEGER NOT NULL,
        trigrams INTEGER NOT NULL) WITHOUT ROWID""",
    "CREATE INDEX search_word_stem ON search_word (stem)",
    """CREATE TABLE search_trigram (
        trigram TEXT, word TEXT, PRIMARY KEY (trigram, word)) WITHOUT ROWID""",
)
TABLES = ("search_label", "search_trigram", "search_word", "search_terms", "search_entry")

FIND_IN = {
    field: f"SELECT rowid AS id FROM search_terms WHERE search_terms MATCH '{field} : ' || %s"
    for field in FIELDS
}
PLACE, JOIN = "instr", "GROUP_CONCAT"


def expression(rows: Iterable[Sequence[str]], _field: str) -> str:
    """A query of FTS5 for entries with all stems of a row; stems are letters and digits."""
    found = (" AND ".join(f'"{stem}"' for stem in row) for row in rows)
    return "(" + " OR ".join(f"({one})" for one in found) + ")"


def near(word: str) -> tuple[str, list[Any]]:
    """The words that share most of their trigrams with one: the order of pg_trgm's similarity."""
    wanted = sorted(trigrams(word))
    marks = ", ".join(["%s"] * len(wanted))
    sql = f"""SELECT w.word, w.stem, w.entries FROM search_trigram t
        JOIN search_word w ON w.word = t.word WHERE t.trigram IN ({marks}) GROUP BY w.word
        ORDER BY 1.0 * COUNT(*) / ({len(wanted)} + w.trigrams - COUNT(*)) DESC, w.word
        LIMIT {MOST_NEAR}"""
    return sql, [*wanted]


def add_entries(cursor: Any, entries: Sequence[tuple[Any, ...]], terms: Sequence[Terms]) -> None:
    cursor.executemany(INSERT_ENTRY, entries)
    cursor.executemany(
        "INSERT INTO search_terms (rowid, names, heads, body) VALUES (%s, %s, %s, %s)",
        [
            (entry[0], *(" ".join(field) for field in fields))
            for entry, fields in zip(entries, terms, strict=True)
        ],
    )


def remove_entries(cursor: Any, ids: Sequence[int]) -> None:
    cursor.executemany("DELETE FROM search_terms WHERE rowid = %s", [(id,) for id in ids])


def add_words(cursor: Any, rows: Sequence[tuple[str, str, int]]) -> None:
    cursor.executemany(
        "INSERT INTO search_word (word, stem, entries, trigrams) VALUES (%s, %s, %s, %s) "
        "ON CONFLICT (word) DO UPDATE SET entries = search_word.entries + excluded.entries",
        [(word, stem, entries, len(trigrams(word))) for word, stem, entries in rows],
    )
    cursor.executemany(
        "INSERT OR IGNORE INTO search_trigram (trigram, word) VALUES (%s, %s)",
        [(trigram, word) for word, _, _ in rows for trigram in trigrams(word)],
    )


def remove_words(cursor: Any, words: Sequence[str]) -> None:
    """Forget words that no entry has."""
    cursor.executemany(
        "DELETE FROM search_trigram WHERE trigram = %s AND word = %s",
        [(trigram, word) for word in words for trigram in trigrams(word)],
    )
