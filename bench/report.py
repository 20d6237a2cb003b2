"""What a run has measured, as tables of Markdown that read as they are."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from bench import rounds, weigh
from bench.load import CONNECTIONS
from bench.pages import each_form
from bench.rounds import BARE, NAMES, NGINX, STORED, Cell, Measured
from bench.targets import Results, Target, judge

_MISSING = "-"
_REACHED = {True: "yes", False: "**no**", None: "not measured"}
_HEAD = """\
# Results

Written by `make bench`. Machines differ, and so do moments: what counts are the ratios of one run,
in which every server had one worker and was asked in turn with the others.
"""


def write(results: Results, machine: Mapping[str, str], *, how: str) -> str:
    """The whole of RESULTS.md."""
    parts = [_HEAD, "## Reached\n", table_of_targets(judge(results))]
    if results.missing:
        parts.append(
            f"\nMissing from these tables, as it is not installed: {_list(results.missing)}.\n"
        )
    parts += ["## Machine\n", _table(("what", "is"), machine.items()), f"\n{how}\n"]
    if results.loads:
        parts += ["## Requests a second\n", *_loads(results.loads)]
    if results.weights:
        parts += ["## First visits\n", _weights(results)]
    if results.rendered:
        parts += ["## Pages made anew\n", _rendered(results)]
    if results.filled:
        parts += ["## Memory of a worker\n", _memory(results)]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def table_of_targets(targets: Sequence[Target]) -> str:
    """The table of what must be reached."""
    return _table(
        ("what", "at least", "measured", "reached"),
        [(one.what, one.bound, one.measured, _REACHED[one.reached]) for one in targets],
    )


def base_of(loads: Measured) -> str:
    """Whom all others are compared with: nginx, and where there is none, bare granian."""
    return NGINX if any(name == NGINX for _, _, name in loads) else BARE


def table_of_ratios(loads: Measured) -> str:
    """One line for each form of a page: requests a second of each server, by those of the first."""
    base = base_of(loads)
    names = [name for name in NAMES if any(name == other for _, _, other in loads)]
    others = [name for name in names if name != base]
    rows = []
    for page, coding in each_form():
        cells = {name: loads.get((page, coding, name)) for name in names}
        if (first := cells[base]) is None:
            continue
        row = [page, coding, f"{first.median(lambda load: load.rate):,.0f}/s"]
        row += [_by(cells[name], first) for name in others]
        row.append(_by(cells[STORED], cells[BARE]))
        rows.append(row)
    return _table(("page", "form", f"{base} = 1", *others, f"{STORED} / {BARE}"), rows)


def _by(one: Cell | None, other: Cell | None) -> str:
    if one is None or other is None:
        return _MISSING
    found = rounds.ratio(one, other)
    places = 2 if found.median >= 0.1 else 4
    return f"{found.median:.{places}f} ({found.least:.{places}f} to {found.most:.{places}f})"


def _loads(loads: Measured) -> Iterator[str]:
    yield (
        f"By those of {base_of(loads)}: median of the rounds, and the least and the most of them. "
        "Django's cache and the cold site know no Brotli: they are asked for gzip in its place."
    )
    yield table_of_ratios(loads)
    yield f"99th percentile at {CONNECTIONS} connections, in milliseconds: median of the rounds."
    yield _of_each(loads, lambda cell: f"{cell.median(lambda load: load.p99) / 1000:.2f}")
    yield (
        "Processor time of the server for each request, in microseconds: median of the rounds. "
        "What else runs on the machine moves it least."
    )
    yield _of_each(loads, lambda cell: f"{cell.median(lambda load: load.cpu):.1f}")


def _of_each(loads: Measured, tell: Callable[[Cell], str]) -> str:
    names = [name for name in NAMES if any(name == other for _, _, other in loads)]
    rows = []
    for page, coding in each_form():
        cells = (loads.get((page, coding, name)) for name in names)
        rows.append([page, coding, *(tell(cell) if cell else _MISSING for cell in cells)])
    return _table(("page", "form", *names), rows)


def _weights(results: Results) -> str:
    rows = [
        (one.type, one.address, *(f"{number:,}" for number in (one.html, one.css, one.js)),
         f"{one.other:,}", f"{one.whole:,}", one.requests)
        for one in weigh.heaviest(results.weights)
    ]  # fmt: skip
    told = "The heaviest page of each type; bytes as sent, with Brotli; all with the heads too."
    titles = ("page", "address", "HTML", "CSS", "JS", "other", "all", "requests")
    return f"{told}\n\n{_table(titles, rows)}"


def _rendered(results: Results) -> str:
    rows = [(one.page, one.queries, f"{one.milliseconds:.1f}") for one in results.rendered]
    return _table(("page", "queries", "milliseconds, median"), rows)


def _memory(results: Results) -> str:
    assert results.filled
    rows = [
        (when, f"{rss:.0f} MB", f"{pss:.0f} MB")
        for when, (rss, pss) in (
            ("after the start", results.filled.before),
            ("store full", results.filled.after),
        )
    ]
    told = f"Asked for {results.filled.asked_for:.0f} MB of answers, more than it keeps."
    return f"{told}\n\n{_table(('when', 'RSS', 'PSS'), rows)}"


def _table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines) + "\n"


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|")


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)
