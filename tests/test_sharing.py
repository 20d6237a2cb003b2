"""A page in at most 600 characters: what is never missing, and what gives way."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guides import flow, limits, markup, pack, sharing, steps
from guides.compiler import compile_item
from guides.markup import address
from guides.pages import (
    VERDICTS,
    GuidePage,
    Section,
    SituationPage,
    Verdict,
    WizardPage,
    read_outcome,
)
from guides.sharing import MOST, MOST_PART, Share, share_section, share_situation
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
        "Message: “Not a step”",
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


@pytest.mark.parametrize("most", range(8, 40))
def test_a_text_is_cut_between_words(most):
    short = sharing.shorten("Take  the parcel\nback to them", most)
    assert len(short) <= most
    assert short in {
        "Take …",
        "Take the …",
        "Take the parcel …",
        "Take the parcel back …",
        "Take the parcel back to …",
        "Take the parcel back to them",
    }


@pytest.mark.parametrize("most", range(12))
@pytest.mark.parametrize("text", ["您的包裹已经发货了不能取消", "已 经发货了不能取消订单的包裹"])
def test_a_text_without_spaces_is_cut_between_characters(text, most):
    short = sharing.shorten(text, most)
    assert len(short) == (most if most > 1 else 0) or short[:-1] == "已"
    assert not short or (short.endswith("…") and text.startswith(short[:-1].rstrip()))


def test_an_accent_stays_with_its_letter():
    assert sharing.shorten("abcde\u0301fgh", 6) == "abcd…"


def test_no_room_is_no_text():
    assert {sharing.shorten("Take the parcel", most) for most in range(-9, 2)} == {""}


@pytest.mark.parametrize(
    ("body", "action"),
    [
        ("::: message\nHello.\n:::\n\n1. Send it.", "Send it."),
        ("::: message\nHello.\n:::\n\nSend it.\n\n1. Wait.", "Send it."),
        ("::: hazard\nNever.\n\n- No\n:::\n\nRefuse it.", "Refuse it."),
        ("::: note\nBy the way.\n:::\n\n- Ask.\n- Wait.", "Ask."),
        ("## First\n\nOpen **it**.", "Open it."),
        ("::: app\n1. Tap:\n   - here\n:::", "Tap:"),
        ("::: checklist\n- The receipt\n:::", "The receipt"),
        ("::: timeline\n1. **Paid** Now.\n:::\n\nThen this.", "Then this."),
        ("::: message\nHello.\n:::", ""),
        ("## Only a heading", ""),
        ("", ""),
    ],
)
def test_the_first_action_is_the_first_thing_to_do_and_is_told_once(body, action):
    parts = read(body, 1)
    assert sharing.first_action(markup.read_lines(parts)) == action
    text = share_situation(replace(PAGE, body=parts), SITE).text
    assert not action or text.count(action) == 1


def test_a_message_that_is_too_long_is_said_to_be_on_the_page():
    body = read("1. Send it.\n\n::: message\n" + "Hello. " * 90 + "\n:::", 1)
    told = share_situation(replace(PAGE, body=body), SITE).text.split("\n")
    assert told[-4:-2] == ["1. Send it.", "The message to send is on the page."]


def given_answers(*pairs: tuple[str, str]) -> list[Answered]:
    return [Answered(question, choice, "/") for question, choice in pairs]


@pytest.mark.parametrize(
    ("length", "told"),
    [
        (20, f"{'a' * 20}? Yes · {'b' * 20}? No · {'c' * 20}? Perhaps"),
        (70, f"Yes · {'b' * 70}? No · {'c' * 70}? Perhaps"),
        (100, f"Yes · No · {'c' * 100}? Perhaps"),
        (190, "Perhaps"),
    ],
)
def test_answers_give_way_from_the_front(length, told):
    answers = given_answers(
        (f"{'a' * length}?", "Yes"), (f"{'b' * length}?", "No"), (f"{'c' * length}?", "Perhaps")
    )
    assert f"\nAnswers: {told}\n" in share_situation(PAGE, SITE, answers).text


def test_of_many_answers_the_last_ones_are_told():
    answers = given_answers(*((f"Question {n}?", f"Choice {n} of them") for n in range(20)))
    [told] = [
        line
        for line in share_situation(PAGE, SITE, answers).text.split("\n")
        if line.startswith("Answers")
    ]
    assert told.startswith("Answers: … · ")
    assert told.endswith(" · Choice 18 of them · Question 19? Choice 19 of them")


def test_a_step_too_long_is_shortened_and_not_left_out():
    steps = [f"Tap number {n} " + "and then wait for what comes " * 5 for n in range(4)]
    told = share_situation(replace(PAGE, body=listed(steps)), SITE, ANSWERS).text.split("\n")
    cut = [line for line in told if line.endswith(" …")]
    assert [line[:15] for line in told[4:-2]] == [
        f"{n + 1}. Tap number {n}" for n in range(len(told) - 6)
    ]
    assert len(told) > 7
    assert cut == [told[-3]]


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
        assert told[0][:20].rstrip(" …") == page.title[: len(told[0][:20].rstrip(" …"))]
        steps = [str(line) for line in markup.read_lines(page.body)]
        first = [line for line in told if line.startswith("1. ")]
        assert len(first) >= bool(steps)
        assert not steps or steps[0].startswith(first[0].rstrip(" …"))
        if answers and len(answers[-1].choice) <= 30:
            assert f"{answers[-1].choice}\n" in text


@given(page=situations, site=sites)
@settings(max_examples=60)
def test_a_mark_stands_where_something_is_left_out(page, site):
    text = share_situation(page, site).text
    told = text.split("\n")
    steps = [str(line) for line in markup.read_lines(page.body)]
    whole = [page.title, f"{VERDICTS[page.verdict]}. {page.summary}"]
    whole += [f"Be careful: {page.hazard}"] * bool(page.hazard)
    whole += [*steps, *told[-2:]]
    assert "…" in text or told == whole


def test_every_verdict_has_its_words():
    assert set(VERDICTS) == set(get_args(Verdict))


def outcomes(content) -> Iterator[tuple[Share, SituationPage | Section, Sequence[Answered]]]:
    """What is sent of every shipped situation, and of every row of answers with its outcome."""
    found = pack.read_folder(content)
    facts = pack.Facts(found.facts)
    made = [compile_item(record, facts=facts).page for record in found.items]
    at = {page.address: page for page in made}
    for page in made:
        if isinstance(page, SituationPage):
            yield share_situation(page, SITE), page, ()
    for wizard in (page for page in made if isinstance(page, WizardPage)):
        for answers, to in flow.paths(wizard.graph):
            given = steps.take(wizard, answers).answers
            target = read_outcome(to)
            page = at[address(target.kind, target.slug)]
            if isinstance(page, SituationPage):
                yield share_situation(page, SITE, given), page, given
            else:
                section = page.section(target.anchor)
                yield share_section(page, section, SITE, given), section, given


def test_what_matters_of_every_shipped_outcome_is_told(content):
    count = 0
    for share, page, answers in outcomes(content):
        count += 1
        text, told = share.text, share.text.split("\n")
        assert len(text) <= MOST
        lines = list(markup.read_lines(page.body))
        steps = sharing._steps(lines)
        assert sharing.first_action(lines)[: MOST_PART - 20] in text
        shown = [line.removesuffix("…").rstrip() for line in told]
        assert not steps or any(line and steps[0].startswith(line) for line in shown), text
        warned = page.hazard if isinstance(page, SituationPage) else ""
        warned = warned or sharing._warning(lines)
        assert not warned or f"\nBe careful: {warned}\n" in text
        assert not answers or f"{answers[-1].choice}\n" in text
        if isinstance(page, SituationPage):
            assert told[0] == page.title
            assert told[1].startswith(f"{VERDICTS[page.verdict]}. ")
            assert told[-2:] == [f"Code {page.code}", SITE + page.address]
        else:
            assert told[0] == page.heading
            assert told[-1].startswith(f"{SITE}/guides/")
            assert told[-1].endswith(f"#{page.anchor}")
        if "message below" in text:
            assert "\nMessage: “" in text or "\nThe message to send is on the page.\n" in text
    assert count > 46
