"""Cuts what is many into what can be held, or asked for, at once."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

# Rows or texts that are held at once; far fewer than the values that a query may name.
AT_ONCE = 200


def in_batches(values: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """The values in their order, so many at a time."""
    waiting = iter(values)
    while batch := list(islice(waiting, size)):
        yield batch
