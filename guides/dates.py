"""Dates counted from a day, by calendar days or business days; and how far today has come.

Business days are Monday to Friday without the public holidays of one country. No Django.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import Literal

import holidays
from babel import Locale, UnknownLocaleError

from guides import words

# Calendar days in one of a unit. Business days are counted one by one.
DAYS_IN = {
    "minutes": Fraction(1, 24 * 60),
    "hours": Fraction(1, 24),
    "days": Fraction(1),
    "business-days": Fraction(1),
    "weeks": Fraction(7),
}
# Nobody waits longer, and counting stays quick.
MOST_DAYS = 1000
_SATURDAY = 5
_DAY = timedelta(days=1)

# The name of the public holiday on a day, or empty.
NameHoliday = Callable[[date], str]


@dataclass(frozen=True)
class Holiday:
    """A public holiday that would have been a business day."""

    day: date
    name: str


@dataclass(frozen=True)
class Mark:
    """A day on the line, with all that it is: ``confirmed``, ``today``, ..."""

    day: date
    names: tuple[str, ...]
    when: Literal["past", "now", "ahead"]


@dataclass(frozen=True)
class Wait:
    """From a confirmation to the last day on which what was confirmed is to come.

    The day of confirmation is day 0. ``gone`` of ``total`` days are counted until today, today
    included; ``counts_today`` says whether today is one of them. ``first`` is day 1.
    """

    confirmed: date
    first: date
    earliest: date
    latest: date
    today: date
    gone: int
    total: int
    counts_today: bool
    in_business_days: bool
    skipped: tuple[Holiday, ...] = ()

    @property
    def state(self) -> Literal["ahead", "early", "due", "last", "over"]:
        """Where today stands: before the confirmation, the earliest day, the latest, or past it."""
        if self.today > self.latest:
            return "over"
        if self.today < self.confirmed:
            return "ahead"
        if self.today < self.earliest:
            return "early"
        return "last" if self.today == self.latest else "due"

    @property
    def line(self) -> tuple[Mark, ...]:
        return line(
            self.today, confirmed=self.confirmed, earliest=self.earliest, latest=self.latest
        )


@dataclass(frozen=True)
class Reminder:
    """A day to be reminded on, ``before`` days before the day on which something ``ends``."""

    ends: date
    before: int
    today: date

    @property
    def day(self) -> date:
        return self.ends - timedelta(days=self.before)

    @property
    def left(self) -> int:
        """The days from today to the end; negative after it."""
        return (self.ends - self.today).days

    @property
    def state(self) -> Literal["ahead", "late", "over"]:
        """Whether the reminder can still come, only the end can, or both have passed."""
        if self.left < 0:
            return "over"
        return "late" if self.day < self.today else "ahead"

    @property
    def line(self) -> tuple[Mark, ...]:
        return line(self.today, reminder=self.day, ends=self.ends)


def reckon(
    *, confirmed: date, low: int, high: int, unit: str, today: date, holiday: NameHoliday
) -> Wait:
    """Count from a confirmation; ``high`` must be countable.

    The hour of the confirmation is not known. So hours end on the earliest day if it came as the
    day began, on the latest if it came as the day ended.
    """
    business = unit == "business-days"
    if business:
        days = _business_days(confirmed, holiday)
        counted = [next(days) for _ in range(max(high, 1))]
    else:
        low, high = floor(low * DAYS_IN[unit]), ceil(high * DAYS_IN[unit])
        counted = [confirmed + timedelta(days=number) for number in range(1, max(high, 1) + 1)]
    reached = [confirmed, *counted][: high + 1]
    return Wait(
        confirmed=confirmed,
        first=counted[0],
        earliest=reached[low],
        latest=reached[high],
        today=today,
        gone=sum(day <= today for day in reached[1:]),
        total=high,
        counts_today=today in reached[1:],
        in_business_days=business,
        skipped=tuple(_skipped(confirmed, reached[high], holiday)) if business else (),
    )


def spell_day(day: date) -> str:
    """A day as readers see it: Tuesday, 24 November 2026."""
    return f"{day:%A}, {day.day} {day:%B} {day.year}"


def is_countable(high: int, unit: str) -> bool:
    """Whether so long a time is one that anybody waits."""
    return high * DAYS_IN[unit] <= MOST_DAYS


def line(today: date, **days: date) -> tuple[Mark, ...]:
    """Named days and today, in order; what falls on one day is one mark."""
    names: dict[date, list[str]] = {}
    for name, day in {**days, "today": today}.items():
        names.setdefault(day, []).append(name)
    return tuple(
        Mark(day, tuple(names[day]), "now" if day == today else "past" if day < today else "ahead")
        for day in sorted(names)
    )


def holiday_namer(country: str, language: str) -> NameHoliday:
    """The names of a country's public holidays, in a language if they are known in it.

    Those of a single state or region do not count. Without a country there are none.
    """

    def name(day: date) -> str:
        return _holidays(country, day.year, language).get(day, "") if country else ""

    return name


@lru_cache(maxsize=8)
def countries(language: str) -> dict[str, str]:
    """The names of the countries whose holidays are known, by their two letters, in order."""
    names = _territories(language)
    known = {code: names.get(code, code) for code in holidays.list_supported_countries(False)}
    return dict(sorted(known.items(), key=lambda entry: words.fold(entry[1])))


@lru_cache(maxsize=512)
def _holidays(country: str, year: int, language: str) -> dict[date, str]:
    known = holidays.country_holidays(country)
    spoken = known.supported_languages
    fitting = [one for one in spoken if one.partition("_")[0] == language.partition("-")[0]]
    english = [one for one in spoken if one.startswith("en")]
    # Left to itself the library would look at the environment of the process.
    chosen = next(iter((*fitting, *english)), known.default_language)
    return dict(holidays.country_holidays(country, years=year, language=chosen).items())


def _territories(language: str) -> dict[str, str]:
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return {code: str(name) for code, name in locale.territories.items()}


def _business_days(after: date, holiday: NameHoliday) -> Iterator[date]:
    """The business days after a day, without end."""
    day = after
    while True:
        day += _DAY
        if day.weekday() < _SATURDAY and not holiday(day):
            yield day


def _skipped(after: date, last: date, holiday: NameHoliday) -> Iterator[Holiday]:
    """The holidays from Monday to Friday after a day, up to another."""
    day = after
    while day < last:
        day += _DAY
        if day.weekday() < _SATURDAY and (name := holiday(day)):
            yield Holiday(day, name)
