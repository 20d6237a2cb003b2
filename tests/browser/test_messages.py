"""Messages: filled in on the spot, copied, and kept nowhere."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from guides import markup
from tests.browser import expected
from tests.browser.conftest import PHONE, Open
from tests.browser.server import Server

WITH_SLOT = [
    slug
    for slug, situation in expected.SITUATIONS.items()
    if "::: message" in situation.body and "{order number}" in situation.body
]
ADDRESS = f"/situations/{WITH_SLOT[0]}/"
NUMBER = "8123456789012345"


@pytest.fixture
def copying(open_page: Open, site: Server) -> Page:
    """A phone that lets the site use the clipboard, at a page with a message."""
    page = open_page(ADDRESS, **PHONE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    return page


@pytest.mark.parametrize("slug", WITH_SLOT)
def test_every_message_has_one_field_named_by_what_it_asks_for(phone: Page, slug) -> None:
    phone.goto(f"/situations/{slug}/")
    for message in phone.locator(".message").all():
        field = message.get_by_role("textbox")
        expect(field).to_have_count(1)
        expect(field).to_have_accessible_name("order number")
        assert (field.bounding_box() or {})["height"] >= 44
        expect(message.get_by_role("button", name="Copy message")).to_have_count(1)


def test_what_is_typed_stands_in_the_message_and_in_what_is_copied(copying: Page) -> None:
    message = copying.locator(".message").first
    assert "[order number]" in _copied(copying, message)
    field = message.get_by_role("textbox")
    field.press_sequentially(NUMBER)
    expect(message.locator(".slot")).to_have_text(NUMBER)
    copied = _copied(copying, message)
    assert f"order {NUMBER}" in copied
    assert "[" not in copied
    field.fill("")
    expect(message.locator(".slot")).to_have_text("[order number]")


def test_what_is_pasted_becomes_one_line_of_text_of_at_most_forty_characters(
    copying: Page,
) -> None:
    message = copying.locator(".message").first
    field = message.get_by_role("textbox")
    pasted = " <b onclick=alert(1)>12\n34</b>\t5" + "x" * 100
    copying.evaluate("text => navigator.clipboard.writeText(text)", pasted)
    field.focus()
    copying.keyboard.press("Control+V")
    shown = message.locator(".slot").inner_text()
    assert shown.startswith("<b onclick=alert(1)>12")
    assert len(shown) <= 40
    assert "\n" not in shown + field.input_value()
    expect(message.locator("b")).to_have_count(0)
    assert shown in _copied(copying, message)


def test_messages_that_ask_for_the_same_share_what_is_typed(phone: Page) -> None:
    phone.goto(ADDRESS)
    # A second message, as another text could have it.
    phone.evaluate(
        """() => {
          const main = document.querySelector("main");
          const again = main.cloneNode(true);
          const message = document.querySelector(".message").cloneNode(true);
          for (const one of [message, again.querySelector(".message")]) {
            one.querySelectorAll(".fill, button").forEach((added) => added.remove());
          }
          again.querySelectorAll(".tick, [data-clear]").forEach((added) => added.remove());
          again.querySelector(".message").after(message);
          main.replaceWith(again);
          htmx.trigger(again, "htmx:afterSettle");
        }"""
    )
    first, second = phone.locator(".message").all()
    first.get_by_role("textbox").fill("123")
    expect(second.locator(".slot")).to_have_text("123")
    expect(second.get_by_role("textbox")).to_have_value("123")
    second.get_by_role("textbox").fill("45")
    expect(first.locator(".slot")).to_have_text("45")


def test_what_is_typed_is_neither_sent_nor_kept(phone: Page) -> None:
    phone.goto(ADDRESS)
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    field = phone.locator(".message").first.get_by_role("textbox")
    field.fill(NUMBER)
    field.press("Enter")
    assert field.evaluate("field => [field.name, field.form, field.autocomplete]") == [
        "",
        None,
        "off",
    ]
    kept = phone.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"
    )
    assert NUMBER not in kept + phone.url
    assert phone.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    phone.goto("/")
    phone.go_back()
    phone.reload()
    expect(phone.locator(".message").first.get_by_role("textbox")).to_have_value("")
    expect(phone.locator(".message .slot").first).to_have_text("[order number]")
    assert NUMBER not in "".join(asked)


def test_a_message_that_is_swapped_in_can_be_filled_in(phone: Page) -> None:
    path = next(path for path in expected.PATHS if path.to == f"situation:{WITH_SLOT[0]}")
    phone.goto(expected.address(path.answers[:-1]))
    phone.locator(f".choices a[href='{path.address}']").tap()
    expect(phone.locator("h1")).to_have_text(path.h1)
    message = phone.locator(".message").first
    expect(message.get_by_role("textbox")).to_have_count(1)
    message.get_by_role("textbox").fill("7")
    expect(message.locator(".slot")).to_have_text("7")
    # Once, although the reader goes there and back.
    phone.locator(".back").tap()
    expect(phone.locator("h1")).not_to_have_text(path.h1)
    phone.go_back()
    expect(phone.locator("h1")).to_have_text(path.h1)
    expect(phone.locator(".message").first.get_by_role("textbox")).to_have_count(1)
    expect(phone.locator(".message").first.get_by_role("button")).to_have_count(1)


def test_without_scripts_the_message_says_what_to_fill_in(plain_phone: Page) -> None:
    plain_phone.goto(ADDRESS)
    message = plain_phone.locator(".message").first
    expect(message.locator(".slot")).to_have_text("[order number]")
    expect(plain_phone.locator("main input")).to_have_count(0)


BOTH = """
::: message
Bestellung {Bestellnummer}, {Name}
:::
::: message en
Order {order number}, {name}
:::
"""
UNLIKE = BOTH.replace(", {name}", "")


@pytest.fixture
def german(copying: Page) -> Callable[[str], list[Locator]]:
    """Opens a page of the site in another language, with a text in the place of its message."""

    def open_with(source: str) -> list[Locator]:
        copying.route(f"**{ADDRESS}", lambda route: _in_german(route, source))
        copying.goto(ADDRESS)
        return copying.locator(".message").all()

    return open_with


def test_the_english_form_shares_what_is_typed_and_the_number_pad(copying: Page, german) -> None:
    first, second = german(BOTH)
    expect(second).to_be_visible()
    number, name = first.get_by_role("textbox").all()
    expect(number).to_have_accessible_name("Bestellnummer")
    number.fill(NUMBER)
    second.get_by_role("textbox", name="name").fill("Ada")
    expect(second.get_by_role("textbox", name="order number")).to_have_value(NUMBER)
    expect(name).to_have_value("Ada")
    assert _copied(copying, first) == f"Bestellung {NUMBER}, Ada"
    assert _copied(copying, second) == f"Order {NUMBER}, Ada"
    modes = "all => all.map((field) => field.inputMode)"
    for message in (first, second):
        assert message.locator("input").evaluate_all(modes) == ["numeric", "text"]


def test_an_english_form_that_asks_for_other_things_shares_nothing(german) -> None:
    first, second = german(UNLIKE)
    first.get_by_role("textbox", name="Bestellnummer").fill(NUMBER)
    expect(second.get_by_role("textbox")).to_have_value("")
    expect(second.locator(".slot")).to_have_text("[order number]")


def test_what_would_turn_the_text_round_is_left_out(copying: Page) -> None:
    message = copying.locator(".message").first
    marks = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    message.get_by_role("textbox").fill(f"{marks}12{marks}34{marks}")
    expect(message.locator(".slot")).to_have_text("1234")
    assert not set(marks) & set(_copied(copying, message))
    # Nor do letters that are written from right to left move what stands around them.
    isolated = "slot => getComputedStyle(slot).unicodeBidi"
    assert message.locator(".slot").evaluate(isolated) == "isolate"


def _in_german(route, source: str) -> None:
    answer = route.fetch()
    text = answer.text().replace('lang="en"', 'lang="de"', 1)
    start = text.index('<div class="block message">')
    end = text.index("</div>", start) + len("</div>")
    html = markup.render(source, facts={}, level=1).html
    route.fulfill(response=answer, body=text[:start] + html + text[end:])


def test_where_copying_is_forbidden_the_message_is_selected(phone: Page) -> None:
    phone.add_init_script(
        "window.prompt = () => { throw new Error('asked'); };"
        "navigator.clipboard.writeText = () => Promise.reject(new Error('no'));"
    )
    phone.goto(ADDRESS)
    message = phone.locator(".message").first
    message.get_by_role("textbox").fill(NUMBER)
    message.get_by_role("button").tap()
    expect(message.get_by_role("button", name="Selected to copy")).to_be_visible()
    expect(phone.get_by_role("status")).to_have_text("Selected to copy")
    selected: str = phone.evaluate("getSelection().toString()")
    texts = message.locator("> :not(.label, .fill, button)").all_inner_texts()
    assert selected.strip() == "\n\n".join(texts)
    assert NUMBER in selected


def _copied(page: Page, message: Locator) -> str:
    message.get_by_role("button").tap()
    expect(message.get_by_role("button", name="Copied")).to_be_visible()
    text: str = page.evaluate("navigator.clipboard.readText()")
    expect(message.get_by_role("button", name="Copy message")).to_be_visible()
    return text
