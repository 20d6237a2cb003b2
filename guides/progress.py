"""How far a long operation has come: it reports what it goes over, and somebody may show it."""

import sys
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from tqdm import tqdm

T = TypeVar("T")


class Progress(Protocol):
    """What long operations report to."""

    def over(self, items: Iterable[T], phase: str, total: int) -> Iterator[T]:
        """The items one by one, as a phase of so many."""


class Nobody(Progress):
    """Tells nobody."""

    def over(self, items: Iterable[T], phase: str, total: int) -> Iterator[T]:  # noqa: ARG002
        return iter(items)


class Bars(Progress):
    """A bar for each phase on standard error, where that is a terminal; nothing elsewhere."""

    def over(self, items: Iterable[T], phase: str, total: int) -> Iterator[T]:
        bar = tqdm(
            items,
            desc=f"{phase:<10}",
            total=total,
            file=sys.stderr,
            disable=None,  # where standard error is no terminal
            leave=True,
            unit="",
        )
        # Closed too where what goes over the items fails.
        with bar:
            yield from bar


NOBODY = Nobody()
