"""Reads the parameters of a request to the API: each known, given once, and in its bounds."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

MOST_PAGES = 100_000


class BadParameter(ValueError):
    """A parameter that is none, or has a value that it cannot have; says which and why."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of the query, with the schema that describes its values."""

    name: str
    told: str
    schema: dict[str, Any]
    required: bool = False


PAGE = Parameter(
    "page",
    "Which page of the list, from 1",
    {"type": "integer", "minimum": 1, "maximum": MOST_PAGES, "default": 1},
)


def read(query: QueryDict, *known: Parameter) -> dict[str, str]:
    """The values by name; raises BadParameter for what is not known, missing or given twice."""
    names = {parameter.name for parameter in known}
    for name in query:
        if name not in names:
            raise BadParameter(f"“{name}” is no parameter here")
    values = read_once(query)
    for parameter in known:
        if parameter.required and parameter.name not in query:
            raise BadParameter(f"“{parameter.name}” is missing")
    return values


def read_once(query: QueryDict) -> dict[str, str]:
    """The values by name, of whatever is given; raises BadParameter for what is given twice."""
    for name, values in query.lists():
        if len(values) > 1:
            raise BadParameter(f"“{name}” is given {len(values)} times")
    return {name: str(value) for name, value in query.items()}


def read_page(query: QueryDict) -> int:
    """The number of the page that is asked for."""
    return read_number(read(query, PAGE), "page", least=1, most=MOST_PAGES) or 1


def read_number(values: dict[str, str], name: str, *, least: int, most: int) -> int | None:
    """A whole number in its bounds, or None where it is not given."""
    if name not in values:
        return None
    text = values[name]
    if re.fullmatch("[0-9]{1,9}", text) and least <= int(text) <= most:
        return int(text)
    raise BadParameter(f"“{name}” must be a whole number from {least} to {most}")
