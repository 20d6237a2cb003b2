"""What is wrong with content, and where: in words that lead to the place."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Status = Literal["created", "changed", "unchanged"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something to mend: the file, its line (0 where none can be told), the key or place."""

    path: str
    line: int
    place: str
    text: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return ": ".join(part for part in (where, self.place, self.text) if part)


class PackError(Exception):
    """A pack that cannot be read or saved; carries every problem that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
