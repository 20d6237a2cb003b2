"""Numbers that contradict a fact: what is told, where, and above all what is not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides import pack
from guides.markup import spell
from guides.markup.facts import UNITS
from guides.numbers import Contradictions, quantities
from guides.pack import (
    ChoiceRecord,
    FactRecord,
    Facts,
    GuideRecord,
    QuestionRecord,
    SectionRecord,
    SituationRecord,
    WizardRecord,
)

DAY = date(2026, 11, 22)


def fact(key: str, label: str, low: int, high: int | None, unit: str) -> FactRecord:
    return FactRecord(key, label, low, unit, "The bank", DAY, high=high)


FACTS = Facts(
    (
        fact("card", "Refund to a credit or debit card", 3, 15, "business-days"),
        fact("paypal", "Refund to PayPal", 3, 7, "business-days"),
        fact("reply", "Time in which most sellers answer", 24, None, "hours"),
        fact("settle", "Wait for a pending payment to go through", 5, 10, "minutes"),
        fact("drop", "Time until a pending charge disappears", 1, 7, "days"),
    )
)


def guide(body: str, heading: str = "How long") -> GuideRecord:
    section = SectionRecord("how-long", heading, body)
    return GuideRecord("refunds", "Refunds", "All of it.", DAY, sections=(section,))


def found(body: str, heading: str = "How long") -> list[str]:
    return [one.fact for one in Contradictions(FACTS).within(guide(body, heading))]


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("It takes 3-15 days.", "card"),
        ("It takes 3–7 days, or more.", "paypal"),
        ("It takes **3** to **15** days.", "card"),
        ("It takes between three and 15 calendar days.", "card"),
        ("A card refund takes 3–10 business days.", "card"),
        ("Refunds to PayPal arrive after 9 working days.", "paypal"),
        ("A card refund takes six weeks.", "card"),
        ("A card refund takes 3–15 hours.", "card"),
        ("Most sellers answer within 2 days.", "reply"),
        ("Most sellers answer within 48h.", "reply"),
        ("Wait 30 min for the pending payment.", "settle"),
        ("- A pending charge is gone\n  after 10 days.", "drop"),
        ("| Way | Refund |\n|---|---|\n| PayPal refund | 5–9 business days |", "paypal"),
        ("::: note\nA card refund takes 30 business days.\n:::", "card"),
    ],
)
def test_what_contradicts_a_fact_is_found(body, key):
    assert found(body) == [key]


@pytest.mark.parametrize(
    "body",
    [
        "It takes 3–15 business days.",
        "It takes {fact:card}.",
        "It takes {fact:card}, to a card rarely 30 business days.",
        "A card refund came after 5 business days.",
        "A card refund takes up to two weeks.",
        "Open a dispute within 15 days of delivery.",
        "Wait for 2–10 seconds.",
        "Most sellers answer within 24 h.",
        "Most sellers answer within a day.",
        "A pending charge is gone after a week, 7 days at most.",
        "Keep the refund email for 3-15 reasons.",
        "Look at `3-15 days` in the code.",
        "[Three days](https://example.org/3-15-days)",
        "On 2026-11-22 days were short; version 3.15 days.",
        "The card arrives in 40 days.",
        "",
    ],
)
def test_what_says_the_same_or_something_else_is_left_alone(body):
    assert found(body) == []


def test_a_heading_says_what_its_text_is_about():
    assert found("PayPal: 9 business days.") == []
    assert found("PayPal: 9 business days.", "How long a refund takes") == ["paypal"]


def test_it_tells_place_line_and_both_numbers():
    record = guide("Text.\n\nIt takes\n3-15 days.")
    told = "“3-15 days” contradicts the fact “card”, which says 3–15 business days: "
    told += "write {fact:card}"
    [one] = Contradictions(FACTS).within(record)
    assert str(one.problem) == f"guides/refunds.md: section how-long: line 4: {told}"
    [one] = Contradictions(FACTS).within(record, {(record.path, "section how-long"): 20})
    assert str(one.problem) == f"guides/refunds.md:23: section how-long: {told}"


def test_it_reads_every_text_that_may_name_a_fact():
    wrong = "3-15 days"
    common = {"title": wrong, "summary": wrong, "reviewed": DAY}
    records = (
        GuideRecord(
            "g", **common, introduction=wrong, sections=(SectionRecord("a", wrong, wrong),)
        ),
        SituationRecord("s", **common, hazard=wrong, body=wrong),
        WizardRecord(
            "w",
            **common,
            start="q",
            questions=(QuestionRecord("q", wrong, wrong, (ChoiceRecord("c", wrong, "x", wrong),)),),
        ),
    )
    places = [one.problem.place for r in records for one in Contradictions(FACTS).within(r)]
    assert places == [
        *("title", "summary", "introduction", "section a", "section a"),
        *("title", "summary", "hazard", "body"),
        *("title", "summary", "questions.q.text", "questions.q.hint"),
        *("questions.q.choices.1.label", "questions.q.choices.1.hint"),
    ]


@given(st.integers(0, 9999), st.integers(0, 9999), st.sampled_from(sorted(UNITS)))
def test_it_reads_what_facts_spell_and_never_finds_that_they_contradict_themselves(
    one, other, unit
):
    low, high = sorted((one, other))
    spelled = spell(low, high, unit)
    [quantity] = quantities(f"It takes {spelled}, they say.")
    assert (quantity.low, quantity.high, quantity.unit) == (low, high, unit)
    facts = Facts((fact("own", "Refund to a card", low, high, unit), *FACTS.records))
    assert not Contradictions(facts).within(guide(f"A card refund takes {spelled}."))


def test_the_shipped_content_contradicts_no_fact(content):
    shipped = pack.read_folder(content)
    check = Contradictions(Facts(shipped.facts))
    assert [one for record in shipped.items for one in check.within(record)] == []


def test_a_fact_of_the_shipped_content_written_as_days_is_found_where_it_stands(content):
    shipped = pack.read_folder(content)
    check = Contradictions(Facts(shipped.facts))
    for key, spelled in Facts(shipped.facts).spelled.items():
        if "business" in spelled:
            body = f"It takes {spelled.replace('business ', '')}."
            assert key in [one.fact for one in check.within(guide(body))]
