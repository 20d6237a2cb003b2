from datetime import date

from guides.views import reckoning
from tests.factories import make_fact, make_live, make_situation
from tests.html import Page, parse

CARD = {"method": "card", "confirmed": "2026-11-16"}


def ask(client, status=200, **query) -> Page:
    answer = client.get("/refund-dates/", query)
    assert answer.status_code == status
    return parse(answer)


def test_it_says_which_business_day_today_is(client, waiting):
    page = ask(client, **CARD)
    assert page.h1 == "Today is business day 6 of 15: normal"
    assert "between Thursday, 19 November 2026 and Monday, 7 December 2026." in page.main
    assert "noindex" in page.meta("robots")


def test_it_marks_today_on_the_line(client, waiting):
    page = ask(client, **CARD)
    assert page.texts("//ol[@class='line']/li") == [
        "Confirmed Monday, 16 November 2026",
        "Earliest day Thursday, 19 November 2026",
        "Today Tuesday, 24 November 2026",
        "Last day Monday, 7 December 2026",
    ]
    assert page.text("//li[@aria-current='date']").startswith("Today")
    assert page.all("//time[@datetime='2026-12-07']")


HEADINGS = {
    "2027-02-01": "The count has not begun",
    "2026-11-24": "Confirmed: now the count begins",
    "2026-11-20": "Today is business day 2 of 15: normal",
    "2026-11-03": "Today is the last day",
    "2026-11-02": "The last day has passed",
}


def test_it_names_the_state_in_its_heading(client, waiting):
    for confirmed, h1 in HEADINGS.items():
        page = ask(client, method="card", confirmed=confirmed)
        assert page.h1 == h1
        assert ("Do this now" in page.main) == (h1 == "The last day has passed")
        assert bool(page.all("//a[@class='file']")) == (h1 != "The last day has passed")


def test_on_a_weekend_it_says_how_many_days_have_gone_by(client, waiting, monkeypatch):
    monkeypatch.setattr(reckoning, "localdate", lambda: date(2026, 11, 22))
    assert ask(client, **CARD).h1 == "4 of 15 business days have gone by: normal"


def test_what_to_do_after_the_last_day_leads_to_the_situation(client, waiting):
    page = ask(client, method="card", confirmed="2026-10-01")
    assert "It was Thursday, 22 October 2026, business day 15 of 15." in page.main
    [link] = page.all("//ol[not(@class)]//a")
    assert link.get("href") == waiting.address


def test_it_states_what_it_takes_for_granted(client, waiting):
    for query, told in (
        (
            CARD,
            (
                "not the day of your tap",
                "Monday to Friday",
                "no country was chosen",
                "3–15 business days. Ask your bank.",
                "Where that is from: The bank. Checked on 22 November 2026.",
                "no promise",
                "Today is Tuesday, 24 November 2026, by universal time",
            ),
        ),
        (CARD | {"country": "US"}, ("(United States): Thursday, 26 November 2026 (Thanksgiving",)),
        (CARD | {"country": "DE"}, ("No public holiday falls on a business day in this time",)),
        (
            CARD | {"method": "pal"},
            ("Every day counts, weekends and public holidays too", "the last day is rounded up"),
        ),
    ):
        page = ask(client, **query)
        assert [words for words in told if words not in page.main] == []


def test_it_leaves_out_the_holidays_of_the_chosen_country(client, waiting):
    page = ask(client, **CARD, country="us")
    assert "Tuesday, 8 December 2026" in page.text("//ol[@class='line']/li[last()]")
    [chosen] = page.all("//select[@name='country']/option[@selected]")
    assert chosen.text == "United States"


def test_the_form_keeps_what_was_asked_and_fetches_what_it_says(client, waiting):
    page = ask(client, **CARD)
    assert page.field("confirmed").get("value") == "2026-11-16"
    [chosen] = page.all("//select[@name='method']/option[@selected]")
    assert chosen.get("value") == "card"
    [form] = page.all("//main//form")
    assert form.get("action") == form.get("hx-get") == "/refund-dates/"
    assert form.get("method") in {None, "get"}


def test_it_offers_the_facts_of_the_group_and_no_others(client, waiting):
    page = ask(client)
    assert page.texts("//select[@name='method']/option") == ["Choose", "To a card", "To a friend"]


def test_the_empty_form_starts_with_today_and_nothing_wrong(client, waiting, monkeypatch):
    page = ask(client)
    assert date.fromisoformat(page.field("confirmed").get("value"))
    assert page.wrong == {}
    assert "noindex" not in page.meta("robots")
    # A parameter that somebody's mail program adds asks nothing.
    assert ask(client, utm_source="mail").wrong == {}


def test_it_tells_what_is_wrong_at_its_field(client, waiting):
    page = ask(client, status=400, method="<b>", confirmed="16.<i>", country="x")
    assert {name: told[:30] for name, told in page.wrong.items()} == {
        "method": "This refund is not known here.",
        "confirmed": "“16.<i>” is not a date. Write ",
        "country": "The holidays of this country a",
    }
    assert page.title.startswith("Please check: ")
    assert page.field("confirmed").get("value") == "16.<i>"
    assert page.field("confirmed").get("type") == "text"


def test_what_is_right_is_kept_beside_what_is_wrong(client, waiting):
    page = ask(client, status=400, **CARD | {"country": "x"})
    assert page.wrong.keys() == {"country"}
    assert page.field("confirmed").get("type") == "date"
    assert page.field("confirmed").get("value") == CARD["confirmed"]
    assert page.text("//select[@name='method']/option[@selected]") == "To a card"


def test_a_link_may_choose_a_part_for_the_reader(client, waiting):
    page = ask(client, method="pal")
    assert page.text("//select[@name='method']/option[@selected]") == "To a friend"
    assert page.h1 == "When will the money be there?"
    assert page.wrong == {}
    assert date.fromisoformat(page.field("confirmed").get("value"))
    assert "noindex" in page.meta("robots")
    page = ask(client, country="de", confirmed=CARD["confirmed"])
    assert page.text("//select[@name='country']/option[@selected]") == "Germany"
    assert page.field("confirmed").get("value") == CARD["confirmed"]
    assert not page.all("//select[@name='method']/option[@selected]")


def test_what_a_form_left_empty_is_missing(client, waiting):
    page = ask(client, status=400, method="card", confirmed="")
    assert page.wrong.keys() == {"confirmed"}
    assert page.field("confirmed").get("value") == ""
    assert ask(client, status=400, method="", confirmed="").wrong.keys() == {"method", "confirmed"}
    assert ask(client, status=400, method="none").wrong.keys() == {"method"}


def test_it_says_which_day_is_meant_before_one_is_chosen(client, waiting):
    for page in (parse(client.get(waiting.address)), ask(client), ask(client, **CARD)):
        described = page.field("confirmed").get("aria-describedby")
        hint = page.text(f"//*[@id='{described}']")
        assert hint == "The day of the confirmation, not of your tap."


def test_it_is_not_there_while_no_live_situation_offers_it(client, waiting):
    for query in ({}, CARD):
        make_live(waiting)
        assert client.get("/refund-dates/", query).status_code == 200
    waiting.tools = ""
    waiting.save()
    make_live(waiting)
    answer = client.get("/refund-dates/", CARD)
    assert answer.status_code == 404
    assert parse(answer).h1 == "This page does not exist"


def test_readers_get_the_numbers_that_are_live_not_those_being_edited(client, waiting):
    fact = make_fact(key="new", group="refund")
    fact.save()
    type(fact).objects.filter(key="card").update(high=4)
    assert "of 15" in ask(client, **CARD).h1
    assert "new" not in ask(client).main
    [edition] = make_live(waiting)
    assert ask(client, **CARD).h1 == "The last day has passed"
    assert [method.key for method in edition.page.methods] == ["card", "pal", "new"]


def test_the_first_situation_that_offers_it_is_the_way_back(client, waiting):
    first = make_situation(title="Before", tools="refund-dates\nreminder", position=0)
    waiting.position = 5
    waiting.save()
    make_live(first, waiting)
    assert ask(client).links["Before"] == first.address


def test_the_situation_asks_itself(client, waiting):
    page = parse(client.get(waiting.address))
    [form] = page.all("//main//form")
    assert form.get("action") == form.get("hx-get") == "/refund-dates/"
    assert date.fromisoformat(page.field("confirmed").get("value"))
    assert page.texts("//select[@name='method']/option")[1:] == ["To a card", "To a friend"]
    assert not page.all("//*[@name='country']")
    other = make_situation()
    make_live(other)
    assert not parse(client.get(other.address)).all("//main//form")
