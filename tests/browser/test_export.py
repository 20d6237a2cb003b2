"""The exported site in a browser: from a folder of a disk, and below a folder of a plain server."""

import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from guides import flow
from tests.browser import expected, reading, server
from tests.browser.conftest import PHONE, Open, Troubles


def _asking_everything() -> list[expected.Path]:
    """Paths on which every question of the wizard is asked, the longest first."""
    asked: set[str] = set()
    chosen = []
    for path in sorted(expected.PATHS, key=lambda path: -len(path.answers)):
        questions = {question for question, _ in path.answers}
        if not questions <= asked:
            asked |= questions
            chosen.append(path)
    return chosen


WALKS = _asking_everything()


@pytest.fixture(scope="module")
def folder(site: server.Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of the running site, in a folder below the root of a server."""
    root = tmp_path_factory.mktemp("www")
    site.manage("export_site", str(root / "some/where"), "-v0")
    return root


@pytest.fixture(scope="module")
def plain_server(folder: Path) -> Iterator[str]:
    """The simplest server there is, which says 404 to every query of an application."""
    port = server._free_port()
    options = ("-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(folder))
    process = subprocess.Popen(
        [sys.executable, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + server.LONGEST_START
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
            break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}/some/where/"
    process.terminate()
    process.wait()


@pytest.fixture(params=["disk", "server"])
def base(request: pytest.FixtureRequest, folder: Path) -> str:
    if request.param == "disk":
        return f"{(folder / 'some/where').as_uri()}/"
    return str(request.getfixturevalue("plain_server"))


@pytest.fixture
def troubles(base: str) -> Troubles:
    """Nothing may be asked of the site itself, nor of anything but the folder."""
    return Troubles(base.removesuffix("/"))


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def reader(request: pytest.FixtureRequest, open_page: Open, base: str) -> Page:
    """A phone on the first page of the export, by the name of its file."""
    return open_page(f"{base}index.html", **PHONE, java_script_enabled=request.param)


def test_the_wizard_is_walked_through_every_question(reader: Page, base: str) -> None:
    scripts = reader.evaluate("document.scripts.length && typeof htmx") == "object"
    swaps = scripts and base.startswith("http")
    for path in WALKS:
        reader.goto(f"{base}index.html")
        reader.evaluate("window.sameDocument = true")
        for end, answer in enumerate(path.answers, start=1):
            reading.tap(reader, expected.label(answer))
            taken = path.answers[:end]
            file = expected.address(taken).lstrip("/") + "index.html"
            expect(reader).to_have_url(base + file)
            expect(reader.locator("h1")).to_have_text(expected.h1_after(taken))
        assert bool(reader.evaluate("window.sameDocument")) is swaps
    expect(reader.locator(".choices")).to_have_count(0)


def test_after_an_answer_everything_around_still_leads_on(reader: Page, base: str) -> None:
    """Links are relative, and htmx changes the address that they are relative to."""
    path = expected.LONGEST
    for answer in path.answers:
        reading.tap(reader, expected.label(answer))
    expect(reader.locator("h1")).to_have_text(path.h1)
    reader.locator(".because").get_by_role("link", name="Change").last.click()
    before = path.answers[:-1]
    expect(reader.locator("h1")).to_have_text(expected.h1_after(before))
    expect(reader).to_have_url(f"{base}{expected.address(before)[1:]}index.html")
    reader.go_back()
    expect(reader.locator("h1")).to_have_text(path.h1)
    reader.go_forward()
    expect(reader.locator("h1")).to_have_text(expected.h1_after(before))
    reader.locator("header").get_by_role("link", name="Guides").click()
    expect(reader).to_have_url(f"{base}guides/index.html")
    reader.locator(".cards a").first.click()
    reader.locator("header a.home").click()
    expect(reader.locator("h1")).to_have_text(expected.FIRST)


def test_a_section_a_code_and_a_place_without_a_search_are_found(reader: Page, base: str) -> None:
    outcome = expected.TO_SITUATION
    slug = outcome.to.partition(":")[2]
    reader.goto(f"{base}s/{expected.SITUATIONS[slug].code}/index.html")
    expect(reader).to_have_url(f"{base}situations/{slug}/index.html")
    reader.get_by_role("heading", name="Read more").locator("+ ul a").first.click()
    expect(reader).to_have_url(re.compile(r"/guides/[a-z-]+/index\.html#[a-z-]+$"))
    expect(reader.locator(f"[id='{reader.url.partition('#')[2]}']")).to_be_in_viewport()
    reader.keyboard.press("/")
    reader.goto(f"{base}search/index.html")
    expect(reader.locator(".notice")).to_contain_text("cannot search")
    reader.get_by_role("link", name="All situations").click()
    expect(reader.locator("h1")).to_have_text("Situations")


def test_nothing_is_broken_on_any_type_of_page(reader: Page, base: str) -> None:
    for folder in ("agents", "refund-dates", "reminder", "screen", "wizards", "situations"):
        reader.goto(f"{base}{folder}/index.html")
        expect(reader.locator("h1")).to_be_visible()
        assert reading.sideways(reader) == 0
        # Its style sheet has come: without it letters are smaller.
        size = reader.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
        assert size >= 18
        assert not reader.locator("form").count()


def test_the_whole_wizard_is_the_one_that_is_asked() -> None:
    questions = {question for path in WALKS for question, _ in path.answers}
    assert questions == set(expected.QUESTIONS)
    assert all(flow.replay(expected.GRAPH, path.answers).outcome for path in WALKS)
