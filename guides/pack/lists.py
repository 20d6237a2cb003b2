"""The two lists of a pack, facts.toml and synonyms.toml: tables by key, in their order."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from guides.markup import SLUG
from guides.pack import tables
from guides.pack.records import FactRecord, SynonymRecord

FACTS = "facts.toml"
SYNONYMS = "synonyms.toml"


def read_facts(text: str) -> tuple[FactRecord, ...]:
    """Read facts.toml. Raises PackError."""

    def check(reader: tables.Reader, key: str, values: dict[str, Any]) -> None:
        if values["high"] is not None and values["high"] < values["low"]:
            reader.problem((key, "high"), f"is below low ({values['low']})")
        if values["high"] == values["low"]:
            values["high"] = None

    found = _read(FACTS, text, tables.FACT, "a fact's name", check)
    return tuple(FactRecord(key=key, **values) for key, values in found)


def read_synonyms(text: str) -> tuple[SynonymRecord, ...]:
    """Read synonyms.toml. Raises PackError."""

    def check(reader: tables.Reader, key: str, values: dict[str, Any]) -> None:
        if len(values["words"]) < 2:
            reader.problem((key, "words"), "must name at least two: one means the same as another")

    found = _read(SYNONYMS, text, tables.SYNONYM, "the name of a group", check)
    return tuple(SynonymRecord(key=key, **values) for key, values in found)


def write_facts(facts: Iterable[FactRecord]) -> str:
    """The canonical text of facts.toml."""
    return "\n".join(f"[{fact.key}]\n{tables.write(fact, tables.FACT)}" for fact in facts)


def write_synonyms(synonyms: Iterable[SynonymRecord]) -> str:
    """The canonical text of synonyms.toml."""
    return "\n".join(f"[{one.key}]\n{tables.write(one, tables.SYNONYM)}" for one in synonyms)


def _read(
    path: str,
    text: str,
    fields: tuple[tables.Field, ...],
    named: str,
    check: Callable[[tables.Reader, str, dict[str, Any]], None],
) -> Iterator[tuple[str, dict[str, Any]]]:
    table, reader = tables.parse(path, text)
    found = []
    for key, value in table.items():
        if not SLUG.fullmatch(key):
            reader.problem((key,), f"{named} may hold only a-z, 0-9 and single hyphens")
        if values := reader.read(value, fields, (key,)):
            check(reader, key, values)
            found.append((key, values))
    reader.finish({})
    return iter(found)
