"""Search for the API: what ``guides.search`` finds, as shapes with whole addresses."""

from typing import cast

from django.http import QueryDict

from guides import search as index
from guides.api import shapes
from guides.api.parameters import Parameter, read
from guides.origin import absolute
from guides.pages import Verdict

Q = Parameter("q", "Words, a screen label or a code", {"type": "string"}, required=True)


def search(query: QueryDict) -> shapes.Found:
    """What fits some words. As many queries as a search takes."""
    found = index.find(read(query, Q)["q"])
    return shapes.Found(
        query=found.query,
        cut=found.cut,
        corrected=found.corrected,
        hits=tuple(map(_shape, found.hits)),
        more=found.more,
        closest=tuple(map(_shape, found.closest)),
    )


def _shape(hit: index.Hit) -> shapes.Hit:
    return shapes.Hit(
        kind=cast(shapes.Kind, hit.kind),
        address=absolute(hit.address),
        title=hit.title,
        context=hit.context,
        verdict=cast(Verdict, hit.verdict) if hit.verdict else None,
        code=hit.code,
        snippet=tuple(shapes.Piece(text, marked) for text, marked in hit.snippet),
    )
