"""Days as files that calendars take in: the same bytes for the same question. No Django."""

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event

from guides.dates import Reminder, Wait, spell_day
from guides.pages import Method, SituationPage

# When the calendar rings on the day: at nine in the morning, wherever it is.
_RINGS = timedelta(hours=9)


def refund(wait: Wait, method: Method, country: str, *, address: str) -> bytes:
    """The last day of a refund; ``country`` by its two letters, or empty. ``address`` is whole."""
    counted = f"{method.spelled}, counted from {spell_day(wait.confirmed)}"
    return _file(
        name=f"refund-{method.key}-{wait.confirmed.isoformat()}-{country.lower() or 'any'}",
        day=wait.latest,
        known_since=wait.confirmed,
        summary=f"{method.label}: the last day",
        description=f"{counted}. If the money is not there after today, see what to do.",
        address=address,
    )


def reminder(page: SituationPage, reminder: Reminder, *, address: str) -> bytes:
    """The day of a reminder that buyer protection ends; what must not be done stands in it.

    ``address`` is that of the page, whole.
    """
    return _file(
        name=f"reminder-{page.slug}-{reminder.ends.isoformat()}-{reminder.before}",
        day=reminder.day,
        known_since=reminder.day,
        summary=f"Buyer protection ends on {spell_day(reminder.ends)}",
        description=page.hazard or page.summary,
        address=address,
    )


def _file(
    *, name: str, day: date, known_since: date, summary: str, description: str, address: str
) -> bytes:
    """One event of a whole day that blocks no time.

    Its stamp is made of its data: the time of asking would make another file each time.
    """
    event = Event()
    event.add("uid", f"{name}@{urlsplit(address).hostname}")
    event.add("dtstamp", datetime.combine(known_since, time(), UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", f"{description}\n{address}")
    event.add("url", address)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", _RINGS)
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//help center//dates//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
