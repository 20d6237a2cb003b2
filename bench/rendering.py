"""What a page costs that nobody keeps: queries, and milliseconds within one process.

``python -m bench.rendering`` prints it as JSON for the site of STATE_DIR: the server's entry is
called as the server calls it, without a network and without a store.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from bench.pages import PAGES
from bench.servers import State

CALLS = 50
# Queries that a page may take, the one for the moment that it is of included.
MOST_QUERIES = {"home": 7, "guide": 4, "situation": 3, "wizard step": 3, "search": 7}


@dataclass(frozen=True)
class Rendered:
    """A page made anew: queries, and the median of milliseconds."""

    page: str
    queries: int
    milliseconds: float

    @property
    def over(self) -> list[str]:
        most = MOST_QUERIES[self.page]
        told = f"{PAGES[self.page]}: {self.queries} queries, {most} at most"
        return [told] if self.queries > most else []


def render(state: State, *, calls: int = CALLS) -> list[Rendered]:
    """Each page as a process of its own makes it."""
    told = state.run("-m", "bench.rendering", str(calls), STORE_MEGABYTES="0")
    return [Rendered(**one) for one in json.loads(told)]


def _measure(calls: int) -> list[Rendered]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from helpcenter.wsgi import application

    queries = {}
    for page, address in PAGES.items():
        # What is made once by each process is made now.
        _call(application, address)
        with CaptureQueriesContext(connection) as captured:
            _call(application, address)
        queries[page] = len(captured)
    took: dict[str, list[float]] = {page: [] for page in PAGES}
    for _ in range(calls):
        for page, address in PAGES.items():
            start = time.perf_counter()
            _call(application, address)
            took[page].append((time.perf_counter() - start) * 1000)
    return [Rendered(page, queries[page], statistics.median(took[page])) for page in PAGES]


def _call(application: Callable[..., Any], address: str) -> None:
    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    parts = urlsplit(address)
    environ |= {"PATH_INFO": parts.path, "QUERY_STRING": parts.query}
    said: list[str] = []
    chunks = application(environ, lambda status, *_: said.append(status))
    length = sum(map(len, chunks))
    if hasattr(chunks, "close"):
        chunks.close()
    assert said[0].startswith("200"), f"{address}: {said[0]}"
    assert length


if __name__ == "__main__":
    found = _measure(int(sys.argv[1]))
    sys.stdout.write(json.dumps([asdict(one) for one in found]))
