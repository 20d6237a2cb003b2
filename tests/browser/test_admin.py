"""The editors' side in a real browser, under the same content security policy."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LONGEST_WAIT, PHONE, Open, Troubles
from tests.browser.server import Server

NAME, PASSWORD = "editor", "only-for-this-run-8c1f"
SLUG = "written-in-the-browser"


@pytest.fixture(scope="package")
def editor(site: Server) -> None:
    site.manage(
        "createsuperuser",
        "--noinput",
        DJANGO_SUPERUSER_USERNAME=NAME,
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
        DJANGO_SUPERUSER_EMAIL="editor@example.org",
    )


@pytest.fixture
def desk(editor, open_page: Open, troubles: Troubles) -> Page:
    """The desk of an editor who has just signed in."""
    troubles.expect("^Cookie set: (csrftoken|sessionid)$")
    page = open_page("/admin/")
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile("/admin/$"))
    expect(page.locator("#user-tools")).to_contain_text(NAME)
    return page


def test_every_page_of_the_desk_opens_without_trouble(desk: Page) -> None:
    """Its lists, its empty forms and a filled form of each; trouble of any is told at the end."""
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
    reader.goto(f"/guides/{SLUG}/")
    expect(reader.locator("h1")).to_have_text("Written in the browser")
    expect(reader.locator(".prose strong")).to_have_text("first")

    _act(desk, "withdraw")
    expect(desk.locator(".messagelist .success")).to_contain_text(f"/guides/{SLUG}/")
    assert reader.request.get(f"/guides/{SLUG}/", headers={"Cache-Control": "no-cache"}).status == (
        410
    )


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
        "#choices-group tr.form-row", has=desk.locator("[value='No, it was stolen']")
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


def _addresses(page: Page, selector: str) -> list[str]:
    found: list[str] = page.locator(selector).evaluate_all(
        "links => links.map((link) => link.getAttribute('href'))"
    )
    return [address if address.startswith("/") else page.url + address for address in found]
