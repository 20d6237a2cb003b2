"""Whether the site keeps its budgets of bytes, requests and queries: nothing here is timed."""

from collections.abc import Iterator
from pathlib import Path

from bench import machine, rendering, servers
from bench.pages import each_form
from bench.rounds import ask_stored
from bench.weigh import Scales


def check(folder: Path) -> Iterator[str]:
    """Each budget that is exceeded, in words; starts the site as the long form does."""
    state = servers.prepare(folder / "site")
    with servers.site(state, core=machine.cores().server) as server:
        for page, coding in each_form():
            # What the long form compares: the same answer twice.
            ask_stored(server, page, coding)
        for weight in Scales(server.origin).all():
            yield from weight.over
    for rendered in rendering.render(state, calls=1):
        yield from rendered.over
