"""Lists cut into pages: which page an address asks for, and the addresses of the others."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

# Entries of one page.
PAGE_SIZE = 50

# Pages told on each side of the one shown: with the first and the last, what a phone has room for.
_BESIDE = 1


class NoSuchPage(LookupError):
    """A number that no page of the list has, or that is none."""


class Listing(Protocol):
    """What can be counted and cut, as a query set can."""

    def count(self) -> int: ...

    def __getitem__(self, part: slice, /) -> Any: ...


class Sheets(list[Any]):
    """What is cut into pages already: a listing that has one of them on each of its pages."""

    def count(self) -> int:  # type: ignore[override]  # of all, as query sets count
        return len(self)


@dataclass(frozen=True)
class Link:
    """A page of the list; without a number it stands for those that are left out."""

    number: int | None
    href: str = ""
    current: bool = False


@dataclass(frozen=True)
class Paged:
    """One page of a list at ``address``; ``items`` are those of this page, ``total`` of all."""

    items: Sequence[Any]
    number: int
    pages: int
    total: int
    address: str

    @property
    def told(self) -> str:
        """Which page this is, to stand behind the name of the list; empty on the first."""
        return f", page {self.number} of {self.pages}" if self.number > 1 else ""

    @property
    def here(self) -> str:
        return self.href(self.number)

    @property
    def previous(self) -> str:
        """The address of the page before, or empty on the first."""
        return self.href(self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        """The address of the page after, or empty on the last."""
        return self.href(self.number + 1) if self.number < self.pages else ""

    @property
    def links(self) -> list[Link]:
        """The first page, the last and those around this one; empty where there is one only."""
        return list(self._links()) if self.pages > 1 else []

    def href(self, number: int) -> str:
        """The address of a page; that of the first is the plain one."""
        return self.address if number == 1 else f"{self.address}?page={number}"

    def _links(self) -> Iterator[Link]:
        near = range(self.number - _BESIDE, self.number + _BESIDE + 1)
        shown = sorted({1, self.pages, *near} & set(range(1, self.pages + 1)))
        for before, number in zip([0, *shown], shown, strict=False):
            # Where one page would be left out, it takes no more room than the sign for it.
            if number - before == 2:
                yield Link(number - 1, self.href(number - 1))
            elif number - before > 2:
                yield Link(None)
            yield Link(number, self.href(number), number == self.number)


def cut(listing: Listing, asked: str, address: str, size: int | None = None) -> Paged:
    """The page of a list that the query of its address ``asked`` for; empty: the first.

    Raises NoSuchPage. Two queries of a query set.
    """
    size = size or PAGE_SIZE
    if asked and not re.fullmatch("[1-9][0-9]{0,8}", asked):
        raise NoSuchPage(asked)
    number, total = int(asked or 1), listing.count()
    pages = max(1, -(-total // size))
    if number > pages:
        raise NoSuchPage(asked)
    items = listing[(number - 1) * size : number * size]
    return Paged(list(items), number, pages, total, address)
