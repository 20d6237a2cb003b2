"""Steps that are ticked while doing them: kept in this browser, found again, cleared, printed."""

import io
import json
import re

import pypdf
import pytest
from playwright.sync_api import Locator, Page, expect

from guides import markup
from tests.browser import expected
from tests.browser.conftest import Open

CHECKLIST = next(
    slug for slug, situation in expected.SITUATIONS.items() if "::: checklist" in situation.body
)
ADDRESS = f"/situations/{CHECKLIST}/"
PATH = next(path for path in expected.PATHS if path.to == f"situation:{CHECKLIST}")
KEY = f"ticks:{ADDRESS}"
BOXES = "main .tick input"


def boxes(page: Page) -> Locator:
    return page.get_by_role("checkbox")


def ticked(page: Page) -> list[int]:
    found: list[int] = page.locator(BOXES).evaluate_all(
        "all => all.flatMap((box, index) => (box.checked ? [index] : []))"
    )
    return found


def stored(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate("({ ...localStorage })")
    return found


@pytest.mark.parametrize("slug", expected.SITUATIONS)
def test_every_step_has_a_box_that_is_called_by_its_words(phone: Page, slug) -> None:
    phone.goto(f"/situations/{slug}/")
    items = phone.locator(".steps :is(.prose ol, .checklist ul) > li")
    assert items.count() > 1
    for item in items.all():
        box = item.get_by_role("checkbox")
        words = " ".join((item.text_content() or "").split())
        expect(box).to_have_accessible_name(words)
        # What is tapped is large enough, and no other box is in its way.
        target = item.locator(".tick")
        size = target.bounding_box() or {}
        assert min(size["width"], size["height"]) >= 44
        target.tap(position={"x": 3, "y": 22})
        expect(box).to_be_checked()
    assert len(ticked(phone)) == boxes(phone).count()


def test_only_steps_and_checklists_can_be_ticked(phone: Page) -> None:
    for address in (*expected.FOUND.values(), *expected.TEXTS.values()):
        phone.goto(address)
        assert phone.locator(f":is(.trail, .picture, .contents, aside, nav) {BOXES}").count() == 0
        assert phone.locator("ul:not(.checklist > ul) > li > .tick").count() == 0


def test_ticks_survive_a_reload_and_are_cleared_by_one_tap(phone: Page) -> None:
    phone.goto(ADDRESS)
    clear = phone.get_by_role("button", name="Clear ticks")
    expect(clear).to_have_count(0)
    for index in (0, 2):
        boxes(phone).nth(index).tap()
    expect(clear).to_be_visible()
    assert (clear.bounding_box() or {})["height"] >= 44
    phone.reload()
    assert ticked(phone) == [0, 2]
    boxes(phone).nth(2).tap()
    phone.reload()
    assert ticked(phone) == [0]
    assert list(stored(phone)) == [KEY]
    clear.tap()
    assert ticked(phone) == []
    expect(clear).to_have_count(0)
    expect(phone.get_by_role("status")).to_have_text("Ticks cleared")
    # Who taps keys is not lost.
    expect(boxes(phone).first).to_be_focused()
    assert stored(phone) == {}
    phone.reload()
    assert ticked(phone) == []


def test_the_space_key_ticks(desktop: Page) -> None:
    desktop.goto(ADDRESS)
    boxes(desktop).nth(1).focus()
    desktop.keyboard.press("Space")
    assert ticked(desktop) == [1]


def test_two_tabs_of_a_page_keep_and_show_what_is_ticked_in_either(phone: Page) -> None:
    phone.goto(ADDRESS)
    other = phone.context.new_page()
    other.goto(phone.url)
    boxes(phone).nth(0).check()
    expect(boxes(other).nth(0)).to_be_checked()
    # As if it had not been told: what is kept counts, and not what is shown.
    other.evaluate(f"document.querySelectorAll('{BOXES}')[0].checked = false")
    boxes(other).nth(2).check()
    expect(boxes(phone).nth(2)).to_be_checked()
    phone.reload()
    assert ticked(phone) == [0, 2]
    phone.get_by_role("button", name="Clear ticks").tap()
    expect(other.get_by_role("button", name="Clear ticks")).to_have_count(0)
    assert ticked(other) == []


def test_a_page_that_comes_back_as_it_was_left_shows_what_is_kept_now(phone: Page) -> None:
    phone.goto(ADDRESS)
    boxes(phone).nth(0).check()
    kept = json.loads(stored(phone)[KEY])
    value = json.dumps({**kept, "on": []})
    phone.evaluate("([key, value]) => localStorage.setItem(key, value)", [KEY, value])
    back = "window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: %s }))"
    phone.evaluate(back % "false")
    assert ticked(phone) == [0]
    phone.evaluate(back % "true")
    assert ticked(phone) == []


def test_a_page_and_the_outcome_that_shows_it_have_the_same_ticks(phone: Page) -> None:
    phone.goto(ADDRESS)
    boxes(phone).nth(1).tap()
    phone.goto(expected.address(PATH.answers[:-1]))
    phone.locator(f".choices a[href='{PATH.address}']").tap()
    expect(phone.locator("h1")).to_have_text(PATH.h1)
    expect(boxes(phone).nth(1)).to_be_checked()
    boxes(phone).nth(3).tap()
    phone.go_back()
    expect(phone.locator("h1")).not_to_have_text(PATH.h1)
    phone.go_forward()
    expect(phone.locator("h1")).to_have_text(PATH.h1)
    expect(boxes(phone).nth(3)).to_be_checked()
    assert ticked(phone) == [1, 3]
    phone.goto(ADDRESS)
    assert ticked(phone) == [1, 3]


def test_a_section_and_the_outcome_that_shows_it_have_the_same_ticks(phone: Page) -> None:
    paths = [path for path in expected.PATHS if path.kind == "section"]
    for path in paths:
        phone.goto(path.address)
        if boxes(phone).count():
            break
    boxes(phone).first.tap()
    anchor = path.to.partition("#")[2]
    assert list(stored(phone)) == [f"ticks:{path.canonical}#{anchor}"]
    phone.goto(path.canonical)
    section = phone.locator(f"section#{anchor}")
    expect(section.get_by_role("checkbox").first).to_be_checked()
    # The other sections have theirs.
    assert len(ticked(phone)) == 1
    others = phone.locator(f"section:not(#{anchor}):has(.tick)")
    others.first.get_by_role("checkbox").first.tap()
    section.get_by_role("button", name="Clear ticks").tap()
    assert len(ticked(phone)) == 1
    assert len(stored(phone)) == 1


def test_a_step_with_other_words_is_unticked_and_the_same_words_twice_are_two(
    phone: Page,
) -> None:
    phone.goto(ADDRESS)
    boxes(phone).nth(0).tap()
    boxes(phone).nth(1).tap()
    phone.route(f"**{ADDRESS}", lambda route: _with_steps(route, "1. New.", "1. {}", "1. New."))
    phone.reload()
    for index in (0, 2):
        expect(boxes(phone).nth(index)).to_have_accessible_name("New.")
    assert ticked(phone) == [1]
    boxes(phone).nth(2).tap()
    phone.reload()
    assert ticked(phone) == [1, 2]
    # What is no longer on the page is no longer kept.
    assert len(json.loads(stored(phone)[KEY])["on"]) == 2


def _with_steps(route, *steps: str) -> None:
    """The page with other steps; braces stand for the words of its second one."""
    answer = route.fetch()
    text = answer.text()
    start = text.index('<ol class="todo">')
    end = text.index("</ol>", start) + len("</ol>")
    words = re.findall(r"<li[^>]*>(.*?)</li>", text[start:end], re.DOTALL)[1]
    source = "\n".join(steps).replace("{}", markup.plain(words))
    html = markup.render(source, facts={}, level=1).html
    route.fulfill(response=answer, body=text[:start] + html + text[end:])


def test_what_was_ticked_long_ago_is_forgotten_on_every_page(phone: Page) -> None:
    phone.goto(ADDRESS)
    boxes(phone).first.tap()
    kept = json.loads(stored(phone)[KEY])
    for key, days in (("ticks:/old/", 91), ("ticks:/older/", 10_000), ("ticks:/new/", 90)):
        value = json.dumps({**kept, "day": kept["day"] - days})
        phone.evaluate("([key, value]) => localStorage.setItem(key, value)", [key, value])
    phone.evaluate("localStorage.setItem('another', 'stays')")
    phone.goto("/")
    assert set(stored(phone)) == {KEY, "ticks:/new/", "another"}


@pytest.mark.parametrize(
    "value",
    ["", "null", "[]", "{", "7", '{"day": 1}', '{"on": 1, "day": 99999}', '"x"', '{"on": [null]}'],
)
def test_what_cannot_be_read_is_forgotten(phone: Page, value) -> None:
    phone.goto("/")
    phone.evaluate("([key, value]) => localStorage.setItem(key, value)", [KEY, value])
    phone.goto(ADDRESS)
    assert ticked(phone) == []
    assert KEY not in stored(phone)
    boxes(phone).first.tap()
    phone.reload()
    assert ticked(phone) == [0]


@pytest.mark.parametrize(
    "broken",
    [
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })",
        "Storage.prototype.setItem = () => { throw new Error('full'); }",
        "Object.defineProperty(window, 'localStorage', { value: null })",
    ],
    ids=["forbidden", "full", "missing"],
)
def test_without_storage_ticking_works_until_the_page_is_left(phone: Page, broken) -> None:
    phone.add_init_script(broken)
    phone.goto(ADDRESS)
    for index in (0, 2):
        boxes(phone).nth(index).tap()
    assert ticked(phone) == [0, 2]
    phone.get_by_role("button", name="Clear ticks").tap()
    assert ticked(phone) == []
    # All else works too.
    phone.goto(expected.address(PATH.answers[:-1]))
    phone.locator(f".choices a[href='{PATH.address}']").tap()
    expect(phone.locator("h1")).to_have_text(PATH.h1)
    expect(boxes(phone).nth(3)).to_be_visible()


def test_without_scripts_there_is_nothing_to_tick(plain_phone: Page) -> None:
    plain_phone.goto(ADDRESS)
    expect(plain_phone.locator(".checklist li").first).to_be_visible()
    expect(plain_phone.locator(".tick")).to_have_count(0)
    expect(plain_phone.locator("input[type=checkbox]")).to_have_count(0)
    expect(plain_phone.locator("[data-clear]")).to_have_count(0)


def test_boxes_keep_their_place_when_scripts_come_late(phone: Page) -> None:
    held = []
    phone.route("**/site*.js", lambda route: held.append(route))
    phone.goto(ADDRESS, wait_until="commit")
    words = phone.locator(".steps ol > li").nth(1)
    expect(words).to_be_visible()
    place = "item => { const words = document.createRange(); words.selectNodeContents(item);"
    place += " const box = [...words.getClientRects()].pop(); return [box.left, box.top]; }"
    before = words.evaluate(place)
    assert phone.locator(BOXES).count() == 0
    phone.wait_for_timeout(100)
    held[0].continue_()
    expect(boxes(phone).first).to_be_visible()
    assert words.evaluate(place) == before


def test_the_page_prints_its_steps_boxes_answers_code_address_and_date(
    open_page: Open, site
) -> None:
    page = open_page(PATH.address)
    empty = _pdf(page)
    boxes(page).first.check()
    full = _pdf(page)
    text = " ".join(" ".join(sheet.extract_text() for sheet in full.pages).split())
    situation = expected.SITUATIONS[CHECKLIST]
    steps = page.locator(".steps li").all_text_contents()
    assert len(steps) > 5
    for words in (situation.title, situation.summary, situation.hazard, situation.code, *steps):
        assert " ".join(words.split()) in text
    for question, choice in PATH.answers:
        assert expected.QUESTIONS[question].text in text
        assert expected.label((question, choice)) in text
    assert f"{site.url}{PATH.canonical}" in text.replace("- ", "-")
    day = situation.reviewed
    assert f"{day.day} {day:%B %Y}" in text
    for control in ("Copy", "Clear", "Print", "Change", "Send this", "Back", "Skip"):
        assert control not in text
    # The boxes are drawn: a ticked one otherwise than an empty one.
    assert _drawn(empty) != _drawn(full)


def test_paper_has_a_box_for_each_item_with_and_without_scripts(any_phone: Page) -> None:
    any_phone.goto(ADDRESS)
    any_phone.emulate_media(media="print")
    items = any_phone.locator(".checklist li")
    assert items.count() == 3
    for item in items.all():
        if item.locator("input").count():
            box = item.locator("input").bounding_box() or {}
            assert 12 <= box["width"] <= 20
        else:
            style = item.evaluate(
                "item => { const box = getComputedStyle(item, '::before');"
                " return [box.content, box.borderTopStyle, parseFloat(box.width)]; }"
            )
            assert style[:2] == ['""', "solid"]
            assert style[2] >= 10
    expect(any_phone.locator("[data-clear]:visible, .share:visible")).to_have_count(0)


def test_a_filled_in_message_is_printed_without_its_field(open_page: Open) -> None:
    slug = next(slug for slug, one in expected.SITUATIONS.items() if "{order number}" in one.body)
    page = open_page(f"/situations/{slug}/")
    page.get_by_role("textbox").first.fill("8123456789")
    text = " ".join(sheet.extract_text() for sheet in _pdf(page).pages)
    assert "8123456789" in text
    assert "[order number]" not in text
    assert text.count("8123456789") == 1
    assert "Copy message" not in text


def _pdf(page: Page) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(page.pdf()))


def _drawn(pdf: pypdf.PdfReader) -> list[bytes]:
    """How the pages are drawn, whatever else the file says."""
    return [sheet.get_contents().get_data() for sheet in pdf.pages]  # type: ignore[union-attr]
