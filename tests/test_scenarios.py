"""Scenarios run on a wizard: where answers end, and what is said there."""

import pytest

from guides import flow, pack, scenarios
from guides.markup import Part, Target
from guides.pack import ScenarioRecord
from guides.pages import GuidePage, Section, SituationPage
from tests.pack.strategies import wizard_page
from tests.pack.test_scenarios import TEXT, W

GRAPH = flow.Graph(
    "a",
    {"a": {"x": "question:b", "y": "situation:s", "z": "question:no"}, "b": {"x": "section:g#two"}},
)
SAME = {"slug": "s", "title": "Title", "summary": "Sum\u00a0up.", "reviewed": None}
SITUATION = SituationPage(
    **SAME,
    review_every_days=1,
    verdict="cannot",
    hazard="Don’t.",
    body=(Part("<p>Wait <strong>24–48</strong>\nhours</p><ol><li>It’s A &amp; B</li></ol>"),),
    screen_labels=("In transit",),
)
GUIDE = GuidePage(
    **SAME,
    review_every_days=1,
    sections=(
        Section("one", "One", (Part("<p>First</p>"),)),
        Section("two", "Two", (Part("<p>Second</p>"),), formerly=("deux",)),
    ),
)


def run(answers: str, reaches: str, *mentions: str, pages=None) -> scenarios.Run:
    pages = {"s": SITUATION, "g": GUIDE} if pages is None else pages
    record = pack.read_item(W, TEXT.partition("\n[[scenarios]]")[0])
    record = record.__class__(
        **{**vars(record), "scenarios": (ScenarioRecord(answers, reaches, mentions),)}
    )
    [found] = scenarios.run(record, wizard_page(GRAPH), lambda target: pages.get(target.slug))
    return found


@pytest.mark.parametrize(
    "mention",
    [
        "title",
        "sum up.",
        "don't",
        "24-48 hours",
        "24–48  Hours",
        "it's a & b",
        "IN TRANSIT",
        "No, you can’t now",
    ],
)
def test_a_page_mentions_what_a_reader_reads_on_it(mention):
    assert run("a=y", "situation:s", mention) == scenarios.Run(
        1, ScenarioRecord("a=y", "situation:s", (mention,)), "situation:s", ()
    )


def test_every_mention_that_is_missing_is_told():
    assert run("a=y", "situation:s", "title", "48 hours!", "strong", "gone").failures == (
        "the page does not mention “48 hours!”",
        "the page does not mention “strong”",
        "the page does not mention “gone”",
    )


def test_a_section_is_read_alone():
    assert run("a=x/b=x", "section:g#two", "second", "two").failures == ()
    assert len(run("a=x/b=x", "section:g#two", "first", "title").failures) == 2
    assert "Second" in scenarios.words(GUIDE, Target("guide", "g", "deux"))
    assert scenarios.words(GUIDE, Target("guide", "g", "gone")) == ""


@pytest.mark.parametrize(
    ("answers", "reached", "told"),
    [
        ("a=x/b=x", "section:g#two", "reaches section:g#two, not situation:s"),
        ("a=x", "", "stops at the question b, and does not reach situation:s"),
        ("a=q", "", "stops at the question a, where a=q does not fit, and does not reach"),
        ("b=x", "", "stops at the question a, where b=x does not fit, and does not reach"),
        ("a=y/b=x", "", "stops at the question a, where a=y does not fit, and does not reach"),
        ("a=z", "", "stops at the question a, where a=z does not fit, and does not reach"),
    ],
)
def test_answers_that_end_elsewhere_are_told_with_where_they_end(answers, reached, told):
    found = run(answers, "situation:s", "never looked for")
    assert found.reached == reached
    [failure] = found.failures
    assert failure.startswith(told)


def test_a_page_that_is_not_there_is_told_elsewhere():
    assert run("a=y", "situation:s", "title", pages={}).failures == ()
