"""What is typed on the desk and not saved is there again."""

import re

import pytest
from playwright.sync_api import Page, expect

GUIDE = "/admin/guides/guide/1/change/"
KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('desk.autosave/'))"


@pytest.fixture
def form(desk: Page) -> Page:
    desk.goto(GUIDE)
    return desk


def leave_unsaved(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"[name={name.replace('__', '-')}]").fill(value)
    page.goto("/admin/")


def test_unsaved_text_is_offered_again_with_rows_that_were_added(form: Page) -> None:
    rows = form.locator("textarea[name^=sections-]:visible[name$=-body]")
    count = rows.count()
    form.get_by_role("button", name="Add another Section").click()
    added = f"sections-{count}-body"
    leave_unsaved(form, title="Another", sections__1__body="First words", **{added: "Last words"})
    form.goto(GUIDE)
    notice = form.get_by_role("region", name="Text that was not saved")
    expect(notice).to_contain_text(re.compile("was not saved: Title, Body of"))
    expect(form.locator("[name=title]")).not_to_have_value("Another")
    notice.get_by_role("button", name="Restore").click()
    expect(form.locator("[name=title]")).to_have_value("Another")
    expect(form.locator("[name=sections-1-body]")).to_have_value("First words")
    # In the first new row that is free.
    expect(rows.nth(count - 1)).to_have_value("Last words")
    expect(notice).to_contain_text("not saved yet")


def test_it_is_kept_while_saving_is_refused_and_gone_once_saved(form: Page) -> None:
    form.locator("[name=summary]").fill("Other words")
    form.locator("[name=title]").fill("")
    form.locator("[name=_continue]").first.click()
    expect(form.locator(".errornote")).to_be_visible()
    assert form.evaluate(KEPT)
    expect(form.locator("#autosave")).to_be_hidden()
    title = form.locator("#content h2").first.inner_text()
    form.locator("[name=title]").fill(title)
    form.locator("[name=_continue]").first.click()
    expect(form.locator(".messagelist .success")).to_be_visible()
    assert not form.evaluate(KEPT)
    expect(form.locator("#autosave")).to_be_hidden()


def test_discarding_forgets_it(form: Page) -> None:
    leave_unsaved(form, title="Another")
    form.goto(GUIDE)
    form.get_by_role("button", name="Discard").click()
    expect(form.locator("#autosave")).to_be_hidden()
    assert not form.evaluate(KEPT)


def test_it_says_when_somebody_has_saved_since(form: Page) -> None:
    leave_unsaved(form, title="Another", summary="Mine")
    change = "kept => { for (const draft of kept) draft.version = '0'; return kept; }"
    form.evaluate(
        f"name => localStorage.setItem(name, JSON.stringify(({change})"
        "(JSON.parse(localStorage.getItem(name)))))",
        form.evaluate(KEPT)[0],
    )
    form.goto(GUIDE)
    expect(form.locator("#autosave")).to_contain_text("Since then it has been saved")


def test_leaving_with_unsaved_text_warns(form: Page) -> None:
    asked: list[str] = []

    def stay(dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    form.on("dialog", stay)
    form.locator("[name=title]").press_sequentially("x")
    form.get_by_role("link", name="Home").click()
    expect(form).to_have_url(re.compile("/admin/$"))
    assert asked == ["beforeunload"]
    form.goto(GUIDE)
    form.get_by_role("button", name="Discard").click()
    form.get_by_role("link", name="Home").click()
    expect(form).to_have_url(re.compile("/admin/$"))
    assert asked == ["beforeunload"]


def test_who_was_signed_out_is_told_and_finds_the_text_again(form: Page) -> None:
    session = form.context.cookies()
    form.context.clear_cookies(name="sessionid")
    form.locator("[name=introduction]").fill("Typed while signed out")
    expect(form.locator(".markdown-answer").first).to_contain_text(re.compile("you are signed out"))
    # As it asks now and then.
    form.evaluate(
        "htmx.ajax('POST', document.querySelector('#presence').getAttribute('hx-post'),"
        " {source: '#presence', target: '#presence', swap: 'outerHTML'})"
    )
    expect(form.locator("#presence")).to_contain_text("You are signed out")
    expect(form.locator("[type=password]")).to_have_count(0)
    form.context.add_cookies(session)
    form.on("dialog", lambda dialog: dialog.accept())
    form.reload()
    form.get_by_role("button", name="Restore").click()
    expect(form.locator("[name=introduction]")).to_have_value("Typed while signed out")
