"""Two editors in two browsers, one form: both texts survive."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import EDITOR, PASSWORD, Open, Troubles

ADDRESS = "/admin/guides/situation/?q=S-12"


def sign_in(page: Page, to: str) -> None:
    page.goto(to)
    page.get_by_label("Username").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_two_editors_collide_and_both_texts_survive(
    editor: None, open_page: Open, troubles: Troubles, scripts: bool
) -> None:
    troubles.expect("^Cookie set: (csrftoken|sessionid)$")
    troubles.expect("409 \\(Conflict\\)")
    hers, his = (open_page(java_script_enabled=scripts) for _ in range(2))
    for page in (hers, his):
        sign_in(page, ADDRESS)
        page.locator("#result_list tbody th a").first.click()
        expect(page.locator("#id_summary")).to_be_visible()
    body = hers.locator("#id_body").input_value()
    summary = hers.locator("#id_summary").input_value()

    hers.locator("#id_summary").fill("She says one thing.")
    hers.locator("#id_body").fill(f"{body}\n\nHer last line.")
    hers.locator("[name=_continue]").first.click()
    expect(hers.locator(".messagelist .success")).to_be_visible()

    his.locator("#id_summary").fill("He says another.")
    his.locator("#id_body").fill(f"His first line.\n\n{body}")
    his.locator("[name=_continue]").first.click()
    panel = his.locator(".collision")
    expect(panel.get_by_role("heading")).to_have_text(re.compile("saved this while you were"))
    # Where they do not touch each other both stand in the form; where they do, both are shown.
    merged = f"His first line.\n\n{body}\n\nHer last line."
    assert his.locator("#id_body").input_value().replace("\r\n", "\n") == merged
    expect(his.locator("#id_summary")).to_have_value("He says another.")
    expect(panel.locator(".clash")).to_contain_text("She says one thing.")

    panel.get_by_label("Save theirs").check()
    his.locator("[name=_continue]").first.click()
    expect(his.locator(".messagelist .success")).to_be_visible()
    expect(his.locator("#id_summary")).to_have_value("She says one thing.")
    assert his.locator("#id_body").input_value().replace("\r\n", "\n") == merged

    # As it was, for whoever comes after.
    his.locator("#id_summary").fill(summary)
    his.locator("#id_body").fill(body)
    his.locator("[name=_save]").first.click()
    expect(his.locator(".messagelist .success")).to_be_visible()
