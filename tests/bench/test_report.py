"""The tables, and what counts as reached."""

from dataclasses import replace

import pytest

from bench import report
from bench.filling import Filled
from bench.freshness import Freshness
from bench.load import Load
from bench.rendering import Rendered
from bench.rounds import BARE, CADDY, DJANGO_CACHE, NGINX, STORED, Cell
from bench.targets import Results, judge
from bench.weigh import Weight

RATES = {NGINX: 100.0, CADDY: 30.0, BARE: 60.0, STORED: 55.0, DJANGO_CACHE: 5.0}
WEIGHT = Weight("home", "/", html=9_000, css=7_000, js=17_000, other=500, whole=39_000, requests=5)
FRESH = Freshness(delays=[0.2, 0.9], workers=2, requests=10_000, torn=[], older=[])


def loads(page: str = "guide", **rates: float) -> dict:
    """Two rounds of each contender, in both forms."""
    told = {**RATES, **{name.replace("_", " "): rate for name, rate in rates.items()}}
    return {
        (page, coding, name): Cell([Load(rate, 1000, 10), Load(rate, 1000, 10)])
        for name, rate in told.items()
        for coding in ("identity", "br")
    }


def good() -> Results:
    return Results(
        loads=loads(),
        weights=[WEIGHT],
        rendered=[Rendered("guide", 4, 3.0)],
        filled=Filled(90, (60, 50), (150, 140)),
        freshness=FRESH,
    )


def reached(results: Results) -> dict[str, bool | None]:
    return {one.what: one.reached for one in judge(results)}


def test_what_is_within_all_bounds_has_reached_them() -> None:
    assert set(reached(good()).values()) == {True}


@pytest.mark.parametrize(
    ("change", "missed"),
    [
        ({"loads": loads(stored=53.0)}, "by bare granian, Brotli"),
        ({"loads": loads(stored=49.0)}, "nginx with static files, identity"),
        ({"loads": loads(Caddy=40.0)}, "Caddy with static files, Brotli"),
        ({"loads": {**loads(), **loads("home", stored=10.0)}}, "Django's cache middleware, Brotli"),
        ({"weights": [WEIGHT, replace(WEIGHT, css=8_001)]}, "CSS"),
        ({"weights": [replace(WEIGHT, html=10_001), WEIGHT]}, "HTML"),
        ({"weights": [replace(WEIGHT, requests=6), WEIGHT]}, "first visit"),
        ({"weights": [replace(WEIGHT, whole=40_001), WEIGHT]}, "with all heads"),
        ({"rendered": [Rendered("home", 1, 5.1), Rendered("guide", 4, 1.0)]}, "anew"),
        ({"filled": Filled(90, (60, 50), (181, 140))}, "memory"),
        ({"freshness": replace(FRESH, delays=[0.1, 1.1, 0.1])}, "every worker serves it"),
        ({"freshness": replace(FRESH, torn=["/"])}, "of two publications"),
        ({"freshness": replace(FRESH, older=["/"])}, "older pages"),
    ],
)
def test_the_worst_page_misses_a_bound(change, missed) -> None:
    found = reached(replace(good(), **change))
    assert any(missed in what for what, is_reached in found.items() if is_reached is False)


def test_a_percentile_beyond_its_bound_is_missed() -> None:
    found = loads()
    found["guide", "br", STORED] = Cell([Load(55, 2001, 10), Load(55, 2001, 10)])
    [told] = [one for one in judge(replace(good(), loads=found)) if "percentile" in one.what]
    assert told.reached is False
    assert told.measured.startswith("2.00 (2.00 to 2.00): guide")


def test_what_was_not_measured_is_not_said_to_be_reached() -> None:
    nothing = reached(Results())
    assert nothing.keys() == reached(good()).keys()
    assert set(nothing.values()) == {None}


def test_without_nginx_all_is_compared_with_bare_granian() -> None:
    found = {key: cell for key, cell in loads().items() if key[2] != NGINX}
    assert f"{BARE} = 1" in report.table_of_ratios(found)
    text = report.write(Results(loads=found, missing=["nginx"]), {}, how="Somehow.")
    assert "Missing from these tables, as it is not installed: nginx." in text
    assert "| not measured | not measured |" in text


def test_every_line_of_a_table_has_as_many_cells() -> None:
    text = report.write(good(), {"processor": "One | two", "date": "today"}, how="Somehow.")
    tables = [part for part in text.split("\n\n") if part.startswith("|")]
    assert len(tables) == 8
    for table in tables:
        widths = {line.replace("\\|", "").count("|") for line in table.strip().splitlines()}
        assert len(widths) == 1, table
    assert "| guide | br | 100/s | 0.30 (0.30 to 0.30) | 0.60 (0.60 to 0.60) |" in text
