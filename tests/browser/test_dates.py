"""Refund dates and reminders on a phone: asked on the situation, answered, taken to a calendar."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.browser import expected, reading
from tests.browser.conftest import DESKTOP, PHONE, Open, Troubles

WAITING = next(s for s in expected.SITUATIONS.values() if "refund-dates" in s.tools)
PROTECTED = next(s for s in expected.SITUATIONS.values() if "reminder" in s.tools)
METHOD = next(fact for fact in expected.PACK.facts if fact.group == "refund")
REFUND, REMINDER = "/refund-dates/", "/reminder/"
BAD = f"{REFUND}?method=none&confirmed=soon&country=none"


def today() -> date:
    return datetime.now(UTC).date()


def stages(page: Page) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(".line > li").all_inner_texts()]


def downloaded(page: Page, troubles: Troubles):
    """The event of the file that the page offers; no page comes in its place."""
    troubles.expect(r"^Request failed: .*\.ics\?.*: net::ERR_ABORTED")
    with page.expect_download() as download:
        page.locator(".file").tap()
    [event] = Calendar.from_ical(Path(download.value.path()).read_bytes()).walk("VEVENT")
    return event


def test_the_situation_tells_when_the_money_comes(any_phone: Page, troubles: Troubles) -> None:
    any_phone.goto(f"/situations/{WAITING.slug}/")
    confirmed = any_phone.get_by_label("Confirmed on")
    expect(confirmed).to_have_value(today().isoformat())
    any_phone.get_by_label("Which refund is it?").select_option(METHOD.key)
    any_phone.get_by_role("button", name="Show the dates").tap()
    expect(any_phone.locator("h1")).to_have_text(re.compile("Confirmed: now the count begins"))
    query = f"method={METHOD.key}&confirmed={today()}"
    expect(any_phone).to_have_url(re.compile(rf"{REFUND}\?{query}$"))
    assert stages(any_phone)[0].startswith("Confirmed, Today")
    assert reading.bottom(any_phone, ".line") <= 640
    # Again with a country: the answer keeps what was asked.
    any_phone.get_by_label("Country of your bank").select_option(label="Germany")
    any_phone.get_by_role("button", name="Show the dates").tap()
    expect(any_phone).to_have_url(re.compile(rf"\?{query}&country=DE$"))
    expect(any_phone.locator("main")).to_contain_text("(Germany)")
    event = downloaded(any_phone, troubles)
    shown = any_phone.locator(".line > li:last-child time").get_attribute("datetime")
    assert event.decoded("dtstart").isoformat() == shown
    expect(any_phone.locator("h1")).to_be_visible()


def test_with_scripts_only_the_main_part_is_replaced(phone: Page) -> None:
    phone.goto(f"/situations/{WAITING.slug}/")
    phone.evaluate("window.sameDocument = true")
    phone.get_by_label("Which refund is it?").select_option(METHOD.key)
    phone.get_by_role("button", name="Show the dates").tap()
    expect(phone.locator("h1")).to_be_focused()
    assert phone.evaluate("window.sameDocument") is True
    answer = phone.locator("main").inner_text()
    phone.reload()
    assert phone.evaluate("window.sameDocument") is None
    assert phone.locator("main").inner_text() == answer
    phone.go_back()
    expect(phone.locator("h1")).to_have_text(WAITING.title)


def test_what_is_wrong_stands_at_its_field(open_page: Open, troubles: Troubles) -> None:
    troubles.expect(r"^Console: Failed to load resource: .* 400")
    for options in (PHONE, {**DESKTOP, "color_scheme": "dark"}):
        page = open_page(BAD, **options)
        fields = page.locator("[aria-invalid]")
        expect(fields).to_have_count(3)
        expect(fields.nth(1)).to_have_value("soon")
        expect(fields.nth(1)).to_have_accessible_description(re.compile("“soon” is not a date"))
        assert reading.faint_text(page, 7) == []
        assert reading.sideways(page) == 0
        assert reading.low_targets(page, 44) == []


def test_a_long_word_that_is_wrong_fits_on_the_smallest_phone(open_page: Open, troubles) -> None:
    troubles.expect(r"^Console: Failed to load resource: .* 400")
    long = f"{REFUND}?method=x&confirmed={'y' * 300}&country={'z' * 300}"
    page = open_page(long, **{**PHONE, "viewport": {"width": 320, "height": 640}})
    assert "y" * 30 in page.locator(".wrong").nth(1).inner_text()
    assert reading.sideways(page) == 0


@pytest.mark.parametrize("days", [30, 2, -2])
def test_a_reminder_comes_before_buyer_protection_ends(any_phone: Page, troubles, days) -> None:
    ends = today() + timedelta(days=days)
    any_phone.goto(f"/situations/{PROTECTED.slug}/")
    any_phone.get_by_label("Buyer protection ends on").fill(ends.isoformat())
    any_phone.get_by_role("button", name="Make the reminder").tap()
    expect(any_phone).to_have_url(re.compile(rf"{REMINDER}\?ends={ends}&before=3$"))
    if days == 30:
        expect(any_phone.locator("h1")).to_have_text("Be reminded 3 days before")
        assert downloaded(any_phone, troubles).decoded("dtstart") == ends - timedelta(days=3)
    elif days == 2:
        expect(any_phone.locator("h1")).to_have_text("Buyer protection ends in 2 days")
    else:
        expect(any_phone.locator("h1")).to_have_text("Buyer protection has ended")
    expect(any_phone.locator(".file")).to_have_count(1 if days == 30 else 0)
