"""What is the same on all pages of a moment, read once in it and not for each page."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from django.utils import timezone

from guides import snapshot
from guides.snapshot import Moment

T = TypeVar("T")

_ALL: WeakSet["Kept[Any]"] = WeakSet()


def forget() -> None:
    """Keep nothing: for whoever takes the database away, as a test does with all it changed."""
    for one in _ALL:
        one.forget()


class Kept(Generic[T]):
    """What ``read`` answers, kept for the moment of the page that asks for it.

    One thing, of the last moment that asked: so much memory and no more. Who asks for another
    moment's, or outside of any, reads for itself. Two that ask at the same time may both read.
    """

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        # The moment and what was read in it are put there, and taken from there, as one.
        self._kept: tuple[Moment, T] | None = None
        _ALL.add(self)

    def get(self) -> T:
        moment = snapshot.current()
        kept = self._kept
        if moment is not None and kept is not None and kept[0] == moment:
            return kept[1]
        found = self._read()
        # What was read after the moment's end may be of what came then.
        if moment is not None and timezone.now() < moment.until:
            self._kept = moment, found
        return found

    def forget(self) -> None:
        """As at the start."""
        self._kept = None
