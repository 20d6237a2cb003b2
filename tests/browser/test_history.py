"""Going back and forth in the wizard, sharing an address, changing an answer."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import expected, reading
from tests.browser.conftest import PHONE, Open

WALK = next(path for path in expected.PATHS if len(path.answers) == 3)
CHANGE = next(expected.changes())


def test_back_and_forward_show_each_step_again(any_phone: Page) -> None:
    page = any_phone
    _walk(page, WALK.answers)
    for end in (2, 1):
        page.go_back()
        _expect_at(page, WALK.answers[:end])
        assert len(reading.answers(page)) == end
    page.go_back()
    expect(page).to_have_url(re.compile(r"^http://[^/]+/$"))
    expect(page.locator("h1")).to_have_text(expected.FIRST)
    for end in (1, 2, 3):
        page.go_forward()
        _expect_at(page, WALK.answers[:end])
        assert len(reading.answers(page)) == end


def test_going_back_from_the_outcome_past_all_answers_is_home_with_its_choices(
    any_phone: Page,
) -> None:
    page = any_phone
    page.goto("/")
    reading.tap(page, expected.label(expected.PATHS[0].answers[0]))
    _expect_at(page, expected.PATHS[0].answers)
    page.go_back()
    expect(page.locator("h1")).to_have_text(expected.FIRST)
    expect(page.locator(".picture")).to_be_visible()
    # And the choices there work as before.
    reading.tap(page, expected.label(WALK.answers[0]))
    _expect_at(page, WALK.answers[:1])


def test_going_back_keeps_one_header_and_gives_the_title_back(phone: Page) -> None:
    phone.goto("/")
    title = phone.title()
    reading.tap(phone, expected.label(WALK.answers[0]))
    _expect_at(phone, WALK.answers[:1])
    phone.go_back()
    expect(phone).to_have_title(title)
    for selector in ("header", "main", "footer", "h1"):
        expect(phone.locator(selector)).to_have_count(1)


def test_the_back_link_leads_to_the_question_before(any_phone: Page) -> None:
    page = any_phone
    page.goto(WALK.address)
    for end in (2, 1, 0):
        page.get_by_role("link", name="Back", exact=True).tap()
        _expect_at(page, WALK.answers[:end])


def test_loading_again_changes_nothing(any_phone: Page) -> None:
    page = any_phone
    _walk(page, WALK.answers[:2])
    before = page.locator("main").inner_text()
    page.reload()
    _expect_at(page, WALK.answers[:2])
    assert page.locator("main").inner_text() == before


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_whoever_gets_the_address_sees_the_same(open_page: Open, scripts) -> None:
    mine = open_page(**PHONE, java_script_enabled=scripts)
    _walk(mine, WALK.answers)
    theirs = open_page(mine.url, **PHONE, java_script_enabled=scripts)
    expect(theirs.locator("h1")).to_have_text(WALK.h1)
    assert theirs.locator("main").inner_text() == mine.locator("main").inner_text()
    assert theirs.title() == mine.title()


def test_changing_an_early_answer_keeps_the_later_ones_that_still_fit(any_phone: Page) -> None:
    page = any_phone
    page.goto(CHANGE.before.address)
    page.locator(".trail > li").nth(CHANGE.index).get_by_role("link", name="Change").tap()
    asked = CHANGE.before.answers[CHANGE.index][0]
    expect(page.locator("h1")).to_have_text(expected.QUESTIONS[asked].text)
    for answer in CHANGE.taps:
        reading.tap(page, expected.label(answer))
    _expect_at(page, CHANGE.after.answers)
    later = len(CHANGE.before.answers) - CHANGE.index - 1
    before = [
        (expected.QUESTIONS[question].text, expected.label((question, choice)))
        for question, choice in CHANGE.before.answers
    ]
    assert reading.answers(page)[-later:] == before[-later:]


def test_an_answer_that_fits_no_longer_is_asked_again(any_phone: Page) -> None:
    """Another choice that asks other things drops the answers that belong to the old one."""
    page = any_phone
    page.goto(CHANGE.before.address)
    page.locator(".trail > li").first.get_by_role("link", name="Change").tap()
    other = next(
        path.answers[:1]
        for path in expected.PATHS
        if len(path.answers) > 1
        and not {asked for asked, _ in path.answers[1:]}
        & {asked for asked, _ in CHANGE.before.answers[1:]}
    )
    reading.tap(page, expected.label(other[0]))
    _expect_at(page, other)
    assert len(reading.answers(page)) == 1


def _walk(page: Page, answers: expected.Answers) -> None:
    page.goto("/")
    for end, answer in enumerate(answers, start=1):
        reading.tap(page, expected.label(answer))
        _expect_at(page, answers[:end])


def _expect_at(page: Page, answers: expected.Answers) -> None:
    path = re.escape(expected.address(answers))
    expect(page).to_have_url(re.compile(rf"^http://[^/]+{path}(\?keep=.*)?$"))
    h1 = expected.h1_after(answers)
    expect(page.locator("h1")).to_have_text(h1)
    expect(page).to_have_title(re.compile(rf"^{re.escape(h1)} – "))
