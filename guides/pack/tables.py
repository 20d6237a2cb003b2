"""TOML tables, strictly: every key is known, checked and written in the order of the format.

A field list says for each key what it may hold; the same list reads and writes.
"""

import re
import sys
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import tomlkit

from guides import limits
from guides.markup import SLUG
from guides.markup.facts import UNITS
from guides.pack.problems import PackError, Problem
from guides.pages import TOOLS

# Control characters, lone halves of characters, and the two that break lines.
_NO_TEXT = {"Cc", "Cs", "Zl", "Zp"}

# Texts that stand in quotes as they are.
_PLAIN = re.compile(r"[ !#-\[\]-~\xa0-\u024f\u2010-\u2027\u2030-\u205e]*")

REQUIRED: Any = object()
Check = Callable[[Any], Any]
# Where the texts of a pack stand: path and place to line.
Lines = dict[tuple[str, str], int]


class _Forgotten(dict[tuple[str, str], int]):
    """Lines that nobody asks for."""

    def __setitem__(self, _place: tuple[str, str], _line: int) -> None:
        pass


FORGOTTEN = _Forgotten()


@dataclass(frozen=True, slots=True)
class Field:
    """A key of a table: ``check`` answers the value to keep or raises ValueError with why not."""

    key: str
    check: Check
    default: Any = REQUIRED


def text(longest: int, *, empty: bool = False) -> Check:
    """One line of text."""

    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"must be text in quotes, not {_told(value)}")
        if not value.strip() and not empty:
            raise ValueError("must not be empty")
        if any(unicodedata.category(letter) in _NO_TEXT for letter in value):
            raise ValueError("must be one line without control characters")
        if value != value.strip():
            raise ValueError("must not begin or end with a space")
        if len(value) > longest:
            raise ValueError(f"has {len(value)} characters; at most {longest} fit")
        return value

    return check


def slug(value: Any) -> str:
    """A name: small letters, digits, single hyphens."""
    found: str = text(limits.SLUG)(value)
    if not SLUG.fullmatch(found):
        raise ValueError(f"“{found}” may hold only a-z, 0-9 and single hyphens between them")
    return found


def code(value: Any) -> str:
    """A situation's code, such as ``S-07``."""
    found: str = text(limits.CODE)(value)
    if not re.fullmatch(r"[A-Z0-9]+(-[A-Z0-9]+)*", found):
        raise ValueError(f"“{found}” must look like “S-07”: capitals, digits, single hyphens")
    return found


def whole(least: int) -> Check:
    """A whole number, ``least`` or more; small enough for a column."""

    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"must be a whole number, not {_told(value)}")
        if not least <= value <= 2_000_000_000:
            raise ValueError(f"must be {least} or more (and below two billion), not {value}")
        return value

    return check


def flag(value: Any) -> bool:
    """Yes or no."""
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {_told(value)}")
    return value


def day(value: Any) -> date:
    """A date without time, unquoted."""
    if isinstance(value, datetime) or not isinstance(value, date):
        raise ValueError(f"must be a date such as 2026-11-22, without quotes, not {_told(value)}")
    return value


def one_of(known: Sequence[str]) -> Check:
    """One of a few words."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise ValueError(f"must be one of {', '.join(known)}, not {_told(value)}")
        return value

    return check


def many(each: Check) -> Check:
    """A list without repetition, each entry checked."""

    def check(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError(f"must be a list in [brackets], not {_told(value)}")
        found = tuple(each(entry) for entry in value)
        twice = [entry for entry in found if found.count(entry) > 1] if len(found) < 1000 else []
        if twice or len(set(found)) < len(found):
            raise ValueError(f"names {twice[0] if twice else 'something'} twice")
        return found

    return check


def section_name(value: Any) -> str:
    """``guide#anchor``."""
    found: str = text(2 * limits.SLUG + 1)(value)
    guide, _, anchor = found.partition("#")
    if not SLUG.fullmatch(guide) or not SLUG.fullmatch(anchor):
        raise ValueError(f"“{found}” must look like guide#anchor")
    return found


def target(value: Any) -> str:
    """What a choice leads to."""
    found: str = text(3 * limits.SLUG)(value)
    kind, _, name = found.partition(":")
    if kind == "section":
        section_name(name)
    elif kind not in {"question", "situation"} or not SLUG.fullmatch(name):
        raise ValueError(
            f"“{found}” must be question:<id>, situation:<slug> or section:<guide>#<anchor>"
        )
    return found


def answers(value: Any) -> str:
    """A row of answers as it stands in the address: ``order=shipped/arrived=no``."""
    found: str = text(limits.ANSWERS)(value)
    asked = [piece.partition("=") for piece in found.split("/")]
    for question, equals, choice in asked:
        if not equals or not SLUG.fullmatch(question) or not SLUG.fullmatch(choice):
            raise ValueError(f"“{found}” must look like order=shipped/arrived=no")
    if len({question for question, _, _ in asked}) < len(asked):
        raise ValueError(f"“{found}” answers a question twice")
    return found


def outcome(value: Any) -> str:
    """What a row of answers reaches in the end."""
    found: str = text(3 * limits.SLUG)(value)
    kind, _, name = found.partition(":")
    if kind == "section":
        section_name(name)
    elif kind != "situation" or not SLUG.fullmatch(name):
        raise ValueError(f"“{found}” must be situation:<slug> or section:<guide>#<anchor>")
    return found


FACT = (
    Field("label", text(limits.LABEL)),
    Field("group", text(limits.SLUG, empty=True), ""),
    Field("low", whole(0)),
    Field("high", whole(0), None),
    Field("unit", one_of(tuple(UNITS))),
    Field("note", text(limits.NOTE, empty=True), ""),
    Field("source", text(limits.NOTE)),
    Field("checked", day),
)
PICTURE = (
    Field("alt", text(limits.ALT, empty=True), ""),
    Field("decorative", flag, False),
)
SYNONYM = (Field("words", many(text(limits.LABEL))),)
_TITLE = (Field("title", text(limits.TITLE)), Field("summary", text(limits.SUMMARY)))
_CARE = (
    Field("position", whole(0), 0),
    Field("reviewed", day),
    Field("review_every_days", whole(1), 180),
    Field("formerly", many(slug), ()),
)
GUIDE = (*_TITLE, *_CARE)
SITUATION = (
    Field("code", code),
    *_TITLE,
    Field("verdict", one_of(("can", "maybe", "cannot"))),
    Field("hazard", text(limits.SUMMARY, empty=True), ""),
    Field("sections", many(section_name), ()),
    Field("related", many(slug), ()),
    Field("screen_labels", many(text(limits.LABEL)), ()),
    Field("tools", many(one_of(TOOLS)), ()),
    *_CARE,
)
WIZARD = (*_TITLE, Field("start", slug), *_CARE)
QUESTION = (Field("text", text(limits.TITLE)), Field("hint", text(limits.HINT, empty=True), ""))
CHOICE = (
    Field("id", slug),
    Field("label", text(limits.LABEL)),
    Field("hint", text(limits.HINT, empty=True), ""),
    Field("to", target),
)
SCENARIO = (
    Field("answers", answers),
    Field("reaches", outcome),
    Field("mentions", many(text(limits.LABEL)), ()),
)


class Reader:
    """Reads the tables of one TOML text, noting every problem with its line."""

    def __init__(self, path: str, source: str, first_line: int = 1) -> None:
        self.path = path
        self.source = source
        self.first_line = first_line
        self.problems: list[Problem] = []

    @cached_property
    def lines(self) -> dict[tuple[str, ...], int]:
        """Where keys stand; looked for where a line is to be told."""
        return _find_lines(self.source, self.first_line)

    def problem(self, place: tuple[str, ...], why: str) -> None:
        """Note a problem at a key, told by the tables it stands in and its own name."""
        self.problems.append(Problem(self.path, self.line(place), ".".join(place), why))

    def finish(self, lines: Lines) -> None:
        """Raise what was found; else note where each key stands, for problems found later."""
        if self.problems:
            raise PackError(self.problems)
        if lines is FORGOTTEN:
            return
        for place, line in self.lines.items():
            # The same few names in every file of a pack that may have thousands.
            lines[self.path, sys.intern(".".join(place))] = line

    def line(self, place: tuple[str, ...]) -> int:
        """The line of a key, else of the table it should stand in, else 0."""
        return self.lines.get(place) or self.lines.get(place[:-1], 0)

    def read(
        self,
        table: Any,
        fields: Sequence[Field],
        place: tuple[str, ...] = (),
        inner: Sequence[str] = (),
    ) -> dict[str, Any] | None:
        """The checked values of a table, or None when one is wrong; ``inner`` keys are skipped."""
        if not isinstance(table, Mapping):
            self.problem(place, f"must be a table, not {_told(table)}")
            return None
        before = len(self.problems)
        known = [field.key for field in fields]
        for key in table:
            if key not in known and key not in inner:
                self.problem((*place, key), f"unknown key; known are {', '.join((*known, *inner))}")
        values = {field.key: self._value(table, field, place) for field in fields}
        return values if len(self.problems) == before else None

    def _value(self, table: Mapping[str, Any], field: Field, place: tuple[str, ...]) -> Any:
        if field.key not in table:
            if field.default is REQUIRED:
                self.problem((*place, field.key), "is required and missing")
            return field.default
        try:
            return field.check(table[field.key])
        except ValueError as why:
            self.problem((*place, field.key), str(why))
            return None


def parse(path: str, source: str, first_line: int = 1) -> tuple[dict[str, Any], "Reader"]:
    """The tables of a TOML text, with what reads them strictly. Raises PackError."""
    try:
        table = tomllib.loads(source)
    except (ValueError, RecursionError) as error:
        # Beside its own errors the parser lets through those of numbers and of the stack.
        place = re.search(r"\(at (?:line (\d+), column \d+|end of document)\)$", str(error))
        last = source.rstrip("\n").count("\n") + 1
        line = int(place[1] or last) + first_line - 1 if place else 0
        why = re.sub(r" \(at .*\)$", "", str(error)) or "is nested too deep"
        raise PackError([Problem(path, line, "", f"is not valid TOML: {why}")]) from None
    return table, Reader(path, source, first_line)


def write(values: Any, fields: Sequence[Field]) -> str:
    """The canonical lines of a record: the order of the format, without what is default."""
    lines = []
    for field in fields:
        value = getattr(values, field.key)
        if value != field.default:
            lines.append(f"{field.key} = {_written(value)}\n")
    return "".join(lines)


def _written(value: Any) -> str:
    """A value as TOML. Almost all are plain texts, which the library would take long to look at."""
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return f'"{value}"'
    plain = list(value) if isinstance(value, tuple) else value
    return str(tomlkit.item(plain).as_string())


def _find_lines(source: str, first_line: int) -> dict[tuple[str, ...], int]:
    """Where the tables and keys of a plainly written TOML text stand.

    Only a help for messages: what is written in an unusual way is told without a line.
    """
    found: dict[tuple[str, ...], int] = {}
    counts: dict[tuple[str, ...], int] = {}
    place: tuple[str, ...] = ()
    for number, line in enumerate(source.split("\n"), start=first_line):
        if header := re.match(r"\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]", line):
            place = tuple(header[2].split("."))
            if header[1] == "[[":
                counts[place] = counts.get(place, 0) + 1
                place = (*place, str(counts[place]))
            found.setdefault(place, number)
        elif key := re.match(r"\s*([A-Za-z0-9_-]+)\s*=", line):
            found.setdefault((*place, key[1]), number)
    return found


def _told(value: Any) -> str:
    try:
        shown = repr(value) if not isinstance(value, date) else value.isoformat()
    except (ValueError, RecursionError):
        return "something far too large"
    return shown if len(shown) <= 60 else shown[:57] + "..."
