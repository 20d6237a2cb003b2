"""Searching: while one types, by keyboard, on a phone, and without scripts."""

import re

from playwright.sync_api import Page, Request, expect

from tests.browser import expected
from tests.browser.conftest import PHONE, Open, Troubles

SHIPPED = "/situations/already-shipped/"
# Milliseconds that somebody who types slowly takes for a letter: less than what is waited for.
SLOWLY = 40


def field(page: Page):
    return page.locator("#q")


def asked(page: Page) -> list[str]:
    """The searches that the page asks the server for, from now on."""
    found: list[str] = []

    def note(request: Request) -> None:
        if "/search/" in request.url:
            found.append(request.url)

    page.on("request", note)
    return found


def test_results_come_while_one_types_and_the_field_keeps_every_letter(desktop: Page) -> None:
    desktop.goto("/guides/")
    requests = asked(desktop)
    field(desktop).click()
    desktop.keyboard.type("in transit", delay=SLOWLY)
    expect(desktop.locator("h1")).to_have_text("Results for “in transit”")
    desktop.keyboard.type(" parcel", delay=SLOWLY)
    expect(desktop.locator("h1")).to_have_text("Results for “in transit parcel”")
    expect(field(desktop)).to_be_focused()
    expect(field(desktop)).to_have_value("in transit parcel")
    # One request for each pause, not for each letter.
    assert len(requests) <= 6, requests


def test_how_many_there_are_is_told_to_a_screen_reader(desktop: Page) -> None:
    desktop.goto("/")
    field(desktop).fill("refund")
    status = desktop.get_by_role("status")
    expect(status).to_have_text(re.compile("page.* for “refund”"))
    expect(status).to_have_attribute("aria-live", "polite")
    field(desktop).fill("zzqqxx")
    expect(status).to_have_text(re.compile("Nothing was found"))


def test_the_address_follows_and_back_leads_to_where_one_was(desktop: Page) -> None:
    desktop.goto("/guides/")
    field(desktop).fill("refund")
    expect(desktop).to_have_url(re.compile(r"/search/\?q=refund$"))
    field(desktop).fill("refund card")
    expect(desktop).to_have_url(re.compile(r"/search/\?q=refund%20card$"))
    desktop.reload()
    expect(field(desktop)).to_have_value("refund card")
    expect(desktop.locator("h1")).to_have_text("Results for “refund card”")
    desktop.go_back()
    expect(desktop).to_have_url(re.compile("/guides/$"))
    expect(desktop.locator("h1")).to_have_text("Guides")
    expect(field(desktop)).to_have_value("")


def test_a_slash_goes_to_the_field_from_anywhere(desktop: Page) -> None:
    for address in ("/", expected.TYPES["guide"], SHIPPED, "/search/?q=refund"):
        desktop.goto(address)
        desktop.locator("h1").click()
        desktop.keyboard.press("/")
        expect(field(desktop)).to_be_focused()
        desktop.keyboard.type("a/b")
        assert field(desktop).input_value().endswith("a/b")


def test_a_slash_goes_to_the_field_where_it_is_on_another_page(phone: Page) -> None:
    phone.goto(SHIPPED)
    expect(field(phone)).to_be_hidden()
    phone.keyboard.press("/")
    expect(phone).to_have_url(re.compile("/search/$"))
    expect(field(phone)).to_be_focused()


def test_enter_goes_straight_to_the_only_page_that_is_meant(desktop: Page) -> None:
    for typed in ("S-07", "s07", "It shipped already"):
        desktop.goto("/")
        field(desktop).click()
        desktop.keyboard.type(typed, delay=5)
        desktop.keyboard.press("Enter")
        expect(desktop).to_have_url(re.compile(f"{SHIPPED}$"))
        expect(desktop.locator("h1")).to_be_focused()
        # What was still waiting to be searched while typing takes nobody away again.
        desktop.wait_for_timeout(500)
        expect(desktop).to_have_url(re.compile(f"{SHIPPED}$"))
        expect(field(desktop)).to_have_value("")


def test_a_hit_leads_to_the_very_section(desktop: Page) -> None:
    desktop.goto("/search/?q=escrow")
    hit = desktop.locator(".hits a").first
    address = hit.get_attribute("href") or ""
    assert "#" in address
    hit.click()
    expect(desktop).to_have_url(re.compile(re.escape(address)))
    expect(desktop.locator(f"[id='{address.partition('#')[2]}']")).to_be_in_viewport()


def test_on_a_phone_one_searches_from_the_first_page(any_phone: Page) -> None:
    any_phone.goto("/")
    box = any_phone.locator("main input[name=q]")
    box.fill("refnd paypall")
    box.press("Enter")
    expect(any_phone.locator("h1")).to_have_text("Did you mean “refund paypal”?")
    expect(field(any_phone)).to_be_visible()
    expect(field(any_phone)).to_have_value("refnd paypall")
    expect(any_phone.locator("mark").first).to_be_visible()


def test_what_is_typed_slowly_on_the_first_page_stays_there(phone: Page) -> None:
    phone.goto("/")
    box = phone.locator("main input[name=q]")
    box.click()
    for part in ("refu", "nd pay", "pal"):
        phone.keyboard.type(part, delay=SLOWLY)
        phone.wait_for_timeout(500)
    expect(box).to_be_focused()
    expect(box).to_have_value("refund paypal")
    phone.keyboard.press("Enter")
    expect(phone.locator("h1")).to_have_text("Results for “refund paypal”")


def test_going_on_by_the_keyboard_while_results_come_is_not_taken_back(desktop: Page) -> None:
    desktop.goto("/guides/")
    field(desktop).fill("refund")
    desktop.keyboard.press("Tab")
    expect(desktop.locator("h1")).to_have_text("Results for “refund”")
    expect(desktop.locator("header .search button")).to_be_focused()


def test_losing_the_network_while_typing_loses_nothing(desktop: Page, troubles: Troubles) -> None:
    troubles.expect("ERR_INTERNET_DISCONNECTED|htmx:(sendError|afterRequest)")
    desktop.goto(SHIPPED)
    desktop.context.set_offline(True)
    field(desktop).click()
    desktop.keyboard.type("refund", delay=SLOWLY)
    expect(desktop.get_by_role("status")).to_have_text("Not reached")
    expect(desktop.locator("h1")).to_have_text("It shipped already")
    desktop.context.set_offline(False)
    desktop.keyboard.type(" card", delay=SLOWLY)
    expect(desktop.locator("h1")).to_have_text("Results for “refund card”")


def test_back_from_a_page_found_by_its_code_leads_to_the_results(desktop: Page) -> None:
    desktop.goto("/search/?q=refund")
    field(desktop).fill("")
    field(desktop).click()
    desktop.keyboard.type("S-07", delay=5)
    desktop.keyboard.press("Enter")
    expect(desktop).to_have_url(re.compile(f"{SHIPPED}$"))
    desktop.go_back()
    expect(desktop).to_have_url(re.compile(r"/search/\?q="))


def test_the_sign_in_the_header_leads_to_the_field(any_phone: Page) -> None:
    any_phone.goto(SHIPPED)
    any_phone.get_by_role("link", name="Search").tap()
    expect(field(any_phone)).to_be_visible()
    field(any_phone).fill("refund")
    field(any_phone).press("Enter")
    expect(any_phone.locator(".hits li").first).to_be_visible()


def test_what_the_screen_says_leads_on_by_a_tap(any_phone: Page) -> None:
    any_phone.goto("/")
    label = any_phone.locator(".screen a", has_text="Processing").first
    label.scroll_into_view_if_needed()
    label.tap()
    expect(any_phone.locator("h1")).to_have_text("My payment is still pending")
    any_phone.goto("/")
    any_phone.locator(".screen a", has_text="In Transit").tap()
    expect(any_phone.locator("h1")).to_have_text("“In Transit”: which of these is you?")
    any_phone.locator(".cards a").first.tap()
    expect(any_phone.locator("h1")).to_have_text("It shipped already")


def test_nothing_found_asks_the_first_question(phone: Page) -> None:
    phone.goto("/search/?q=zzqqxx")
    expect(phone.locator("main")).to_contain_text("Nothing was found for “zzqqxx”")
    choice = phone.locator(".choices a").first
    expect(choice).to_be_in_viewport()
    choice.tap()
    expect(phone).to_have_url(re.compile("/wizards/"))


def test_an_agent_has_one_field(open_page: Open) -> None:
    for page in (open_page("/agents/"), open_page("/agents/", **PHONE)):
        fields = [one for one in page.locator("input").all() if one.is_visible()]
        assert len(fields) == 1
        fields[0].fill("S-14")
        fields[0].press("Enter")
        expect(page.locator("h1")).to_have_text("I canceled, waiting for my refund")
