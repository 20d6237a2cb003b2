from icalendar import Calendar

from tests.views.test_reminder import END

ADDRESS = "/reminder/reminder.ics"


def test_it_is_an_event_on_the_day_of_the_reminder(client, protected, settings):
    answer = client.get(ADDRESS, END)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="reminder.ics"'
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.decoded("dtstart").isoformat() == "2026-12-01"
    assert event["summary"] == "Buyer protection ends on Friday, 4 December 2026"
    assert event["description"].startswith("Be in time.")
    assert event["url"] == settings.SITE_URL + protected.address


def test_a_bad_question_is_told_in_plain_text(client, protected):
    for query, told in (
        ({}, "ends: Choose the day on which it ends.\nbefore: Write how many"),
        (END | {"before": "99"}, "before: Write a number of days from 1 to 60."),
    ):
        answer = client.get(ADDRESS, query)
        assert answer.status_code == 400
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.content.decode().startswith(told)


def test_there_is_a_file_where_the_page_offers_one_and_nowhere_else(client, protected):
    for ends, before, told in (
        ("2026-11-27", "3", ""),
        ("2026-11-25", "1", ""),
        ("2026-11-25", "60", "before: The day of the reminder has passed already.\n"),
        ("2026-11-24", "1", "before: The day of the reminder has passed already.\n"),
        ("2026-11-23", "1", "ends: This day has passed.\n"),
    ):
        query = {"ends": ends, "before": before}
        answer = client.get(ADDRESS, query)
        offered = b'class="file"' in client.get("/reminder/", query).content
        assert (answer.status_code == 200) is offered is (not told), query
        assert offered or answer.content.decode() == told
