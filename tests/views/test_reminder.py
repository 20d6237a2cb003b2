from tests.factories import make_situation
from tests.html import Page, parse

END = {"ends": "2026-12-04", "before": "3"}


def ask(client, status=200, **query) -> Page:
    answer = client.get("/reminder/", query)
    assert answer.status_code == status
    return parse(answer)


def test_it_tells_the_day_of_the_reminder_and_offers_its_file(client, protected):
    page = ask(client, **END)
    assert page.h1 == "Be reminded 3 days before"
    assert page.texts("//ol[@class='line']/li") == [
        "Today Tuesday, 24 November 2026",
        "Reminder Tuesday, 1 December 2026",
        "Buyer protection ends Friday, 4 December 2026",
    ]
    assert page.links["Add to your calendar"] == "/reminder/reminder.ics?ends=2026-12-04&before=3"
    assert "Be in time." in page.main
    assert page.links["What to do: Not there"] == protected.address


def test_it_offers_no_reminder_for_a_day_that_has_passed(client, protected):
    for ends, before, h1, file in (
        ("2026-11-27", "3", "Be reminded 3 days before", True),
        ("2026-11-26", "1", "Be reminded 1 day before", True),
        ("2026-11-26", "3", "Buyer protection ends in 2 days", False),
        ("2026-11-25", "2", "Buyer protection ends in 1 day", False),
        ("2026-11-24", "1", "Buyer protection ends today", False),
        ("2026-11-23", "1", "Buyer protection has ended", False),
    ):
        page = ask(client, ends=ends, before=before)
        assert page.h1 == h1
        assert bool(page.all("//a[@class='file']")) is file


def test_on_the_last_day_it_does_not_speak_of_reminders_that_cannot_come(client, protected):
    for ends, fewer in (("2026-11-24", False), ("2026-11-25", True)):
        page = ask(client, ends=ends, before="3")
        assert "act now" in page.main
        assert ("fewer days before" in page.main) is fewer


def test_a_link_may_choose_a_part_for_the_reader(client, protected):
    page = ask(client, before="5")
    assert (page.field("before").get("value"), page.field("ends").get("value")) == ("5", "")
    assert page.wrong == {}
    page = ask(client, ends=END["ends"])
    assert (page.field("before").get("value"), page.field("ends").get("value")) == (
        "3",
        END["ends"],
    )
    assert ask(client, status=400, before="5", ends="").wrong.keys() == {"ends"}
    page = ask(client, status=400, before="", ends=END["ends"])
    assert page.wrong.keys() == {"before"}
    assert page.field("before").get("value") == ""


def test_it_tells_what_is_wrong_at_its_field(client, protected):
    page = ask(client, status=400, ends="4 <i>", before="<i>")
    assert page.wrong == {
        "ends": "“4 <i>” is not a date. Write it like 2026-11-24.",
        "before": "Write a number of days from 1 to 60.",
    }
    assert page.title.startswith("Please check: ")
    assert page.field("ends").get("value") == "4 <i>"
    assert page.field("before").get("value") == "<i>"
    assert page.field("ends").get("type") == page.field("before").get("type") == "text"


def test_the_situation_asks_itself_and_names_no_day(client, protected):
    for page in (parse(client.get(protected.address)), ask(client)):
        [form] = page.all("//main//form")
        assert form.get("action") == form.get("hx-get") == "/reminder/"
        assert page.field("ends").get("value") == ""
        assert page.field("before").get("value") == "3"


def test_it_is_not_there_while_no_live_situation_offers_it(client, db):
    make_situation(tools="reminder")
    assert client.get("/reminder/", END).status_code == 404
    assert client.get("/reminder/reminder.ics", END).status_code == 404
