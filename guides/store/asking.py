"""What a request asks for, as far as public pages depend on it."""

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict
from django.http.request import split_domain_port, validate_host

from guides.htmx import asks_for_part
from guides.public import WHOLE, known_query

# How an answer is compressed, as Content-Encoding has it; "" as it is.
Coding = Literal["", "gzip", "br"]

# The keys of a query that the page at a path reads, or WHOLE; None where it is no page to keep.
QueryKeys = Callable[[str], Collection[str] | None]

_METHODS = {"GET", "HEAD"}
# Conditions that fail rather than spare a body: nobody sets them to read a page.
_CONDITIONS = {"HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"}
_LONGEST_ACCEPTED = 500


class Key(NamedTuple):
    """What an answer is kept under; ``query`` in one spelling, with what the page reads only."""

    path: str
    query: str
    part: bool
    coding: Coding


def read(environ: Mapping[str, Any], keys: QueryKeys) -> Key | None:
    """The key of what is asked for; None where only the application can answer."""
    if environ["REQUEST_METHOD"] not in _METHODS or not _CONDITIONS.isdisjoint(environ):
        return None
    path = environ["PATH_INFO"]
    known = keys(path)
    if known is None:
        return None
    query = environ.get("QUERY_STRING", "")
    if query and known is not WHOLE:
        try:
            query = known_query(QueryDict(query.encode("latin-1")), known).urlencode()
        except (SuspiciousOperation, ValueError):
            return None
    return Key(path, query, asks_for_part(environ), coding(environ.get("HTTP_ACCEPT_ENCODING", "")))


def is_ours(host: str, allowed: Collection[str]) -> bool:
    """Whether a Host header names this site: what Django refuses else."""
    domain, _ = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def coding(accepted: str) -> Coding:
    """The best coding that an Accept-Encoding header allows: Brotli, gzip, or none.

    What is not named, or named with a weight of zero, or badly, is not allowed; ``*`` is no name.
    A header longer than any client's is not read.
    """
    return _best(accepted) if len(accepted) <= _LONGEST_ACCEPTED else ""


@lru_cache(maxsize=1_000)
def _best(accepted: str) -> Coding:
    weights = dict(_weight(one) for one in accepted.lower().split(","))
    best: tuple[Coding, ...] = ("br", "gzip")
    return next((one for one in best if weights.get(one, 0) > 0), "")


def _weight(one: str) -> tuple[str, float]:
    name, _, parameter = one.partition(";")
    _, _, number = parameter.partition("=")
    try:
        return name.strip(), float(number) if parameter.strip() else 1.0
    except ValueError:
        return name.strip(), 0.0


def alone(environ: Mapping[str, Any], key: Key, *, host: str) -> dict[str, Any]:
    """The request as the application gets it: nothing a client says but what the key holds.

    So its answer is a function of the key, whatever it reads. The query stays as it is: pages are
    given what they read of it only (``public``), and redirects carry the rest on.
    """
    kept = {name: value for name, value in environ.items() if not name.startswith("HTTP_")}
    kept |= {"REQUEST_METHOD": "GET", "HTTP_HOST": host}
    return kept | ({"HTTP_HX_REQUEST": "true"} if key.part else {})
