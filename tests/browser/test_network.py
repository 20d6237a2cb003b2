"""Slow, broken and surprising answers while the wizard swaps its steps."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import expected, reading
from tests.browser.conftest import Troubles

PATH = next(path for path in expected.PATHS if len(path.answers) > 1)
ANSWER = PATH.answers[0]
STEP = expected.address(PATH.answers[:1])


def _is_swap(route: Route) -> bool:
    return route.request.headers.get("hx-request") == "true"


def _expect_visited(page: Page) -> None:
    """The step stands there because the browser went to it."""
    expect(page).to_have_url(re.compile(re.escape(STEP) + "$"))
    expect(page.locator("h1")).to_have_text(expected.h1_after(PATH.answers[:1]))
    assert page.evaluate("window.sameDocument") is None
    # The wizard goes on from there.
    reading.tap(page, expected.label(PATH.answers[1]))
    expect(page.locator("h1")).to_have_text(expected.h1_after(PATH.answers[:2]))


@pytest.fixture
def home(phone: Page) -> Page:
    phone.goto("/")
    phone.evaluate("window.sameDocument = true")
    return phone


def test_a_request_that_fails_becomes_a_plain_visit(home: Page, troubles: Troubles) -> None:
    troubles.expect(rf"^Request failed: .*{STEP}")
    troubles.expect(r"^Console: (htmx:(afterRequest|sendError)|Failed to load resource)")
    home.route(f"**{STEP}", lambda route: route.abort() if _is_swap(route) else route.continue_())
    reading.tap(home, expected.label(ANSWER))
    _expect_visited(home)


def test_an_answer_that_never_comes_becomes_a_plain_visit(home: Page, troubles: Troubles) -> None:
    troubles.expect(rf"^Request failed: .*{STEP}")
    troubles.expect(r"^Console: htmx:(afterRequest|timeout)")
    home.evaluate("htmx.config.timeout = 300")
    held = []
    home.route(
        f"**{STEP}", lambda route: held.append(route) if _is_swap(route) else route.continue_()
    )
    reading.tap(home, expected.label(ANSWER))
    _expect_visited(home)
    assert len(held) == 1


def test_an_answer_that_is_no_page_of_this_site_becomes_a_plain_visit(
    home: Page, troubles: Troubles
) -> None:
    troubles.expect(r"^Console: Failed to load resource.* 502")
    home.route(
        f"**{STEP}",
        lambda route: (
            route.fulfill(status=502, body="Bad gateway") if _is_swap(route) else route.continue_()
        ),
    )
    reading.tap(home, expected.label(ANSWER))
    _expect_visited(home)


def test_an_answer_that_was_not_found_is_shown_with_its_notice(
    home: Page, troubles: Troubles
) -> None:
    """As when the wizard changed while the reader had it open."""
    troubles.expect(r"^Console: .* 404")
    unfit = expected.address(((ANSWER[0], "no-such-choice"),))
    home.route(
        f"**{STEP}", lambda route: route.continue_(url=route.request.url.replace(STEP, unfit))
    )
    reading.tap(home, expected.label(ANSWER))
    expect(home.locator(".notice")).to_be_visible()
    expect(home.locator("h1")).to_have_text(expected.FIRST)
    expect(home.locator("h1")).to_be_focused()
    expect(home.locator("main")).to_have_count(1)
    assert home.evaluate("window.sameDocument") is True


def test_an_address_that_never_fitted_says_so(any_phone: Page, troubles: Troubles) -> None:
    troubles.expect(r"^Console: .* 404")
    answer = any_phone.goto(expected.TYPES["unfit answer"])
    assert answer.status == 404
    expect(any_phone.locator(".notice")).to_be_visible()
    expect(any_phone.locator("h1")).to_have_text(expected.h1_after(expected.LONGEST.answers[:-1]))


def test_a_slow_answer_shows_on_the_choice_that_was_tapped(home: Page) -> None:
    held: list[Route] = []
    home.route(f"**{STEP}", lambda route: held.append(route))
    choice = reading.choice(home, expected.label(ANSWER))
    others = home.locator(".choices a:not(.htmx-request)")
    count = others.count()
    before = reading.style(others.first, "borderTopLeftRadius", "::after")
    choice.tap()
    expect(home.locator(".choices a.htmx-request")).to_have_count(1)
    expect(home.locator(".choices a.htmx-request .choice")).to_have_text(expected.label(ANSWER))
    assert others.count() == count - 1
    assert before == "0px"
    assert reading.style(choice, "borderTopLeftRadius", "::after") == "50%"
    assert reading.style(choice, "animationName", "::after") == "turn"
    held[0].continue_()
    expect(home.locator("h1")).to_have_text(expected.h1_after(PATH.answers[:1]))
    assert home.evaluate("window.sameDocument") is True


def test_the_last_choice_tapped_wins_over_a_slow_one(home: Page, troubles: Troubles) -> None:
    other = next(path for path in expected.PATHS if path.answers[0] != ANSWER)
    troubles.expect(rf"^Request failed: .*{STEP}")
    troubles.expect(r"^Console: htmx:(afterRequest|sendAbort)")
    held: list[Route] = []
    home.route(f"**{STEP}", lambda route: held.append(route))
    reading.tap(home, expected.label(ANSWER))
    expect(home.locator(".choices a.htmx-request")).to_have_count(1)
    reading.tap(home, expected.label(other.answers[0]))
    h1 = expected.h1_after(other.answers[:1])
    expect(home.locator("h1")).to_have_text(h1)
    assert len(held) == 1
    expect(home).to_have_url(re.compile(re.escape(expected.address(other.answers[:1])) + "$"))
    expect(home.locator("h1")).to_have_text(h1)


def test_going_back_without_a_network_loads_the_page(home: Page, troubles: Troubles) -> None:
    """What history needs is fetched; where that fails the browser shows its own copy or error."""
    reading.tap(home, expected.label(ANSWER))
    expect(home.locator("h1")).to_have_text(expected.h1_after(PATH.answers[:1]))
    troubles.expect(r"^Request failed: ")
    troubles.expect(r"^Console: Failed to load resource")
    failed = []

    def fail_once(route: Route) -> None:
        if failed or route.request.resource_type != "xhr":
            return route.continue_()
        failed.append(route.request.url)
        return route.abort()

    home.route("**/*", fail_once)
    home.go_back()
    expect(home.locator("h1")).to_have_text(expected.FIRST)
    expect(home.locator(".choices a").first).to_be_visible()
    assert len(failed) == 1
