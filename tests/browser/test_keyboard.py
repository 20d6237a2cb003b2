"""Reading and answering with the keyboard alone."""

import re

from playwright.sync_api import Page, expect

from tests.browser import expected, reading

MANY = 60  # more presses of Tab than any page needs


def test_an_answer_is_given_with_tab_and_enter(desktop: Page) -> None:
    desktop.goto("/")
    path = expected.LONGEST
    for end, answer in enumerate(path.answers, start=1):
        choice = reading.choice(desktop, expected.label(answer))
        _tab_to(desktop, choice)
        assert reading.style(choice, "outlineStyle") == "solid"
        assert float(reading.style(choice, "outlineWidth").removesuffix("px")) >= 2
        desktop.keyboard.press("Enter")
        expect(desktop.locator("h1")).to_have_text(expected.h1_after(path.answers[:end]))
        expect(desktop.locator("h1")).to_be_focused()
    expect(desktop).to_have_url(re.compile(re.escape(path.address) + "$"))


def test_the_first_stop_skips_to_the_content(desktop: Page) -> None:
    desktop.goto("/")
    desktop.keyboard.press("Tab")
    skip = desktop.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    assert reading.style(skip, "clipPath") == "none"
    desktop.keyboard.press("Enter")
    desktop.keyboard.press("Tab")
    expect(desktop.locator(".choices a").first).to_be_focused()
    expect(skip).not_to_be_focused()


def test_every_link_shows_that_it_has_the_focus(desktop: Page) -> None:
    for address in (expected.TYPES["guide"], expected.TYPES["outcome"]):
        desktop.goto(address)
        links = desktop.locator("a:visible, button:visible, summary:visible").count()
        reached = 0
        for _ in range(links):
            desktop.keyboard.press("Tab")
            focused = desktop.locator(":focus")
            if not focused.count():
                break
            reached += 1
            assert reading.style(focused, "outlineStyle") == "solid", focused.inner_text()
        assert reached >= min(links, 10)


def test_after_a_step_the_next_tab_is_in_the_content(desktop: Page) -> None:
    desktop.goto("/")
    answer = expected.LONGEST.answers[0]
    reading.choice(desktop, expected.label(answer)).press("Enter")
    expect(desktop.locator("h1")).to_be_focused()
    desktop.keyboard.press("Tab")
    expect(desktop.locator(".choices a").first).to_be_focused()


def _tab_to(page: Page, target) -> None:
    for _ in range(MANY):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {target}")
