"""Files for calendars: read back by the library, whole days, the same for the same question."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from guides import calendars, dates
from guides.pages import Method, SituationPage
from tests.factories import REVIEWED

SITE = "https://help.example.org"
PAGE = SituationPage("waiting", "Waiting", "Wait; then, ask.", REVIEWED, 180, hazard="Don’t, ever;")
CARD = Method("card", "To a card, or two; \\ both", 3, 15, "business-days", "S", REVIEWED)


def count(confirmed: date) -> dates.Wait:
    return dates.reckon(
        confirmed=confirmed,
        low=CARD.low,
        high=CARD.high,
        unit=CARD.unit,
        today=confirmed,
        holiday=dates.holiday_namer("", "en"),
    )


def refund(method: Method = CARD, country: str = "", confirmed=date(2026, 11, 16)) -> bytes:
    return calendars.refund(count(confirmed), method, country, address=SITE + PAGE.address)


def reminder(page: SituationPage = PAGE, ends=date(2026, 12, 4), before: int = 3) -> bytes:
    asked = dates.Reminder(ends=ends, before=before, today=ends)
    return calendars.reminder(page, asked, address=SITE + page.address)


def event(file: bytes):
    calendar = Calendar.from_ical(file)
    assert calendar["version"] == "2.0"
    assert calendar["prodid"]
    [found] = calendar.walk("VEVENT")
    assert not found.errors
    return found


def test_the_last_day_of_a_refund_is_a_whole_day_that_blocks_no_time():
    found = event(refund())
    assert found.decoded("dtstart") == date(2026, 12, 7)
    assert found.decoded("dtend") == date(2026, 12, 8)
    assert found["dtstart"].params["VALUE"] == "DATE"
    assert found["transp"] == "TRANSPARENT"
    assert found["summary"] == "To a card, or two; \\ both: the last day"
    assert "3–15 business days, counted from Monday, 16 November 2026." in found["description"]
    assert found["url"] == f"{SITE}/situations/waiting/"


def test_it_rings_on_the_morning_of_the_day():
    for file in (refund(), reminder()):
        [alarm] = event(file).walk("VALARM")
        assert alarm["action"] == "DISPLAY"
        assert alarm.decoded("trigger") == timedelta(hours=9)
        assert alarm["description"] == event(file)["summary"]


def test_a_reminder_stands_days_before_the_end_and_says_what_not_to_do():
    found = event(reminder(ends=date(2028, 3, 1), before=1))
    assert found.decoded("dtstart") == date(2028, 2, 29)
    assert found["summary"] == "Buyer protection ends on Wednesday, 1 March 2028"
    assert found["description"] == f"Don’t, ever;\n{SITE}/situations/waiting/"


def test_the_file_is_made_of_its_question_and_of_nothing_else():
    assert refund() == refund()
    assert event(refund())["dtstamp"].dt.isoformat() == "2026-11-16T00:00:00+00:00"
    asked = [refund(), refund(country="DE"), refund(confirmed=date(2026, 11, 17)), reminder()]
    asked += [reminder(before=2), reminder(ends=date(2026, 12, 5))]
    assert len({str(event(file)["uid"]) for file in asked}) == len(asked)
    assert str(event(refund())["uid"]) == "refund-card-2026-11-16-any@help.example.org"


# The library drops what marks the order of bytes, and takes a written \N for the end of a line.
TEXT = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\\")


@given(st.text(TEXT, min_size=1, max_size=200))
@settings(max_examples=40)
def test_any_text_comes_back_and_breaks_no_line(text):
    page = SituationPage("s", "S", "S", REVIEWED, 180, hazard=text)
    file = reminder(page)
    assert event(file)["description"] == f"{text}\n{SITE}/situations/s/"
    assert file.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    assert b"\n" not in file.replace(b"\r\n", b"")
