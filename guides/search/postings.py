"""Where stems stand: for each the sets of entries that have it, by field, in the database."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from guides.search import bitsets
from guides.search.ranking import FIELDS

# The sets of a stem in names, heads and body.
Sets = tuple[int, int, int]
NOWHERE: Sets = (0, 0, 0)
# A place in a piece, the number of the field, and whether the stem comes there or goes.
Change = tuple[int, int, bool]

# Stems in one statement, and places noted before they are written: what is held in memory.
_AT_ONCE, _MOST_NOTED = 500, 1_000_000

# A stem that nobody has in a piece.
_NOTHING = [b""] * len(FIELDS)

_CHANGE = (
    "INSERT INTO search2_posting (stem, piece, names, heads, body) VALUES (%s, %s, %s, %s, %s) "
    "ON CONFLICT (stem, piece) DO UPDATE SET "
    "names = excluded.names, heads = excluded.heads, body = excluded.body"
)


def asked(stems: Collection[str]) -> tuple[str, list[Any]]:
    """The query for all there is of these stems; ``read`` takes its rows."""
    stems = stems or ("",)
    marks = ", ".join(["%s"] * len(stems))
    sql = f"SELECT stem, piece, names, heads, body FROM search2_posting WHERE stem IN ({marks})"
    return sql, [*stems]


def read(rows: Iterable[Sequence[Any]]) -> dict[str, Sets]:
    """The sets of each stem."""
    pieces: dict[str, tuple[list[tuple[int, bytes]], ...]] = {}
    for stem, number, *fields in rows:
        own = pieces.setdefault(stem, ([], [], []))
        for held, piece in zip(own, fields, strict=True):
            if piece:
                held.append((number, piece))
    return {
        stem: (bitsets.whole(own[0]), bitsets.whole(own[1]), bitsets.whole(own[2]))
        for stem, own in pieces.items()
    }


class Changes:
    """Entries that come and go, noted until there are many: a piece is written once for them all.

    What one entry changes costs time in its own length.
    """

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        # By piece and stem, in turn.
        self.noted = defaultdict[int, defaultdict[str, list[Change]]](lambda: defaultdict(list))
        self.count = 0

    def note(self, id: int, fields: Sequence[Collection[str]], *, comes: bool) -> None:
        """Note that an entry comes or goes that has these stems by field."""
        number, place = divmod(id, bitsets.PIECE)
        piece = self.noted[number]
        for field, stems in enumerate(fields):
            change = (place, field, comes)
            for stem in stems:
                piece[stem].append(change)
            self.count += len(stems)
        if self.count > _MOST_NOTED:
            # Where entries come one after the other, more will come to the last piece.
            last = self.noted.pop(number) if len(self.noted) > 1 else None
            self.write()
            if last is not None:
                self.noted[number] = last
                self.count = sum(map(len, last.values()))

    def write(self) -> None:
        for number, changes in sorted(self.noted.items()):
            for stems in _batches(sorted(changes)):
                self._write(number, {stem: changes[stem] for stem in stems})
        self.noted.clear()
        self.count = 0

    def _write(self, number: int, changes: Mapping[str, list[Change]]) -> None:
        sql, params = asked(changes)
        self.cursor.execute(f"{sql} AND piece = %s", [*params, number])
        there = {stem: [*map(bytes, fields)] for stem, _, *fields in self.cursor.fetchall()}
        rows = []
        gone = []
        for stem, noted in changes.items():
            former = there.get(stem, _NOTHING)
            fields = _changed(former, noted)
            if fields == former:
                continue
            if any(fields):
                rows.append((stem, number, *fields))
            else:
                gone.append((stem, number))
        self.cursor.executemany(_CHANGE, rows)
        self.cursor.executemany("DELETE FROM search2_posting WHERE stem = %s AND piece = %s", gone)


def _changed(fields: Sequence[bytes], noted: Iterable[Change]) -> list[bytes]:
    """The pieces of a stem after what was noted."""
    changes: dict[int, dict[int, bool]] = {}
    for place, field, comes in noted:
        # What an entry had that takes this place now, it may have too: what is last holds.
        changes.setdefault(field, {})[place] = comes
    found = [*fields]
    for field, own in changes.items():
        found[field] = bitsets.changed(found[field], own)
    return found


def _batches(all_: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(all_), _AT_ONCE):
        yield all_[at : at + _AT_ONCE]
