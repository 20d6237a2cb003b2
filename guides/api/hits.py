"""Search for the API: what ``guides.search`` finds, as shapes with whole addresses."""

from dataclasses import dataclass
from typing import Literal, cast

from django.http import QueryDict

from guides import search as index
from guides.api.parameters import Parameter, read
from guides.api.shapes import Address
from guides.origin import absolute
from guides.pages import Verdict

Kind = Literal["situation", "section", "guide", "wizard", "question"]

Q = Parameter("q", "Words, a screen label or a code", {"type": "string"}, required=True)


@dataclass(frozen=True)
class Piece:
    """A stretch of a snippet; ``marked`` where it matches what was searched for."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Hit:
    """A page, a section or a question that fits; ``context`` says where it stands."""

    kind: Kind
    address: Address
    title: str
    context: str
    verdict: Verdict | None
    code: str
    snippet: tuple[Piece, ...]


@dataclass(frozen=True)
class Found:
    """What was found, best first, and with no hit the pages ``closest`` to the words.

    ``query`` is what was read of them (``cut`` where that is not all), ``corrected`` how it was
    read where words were misspelt; ``more`` fits beside what is told.
    """

    query: str
    cut: bool
    corrected: str
    hits: tuple[Hit, ...]
    more: bool
    closest: tuple[Hit, ...]


def search(query: QueryDict) -> Found:
    """What fits some words. As many queries as a search takes."""
    found = index.find(read(query, Q)["q"])
    return Found(
        query=found.query,
        cut=found.cut,
        corrected=found.corrected,
        hits=tuple(map(_shape, found.hits)),
        more=found.more,
        closest=tuple(map(_shape, found.closest)),
    )


def _shape(hit: index.Hit) -> Hit:
    return Hit(
        kind=cast(Kind, hit.kind),
        address=absolute(hit.address),
        title=hit.title,
        context=hit.context,
        verdict=cast(Verdict, hit.verdict) if hit.verdict else None,
        code=hit.code,
        snippet=tuple(Piece(text, marked) for text, marked in hit.snippet),
    )
