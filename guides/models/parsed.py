"""Pages of large wizards that this process has parsed: each step shows little of much."""

from collections.abc import Mapping
from datetime import datetime
from threading import Lock
from typing import Any, NamedTuple

# So many wizards, and characters of their JSON text in all; in memory a page takes about eight
# times as much.
MOST = 16
MOST_CHARACTERS = 3_000_000
# What is shorter is parsed again within a fraction of a millisecond.
LEAST_CHARACTERS = 10_000


class Parsed(NamedTuple):
    """A page, and what tells its edition from one that had its key before a restored backup."""

    published_at: datetime
    page: Any
    characters: int


class ParsedPages:
    """Pages by the key of their edition, which never changes; the first that came goes first."""

    def __init__(self, *, most: int = MOST, most_characters: int = MOST_CHARACTERS) -> None:
        self.most, self.most_characters = most, most_characters
        self._kept: Mapping[int, Parsed] = {}
        self._lock = Lock()

    def all(self) -> Mapping[int, Parsed]:
        """What is kept now: this mapping stays as it is, whoever puts more meanwhile."""
        return self._kept

    def put(self, pk: int, parsed: Parsed) -> None:
        """Keep a page, where that is worth it and there is room."""
        if not LEAST_CHARACTERS <= parsed.characters <= self.most_characters:
            return
        with self._lock:
            pages = {key: one for key, one in self._kept.items() if key != pk}
            pages[pk] = parsed
            while len(pages) > self.most or _characters(pages) > self.most_characters:
                pages.pop(next(iter(pages)))
            self._kept = pages

    def forget(self) -> None:
        """Keep none, as at the start."""
        with self._lock:
            self._kept = {}


def _characters(pages: Mapping[int, Parsed]) -> int:
    return sum(parsed.characters for parsed in pages.values())


WIZARDS = ParsedPages()
