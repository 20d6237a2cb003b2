"""What a page makes a browser fetch, and what that may weigh."""

from dataclasses import replace

import pytest

from bench import weigh
from bench.weigh import Weight, fetched

LIGHT = Weight("home", "/", html=10_000, css=8_000, js=17_000, other=500, whole=40_000, requests=5)


def test_it_finds_what_a_browser_fetches_and_nothing_else() -> None:
    html = """
    <link rel="canonical" href="/here"><link rel="alternate" href="/feed/">
    <link rel="stylesheet" href="/a.css"><link href="/icon.svg" rel="shortcut icon">
    <link rel="preload" href="/font.woff2" as="font"><script src="/b.js" defer></script>
    <script type="application/ld+json">{"src": "/not.js"}</script>
    <img src="/one.avif" loading="lazy"><img src="/one.avif"><a href="/elsewhere">x</a>
    """
    assert fetched(html) == {
        "/a.css": "css",
        "/icon.svg": "other",
        "/font.woff2": "other",
        "/b.js": "js",
        "/one.avif": "other",
    }


def test_a_page_on_all_its_bounds_is_within_them() -> None:
    assert LIGHT.over == []


@pytest.mark.parametrize("what", ["whole", "html", "css", "requests"])
def test_each_bound_that_is_exceeded_is_named(what) -> None:
    heavier = replace(LIGHT, **{what: getattr(LIGHT, what) + 1})
    [told] = heavier.over
    assert told.startswith(f"/: {getattr(heavier, what)} ")
    assert told.endswith(f"{getattr(LIGHT, what)} at most")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/", "home"),
        ("/guides/", "guides (list)"),
        ("/guides/refunds/", "guide"),
        ("/situations/not-shipped/", "situation"),
        ("/wizards/cancel-payment/", "wizard"),
        ("/refund-dates/", "refund-dates"),
    ],
)
def test_pages_are_told_apart_by_type(address, expected) -> None:
    assert weigh.type_of(address) == expected


def test_the_heaviest_of_a_type_stands_for_it() -> None:
    heavier, other = replace(LIGHT, address="/2", whole=40_001), replace(LIGHT, type="guide")
    assert weigh.heaviest([LIGHT, heavier, other]) == [heavier, other]
