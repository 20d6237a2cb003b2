"""What readers type to have dates reckoned: read strictly, with what is wrong told at its field."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.html import format_html, format_html_join

from guides import dates
from guides.pages import Method

# Days around today in which a confirmation may lie. After two years a refund has come, or needs
# somebody to look for it rather than a calendar; further ahead the year is a slip.
CONFIRMED_AGO, CONFIRMED_AHEAD = 731, 92
# Protection that ended a year ago is no longer anybody's question; none lasts two years.
ENDS_AGO, ENDS_AHEAD = 366, 731
MOST_BEFORE = 60
_MOST_QUOTED = 30

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class DayField(forms.Field):
    """A date as a date input sends it, and in no other spelling."""

    def to_python(self, value: Any) -> date | None:
        typed = str(value or "").strip()
        if not typed:
            return None
        try:
            if _ISO.fullmatch(typed):
                return date.fromisoformat(typed)
        except ValueError:
            pass
        quoted = typed if len(typed) <= _MOST_QUOTED else f"{typed[:_MOST_QUOTED]}…"
        told = f"“{quoted}” is not a date. Write it like 2026-11-24."
        raise ValidationError(told, code="invalid")


class CountryField(forms.ChoiceField):
    """A country by its two letters, in either case."""

    def to_python(self, value: Any) -> str:
        code: str = super().to_python(value)
        return code.strip().upper()


class _Asked(forms.Form):
    """A question that stands in the address; bound as soon as the address asks anything.

    An address may ask a part of it only, as a link does that chooses for the reader: what is not
    there at all is not yet asked, so nothing is wrong with it. ``whole`` asks for an answer.
    """

    def __init__(self, query: QueryDict, *, today: date, whole: bool = False) -> None:
        asked = whole or not self.base_fields.keys().isdisjoint(query)
        super().__init__(query if asked else None)
        self.today = today
        self._waiting = {
            name
            for name, field in self.fields.items()
            if field.required and name not in query and not whole
        }
        for name in self._waiting:
            self.fields[name].required = False

    @property
    def unreadable(self) -> set[str]:
        """The fields whose text is no date or number: only a field for text can keep it."""
        errors = self.errors.as_data().items()
        return {name for name, told in errors if any(one.code == "invalid" for one in told)}

    @property
    def _is_answerable(self) -> bool:
        return not self._waiting and self.is_valid()

    @property
    def refusals(self) -> list[str]:
        """Why there is no file of the answer, a line for each reason."""
        return [f"{name}: {one}" for name, told in self.errors.items() for one in told]

    def _within(self, day: date | None, ago: int, ahead: int) -> date | None:
        if day is None:
            return None
        first, last = self.today - timedelta(days=ago), self.today + timedelta(days=ahead)
        if not first <= day <= last:
            told = "too long ago" if day < first else "too far ahead"
            raise ValidationError(
                f"This day is {told}. Choose one from {dates.spell_day(first)} "
                f"to {dates.spell_day(last)}."
            )
        return day


class RefundForm(_Asked):
    """When a refund comes; ``wait`` is the answer, None while something is wrong or missing.

    What was chosen can be asked for once there is an answer.
    """

    method = forms.ChoiceField(
        error_messages={
            "required": "Choose which refund it is.",
            "invalid_choice": "This refund is not known here. Choose one of the list.",
        }
    )
    confirmed = DayField(error_messages={"required": "Choose the day of the confirmation."})
    country = CountryField(
        required=False,
        error_messages={
            "invalid_choice": "The holidays of this country are not known here. "
            "Choose one of the list, or none."
        },
    )

    def __init__(
        self, query: QueryDict, *, methods: Sequence[Method], today: date, whole: bool = False
    ) -> None:
        super().__init__(query, today=today, whole=whole)
        self.by_key = {method.key: method for method in methods}
        self.countries = dates.countries(settings.SITE_LANGUAGE)
        for name, choices in (("method", self.by_key), ("country", self.countries)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(key, key) for key in choices]

    def clean_confirmed(self) -> date | None:
        return self._within(self.cleaned_data["confirmed"], CONFIRMED_AGO, CONFIRMED_AHEAD)

    @property
    def chosen(self) -> Method:
        return self.by_key[self.cleaned_data["method"]]

    @property
    def country_code(self) -> str:
        """The two letters of the chosen country, or empty."""
        code: str = self.cleaned_data["country"]
        return code

    @property
    def country_typed(self) -> str:
        """What was typed, as the list of countries has it."""
        return str(self["country"].value() or "").strip().upper()

    @property
    def country_options(self) -> str:
        """The options of the list of countries: too many for a template to loop over."""
        chosen = self.country_typed
        return _options(settings.SITE_LANGUAGE, chosen if chosen in self.countries else "")

    @property
    def country_name(self) -> str:
        return self.countries.get(self.country_code, "")

    @property
    def refusals(self) -> list[str]:
        if self.wait and self.wait.state == "over":
            return ["confirmed: The last day of this refund has passed."]
        return super().refusals

    @cached_property
    def wait(self) -> dates.Wait | None:
        if not self._is_answerable:
            return None
        return dates.reckon(
            confirmed=self.cleaned_data["confirmed"],
            low=self.chosen.low,
            high=self.chosen.high,
            unit=self.chosen.unit,
            today=self.today,
            holiday=dates.holiday_namer(self.country_code, settings.SITE_LANGUAGE),
        )


@lru_cache(maxsize=20)
def _options(language: str, chosen: str) -> str:
    """The countries as options, with one chosen or none."""
    option, this = '<option value="{}">{}</option>', '<option value="{}" selected>{}</option>'
    return format_html_join(
        "\n",
        "{}",
        (
            (format_html(this if code == chosen else option, code, name),)
            for code, name in dates.countries(language).items()
        ),
    )


class ReminderForm(_Asked):
    """When to be reminded; ``reminder`` is the answer, None while something is wrong or missing."""

    ends = DayField(error_messages={"required": "Choose the day on which it ends."})
    before = forms.RegexField(
        regex=r"\A[0-9]{1,4}\Z",
        error_messages={
            "required": "Write how many days before.",
            "invalid": f"Write a number of days from 1 to {MOST_BEFORE}.",
        },
    )

    def clean_ends(self) -> date | None:
        return self._within(self.cleaned_data["ends"], ENDS_AGO, ENDS_AHEAD)

    def clean_before(self) -> int | None:
        if not self.cleaned_data["before"]:
            return None
        before = int(self.cleaned_data["before"])
        if not 1 <= before <= MOST_BEFORE:
            raise ValidationError(self.fields["before"].error_messages["invalid"])
        return before

    @property
    def refusals(self) -> list[str]:
        if self.reminder and self.reminder.state == "over":
            return ["ends: This day has passed."]
        if self.reminder and self.reminder.state == "late":
            return ["before: The day of the reminder has passed already."]
        return super().refusals

    @cached_property
    def reminder(self) -> dates.Reminder | None:
        if not self._is_answerable:
            return None
        return dates.Reminder(**self.cleaned_data, today=self.today)
