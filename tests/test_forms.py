"""What readers type: read strictly, and told at its field where it cannot be read."""

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from guides import dates
from guides.forms import RefundForm, ReminderForm
from guides.pages import Method
from tests.factories import REVIEWED

TODAY = date(2026, 11, 24)
METHODS = (
    Method("card", "To a card", 3, 15, "business-days", "S", REVIEWED),
    Method("pal", "To a friend", 24, 48, "hours", "S", REVIEWED),
)
CARD = {"method": "card", "confirmed": "2026-11-16"}
END = {"ends": "2026-12-04", "before": "3"}


def refund(**query: str) -> RefundForm:
    return RefundForm(QueryDict(urlencode(query)), methods=METHODS, today=TODAY)


def reminder(**query: str) -> ReminderForm:
    return ReminderForm(QueryDict(urlencode(query)), today=TODAY)


def wrong(form) -> dict[str, str]:
    return {name: " ".join(errors) for name, errors in form.errors.items()}


def test_a_question_gets_its_dates():
    form = refund(**CARD, country="us")
    assert form.wait is not None
    assert (form.wait.gone, form.wait.latest) == (6, date(2026, 12, 8))
    assert (form.chosen, form.country_code, form.country_name) == (
        METHODS[0],
        "US",
        "United States",
    )
    form = refund(**CARD)
    assert form.wait is not None
    assert (form.country_code, form.country_name) == ("", "")
    found = reminder(**END).reminder
    assert found == dates.Reminder(ends=date(2026, 12, 4), before=3, today=TODAY)


def test_what_asks_nothing_is_answered_by_an_empty_form():
    for form in (refund(), refund(utm_source="mail"), reminder(), reminder(method="card")):
        assert not form.is_bound
        assert form.errors == {}
    assert refund().wait is None
    assert reminder().reminder is None
    asked = RefundForm(QueryDict(), methods=METHODS, today=TODAY, whole=True)
    assert asked.errors.keys() == {"method", "confirmed"}


@pytest.mark.parametrize("name", [*CARD, "country"])
def test_a_part_of_a_refund_is_no_mistake_and_no_answer(name):
    form = refund(**{name: {**CARD, "country": "DE"}[name]})
    assert (form.errors, form.wait, form.is_bound) == ({}, None, True)
    assert wrong(refund(**{name: "x"})).keys() == {name}
    whole = RefundForm(QueryDict(urlencode({name: "x"})), methods=METHODS, today=TODAY, whole=True)
    assert wrong(whole).keys() == {"method", "confirmed", name}


@pytest.mark.parametrize("name", END)
def test_a_part_of_a_reminder_is_no_mistake_and_no_answer(name):
    form = reminder(**{name: END[name]})
    assert (form.errors, form.reminder, form.is_bound) == ({}, None, True)
    assert wrong(reminder(**{name: ""})).keys() == wrong(reminder(**{name: "x"})).keys() == {name}
    whole = ReminderForm(QueryDict(urlencode({name: "x"})), today=TODAY, whole=True)
    assert wrong(whole).keys() == END.keys()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"method": ""}, {"method": "Choose which refund"}),
        ({"method": "other"}, {"method": "not known"}),
        ({"method": "c\0ard"}, {"method": "not known"}),
        ({"confirmed": ""}, {"confirmed": "Choose the day"}),
        ({"confirmed": "16.11.2026"}, {"confirmed": "“16.11.2026” is not a date"}),
        ({"confirmed": "2026-2-3"}, {"confirmed": "not a date"}),
        ({"confirmed": "20261116"}, {"confirmed": "not a date"}),
        ({"confirmed": "2026-W47-1"}, {"confirmed": "not a date"}),
        ({"confirmed": "２０２６-11-16"}, {"confirmed": "not a date"}),
        ({"confirmed": "2026-02-29"}, {"confirmed": "not a date"}),
        ({"confirmed": "x" * 5000}, {"confirmed": f"“{'x' * 30}…” is not a date"}),
        ({"confirmed": "0001-01-01"}, {"confirmed": "too long ago"}),
        ({"confirmed": "2024-11-22"}, {"confirmed": "from Saturday, 23 November 2024"}),
        ({"confirmed": "9999-12-31"}, {"confirmed": "too far ahead"}),
        ({"confirmed": "2027-02-25"}, {"confirmed": "to Wednesday, 24 February 2027"}),
        ({"country": "Germany"}, {"country": "not known"}),
        ({"country": "XX"}, {"country": "not known"}),
        (
            {"method": "x", "confirmed": "x", "country": "x"},
            {"method": "not known", "confirmed": "not a date", "country": "not known"},
        ),
    ],
)
def test_what_is_wrong_with_a_refund_is_told_at_its_field(query, told):
    form = refund(**CARD | query)
    assert form.wait is None
    assert wrong(form).keys() == told.keys()
    assert all(told[name] in wrong(form)[name] for name in told)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"ends": ""}, {"ends": "Choose the day"}),
        ({"ends": "4 December"}, {"ends": "“4 December” is not a date"}),
        ({"ends": "2025-11-22"}, {"ends": "too long ago"}),
        ({"ends": "2028-11-25"}, {"ends": "too far ahead"}),
        ({"before": ""}, {"before": "how many days"}),
        ({"before": "0"}, {"before": "from 1 to 60"}),
        ({"before": "61"}, {"before": "from 1 to 60"}),
        ({"before": "-3"}, {"before": "from 1 to 60"}),
        ({"before": "3.5"}, {"before": "from 1 to 60"}),
        ({"before": "٣"}, {"before": "from 1 to 60"}),
        ({"before": "9" * 5000}, {"before": "from 1 to 60"}),
        ({"before": "1\0"}, {"before": ""}),
    ],
)
def test_what_is_wrong_with_a_reminder_is_told_at_its_field(query, told):
    form = reminder(**END | query)
    assert form.reminder is None
    assert wrong(form).keys() == told.keys()
    assert all(told[name] in wrong(form)[name] for name in told)


def test_what_only_a_field_for_text_can_keep_is_told():
    assert refund(**CARD).unreadable == refund().unreadable == set()
    assert refund(method="x", confirmed="soon", country="x").unreadable == {"confirmed"}
    assert refund(method="card", confirmed="1999-01-01").unreadable == set()
    assert reminder(ends="", before="61").unreadable == set()
    assert reminder(ends="soon", before="few").unreadable == {"ends", "before"}


def test_the_first_and_the_last_day_that_can_be_chosen_are_fine():
    for days, fine in ((-732, False), (-731, True), (92, True), (93, False)):
        confirmed = (TODAY + timedelta(days=days)).isoformat()
        assert bool(refund(method="card", confirmed=confirmed).wait) is fine
    for days, fine in ((-367, False), (-366, True), (731, True), (732, False)):
        ends = (TODAY + timedelta(days=days)).isoformat()
        assert bool(reminder(ends=ends, before="60").reminder) is fine


NEARLY = st.text(st.sampled_from("0123456789-DEUSx \0é\u0663"), max_size=12) | st.dates().map(str)


@given(method=NEARLY | st.just("pal"), day=NEARLY, country=NEARLY, before=NEARLY)
@settings(max_examples=40)
def test_nothing_that_is_typed_breaks_it(method, day, country, before):
    form = refund(method=method, confirmed=day, country=country)
    assert (form.wait is None) == bool(form.errors)
    other = reminder(ends=day, before=before)
    assert (other.reminder is None) == bool(other.errors)
