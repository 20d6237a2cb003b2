"""The answers of one moment, within bounds: those that were asked for least lately make room."""

from collections.abc import Iterator
from heapq import nlargest
from threading import Lock
from typing import get_args

from guides.store.answers import Answer
from guides.store.asking import Coding, Key

CODINGS: tuple[Coding, ...] = get_args(Coding)

# The part of its room that is freed when there is none left: not for every new answer anew.
_FREED = 0.1


class Shelf:
    """Answers by key; at most so many bytes, and so many answers."""

    def __init__(self, *, most_bytes: int, most: int) -> None:
        self.most_bytes, self.most = most_bytes, most
        self.bytes = 0
        self._answers: dict[Key, Answer] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._answers)

    @property
    def is_full(self) -> bool:
        """Whether another answer would push one out, about."""
        return self.bytes > self.most_bytes * (1 - _FREED) or len(self) >= self.most

    def get(self, key: Key) -> Answer | None:
        return self._answers.get(key)

    def others(self, key: Key) -> Iterator[Answer]:
        """The same answer in other codings, the smallest first."""
        for coding in reversed(CODINGS):
            if coding != key.coding and (found := self.get(key._replace(coding=coding))):
                yield found

    def latest(self, most: int) -> list[Key]:
        """The keys of what was asked for most lately, the latest first."""
        held = list(self._answers.items())
        return [key for key, _ in nlargest(most, held, key=lambda one: one[1].used)]

    def put(self, key: Key, answer: Answer) -> bool:
        """Keep an answer; answers whether others had to go. One too large is not kept."""
        if _size(key, answer) > self.most_bytes * _FREED:
            return False
        with self._lock:
            self._drop(key)
            self._answers[key] = answer
            self.bytes += _size(key, answer)
            if self.bytes <= self.most_bytes and len(self) <= self.most:
                return False
            self._make_room()
            return True

    def _make_room(self) -> None:
        by_use = sorted(self._answers, key=lambda key: self._answers[key].used)
        for key in by_use[:-1]:
            if self.bytes <= self.most_bytes * (1 - _FREED) and len(self) <= self.most * (
                1 - _FREED
            ):
                return
            self._drop(key)

    def _drop(self, key: Key) -> None:
        answer = self._answers.pop(key, None)
        if answer:
            self.bytes -= _size(key, answer)


def _size(key: Key, answer: Answer) -> int:
    """Bytes that both take, about: clients can make a key as long as they like."""
    return len(key.path) + len(key.query) + answer.size
