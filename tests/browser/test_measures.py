"""How large, how wide, how high, how dark: the measures that every page keeps."""

import pytest
from playwright.sync_api import Page

from tests.browser import expected, reading
from tests.browser.conftest import DESKTOP, PHONE, Open, Troubles

SCREEN = 640  # px: what a phone shows without scrolling
LINE = 24  # px: enough of a line to see that it is there
TARGET = 44
BODY_TEXT = 18
TEXT_ASIDE = 16
CONTRAST = 7
EVERYTHING = {**expected.TYPES, **expected.TEXTS}
WIDTHS = (320, 360, 640, 1280)  # 640 is also what 1280 leaves at 200 % zoom


@pytest.fixture
def not_found(troubles: Troubles) -> None:
    """Some of the pages are those of addresses that do not exist."""
    troubles.expect(r"^Console: Failed to load resource: .* 404")


def test_home_shows_its_question_and_four_choices_at_once(any_phone: Page) -> None:
    any_phone.goto("/")
    assert reading.bottom(any_phone, "h1") <= SCREEN
    ends = [
        reading.bottom(any_phone, f".choices > li:nth-child({number})") for number in range(1, 5)
    ]
    assert ends == sorted(ends)
    assert ends[-1] <= SCREEN


def test_every_question_is_whole_on_the_first_screen(phone: Page) -> None:
    """The question and its first three choices."""
    ways = {path.answers[:end] for path in expected.PATHS for end in range(len(path.answers))}
    for answers in sorted(ways):
        phone.goto(expected.address(answers))
        assert reading.bottom(phone, "h1") <= SCREEN, phone.url
        assert reading.bottom(phone, ".choices > li:nth-child(3)") <= SCREEN, phone.url


@pytest.mark.parametrize("slug", expected.SITUATIONS)
def test_a_situation_begins_with_what_matters(phone: Page, slug) -> None:
    """Verdict, state, answer and hazard, and the beginning of the first action."""
    phone.goto(f"/situations/{slug}/")
    parts = [".verdict", "h1", ".lead", ".text > .hazard"]
    ends = [reading.bottom(phone, part) for part in parts if phone.locator(part).count()]
    assert len(ends) == (4 if expected.SITUATIONS[slug].hazard else 3)
    assert ends == sorted(ends)
    # The words of the first action, whatever box they stand in.
    first = phone.locator(".steps p, .steps li").first
    begins = first.evaluate(
        """(element) => {
          const words = document.createRange();
          words.selectNodeContents(element);
          return words.getClientRects()[0].top + scrollY;
        }"""
    )
    assert begins >= ends[-1]
    assert begins + LINE <= SCREEN, f"{begins + LINE - SCREEN:.0f} px too low"


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways(open_page: Open, not_found, width) -> None:
    page = open_page(viewport={"width": width, "height": 640}, is_mobile=width < 640)
    wide = {}
    for name, address in EVERYTHING.items():
        page.goto(address)
        if reading.sideways(page) or reading.sticking_out(page):
            wide[name] = [reading.sideways(page), *reading.sticking_out(page)]
    assert not wide


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_texts_can_be_read_without_glasses(open_page: Open, not_found, screen) -> None:
    page = open_page(**screen)
    small = {}
    for name, address in EVERYTHING.items():
        page.goto(address)
        assert reading.texts(page)
        small[name] = reading.small_text(page, BODY_TEXT, TEXT_ASIDE)
    assert not {name: found for name, found in small.items() if found}


def test_everything_that_is_tapped_is_large_enough(phone: Page, not_found) -> None:
    low = {}
    for name, address in EVERYTHING.items():
        phone.goto(address)
        for summary in phone.locator("summary:visible").all():
            summary.tap()
        low[name] = reading.low_targets(phone, TARGET)
    assert not {name: found for name, found in low.items() if found}


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(open_page: Open, not_found, scheme, screen) -> None:
    page = open_page(**screen, color_scheme=scheme)
    faint = {}
    for name, address in EVERYTHING.items():
        page.goto(address)
        faint[name] = reading.faint_text(page, CONTRAST)
    assert not {name: found for name, found in faint.items() if found}


def test_faint_text_would_be_found(phone: Page) -> None:
    """The measure itself: grey on grey, see-through words, and generated ones."""
    phone.goto(expected.TYPES["guide"])
    assert reading.faint_text(phone, CONTRAST) == []
    lead = phone.locator(".lead")
    for change in ("color = '#777'", "color = 'rgb(0 0 0 / 0.5)'", "backgroundColor = '#333'"):
        lead.evaluate(f"element => {{ element.style.{change} }}")
        assert any('class="lead"' in found for found in reading.faint_text(phone, CONTRAST))
        lead.evaluate("element => element.removeAttribute('style')")
    assert reading.faint_text(phone, 22)  # more than black on white has
