"""Dates counted from a day: every golden case was counted by hand on a calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides import dates
from guides.dates import Reminder, Wait, holiday_namer, reckon


def day(text: str) -> date:
    return date.fromisoformat(text)


def wait(confirmed: str, low: int, high: int, unit: str, country: str = "", today="") -> Wait:
    return reckon(
        confirmed=day(confirmed),
        low=low,
        high=high,
        unit=unit,
        today=day(today or confirmed),
        holiday=holiday_namer(country, "en"),
    )


# Confirmed on, low, high, unit, country; then the earliest and the latest day.
GOLDEN = {
    "from a Monday over three weekends": (
        ("2026-11-16", 3, 15, "business-days", ""), "2026-11-19", "2026-12-07",
    ),
    "a Friday: Monday is the first business day": (
        ("2026-11-20", 3, 7, "business-days", ""), "2026-11-25", "2026-12-01",
    ),
    "a Saturday counts as the Friday before": (
        ("2026-11-21", 3, 7, "business-days", ""), "2026-11-25", "2026-12-01",
    ),
    "a Sunday counts as the Friday before": (
        ("2026-11-22", 3, 7, "business-days", ""), "2026-11-25", "2026-12-01",
    ),
    "twenty business days are four weeks": (
        ("2026-11-24", 5, 20, "business-days", ""), "2026-12-01", "2026-12-22",
    ),
    "over the end of the year, no country": (
        ("2026-12-21", 5, 10, "business-days", ""), "2026-12-28", "2027-01-04",
    ),
    "over the end of the year, Germany: Christmas and New Year are Fridays": (
        ("2026-12-21", 5, 10, "business-days", "DE"), "2026-12-29", "2027-01-06",
    ),
    "Thanksgiving in the United States": (
        ("2026-11-23", 3, 7, "business-days", "US"), "2026-11-27", "2026-12-03",
    ),
    "Boxing Day on a Saturday is a Monday off in Britain": (
        ("2026-12-23", 1, 3, "business-days", "GB"), "2026-12-24", "2026-12-30",
    ),
    "Easter in France: only the Monday": (
        ("2026-04-02", 1, 3, "business-days", "FR"), "2026-04-03", "2026-04-08",
    ),
    "Easter in Germany: Friday and Monday": (
        ("2026-04-02", 1, 3, "business-days", "DE"), "2026-04-07", "2026-04-09",
    ),
    "a week off in China": (
        ("2026-09-30", 1, 2, "business-days", "CN"), "2026-10-08", "2026-10-09",
    ),
    "29 February is a business day like any other": (
        ("2024-02-26", 3, 5, "business-days", ""), "2024-02-29", "2024-03-04",
    ),
    "confirmed on 29 February": (
        ("2024-02-29", 1, 2, "business-days", ""), "2024-03-01", "2024-03-04",
    ),
    "no 29 February in 2027": (
        ("2027-02-26", 1, 2, "business-days", ""), "2027-03-01", "2027-03-02",
    ),
    "29 February 2028 is the next day": (
        ("2028-02-28", 1, 3, "days", ""), "2028-02-29", "2028-03-02",
    ),
    "two weeks before 29 February": (
        ("2028-02-15", 2, 3, "weeks", ""), "2028-02-29", "2028-03-07",
    ),
    "days over the end of the year": (
        ("2026-12-28", 1, 7, "days", ""), "2026-12-29", "2027-01-04",
    ),
    "weeks over the end of the year": (
        ("2026-12-20", 2, 4, "weeks", ""), "2027-01-03", "2027-01-17",
    ),
    "days take no notice of holidays": (
        ("2026-12-24", 1, 2, "days", "DE"), "2026-12-25", "2026-12-26",
    ),
    "24 to 48 hours": (("2026-11-20", 24, 48, "hours", ""), "2026-11-21", "2026-11-22"),
    "30 hours end the day after tomorrow at the latest": (
        ("2026-11-20", 30, 30, "hours", ""), "2026-11-21", "2026-11-22",
    ),
    "minutes may go past midnight": (
        ("2026-12-31", 5, 10, "minutes", ""), "2026-12-31", "2027-01-01",
    ),
    "at once": (("2026-11-21", 0, 0, "business-days", ""), "2026-11-21", "2026-11-21"),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "earliest", "latest"), GOLDEN.values(), ids=GOLDEN)
def test_it_counts_as_by_hand(asked, earliest, latest):
    found = wait(*asked)
    assert (found.earliest, found.latest) == (day(earliest), day(latest))


CARD = ("2026-11-16", 3, 15, "business-days", "")
STATES = {
    # today: (state, day of fifteen, whether today is counted)
    "2026-11-13": ("ahead", 0, False),
    "2026-11-16": ("early", 0, False),
    "2026-11-17": ("early", 1, True),
    "2026-11-18": ("early", 2, True),
    "2026-11-19": ("due", 3, True),
    "2026-11-21": ("due", 4, False),
    "2026-11-22": ("due", 4, False),
    "2026-11-24": ("due", 6, True),
    "2026-12-04": ("due", 14, True),
    "2026-12-06": ("due", 14, False),
    "2026-12-07": ("last", 15, True),
    "2026-12-08": ("over", 15, False),
    "2027-12-08": ("over", 15, False),
}


@pytest.mark.parametrize("today", STATES)
def test_it_says_where_today_stands(today):
    found = wait(*CARD, today=today)
    assert (found.state, found.gone, found.counts_today) == STATES[today]
    assert (found.total, found.first) == (15, day("2026-11-17"))


def test_holidays_that_change_the_count_are_named_and_no_others():
    found = wait("2026-12-21", 5, 10, "business-days", "DE")
    # 26 December is a Saturday, 6 January no holiday in all of Germany.
    assert [(h.day, h.name) for h in found.skipped] == [
        (day("2026-12-25"), "Christmas Day"),
        (day("2027-01-01"), "New Year's Day"),
    ]
    assert wait("2026-12-21", 5, 10, "business-days").skipped == ()
    assert wait("2026-12-21", 5, 10, "days", "DE").skipped == ()


def test_a_holiday_is_not_a_day_of_the_count():
    found = wait("2026-12-21", 5, 10, "business-days", "DE", today="2026-12-25")
    assert (found.gone, found.counts_today) == (3, False)


def test_holidays_are_named_in_the_language_of_the_site_where_they_can_be(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "th")
    dates._holidays.cache_clear()
    christmas = day("2026-12-25")
    assert holiday_namer("DE", "en")(christmas) == "Christmas Day"
    assert holiday_namer("DE", "de")(christmas) == "Erster Weihnachtstag"
    assert holiday_namer("DE", "pt-br")(christmas) == "Christmas Day"
    assert holiday_namer("", "en")(christmas) == ""


def test_every_country_that_can_be_chosen_has_a_name_and_can_be_counted():
    countries = dates.countries("en")
    assert countries["DE"] == "Germany"
    assert dates.countries("de-AT")["DE"] == "Deutschland"
    assert dates.countries("xx")["DE"] == "Germany"
    assert len(countries) == len(set(countries.values())) > 200
    names = list(countries.values())
    assert names.index("Åland Islands") < names.index("Albania") < names.index("Zimbabwe")
    for country in countries:
        assert wait("2026-11-16", 3, 15, "business-days", country).latest >= day("2026-12-07")


def test_the_line_tells_its_days_in_order_and_each_once():
    line = wait(*CARD, today="2026-11-24").line
    assert [(mark.day, mark.names, mark.when) for mark in line] == [
        (day("2026-11-16"), ("confirmed",), "past"),
        (day("2026-11-19"), ("earliest",), "past"),
        (day("2026-11-24"), ("today",), "now"),
        (day("2026-12-07"), ("latest",), "ahead"),
    ]
    [same] = wait("2026-11-21", 0, 0, "days").line
    assert (same.names, same.when) == (("confirmed", "earliest", "latest", "today"), "now")


DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(
    confirmed=DAYS,
    low=st.integers(0, 60),
    more=st.integers(0, 60),
    unit=st.sampled_from(list(dates.DAYS_IN)),
    after=st.integers(-40, 400),
    off=st.frozensets(DAYS, max_size=5),
)
def test_properties_of_every_count(confirmed, low, more, unit, after, off):
    today = confirmed + timedelta(days=after)
    found = reckon(
        confirmed=confirmed,
        low=low,
        high=low + more,
        unit=unit,
        today=today,
        holiday=lambda one: "Off" if one in off else "",
    )
    assert confirmed <= found.earliest <= found.latest
    assert 0 <= found.gone <= found.total
    assert (found.state == "over") == (today > found.latest)
    assert [mark.day for mark in found.line] == sorted({mark.day for mark in found.line})
    if unit == "business-days":
        between = [
            confirmed + timedelta(days=n) for n in range(1, (found.latest - confirmed).days + 1)
        ]
        counted = [one for one in between if one.weekday() < 5 and one not in off]
        assert len(counted) == low + more
        assert {h.day for h in found.skipped} == {
            one for one in between if one.weekday() < 5 and one in off
        }
        if found.total:
            assert found.latest == counted[-1]
            assert found.first == counted[0]


@pytest.mark.parametrize(
    ("high", "unit", "short"),
    [
        (1000, "days", True),
        (1001, "days", False),
        (24_000, "hours", True),
        (24_001, "hours", False),
        (1000, "business-days", True),
        (142, "weeks", True),
        (143, "weeks", False),
        (2**31, "minutes", False),
    ],
)
def test_it_counts_no_further_than_anybody_waits(high, unit, short):
    assert dates.is_countable(high, unit) is short


REMINDERS = {
    # today: (state, days left)
    "2026-11-24": ("ahead", 10),
    "2026-12-01": ("ahead", 3),
    "2026-12-02": ("late", 2),
    "2026-12-04": ("late", 0),
    "2026-12-05": ("over", -1),
}


@pytest.mark.parametrize("today", REMINDERS)
def test_a_reminder_comes_days_before_the_end(today):
    found = Reminder(ends=day("2026-12-04"), before=3, today=day(today))
    assert found.day == day("2026-12-01")
    assert (found.state, found.left) == REMINDERS[today]


@pytest.mark.parametrize(
    ("ends", "before", "expected"),
    [
        ("2028-03-01", 1, "2028-02-29"),
        ("2027-03-01", 1, "2027-02-28"),
        ("2027-01-02", 3, "2026-12-30"),
    ],
)
def test_a_reminder_is_counted_back_over_months_and_years(ends, before, expected):
    assert Reminder(ends=day(ends), before=before, today=day(ends)).day == day(expected)
