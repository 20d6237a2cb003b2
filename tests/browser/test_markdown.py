"""Writing Markdown on the desk: the preview, the toolbar by keyboard, and what scripts add."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Open

ADD = "/admin/guides/guide/add/"
FIELD = "[name=introduction]"


def type_text(field, text: str) -> None:
    """As typing it, but at once: each letter alone would take its time."""
    field.focus()
    field.page.keyboard.insert_text(text)


@pytest.fixture
def field(desk: Page):
    desk.goto(ADD)
    found = desk.locator(FIELD)
    expect(desk.locator(".markdown", has=found).get_by_role("toolbar")).to_be_visible()
    return found


@pytest.fixture
def preview(desk: Page):
    return desk.locator(".markdown", has=desk.locator(FIELD)).locator(".markdown-page")


def test_what_is_typed_is_shown_as_readers_see_it_with_its_troubles(
    desk: Page, field, preview
) -> None:
    type_text(field, "First.\n\nA **bold** word, {fact:no-such} and [x](situation:nowhere).")
    expect(preview.locator("strong")).to_have_text("bold")
    expect(preview.locator("mark").first).to_have_text("{fact:no-such} (unknown fact)")
    expect(preview.locator("mark").last).to_contain_text("there is no situation:nowhere")
    # In the readers' own letters, not in the admin's.
    size = "element => getComputedStyle(element).fontSize"
    assert preview.locator("p").first.evaluate(size) == "18px"
    desk.get_by_role("button", name="Line 3").first.click()
    expect(field).to_be_focused()
    top = field.bounding_box()["y"]
    # The line is selected: what is typed now stands in its place.
    type_text(field, "Mended.")
    expect(field).to_have_value("First.\n\nMended.")
    expect(preview.locator("mark")).to_have_count(0)
    assert field.bounding_box()["y"] == top


def test_the_toolbar_works_by_keyboard_and_undo_takes_it_back(desk: Page, field) -> None:
    type_text(field, "word")
    field.press("Control+a")
    field.press("Control+b")
    expect(field).to_have_value("**word**")
    field.press("Control+z")
    expect(field).to_have_value("word")
    # One stop of the Tab key for the whole bar, arrows inside it.
    field.press("Shift+Tab")
    bar = desk.locator(".markdown", has=field).get_by_role("toolbar")
    expect(bar.get_by_role("button", name="Bold")).to_be_focused()
    desk.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="• List")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(field).to_be_focused()
    expect(field).to_have_value(re.compile("^- word"))
    field.press("Shift+Tab")
    desk.keyboard.press("End")
    desk.keyboard.press("ArrowLeft")
    desk.keyboard.press("ArrowLeft")
    desk.keyboard.press("Enter")
    desk.get_by_role("button", name="hazard").press("Enter")
    expect(field).to_have_value(re.compile(r"^::: hazard\n- word\n:::\s*$"))


def test_a_link_and_a_fact_are_found_and_put_in_the_place_of_the_caret(desk: Page, field) -> None:
    type_text(field, "See  now")
    field.evaluate("field => field.setSelectionRange(4, 4)")
    field.press("Control+k")
    dialog = desk.get_by_role("dialog", name=re.compile("^Link"))
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    desk.keyboard.insert_text("already shipped")
    expect(dialog.get_by_role("button", name="situation:already-shipped")).to_be_visible()
    expect(dialog.get_by_role("button", name="situation:just-ordered")).to_have_count(0)
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(field).to_be_focused()
    expect(field).to_have_value(re.compile(r"^See \[[^\]]+\]\([a-z]+:[a-z#-]+\) now$"))
    field.press("Control+z")
    expect(field).to_have_value("See  now")
    desk.locator(".markdown", has=field).get_by_role("button", name="Fact…").click()
    dialog = desk.get_by_role("dialog", name="Insert a fact")
    dialog.locator("[data-insert='{fact:refund-card}']").click()
    expect(field).to_have_value("See {fact:refund-card} now")


def test_a_row_added_later_has_it_all(desk: Page, field) -> None:
    desk.get_by_role("button", name="Add another Section").click()
    added = desk.locator("[name=sections-1-body]")
    type_text(added, "Text {fact:no-such}")
    row = desk.locator(".markdown", has=added)
    expect(row.locator(".markdown-page mark")).to_contain_text("unknown fact")
    # A row before it is taken away: Django numbers it anew.
    desk.locator("#sections-0 .inline-deletelink").click()
    renamed = desk.locator("[name=sections-0-body]")
    renamed.press("Control+a")
    renamed.press("Control+b")
    expect(renamed).to_have_value("**Text {fact:no-such}**")


def test_on_a_phone_nothing_moves_sideways(desk: Page, field, preview) -> None:
    desk.set_viewport_size(PHONE["viewport"])
    type_text(field, "| a | b |\n| - | - |\n| " + "x" * 200 + " | y |")
    expect(preview.locator("table")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_scripts_a_field_is_a_field(desk: Page, open_page: Open) -> None:
    state = desk.context.storage_state()
    plain = open_page(ADD, java_script_enabled=False, storage_state=state)
    expect(plain.locator(FIELD)).to_be_visible()
    expect(plain.get_by_role("toolbar")).to_have_count(0)
    expect(plain.locator(".markdown, .autosave:visible, dialog")).to_have_count(0)
