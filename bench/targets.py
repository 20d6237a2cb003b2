"""What the site must reach, and whether it does: the worst page counts."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bench import rounds, weigh
from bench.filling import Filled
from bench.freshness import Freshness
from bench.rendering import Rendered
from bench.rounds import BARE, CADDY, DJANGO_CACHE, NGINX, STORED, Measured, Ratio
from bench.weigh import Weight

MOST_P99 = 2.0
# Milliseconds, seconds, million bytes.
MOST_COLD, MOST_DELAY, MOST_MEMORY = 5.0, 1.0, 180.0


@dataclass(frozen=True)
class Target:
    """One line of the table; ``reached`` is None where it could not be measured."""

    what: str
    bound: str
    measured: str
    reached: bool | None


@dataclass
class Results:
    """All that one run has measured; what is None was not."""

    loads: Measured = field(default_factory=dict)
    weights: list[Weight] = field(default_factory=list)
    rendered: list[Rendered] = field(default_factory=list)
    filled: Filled | None = None
    freshness: Freshness | None = None
    missing: list[str] = field(default_factory=list)


def judge(results: Results) -> list[Target]:
    """Every target with what was measured."""
    return [
        *_speed(results.loads),
        *_weight(results.weights),
        *_freshness(results.freshness),
        *_memory(results.filled),
        *_cold(results.rendered),
    ]


def _speed(loads: Measured) -> Iterator[Target]:
    for what, other, least in (
        ("stored page, requests a second, by bare granian", BARE, 0.90),
        ("stored page by nginx with static files", NGINX, 0.50),
        ("stored page by Caddy with static files", CADDY, 1.5),
        ("stored page by Django's cache middleware", DJANGO_CACHE, 10.0),
    ):
        for coding, told in (("identity", "identity"), ("br", "Brotli")):
            found = _against(loads, other, coding)
            yield _worst(f"{what}, {told}", f">= {least:.2f}", found, least=least)
    found = [
        (f"{page}, {coding}", rounds.ratio(cell, loads[page, coding, BARE], lambda one: one.p99))
        for (page, coding, name), cell in loads.items()
        if name == STORED and (page, coding, BARE) in loads
    ]
    what = "99th percentile of stored pages at 32 connections, by bare granian"
    yield _worst(what, f"<= {MOST_P99:.2f}", found, most=MOST_P99)


def _against(loads: Measured, other: str, coding: str) -> list[tuple[str, Ratio]]:
    return [
        (
            f"{page}; by processor time {rounds.by_processor(cell, loads[page, form, other]):.2f}",
            rounds.ratio(cell, loads[page, form, other]),
        )
        for (page, form, name), cell in loads.items()
        if name == STORED and form == coding and (page, form, other) in loads
    ]


def _worst(
    what: str,
    bound: str,
    found: Sequence[tuple[str, Ratio]],
    *,
    least: float = 0.0,
    most: float = float("inf"),
) -> Target:
    """The target with the page that comes nearest to missing it, or misses it most."""
    if not found:
        return Target(what, bound, "not measured", None)
    choose = max if most < float("inf") else min
    page, ratio = choose(found, key=lambda one: one[1].median)
    told = f"{ratio.median:.2f} ({ratio.least:.2f} to {ratio.most:.2f}): {page}"
    return Target(what, bound, told, least <= ratio.median <= most)


def _weight(weights: Sequence[Weight]) -> Iterator[Target]:
    bounds: tuple[tuple[str, str, int, Callable[[Weight], int]], ...] = (
        ("first visit, compressed, with all heads", "bytes", weigh.MOST_BYTES, lambda w: w.whole),
        ("first visit", "requests", weigh.MOST_REQUESTS, lambda w: w.requests),
        ("HTML, compressed", "bytes", weigh.MOST_HTML, lambda w: w.html),
        ("CSS, compressed", "bytes", weigh.MOST_CSS, lambda w: w.css),
    )
    for what, unit, most, read in bounds:
        bound = f"<= {most:,} {unit}"
        if not weights:
            yield Target(what, bound, "not measured", None)
            continue
        worst = max(weights, key=read)
        yield Target(what, bound, f"{read(worst):,}: {worst.address}", read(worst) <= most)


def _freshness(found: Freshness | None) -> Iterator[Target]:
    what, torn = "publication until every worker serves it", "pages of two publications"
    older = "older pages after newer ones of one worker"
    if found is None:
        yield Target(what, f"<= {MOST_DELAY:.0f} s", "not measured", None)
        yield Target(torn, "0", "not measured", None)
        yield Target(older, "0", "not measured", None)
        return
    most, middle = max(found.delays), statistics.median(found.delays)
    told = (
        f"{most:.2f} s at most, {middle:.2f} s median: "
        f"{len(found.delays)} publications, {found.workers} workers"
    )
    yield Target(what, f"<= {MOST_DELAY:.0f} s", told, most <= MOST_DELAY)
    for name, wrong in ((torn, found.torn), (older, found.older)):
        yield Target(name, "0", f"{len(wrong)} of {found.requests:,} requests", not wrong)


def _memory(found: Filled | None) -> Iterator[Target]:
    what, bound = "memory of a worker, store full", f"<= {MOST_MEMORY:.0f} MB"
    if found is None:
        yield Target(what, bound, "not measured", None)
        return
    rss, pss = found.after
    told = f"{rss:.0f} MB RSS, {pss:.0f} MB PSS"
    yield Target(what, bound, told, rss <= MOST_MEMORY)


def _cold(found: Sequence[Rendered]) -> Iterator[Target]:
    what = "page made anew, median"
    if not found:
        yield Target(what, f"<= {MOST_COLD:.0f} ms", "not measured", None)
        return
    worst = max(found, key=lambda one: one.milliseconds)
    told = f"{worst.milliseconds:.1f} ms: {worst.page}"
    yield Target(what, f"<= {MOST_COLD:.0f} ms", told, worst.milliseconds <= MOST_COLD)
