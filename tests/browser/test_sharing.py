"""What there is to send to somebody: shown to everybody, copied by one tap."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import expected
from tests.browser.conftest import PHONE, Open
from tests.browser.server import Server

PATH = expected.TO_SITUATION
SITUATION = expected.SITUATIONS[PATH.to.partition(":")[2]]


@pytest.fixture
def copying(open_page: Open, site: Server) -> Page:
    """A phone that lets the site use the clipboard."""
    page = open_page(**PHONE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    return page


def test_each_button_copies_what_stands_above_it(copying: Page, site: Server) -> None:
    copying.goto(PATH.address)
    share = copying.locator(".share")
    expect(share.get_by_role("button")).to_have_count(0)
    share.locator("summary").tap()
    assert _copied(copying, "Copy address") == site.url + PATH.canonical
    assert _copied(copying, "Copy short address") == f"{site.url}/s/{SITUATION.code}/"
    assert _copied(copying, "Copy with answers") == site.url + PATH.address
    text = _copied(copying, "Copy text")
    assert text == share.locator(".pasted").inner_text()
    assert len(text) <= 600
    told = text.split("\n")
    assert told[0] == SITUATION.title
    assert told[-2:] == [f"Code {SITUATION.code}", site.url + PATH.canonical]
    for question, choice in PATH.answers:
        asked = f"{expected.QUESTIONS[question].text} {expected.label((question, choice))}"
        assert asked in text


def test_the_addresses_lead_there(phone: Page) -> None:
    phone.goto(PATH.address)
    phone.locator(".share summary").tap()
    for where in phone.locator(".share .where").all_inner_texts():
        phone.goto(where)
        expect(phone.locator("h1")).to_have_text(SITUATION.title)


def test_a_section_is_sent_with_its_anchor(copying: Page, site: Server) -> None:
    path = expected.TO_SECTION
    copying.goto(path.address)
    copying.locator(".share summary").tap()
    anchored = f"{site.url}{path.canonical}#{path.to.partition('#')[2]}"
    assert _copied(copying, "Copy address") == anchored
    assert _copied(copying, "Copy text").endswith(f"\n{anchored}")


def test_what_may_not_be_copied_is_selected_to_copy_by_hand(phone: Page) -> None:
    phone.add_init_script(
        "window.asked = []; window.prompt = (...all) => window.asked.push(all);"
        "navigator.clipboard.writeText = () => Promise.reject(new Error('no'));"
    )
    phone.goto(PATH.canonical)
    phone.locator(".share summary").tap()
    for name, part in (("Copy address", ".where"), ("Copy text", ".pasted")):
        phone.get_by_role("button", name=name).tap()
        expect(phone.get_by_role("button", name="Selected to copy")).to_be_visible()
        # Its lines are kept.
        selected: str = phone.evaluate("getSelection().toString()")
        assert selected.strip() == phone.locator(f".share {part}").first.inner_text()
        expect(phone.get_by_role("button", name="Selected to copy")).to_have_count(0)
    assert phone.evaluate("asked") == []
    # What stands nowhere to be selected is told.
    phone.get_by_role("button", name="Copy link").tap()
    phone.wait_for_function("asked.length === 1")
    assert phone.evaluate("asked[0][1]").endswith(PATH.canonical)


def test_everything_can_be_selected_without_scripts(plain_phone: Page) -> None:
    plain_phone.goto(PATH.address)
    plain_phone.locator(".share summary").tap()
    for part in (".pasted", ".where"):
        for words in plain_phone.locator(f".share {part}").all():
            expect(words).to_be_visible()
            assert words.evaluate("words => getComputedStyle(words).userSelect") != "none"
    expect(plain_phone.locator(".share button:visible")).to_have_count(0)


def _copied(page: Page, name: str) -> str:
    share = page.locator(".share")
    share.get_by_role("button", name=name, exact=True).tap()
    expect(share.get_by_role("button", name="Copied")).to_be_visible()
    text: str = page.evaluate("navigator.clipboard.readText()")
    expect(share.get_by_role("button", name="Copied")).to_have_count(0)
    return text
