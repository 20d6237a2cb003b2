"""The editors' side in a real browser, under the same content security policy."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LONGEST_WAIT, PHONE, Open

SLUG = "written-in-the-browser"


def test_every_page_of_the_desk_opens_without_trouble(desk: Page) -> None:
    """Its lists, its empty forms and a filled form of each; trouble of any is told at the end."""
    desk.goto("/admin/")
    lists = _addresses(desk, "#content-main th a")
    assert len(lists) >= 8
    blank = _addresses(desk, "#content-main a.addlink")
    assert len(blank) >= 5
    for address in [*lists, *blank]:
        assert desk.goto(address).status == 200
        expect(desk.locator("#content h1, #content-start h1").first).to_be_visible()
        rows = _addresses(desk, "#result_list tbody th a")
        if rows:
            assert desk.goto(rows[0]).status == 200
            expect(desk.locator("#content form, #content .readonly").first).to_be_visible()


def test_the_first_page_loads_what_waits_beside_it(desk: Page) -> None:
    """Each panel comes by itself, and none of them moves what stands below."""
    desk.goto("/admin/", wait_until="domcontentloaded")
    below = desk.locator("#content-main .app-guides")
    before = below.bounding_box()
    panels = desk.locator(".desk-panel")
    expect(panels).to_have_count(5)
    for panel in panels.all():
        expect(panel.get_by_role("link", name=re.compile("^Show "))).to_have_count(0)
        expect(panel.locator("p, li").first).to_be_visible()
    assert below.bounding_box() == before


def test_an_item_is_written_published_and_withdrawn(desk: Page, open_page: Open, troubles) -> None:
    desk.goto("/admin/guides/guide/add/")
    desk.locator("[name=title]").press_sequentially("Written in the browser")
    # Django's own script makes an address of the title.
    expect(desk.locator("[name=slug]")).to_have_value(SLUG)
    desk.locator("[name=summary]").fill("Only to see that publishing works.")
    desk.locator("[name=introduction]").fill("The **first** words.")
    desk.locator("[name=reviewed]").fill("2026-11-22")
    desk.locator("[name=_save]").first.click()
    expect(desk.locator(".messagelist .success")).to_contain_text("Written in the browser")

    # Nobody sees it yet.
    reader = open_page()
    assert reader.request.get(f"/guides/{SLUG}/").status == 404

    _act(desk, "publish")
    expect(desk.locator(".messagelist .success")).to_contain_text(f"/guides/{SLUG}/")
    _wait_until_served(reader, 200)
    reader.goto(f"/guides/{SLUG}/")
    expect(reader.locator("h1")).to_have_text("Written in the browser")
    expect(reader.locator(".prose strong")).to_have_text("first")

    _act(desk, "withdraw")
    expect(desk.locator(".messagelist .success")).to_contain_text(f"/guides/{SLUG}/")
    _wait_until_served(reader, 410)


def test_publishing_what_readers_see_already_says_so(desk: Page) -> None:
    desk.goto("/admin/guides/wizard/")
    desk.locator("#result_list .action-select").first.check()
    desk.locator("[name=action]").first.select_option("publish")
    desk.get_by_role("button", name=re.compile("^(Run|Go)$")).first.click()
    expect(desk.locator(".messagelist li")).to_have_count(1)
    expect(desk.locator(".messagelist li")).to_contain_text("already")


def test_a_choice_is_added_in_the_tree_and_taken_out_again(desk: Page) -> None:
    desk.set_viewport_size(PHONE["viewport"])
    desk.goto("/admin/guides/wizard/")
    desk.locator("#result_list tbody th a").first.click()
    asked = desk.locator("#at-arrived")
    expect(asked.locator("> .line")).to_contain_text("Has the parcel arrived?")
    asked.get_by_role("link", name="Add a choice to “Has the parcel arrived?”").click()

    form = desk.locator("#at-arrived form")
    expect(form.locator(".select2").first).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth") <= desk.viewport_size["width"]
    form.get_by_label("Label:").fill("No, it was stolen")
    form.locator(".select2").first.click()
    # Typing before the first answer has come would take back what was asked.
    expect(desk.locator(".select2-results__option", has_text="S-01")).to_be_visible()
    desk.locator(".select2-search__field").fill("hasn’t arrived")
    desk.locator(".select2-results__option", has_text="It hasn’t arrived").first.click()
    form.get_by_role("button", name="Add").click()

    expect(desk.locator(".messagelist .success")).to_contain_text("Added “No, it was stolen”")
    added = desk.locator("#at-arrived > ul > .branch").last
    expect(added).to_contain_text("No, it was stolen → S-17")
    # The lines hold, and nothing stands beyond the edge.
    drawn = desk.locator(".desk-tree")
    assert drawn.evaluate("tree => tree.scrollWidth <= tree.clientWidth")
    expect(desk.locator(".path-diff")).to_contain_text("paths change")

    added.get_by_role("link", name="No, it was stolen").click()
    row = desk.locator(
        "#choices-group .inline-related", has=desk.locator("[value='No, it was stolen']")
    )
    row.locator("[name$=DELETE]").check()
    desk.locator("[name=_save]").first.click()
    expect(desk.locator(".messagelist .success")).to_be_visible()


def _act(desk: Page, action: str) -> None:
    """Choose an action for the guide of these tests in the list of guides."""
    desk.goto("/admin/guides/guide/")
    row = desk.locator("#result_list tbody tr", has_text="Written in the browser")
    row.locator(".action-select").check()
    desk.locator("[name=action]").first.select_option(action)
    desk.get_by_role("button", name=re.compile("^(Run|Go)$")).first.click(timeout=LONGEST_WAIT)


def _wait_until_served(reader: Page, status: int) -> None:
    """Until every worker has seen what was published: within about a second."""
    in_a_row, until = 0, time.monotonic() + LONGEST_WAIT / 1000
    while in_a_row < 20 and time.monotonic() < until:
        answer = reader.request.get(f"/guides/{SLUG}/", headers={"Connection": "close"})
        in_a_row = in_a_row + 1 if answer.status == status else 0
        time.sleep(0.05)
    assert in_a_row == 20


def _addresses(page: Page, selector: str) -> list[str]:
    found: list[str] = page.locator(selector).evaluate_all(
        "links => links.map((link) => link.getAttribute('href'))"
    )
    return [address if address.startswith("/") else page.url + address for address in found]


def test_a_wizard_is_walked_in_the_preview_beside_its_form(desk: Page) -> None:
    desk.set_viewport_size({"width": 1500, "height": 900})
    desk.goto("/admin/guides/wizard/")
    desk.goto(_addresses(desk, "#result_list tbody th a")[0])
    form = desk.url
    frame = desk.frame_locator("iframe")
    banner = frame.get_by_label("Preview", exact=True)
    expect(banner).to_contain_text("Preview of the working copy")
    side, fields = desk.locator(".desk-preview"), desk.locator("fieldset.module").first
    assert side.bounding_box()["x"] > fields.bounding_box()["x"] + fields.bounding_box()["width"]
    assert desk.evaluate("document.documentElement.scrollWidth") <= 1500
    first = frame.locator("h1").inner_text()
    frame.locator(".choices a").first.click()
    expect(frame.locator("h1")).not_to_have_text(first)
    expect(banner).to_be_visible()
    frame.get_by_role("link", name="Back").click()
    expect(frame.locator("h1")).to_have_text(first)
    expect(banner).to_be_visible()
    assert desk.url == form
    with desk.expect_popup() as opened:
        frame.get_by_role("link", name="Situations").click()
    expect(opened.value).to_have_url(re.compile("/situations/$"))
    opened.value.close()


def test_a_link_shows_a_preview_to_who_has_no_account(desk: Page, plain_phone: Page) -> None:
    desk.goto("/admin/guides/wizard/")
    desk.goto(_addresses(desk, "#result_list tbody th a")[0])
    desk.get_by_role("link", name="Make a link for seven days").click()
    plain_phone.goto(desk.get_by_label("Link", exact=True).input_value())
    banner = plain_phone.get_by_label("Preview", exact=True)
    expect(banner).to_be_visible()
    plain_phone.locator(".choices a").first.click()
    expect(plain_phone).to_have_url(re.compile("/preview/.+/.+=.+/$"))
    expect(banner).to_be_visible()
    assert not plain_phone.context.cookies()


@pytest.mark.parametrize("width", [360, 1500])
def test_something_is_scheduled_and_cancelled(desk: Page, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    desk.goto("/admin/guides/guide/")
    desk.goto(_addresses(desk, "#result_list tbody th a")[0])
    desk.get_by_role("link", name="Publish or withdraw at").click()
    desk.get_by_label("Time:").fill("2020-01-01T09:00")
    desk.get_by_role("button", name="Schedule").click()
    expect(desk.locator(".errorlist")).to_contain_text("Choose a time from now on")
    later = desk.evaluate("new Date(Date.now() + 864e5).toISOString().slice(0, 16)")
    desk.get_by_label("Time:").fill(later)
    desk.get_by_role("button", name="Schedule").click()
    expect(desk.locator(".success")).to_contain_text(f"{later[11:]} UTC")
    assert desk.evaluate("document.documentElement.scrollWidth") <= width
    desk.get_by_role("button", name="Cancel it").click()
    expect(desk.locator(".success")).to_contain_text("Cancelled")
