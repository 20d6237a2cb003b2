"""Measures pages that nobody keeps: each kind rendered anew, with the queries that takes.

``python -m bench.cold`` prints a table for the site of STATE_DIR or DATABASE_URL. The whole way of
a request is taken, through the entry of the web server, in this process and without a network.
"""

import io
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

# Milliseconds that a page may take (median) and queries it may make, the one for the moment
# included.
MOST_MS = 5.0
CALLS = 300


@dataclass
class Cold:
    """What a page took each time, how long it had a processor (milliseconds), and its queries."""

    address: str
    status: str = ""
    queries: int = 0
    bytes: int = 0
    took: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.took)

    @property
    def cpu(self) -> float:
        return statistics.median(self.worked)

    def time(self, work: Callable[[], object]) -> None:
        begun, cpu = time.perf_counter(), time.thread_time()
        work()
        self.worked.append(1000 * (time.thread_time() - cpu))
        self.took.append(1000 * (time.perf_counter() - begun))

    @property
    def least(self) -> float:
        return min(self.took)


def measure(*, calls: int = CALLS) -> dict[str, Cold]:
    """Ask for one page of each kind in turn, so many times; by the name of the kind.

    ``STORE_MEGABYTES`` must be 0 where Django is set up. The last entry, ``python``, is no page
    but a fixed piece of work: how fast this machine is at the moment.
    """
    from helpcenter.wsgi import application

    found = {name: Cold(address) for name, address in pages().items()}
    for cold in found.values():
        _look(application, cold)
    work = Cold("")
    for _ in range(calls):
        for cold in found.values():
            cold.time(partial(_ask, application, cold.address))
        work.time(_work)
    return {**found, "python": work}


def pages() -> dict[str, str]:
    """An address of each kind of page, as far as this site has it; of the largest wizard."""
    from django.urls import reverse

    from guides import flow, steps
    from guides.models import Edition, Reference

    def at(name: str, **kwargs: str) -> str:
        return reverse(name, kwargs=kwargs)

    live = Edition.objects.live()
    found = {"home": at("home")}
    if guide := live.guides().in_order().first():
        found["guide"] = guide.address
    large = max(live.wizards(), key=lambda one: len(one.page.questions), default=None)
    led_to = Reference.objects.filter(edition=large, kind="situation").values("slug")
    situations = live.situations().in_order()
    if situation := situations.filter(slug__in=led_to).first() or situations.first():
        found["situation"] = situation.address
        found["code"] = at("situation_by_code", code=situation.code)
        found["embedded"] = at("situation_embed", slug=situation.slug)
    if large:
        wizard = large.page
        found["first step"] = wizard.address
        ways = flow.shortest(wizard.graph)
        deepest = max(ways.values(), key=len)
        found["step"] = steps.href(wizard, deepest[: len(deepest) // 2 + 1])
        outcomes = {
            kind: next(_ends(wizard, ways, f"{kind}:"), None) for kind in ("situation", "section")
        }
        found |= {f"outcome: {kind}": end for kind, end in outcomes.items() if end}
        found["map"] = at("wizard_map", slug=wizard.slug)
    found |= {
        "guides": at("guide_list"),
        "situations": at("situation_list"),
        "wizards": at("wizard_list"),
        "screens": at("screen_list"),
        "search": at("search"),
        "agents": at("agents"),
        "refund dates": at("refund_dates"),
        "reminder": at("reminder"),
        "no code": at("situation_by_code", code="none"),
        "nothing": "/nowhere/",
    }
    return found


def _ends(wizard: Any, ways: Mapping[str, Any], kind: str) -> Iterator[str]:
    from guides import steps

    for question in reversed(wizard.questions):
        for choice in question.choices:
            if choice.to.startswith(kind):
                yield steps.href(wizard, (*ways[question.id], (question.id, choice.id)))


def _look(application: Any, cold: Cold) -> None:
    """Ask once for what is counted, and to have templates read."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _ask(application, cold.address)
    with CaptureQueriesContext(connection) as queries:
        cold.status, cold.bytes = _ask(application, cold.address)
    cold.queries = len(queries)


def _ask(application: Any, address: str) -> tuple[str, int]:
    """Status and bytes of an answer."""
    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    said: list[Any] = []
    answer = application(environ, lambda *told: said.extend(told))
    length = sum(len(chunk) for chunk in answer)
    getattr(answer, "close", lambda: None)()
    return said[0], length


def _work() -> None:
    """About a millisecond of plain Python: of no site, always the same."""
    words = {f"word {number}": number for number in range(2000)}
    assert sum(words[word] for word in sorted(words)) == 1_999_000


def table(found: Mapping[str, Cold]) -> Iterator[str]:
    """The lines that tell it."""
    work = found["python"].cpu
    yield f"{'page':<20} status queries  median   least     cpu    work      kB"
    for name, cold in found.items():
        yield (
            f"{name:<20} {cold.status[:3]:>6} {cold.queries:>7} {cold.median:>7.2f} "
            f"{cold.least:>7.2f} {cold.cpu:>7.2f} {cold.cpu / work:>7.2f} {cold.bytes / 1000:>7.1f}"
            + (" OVER" if cold.median > MOST_MS else "")
        )


def main() -> None:
    """Set Django up so that nothing is kept, measure, print."""
    os.environ["STORE_MEGABYTES"] = "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpcenter.settings")
    import django

    django.setup()
    for line in table(measure(calls=int(sys.argv[1]) if len(sys.argv) > 1 else CALLS)):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
