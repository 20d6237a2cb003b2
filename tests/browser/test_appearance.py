"""Schemes of colour, motion and paper."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.browser import expected, reading
from tests.browser.conftest import PHONE, Open

TRANSPARENT = "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("name", ["home", "guide", "situation", "map"])
def test_light_and_dark_follow_the_reader(open_page: Open, name) -> None:
    page = open_page(expected.TYPES[name], **PHONE)
    root = page.locator("html")
    ground, ink = {}, {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        ground[scheme] = _lightness(reading.style(root, "backgroundColor"))
        ink[scheme] = _lightness(reading.style(page.locator("h1"), "color"))
    assert reading.style(root, "colorScheme") == "light dark"
    assert ground["light"] > 230 > 60 > ink["light"]
    assert ground["dark"] < 40 < 200 < ink["dark"]


@pytest.mark.parametrize("name", ["home", "later question"])
def test_choices_have_edges_in_forced_colours(open_page: Open, name) -> None:
    page = open_page(expected.TYPES[name], **PHONE, forced_colors="active")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    frame = page.locator(".choices")
    for side in ("Top", "Right", "Bottom", "Left"):
        assert reading.style(frame, f"border{side}Style") == "solid"
        assert float(reading.style(frame, f"border{side}Width").removesuffix("px")) >= 1
    edge = reading.style(frame, "borderTopColor")
    assert edge not in {TRANSPARENT, reading.style(page.locator("html"), "backgroundColor")}
    second = page.locator(".choices > li").nth(1)
    assert reading.style(second, "borderTopStyle") == "solid"
    page.locator(".choices a").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert reading.style(page.locator(":focus"), "outlineStyle") == "solid"


def test_the_verdict_has_words_and_a_drawing_in_forced_colours(open_page: Open) -> None:
    page = open_page(expected.TYPES["situation"], **PHONE, forced_colors="active")
    verdict = page.locator(".verdict")
    expect(verdict).to_have_text(re.compile(r"\w+"))
    drawing = verdict.locator("svg")
    expect(drawing).to_be_visible()
    assert reading.style(drawing, "stroke") != reading.style(verdict, "backgroundColor")


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_for_those_who_asked_for_it(open_page: Open, motion) -> None:
    page = open_page("/", **PHONE, reduced_motion=motion)
    held = []
    page.route("**/wizards/**", lambda route: held.append(route))
    choice = page.locator(".choices a").first
    choice.tap()
    expect(page.locator(".choices a.htmx-request")).to_have_count(1)
    turning = "turn" if motion == "no-preference" else "none"
    assert reading.style(choice, "animationName", "::after") == turning
    # The working state is there all the same.
    assert reading.style(choice, "borderTopLeftRadius", "::after") == "50%"
    moving = page.evaluate("document.getAnimations().length")
    assert moving == (1 if motion == "no-preference" else 0)
    held[0].continue_()
    expect(page.locator("h1")).to_have_text(expected.h1_after(expected.PATHS[0].answers))


@pytest.mark.parametrize("name", expected.FOUND)
def test_no_page_moves_by_itself(open_page: Open, name) -> None:
    page = open_page(expected.TYPES[name], reduced_motion="no-preference")
    assert page.evaluate("document.getAnimations().length") == 0
    smooth = page.evaluate("getComputedStyle(document.documentElement).scrollBehavior")
    assert smooth == "auto"


def test_paper_shows_the_steps_the_answers_and_where_they_are_from(any_phone: Page) -> None:
    path = expected.TO_SITUATION
    situation = expected.SITUATIONS[path.to.partition(":")[2]]
    any_phone.goto(path.address)
    any_phone.emulate_media(media="print")
    for selector in (".verdict", "h1", ".lead", ".foot time", ".address"):
        expect(any_phone.locator(selector).first).to_be_visible()
    steps = any_phone.locator(".steps").first
    expect(steps).to_be_visible()
    for step in steps.locator("li").all():
        expect(step).to_be_visible()
    shown = any_phone.locator("body").inner_text()
    for question, choice in path.answers:
        assert expected.QUESTIONS[question].text in shown
        assert expected.label((question, choice)) in shown
    assert situation.code in shown
    assert path.canonical in any_phone.locator(".address").inner_text()
    assert _told(situation.reviewed) in shown


@pytest.mark.parametrize("name", ["situation", "outcome", "section", "guide"])
def test_paper_leaves_out_what_can_only_be_tapped(desktop: Page, name) -> None:
    desktop.goto(expected.TYPES[name])
    tools = "header nav, .back, .tools, .tools button, .related, .contents, .skip, .trail a"
    count = desktop.locator(tools).count()
    assert desktop.locator(f":is({tools}):visible").count() > 2
    desktop.emulate_media(media="print")
    assert desktop.locator(tools).count() == count
    expect(desktop.locator(f":is({tools}):visible")).to_have_count(0)
    expect(desktop.locator(".sign:visible, .message button:visible")).to_have_count(0)


def test_paper_is_white_in_dark_mode_too(open_page: Open) -> None:
    page = open_page(expected.TYPES["outcome"], color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert _lightness(reading.style(page.locator("html"), "backgroundColor")) == 255
    assert _lightness(reading.style(page.locator("h1"), "color")) < 60
    assert reading.faint_text(page, 7) == []


def _lightness(color: str) -> float:
    """The mean of red, green and blue, 0 to 255."""
    red, green, blue = (float(part) for part in re.findall(r"[\d.]+", color)[:3])
    return (red + green + blue) / 3


def _told(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
