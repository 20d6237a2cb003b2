"""What readers get, and its JSON form."""

import json
from dataclasses import replace
from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guides import pages
from guides.markup import Part, Stage, Target
from guides.pages import GuidePage, Retired, Section, SituationPage, WizardPage

texts = st.text(st.characters(codec="utf-8"), max_size=8)
some = st.lists(texts, max_size=2).map(tuple)
stages = st.builds(Stage, texts, texts, some, st.just(""))
bodies = st.lists(
    st.builds(Part, html=texts) | st.builds(Part, stages=st.lists(stages, max_size=2).map(tuple)),
    max_size=2,
).map(tuple)
common = {
    "slug": texts,
    "title": texts,
    "summary": texts,
    "reviewed": st.dates(),
    "review_every_days": st.integers(1, 10_000),
}
sections = st.builds(Section, texts, texts, bodies, some)
guides = st.builds(
    GuidePage, **common, introduction=bodies, sections=st.lists(sections, max_size=2).map(tuple)
)
situations = st.builds(
    SituationPage,
    **common,
    code=texts,
    verdict=st.sampled_from(["can", "maybe", "cannot"]),
    hazard=texts,
    body=bodies,
    sections=some,
    related=some,
    screen_labels=some,
)
choices = st.builds(pages.Choice, texts, texts, texts, texts)
questions = st.builds(pages.Question, texts, texts, st.lists(choices, max_size=2).map(tuple), texts)
wizards = st.builds(
    WizardPage,
    **common,
    start=texts,
    questions=st.lists(questions, max_size=2).map(tuple),
    retired=st.lists(st.builds(Retired, texts, texts, texts), max_size=2).map(tuple),
)
KINDS = {GuidePage: "guide", SituationPage: "situation", WizardPage: "wizard"}
GUIDE = GuidePage(
    slug="g",
    title="G",
    summary="About G.",
    reviewed=date(2026, 11, 22),
    review_every_days=180,
    introduction=(Part(html="<p>x</p>"), Part(stages=(Stage("None", "<p>none</p>"),))),
    sections=(
        Section("one", "One", formerly=("uno", "un")),
        Section(
            "two", "Two", (Part(stages=(Stage("A", "a", ("s", "t")), Stage("B", "b", ("t",)))),)
        ),
    ),
)


@given(page=guides | situations | wizards)
@settings(max_examples=40)
def test_a_page_survives_its_json(page):
    value = pages.to_json(page)
    assert pages.from_json(KINDS[type(page)], value) == page
    assert pages.from_json(KINDS[type(page)], json.loads(json.dumps(value))) == page
    assert json.loads(json.dumps(value)) == value


@pytest.mark.parametrize(
    "change", [{"title": None}, {"title": 1}, {"reviewed": "yesterday"}, {"sections": "x"}]
)
def test_what_is_no_page_is_refused(change):
    with pytest.raises(msgspec.ValidationError):
        pages.from_json("guide", {**pages.to_json(GUIDE), **change})


def test_a_section_is_found_by_its_anchor_and_by_former_ones():
    for anchor in ("one", "uno", "un"):
        assert GUIDE.section(anchor) is GUIDE.sections[0]
    assert GUIDE.section("two") is GUIDE.sections[1]
    assert GUIDE.section("three") is None
    assert GUIDE.section("") is None


def test_stages_are_marked_by_the_first_situation_that_is_live():
    def states(**verdicts: str) -> list[str]:
        marked = GUIDE.marked(verdicts)
        assert pages.to_json(replace(GUIDE)) == pages.to_json(GUIDE)
        return [stage.state for stage in marked.sections[1].body[0].stages]

    assert states(s="can", t="cannot") == ["can", "cannot"]
    assert states(t="maybe") == ["maybe", "maybe"]
    assert states(s="can") == ["can", ""]
    assert states() == ["", ""]


def test_marking_changes_nothing_but_the_states():
    marked = GUIDE.marked({"s": "can", "t": "can"})
    assert marked != GUIDE
    assert marked.marked({}) == GUIDE


def test_the_picture_is_the_first_timeline_that_leads_to_situations():
    assert [stage.title for stage in GUIDE.stages] == ["A", "B"]
    assert replace(GUIDE, sections=()).stages == ()


def test_an_outcome_names_a_page():
    assert pages.read_outcome("situation:s") == Target("situation", "s")
    assert pages.read_outcome("section:g#a") == Target("guide", "g", "a")


def test_addresses_are_by_kind():
    fields = {"slug": "x", "title": "X", "summary": "X.", "reviewed": date(2026, 1, 1)}
    assert GUIDE.address == "/guides/g/"
    assert SituationPage(**fields, review_every_days=1).address == "/situations/x/"
    assert WizardPage(**fields, review_every_days=1).address == "/wizards/x/"


@pytest.mark.parametrize("reviewed", [date(2026, 11, 22), date(9999, 12, 31)])
@pytest.mark.parametrize("days", [1, 180, 2_000_000_000])
def test_a_review_is_due_some_day_whatever_the_numbers(reviewed, days):
    """Files and forms allow these numbers, so no page may break on them."""
    due = replace(GUIDE, reviewed=reviewed, review_every_days=days).review_due
    assert due >= reviewed
    assert (reviewed, days) != (date(2026, 11, 22), 180) or due == date(2027, 5, 21)


def test_a_wizard_remembers_its_steps():
    wizard = WizardPage(
        "w",
        "W",
        "W.",
        date(2026, 1, 1),
        1,
        start="a",
        questions=(pages.Question("a", "A?", (pages.Choice("x", "X", "situation:s"),)),),
        retired=(Retired("a", "y", "question:b"), Retired("b", "z", "situation:t")),
    )
    assert wizard.edges == {Retired("", "", "question:a"), Retired("a", "x", "situation:s")}
    assert wizard.fitted_once(())
    assert wizard.fitted_once([("a", "x")])
    assert wizard.fitted_once([("a", "y"), ("b", "z")])
    assert not wizard.fitted_once([("a", "y"), ("b", "x")])
    assert not wizard.fitted_once([("b", "z")])
    assert not wizard.fitted_once([("a", "x"), ("b", "z")])


def test_no_answers_fitted_that_go_round():
    wizard = WizardPage(
        "w",
        "W",
        "W.",
        date(2026, 1, 1),
        1,
        start="a",
        questions=(pages.Question("a", "A?", (pages.Choice("x", "X", "question:b"),)),),
        # One edition began with another question, and asked this one after it.
        retired=(Retired("", "", "question:b"), Retired("b", "y", "question:a")),
    )
    assert wizard.fitted_once([("b", "y"), ("a", "x")])
    assert not wizard.fitted_once([("b", "y"), ("a", "x")] * 2)
