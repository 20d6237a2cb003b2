"""The shipped wizard on a phone, tapped through."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from guides import flow
from tests.browser import expected, reading

CHOICE = 48  # px: how high a choice is at least
SPREAD = expected.PATHS[:: max(1, len(expected.PATHS) // 5)][:5]


@pytest.mark.parametrize("path", expected.PATHS, ids=str)
def test_every_path_leads_to_its_outcome_without_loading_a_page(phone: Page, path) -> None:
    phone.goto("/")
    expect(phone.locator("h1")).to_have_text(expected.FIRST)
    phone.evaluate("window.sameDocument = true")
    title = phone.title()
    for end, answer in enumerate(path.answers, start=1):
        reading.tap(phone, expected.label(answer))
        taken = path.answers[:end]
        _expect_step(phone, taken)
        assert phone.title() != title
        title = phone.title()
        expect(phone.locator("h1")).to_be_focused()
        assert phone.evaluate("window.sameDocument") is True
        assert phone.evaluate("scrollY") == 0
    _expect_outcome(phone, path)
    assert phone.evaluate("window.sameDocument") is True
    # The address alone gives the same page, which names the outcome's own.
    phone.reload()
    assert phone.evaluate("window.sameDocument") is None
    _expect_outcome(phone, path)
    assert _canonical(phone) == path.canonical
    assert phone.locator("meta[name=robots]").get_attribute("content") == "noindex, follow"


@pytest.mark.parametrize("path", SPREAD, ids=str)
def test_paths_lead_to_their_outcomes_without_scripts(plain_phone: Page, path) -> None:
    plain_phone.goto("/")
    for end, answer in enumerate(path.answers, start=1):
        reading.tap(plain_phone, expected.label(answer))
        _expect_step(plain_phone, path.answers[:end])
    _expect_outcome(plain_phone, path)
    assert _canonical(plain_phone) == path.canonical


def test_the_tests_without_scripts_have_none(plain_phone: Page) -> None:
    asked = []
    plain_phone.on("request", lambda request: asked.append(request.url))
    plain_phone.goto("/")
    assert not [url for url in asked if url.endswith(".js")]


def test_the_outcome_offers_the_page_itself(phone: Page) -> None:
    path = expected.TO_SITUATION
    phone.goto(path.address)
    own = phone.locator(".address")
    assert urlsplit(own.text_content() or "").path == path.canonical
    copied = phone.locator(".foot button[data-copy]").get_attribute("data-copy")
    assert urlsplit(copied or "").path == path.canonical


def _expect_step(page: Page, taken: expected.Answers) -> None:
    expect(page).to_have_url(re.compile(rf"^http://[^/]+{re.escape(expected.address(taken))}$"))
    h1 = expected.h1_after(taken)
    expect(page.locator("h1")).to_have_text(h1)
    expect(page).to_have_title(re.compile(rf"^{re.escape(h1)} – "))
    expect(page.locator("main")).to_have_count(1)
    assert reading.sideways(page) == 0
    assert reading.answers(page) == [
        (expected.QUESTIONS[question].text, expected.label((question, choice)))
        for question, choice in taken
    ]
    expect(page.locator(".trail a")).to_have_count(len(taken))
    expect(page.get_by_role("link", name="Change your answer")).to_have_count(len(taken))
    if flow.replay(expected.GRAPH, taken).question:
        heights = reading.heights(page, ".choices a")
        assert heights
        assert min(heights) >= CHOICE


def _expect_outcome(page: Page, path: expected.Path) -> None:
    expect(page.locator("h1")).to_have_text(path.h1)
    expect(page.locator(".choices")).to_have_count(0)
    if path.kind == "situation":
        expect(page.locator(".verdict")).to_be_visible()
    assert len(reading.answers(page)) == len(path.answers)


def _canonical(page: Page) -> str:
    [link] = page.locator("link[rel=canonical]").all()
    return urlsplit(link.get_attribute("href") or "").path
