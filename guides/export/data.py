"""The JSON API as files: its own documents, leading to each other by the names of the files.

What a client would have to ask for in a query cannot stand in a file: that is said in its place.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import msgspec

from guides import api
from guides.api import Problem
from guides.export.places import file_of
from guides.origin import absolute

DESCRIPTION = "/api/openapi.json"
# What needs a server, by its address, with what to do instead.
SERVER_ONLY = {
    "/api/search/": "Nothing can be searched in this copy of the site: the lists hold everything.",
    "/oembed/": "This copy of the site answers no questions: frame /embed/situations/... itself.",
}

# The file that an address leads to, if there is one.
Find = Callable[[str], str | None]


def missing(address: str) -> bytes:
    """What stands in the place of something that needs a server."""
    status = HTTPStatus.NOT_IMPLEMENTED
    return bytes(api.encode(Problem(status.phrase, status, SERVER_ONLY[address])).content)


def rewrite(address: str, body: bytes, find: Find) -> bytes:
    """A document of the API; whole addresses of other documents name the files of these."""
    document = msgspec.json.decode(body)
    if address == DESCRIPTION:
        document = _describe(document)
    return msgspec.json.encode(_led(document, find))


def _led(value: Any, find: Find) -> Any:
    if isinstance(value, dict):
        return {name: _led(one, find) for name, one in value.items()}
    if isinstance(value, list):
        return [_led(one, find) for one in value]
    if isinstance(value, str) and value.startswith(absolute("/api/")):
        file = find(value.removeprefix(absolute("")))
        return absolute(f"/{file}") if file else value
    return value


def _describe(document: dict[str, Any]) -> dict[str, Any]:
    """The description of the API without queries: a list tells its next page by its address."""
    paths = {}
    for path, item in document["paths"].items():
        queries = [one for one in item["get"]["parameters"] if one["in"] == "query"]
        if any(one["required"] for one in queries):
            continue
        get = {**item["get"], "parameters": []}
        paths["/" + file_of(path)] = {**item, "get": get}
    told = "What is published here, as files: a copy of the site that cannot be searched."
    return {**document, "info": {**document["info"], "description": told}, "paths": paths}
