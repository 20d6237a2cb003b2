"""A page in at most 600 characters: what is never missing, and what gives way."""

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guides import limits, markup, sharing
from guides.pages import VERDICTS, GuidePage, Section, SituationPage, Verdict
from guides.sharing import MOST, share_section, share_situation
from guides.steps import Answered
from tests.pack.strategies import slugs

SITE = "https://help.example.org"
BODY = """
Find the tracking.

::: app
1. Open **Orders**.
2. Tap the order.
:::

::: message
1. Not a step
:::

3. Open a dispute.

- not a step either

1. Another list
"""
ANSWERS = (
    Answered("Where is it?", "Shipped", "/wizards/w/"),
    Answered("Has it come?", "No", "/wizards/w/where=shipped/"),
)


def read(source: str, level: int) -> tuple[markup.Part, ...]:
    return markup.render(source, facts={}, level=level).parts


PAGE = SituationPage(
    slug="not-arrived",
    title="It has not arrived",
    summary="You can open a dispute.",
    reviewed=date(2026, 11, 22),
    review_every_days=180,
    code="S-17",
    verdict="maybe",
    hazard="Do not wait too long.",
    body=read(BODY, 1),
)
GUIDE = GuidePage("guide", "A guide", "About it.", date(2026, 11, 22), 180)


def test_it_tells_what_matters_in_the_order_of_the_page():
    share = share_situation(PAGE, SITE, ANSWERS)
    assert share.text.split("\n") == [
        "It has not arrived",
        "You may be able to. You can open a dispute.",
        "Be careful: Do not wait too long.",
        "Answers: Where is it? Shipped · Has it come? No",
        "Find the tracking.",
        "1. Open Orders.",
        "2. Tap the order.",
        "3. Open a dispute.",
        "Code S-17",
        "https://help.example.org/situations/not-arrived/",
    ]
    assert share.address == "https://help.example.org/situations/not-arrived/"
    assert share.short == "https://help.example.org/s/S-17/"


def test_without_answers_it_tells_of_none():
    assert "Answers" not in share_situation(PAGE, SITE).text


def test_a_section_has_no_verdict_and_no_code_but_warns_of_what_it_warns_of():
    body = read("Do this.\n\n1. So.\n\n::: hazard\nNot that.\n:::", 2)
    share = share_section(GUIDE, Section("do-it", "How to do it", body), SITE, ANSWERS)
    assert share.text.split("\n") == [
        "How to do it",
        "Be careful: Not that.",
        "Answers: Where is it? Shipped · Has it come? No",
        "Do this.",
        "1. So.",
        "https://help.example.org/guides/guide/#do-it",
    ]
    assert share.short == ""


def test_a_situation_without_a_hazard_of_its_own_tells_the_one_in_its_text():
    page = replace(PAGE, hazard="", body=read("::: hazard\nNever pay twice.\n:::\n\n1. So.", 1))
    assert "\nBe careful: Never pay twice.\n1. So.\n" in share_situation(page, SITE).text


def test_without_numbered_steps_it_tells_the_list_that_the_first_sentence_introduces():
    body = read("You can:\n\n- wait\n  - or not\n- ask\n\nThen:\n\n- go", 2)
    share = share_section(GUIDE, Section("ways", "Ways", body), SITE)
    assert share.text.split("\n")[:-1] == ["Ways", "You can:", "- wait", "- ask"]


@pytest.mark.parametrize("between", ["### Why", "Another text.", "::: note\n- a\n:::"])
def test_a_list_that_something_parts_from_the_first_sentence_is_not_told(between):
    body = read(f"It depends.\n\n{between}\n\n- on this", 2)
    share = share_section(GUIDE, Section("ways", "Ways", body), SITE)
    assert share.text.split("\n")[:-1] == ["Ways", "It depends."]


@pytest.mark.parametrize("most", range(40))
def test_a_text_is_cut_between_words(most):
    short = sharing.shorten("Take  the parcel\nback to them", most)
    assert len(short) <= most
    assert short in {
        "",
        "Take …",
        "Take the …",
        "Take the parcel …",
        "Take the parcel back …",
        "Take the parcel back to …",
        "Take the parcel back to them",
    }
    assert bool(short) is (most >= len("Take …"))


def texts(longest: int, least: int = 0) -> st.SearchStrategy[str]:
    """Texts of ordinary words, short ones and such that take all the room there is."""
    word = st.text("abcé漢.", min_size=1, max_size=12)
    few = st.lists(word, min_size=least, max_size=6).map(" ".join)
    many = st.tuples(word, st.integers(1, longest)).map(lambda pair: f"{pair[0]} " * pair[1])
    return (few | many).map(lambda text: text[:longest].strip())


def listed(steps: list[str]) -> tuple[markup.Part, ...]:
    items = "".join(f"<li>{step}</li>" for step in steps)
    return (markup.Part(html=f"<ol>{items}</ol>"),)


answers_given = st.builds(Answered, texts(limits.TITLE, 1), texts(limits.LABEL, 1), st.just("/"))
situations = st.builds(
    replace,
    st.just(PAGE),
    slug=slugs | st.just("a" * limits.SLUG),
    title=texts(limits.TITLE, 1),
    summary=texts(limits.SUMMARY, 1),
    hazard=texts(limits.SUMMARY),
    verdict=st.sampled_from(sorted(VERDICTS)),
    body=st.lists(texts(150, 1), max_size=9).map(listed),
)
sites = st.sampled_from(["http://127.0.0.1:8000", f"https://{'very-long.' * 20}example.org"])


@given(page=situations, answers=st.lists(answers_given, max_size=4), site=sites)
@settings(max_examples=60)
def test_it_always_fits_and_what_matters_is_never_missing(page, answers, site):
    text = share_situation(page, site, answers).text
    told = text.split("\n")
    assert len(text) <= MOST
    assert told[-2:] == [f"Code {page.code}", site + page.address]
    assert f"\n{VERDICTS[page.verdict]}." in text
    assert text.count("\nBe careful: ") == bool(page.hazard)
    if len(site) < 100:
        assert text.count("\nAnswers: ") == bool(answers)
        assert len(page.hazard) > 240 or not page.hazard or f"Be careful: {page.hazard}\n" in text


@given(page=situations, answers=st.lists(answers_given, max_size=4), site=sites)
@settings(max_examples=60)
def test_no_word_is_cut_and_a_mark_stands_where_some_are_left_out(page, answers, site):
    text = share_situation(page, site, answers).text
    told = text.split("\n")
    steps = [str(line) for line in markup.read_lines(page.body)]
    shown = [line for line in told if line in steps]
    assert shown == steps[: len(shown)]
    assert shown == steps or told[-3] == "…"
    whole = [page.title, f"{VERDICTS[page.verdict]}. {page.summary}"]
    whole += [f"Be careful: {page.hazard}"] * bool(page.hazard)
    whole += [
        "Answers: " + " · ".join(f"{answer.question} {answer.choice}" for answer in answers)
    ] * bool(answers)
    whole += [*steps, *told[-2:]]
    assert set(text.split()) <= {"…", *" ".join(whole).split()}
    assert "…" in text or told == whole


def test_every_verdict_has_its_words():
    assert set(VERDICTS) == set(get_args(Verdict))
