"""A moment as an editor writes it: a date and time of the day, in a zone that stands beside it."""

from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from guides import limits

# Years ahead: what is further away is a slip.
MOST_YEARS = 5
# A note gets its time added, which must fit too.
MOST_NOTE = limits.NOTE - 60

SELECTED = mark_safe(" selected")
_FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")


@cache
def zones() -> list[tuple[str, str]]:
    """The time zones to choose from, UTC first."""
    places = sorted(name for name in available_timezones() if name[0].isupper() and "/" in name)
    places = [name for name in places if not name.startswith(("Etc/", "SystemV/"))]
    return [(name, name.replace("_", " ")) for name in ("UTC", *places)]


class ZoneSelect(forms.Select):
    """Django renders a template for each option, which with hundreds of them takes a while."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((zone, SELECTED if zone == value else "", words) for zone, words in zones()),
        )
        given = flatatt({**self.build_attrs(self.attrs, attrs), "name": name})
        return format_html("<select{}>{}</select>", given, options)


class WallTime(forms.Field):
    """A date with a time of the day, of no zone yet."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_FORMATS[0])

    def to_python(self, value: Any) -> datetime | None:
        text = str(value or "").strip()
        if not text:
            return None
        for format in _FORMATS:
            try:
                return datetime.strptime(text, format)  # noqa: DTZ007  # the zone is another field
            except ValueError:
                continue
        raise ValidationError("Write it like 2026-11-25 09:00.")


def moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which clocks in a zone show a time; ValueError for none or two."""
    first, second = wall.replace(tzinfo=zone), wall.replace(tzinfo=zone, fold=1)
    found = first.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) != wall:
        raise ValueError("There is no such time there: the clocks go forward over it.")
    if first.utcoffset() != second.utcoffset():
        raise ValueError("There it is this time twice, as the clocks go back: write it in UTC.")
    return found


class MomentForm(forms.Form):
    """A time still to come; ``moment`` in UTC is what it means."""

    at = WallTime(label="Time")
    zone = forms.ChoiceField(label="in the zone", choices=zones, initial="UTC", widget=ZoneSelect)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "zone" in cleaned and cleaned.get("at"):
            try:
                cleaned["moment"] = self._moment(cleaned["at"], ZoneInfo(cleaned["zone"]))
            except ValueError as why:
                self.add_error("at", str(why))
        return cleaned

    def _moment(self, wall: datetime, zone: ZoneInfo) -> datetime:
        now = timezone.now()
        # Before anything is reckoned: at the ends of the calendar there are no other zones.
        if not now.year - 1 <= wall.year <= now.year + MOST_YEARS:
            raise ValueError(f"Choose a time from now on, within {MOST_YEARS} years.")
        found = moment(wall, zone)
        if found <= now:
            there = now.astimezone(zone)
            raise ValueError(f"This time is over: there it is {there:%Y-%m-%d %H:%M} now.")
        return found


class ScheduleForm(MomentForm):
    """What is to happen at a time, with a note for colleagues."""

    action = forms.ChoiceField(
        label="What happens",
        choices=[
            ("publish", "Publish the text as it is saved now"),
            ("withdraw", "Withdraw"),
        ],
        initial="publish",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        required=False,
        max_length=MOST_NOTE,
        help_text="What changes, for colleagues.",
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
    )
    field_order = ("action", "at", "zone", "note")
