"""Facts: how a number is spelled, and how it gets into a plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides import markup
from guides.markup.facts import UNITS


@pytest.mark.parametrize(
    ("low", "high", "unit", "spelled"),
    [
        (3, 15, "business-days", "3\u201315 business days"),
        (1, None, "business-days", "1 business day"),
        (24, 48, "hours", "24\u201348 hours"),
        (24, None, "hours", "24 hours"),
        (1, 1, "hours", "1 hour"),
        (1, None, "minutes", "1 minute"),
        (1, None, "days", "1 day"),
        (1, 2, "days", "1\u20132 days"),
        (0, 1, "weeks", "0\u20131 weeks"),
        (1, None, "weeks", "1 week"),
        (0, None, "days", "0 days"),
        (5, 5, "days", "5 days"),
    ],
)
def test_a_fact_is_spelled_for_readers(low, high, unit, spelled):
    assert markup.spell(low, high, unit) == spelled


@given(st.integers(0, 999), st.none() | st.integers(0, 999), st.sampled_from(list(UNITS)))
def test_a_hyphen_is_never_spelled(low, high, unit):
    assert "-" not in markup.spell(low, high, unit)


def test_a_token_becomes_its_fact_and_an_unknown_one_is_named():
    facts = {"a": "1 day", "b-c": "2\u20133 days"}
    assert markup.fill("{fact:a}, {fact:b-c} or {fact:d} {a}", facts) == (
        "1 day, 2\u20133 days or {fact:d} {a}",
        ("d",),
    )


@given(text=st.text("{}fact:ab \n", max_size=30))
def test_filling_never_fills_twice(text):
    facts = {"a": "{fact:b}", "b": "B"}
    filled, unknown = markup.fill(text, facts)
    assert filled.count("B") == text.count("{fact:b}")
    assert not set(unknown) & set(facts)
