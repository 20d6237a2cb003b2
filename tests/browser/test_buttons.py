"""What stands on pages only where scripts run: copying and printing."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import expected
from tests.browser.conftest import PHONE, Open
from tests.browser.server import Server

MESSAGE = next(
    (slug for slug, situation in expected.SITUATIONS.items() if "::: message" in situation.body),
    "",
)


@pytest.fixture
def copying(open_page: Open, site: Server) -> Page:
    """A phone that lets the site use the clipboard."""
    page = open_page(**PHONE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    return page


def test_copy_link_copies_the_address_of_the_page(copying: Page, site: Server) -> None:
    copying.goto(expected.TO_SITUATION.canonical)
    button = copying.get_by_role("button", name="Copy link")
    button.tap()
    expect(copying.get_by_role("button", name="Copied")).to_be_visible()
    expect(copying.get_by_role("status")).to_have_text("Copied")
    assert _clipboard(copying) == site.url + expected.TO_SITUATION.canonical
    # Its own words come back.
    expect(button).to_be_visible()


def test_an_outcome_copies_the_address_of_its_own_page(copying: Page, site: Server) -> None:
    copying.goto("/")
    copying.locator(".choices a").first.tap()
    expect(copying.locator("h1")).to_have_text(expected.PATHS[0].h1)
    copying.get_by_role("button", name="Copy link").tap()
    expect(copying.get_by_role("button", name="Copied")).to_be_visible()
    assert _clipboard(copying) == site.url + expected.PATHS[0].canonical


def test_the_sign_beside_a_heading_copies_its_address(copying: Page, site: Server) -> None:
    address = expected.TYPES["guide"]
    copying.goto(address)
    sign = copying.locator(".sign").nth(1)
    section = copying.locator(".text > section").nth(1)
    sign.tap()
    expect(copying.get_by_role("status")).to_have_text("Copied")
    anchored = f"{site.url}{address}#{section.get_attribute('id')}"
    assert _clipboard(copying) == anchored
    assert copying.url == anchored
    # A drawing stays a drawing.
    expect(sign.locator("svg")).to_be_visible()
    expect(sign).to_have_text("")


@pytest.mark.parametrize("way", ["visited", "swapped in"])
def test_a_message_for_the_seller_can_be_copied(copying: Page, way) -> None:
    assert MESSAGE
    path = next(path for path in expected.PATHS if path.to == f"situation:{MESSAGE}")
    if way == "visited":
        copying.goto(path.address)
    else:
        copying.goto(expected.address(path.answers[:-1]))
        copying.locator(f".choices a[href='{path.address}']").tap()
    message = copying.locator(".message").first
    button = message.get_by_role("button", name="Copy message")
    expect(button).to_have_count(1)
    button.tap()
    expect(message.get_by_role("button", name="Copied")).to_be_visible()
    copied = _clipboard(copying)
    assert len(copied) > 40
    assert copied in message.inner_text()
    assert "Copy message" not in copied


def test_print_prints(desktop: Page) -> None:
    desktop.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; };")
    desktop.goto(expected.TO_SITUATION.canonical)
    desktop.get_by_role("button", name="Print").click()
    assert desktop.evaluate("window.printed") == 1


@pytest.mark.parametrize("name", ["situation", "outcome", "guide", "section"])
def test_without_scripts_there_are_no_dead_buttons(plain_phone: Page, name) -> None:
    plain_phone.goto(expected.TYPES[name])
    expect(plain_phone.locator("h1")).to_be_visible()
    assert plain_phone.evaluate("matchMedia('(scripting: none)').matches")
    expect(plain_phone.locator("button:visible")).to_have_count(0)


def test_without_scripts_the_sign_beside_a_heading_is_a_link(plain_phone: Page) -> None:
    plain_phone.goto(expected.TYPES["guide"])
    section = plain_phone.locator(".text > section").nth(1)
    plain_phone.locator(".sign").nth(1).tap()
    assert plain_phone.url.endswith(f"{expected.TYPES['guide']}#{section.get_attribute('id')}")


def _clipboard(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text
