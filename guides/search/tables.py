"""The tables of the index, and the little that the two databases do not spell alike."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Dialect:
    """How a database spells types, a column compared by code point, and functions."""

    id: str
    bytes: str
    by_code_point: str
    clustered: str
    place: str
    join: str


_SQLITE = Dialect("INTEGER", "BLOB", "TEXT", "WITHOUT ROWID", "instr", "GROUP_CONCAT")
_POSTGRESQL = Dialect("BIGINT", "BYTEA", 'TEXT COLLATE "C"', "", "strpos", "STRING_AGG")


def dialect() -> Dialect:
    return _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE


TABLES = (
    "search2_screen",
    "search2_label",
    "search2_word",
    "search2_posting",
    "search2_free",
    "search2_entry",
)
# Those of the forms before this one, which have other names: a release that knows only them may
# still serve while this one is brought in.
FORMER_TABLES = (
    "search_label",
    "search_trigram",
    "search_word",
    "search_terms",
    "search_entry",
    "search_form",
)


def create() -> Iterator[str]:
    """The statements that make the tables.

    An entry's ``id`` is its place in the sets that postings are; places that nobody has any more
    are ``search2_free``. ``precedence`` and ``mixed`` order entries as standing.py says. ``exact``
    are the stems of the title, ``code_key`` the code as it is compared, ``flat`` the body folded
    letter by letter: what stands there stands so in body. ``held`` is what has to be taken out of
    the other tables with the entry: line by line its folded words, and its stems by field, packed.
    """
    own = dialect()
    yield f"""CREATE TABLE search2_entry (
        id {own.id} PRIMARY KEY, edition_id BIGINT NOT NULL, kind TEXT NOT NULL,
        precedence INTEGER NOT NULL, position BIGINT NOT NULL, mixed INTEGER NOT NULL,
        address TEXT NOT NULL, title TEXT NOT NULL, context TEXT NOT NULL, verdict TEXT NOT NULL,
        code TEXT NOT NULL, code_key TEXT NOT NULL, labels TEXT NOT NULL,
        exact {own.by_code_point} NOT NULL, held {own.bytes} NOT NULL, body TEXT NOT NULL,
        flat TEXT NOT NULL)"""
    yield "CREATE INDEX search2_entry_edition ON search2_entry (edition_id)"
    yield "CREATE INDEX search2_entry_code ON search2_entry (code_key)"
    yield "CREATE INDEX search2_entry_kind ON search2_entry (kind, position, mixed)"
    yield "CREATE INDEX search2_entry_exact ON search2_entry (exact, precedence, position, mixed)"
    yield f"CREATE TABLE search2_free (id {own.id} PRIMARY KEY)"
    # Where a stem stands, by field: a piece of a set as bitsets.py stores it.
    yield f"""CREATE TABLE search2_posting (
        stem {own.by_code_point} NOT NULL, piece INTEGER NOT NULL, names {own.bytes} NOT NULL,
        heads {own.bytes} NOT NULL, body {own.bytes} NOT NULL,
        PRIMARY KEY (stem, piece)) {own.clustered}"""
    yield f"""CREATE TABLE search2_word (
        word {own.by_code_point} PRIMARY KEY, stem TEXT NOT NULL, tail TEXT NOT NULL,
        entries INTEGER NOT NULL) {own.clustered}"""
    yield "CREATE INDEX search2_word_stem ON search2_word (stem)"
    yield "CREATE INDEX search2_word_tail ON search2_word (tail)"
    # What the screen of a situation says, with its folded form, which is its address, and stems.
    yield f"""CREATE TABLE search2_label (
        entry_id BIGINT NOT NULL, number INTEGER NOT NULL, position BIGINT NOT NULL,
        mixed INTEGER NOT NULL, label TEXT NOT NULL, key TEXT NOT NULL,
        exact {own.by_code_point} NOT NULL, PRIMARY KEY (entry_id, number))"""
    yield "CREATE INDEX search2_label_key ON search2_label (key)"
    yield "CREATE INDEX search2_label_exact ON search2_label (exact, position, mixed)"
    # The same once for all situations that say it, in the order of lists.
    yield f"""CREATE TABLE search2_screen (
        key {own.by_code_point} PRIMARY KEY, label TEXT NOT NULL, address TEXT NOT NULL,
        situations INTEGER NOT NULL, position BIGINT NOT NULL, number INTEGER NOT NULL)"""
    yield "CREATE INDEX search2_screen_order ON search2_screen (position, number, key)"
    # One row: what this index is, and a number that is another one after each change.
    yield "CREATE TABLE search2_form (form INTEGER, language TEXT, state BIGINT)"
