"""A record compiled: its page, what it leads to, and what is wrong with it, each at its place."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from guides import limits, pack, pages
from guides.compiler import Reference, compile_item
from guides.markup import Target
from guides.pack import (
    ChoiceRecord,
    FactRecord,
    Facts,
    GuideRecord,
    QuestionRecord,
    SituationRecord,
    WizardRecord,
)
from guides.pages import Retired
from tests.factories import REVIEWED
from tests.pack.small import FILES, G, S, W, change, told
from tests.pack.strategies import item_records

FACTS = Facts((FactRecord("f", "F", 1, "days", "S", REVIEWED, high=2),))
LONG = Facts((FactRecord("f", "F", 3, "business-days", "S", REVIEWED, high=15),))
BASE = {"title": "T {fact:f}", "summary": "S {fact:f}", "reviewed": REVIEWED}
SITUATION = SituationRecord(
    slug="s",
    **BASE,
    code="S-01",
    verdict="can",
    hazard="H {fact:f}",
    sections=("g#one", "h#two"),
    related=("t", "u"),
    screen_labels=("Shipped",),
    body="B {fact:f} [x](wizard:w)",
)
WIZARD = WizardRecord(
    slug="w",
    **BASE,
    start="a",
    questions=(
        QuestionRecord(
            "a",
            "A {fact:f}?",
            "Q {fact:f}",
            (
                ChoiceRecord("x", "X {fact:f}", "question:b", "C {fact:f}"),
                ChoiceRecord("y", "Y", "situation:s"),
            ),
        ),
        QuestionRecord("b", "B?", "", (ChoiceRecord("x", "X", "section:g#one"),)),
    ),
)


def compiled(record, **options):
    return compile_item(record, facts=FACTS, **options)


def read(folder, path: str, files: dict[str, str]):
    """A file of the small pack compiled with its lines."""
    assert told(folder, files) == []
    found = pack.read_folder(folder)
    [record] = [record for record in found.items if record.path == path]
    return compile_item(record, facts=Facts(found.facts), lines=found.lines)


def problems(one) -> list[str]:
    return [str(problem) for problem in one.problems]


def test_facts_stand_in_every_text_of_a_situation():
    page = compiled(SITUATION).page
    spelled = FACTS.spelled["f"]
    assert (page.title, page.summary, page.hazard) == (
        f"T {spelled}",
        f"S {spelled}",
        f"H {spelled}",
    )
    assert page.body[0].html.startswith(f"<p>B {spelled} <a ")


def test_facts_stand_in_every_text_of_a_guide():
    record = GuideRecord(
        slug="g",
        **BASE,
        introduction="I {fact:f}",
        sections=(pack.SectionRecord("one", "H {fact:f}", "B {fact:f}", ("uno",)),),
    )
    page = compiled(record).page
    spelled = FACTS.spelled["f"]
    assert (page.title, page.summary) == (f"T {spelled}", f"S {spelled}")
    assert page.introduction[0].html == f"<p>I {spelled}</p>"
    [section] = page.sections
    assert (section.anchor, section.heading, section.formerly) == ("one", f"H {spelled}", ("uno",))
    assert section.body[0].html == f"<p>B {spelled}</p>"


def test_facts_stand_in_every_text_of_a_wizard():
    page = compiled(WIZARD).page
    spelled = FACTS.spelled["f"]
    assert (page.title, page.summary) == (f"T {spelled}", f"S {spelled}")
    question = page.questions[0]
    assert (question.text, question.hint) == (f"A {spelled}?", f"Q {spelled}")
    choice = question.choices[0]
    assert (choice.label, choice.hint) == (f"X {spelled}", f"C {spelled}")


@pytest.mark.parametrize(
    ("record", "count"),
    [(SITUATION, 4), (WIZARD, 6)],
)
def test_every_unknown_fact_is_told_at_its_place(record, count):
    found = compile_item(record, facts=Facts()).problems
    assert len(found) == count
    assert all("unknown fact “f”" in problem.text for problem in found)
    assert len({problem.place for problem in found}) == count


def test_references_of_a_situation_name_their_place():
    assert compiled(SITUATION).references == (
        Reference(Target("guide", "g", "one"), "sections"),
        Reference(Target("guide", "h", "two"), "sections"),
        Reference(Target("situation", "t"), "related"),
        Reference(Target("situation", "u"), "related"),
        Reference(Target("wizard", "w"), "body"),
    )


def test_references_of_a_wizard_are_what_its_choices_lead_to():
    assert compiled(WIZARD).references == (
        Reference(Target("situation", "s"), "questions.a.choices.2.to"),
        Reference(Target("guide", "g", "one"), "questions.b.choices.1.to"),
    )


def test_references_and_problems_know_their_lines(tmp_path):
    files = change(G, "First.", "First.\n\n[a](situation:s)\n\n{fact:none}")
    files[G] = files[G].replace("Introduction.", "Intro\n\n[b](wizard:w)")
    one = read(tmp_path, G, files)
    assert one.references == (
        Reference(Target("situation", "s"), "section one", 15),
        Reference(Target("wizard", "w"), "introduction", 9),
    )
    assert problems(one) == [f"{G}:17: section one: unknown fact “none”"]


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        (S, '"Yes."', '"{fact:none}"', f"{S}:4: summary"),
        (S, "Do it.", "\n\nOne\n\n{fact:none}", f"{S}:14: body"),
        (S, 'title = "S"', 'title = "S"\nhazard = "{fact:none}"', f"{S}:4: hazard"),
        (G, "Introduction.", "\n\n{fact:none}", f"{G}:9: introduction"),
        (G, "One {", "{fact:none} {", f"{G}:11: section one"),
        (W, '"A?"', '"{fact:none}"', f"{W}:7: questions.a.text"),
        (W, '"Y"', '"{fact:none}"', f"{W}:14: questions.a.choices.2.label"),
    ],
)
def test_a_problem_is_told_with_file_line_and_key(tmp_path, path, old, new, expected):
    assert problems(read(tmp_path, path, change(path, old, new))) == [
        f"{expected}: unknown fact “none”"
    ]


def test_without_lines_a_problem_says_the_line_within_its_text():
    one = compiled(replace(SITUATION, body="a\n\n{fact:none}"))
    assert problems(one) == ["situations/s.md: body: line 3: unknown fact “none”"]


def test_headings_of_a_situation_stand_below_its_title_and_those_of_a_section_below_its_heading():
    assert compiled(replace(SITUATION, body="## a")).problems == ()
    section = pack.SectionRecord("one", "One", "## a")
    assert len(compiled(GuideRecord("g", "G", "G.", REVIEWED, sections=(section,))).problems) >= 1


def test_an_empty_guide_is_told():
    assert problems(compiled(GuideRecord("g", "G", "G.", REVIEWED))) == [
        "guides/g.md: this guide is empty"
    ]


def test_a_text_that_grows_past_its_column_is_told():
    """The title of an edition is as long as that of a row, whatever its facts."""
    record = replace(SITUATION, title=("{fact:f} " * 22).strip())
    assert len(record.title) <= limits.TITLE
    one = compile_item(record, facts=LONG)
    assert len(one.page.title) <= limits.TITLE or problems(one)


REFUNDS = Facts(
    (
        FactRecord("b", "B", 3, "business-days", "S", REVIEWED, "refund", high=7, note="N"),
        FactRecord("x", "X", 1, "days", "S", REVIEWED, "shipping"),
        FactRecord("a", "A", 24, "hours", "S", REVIEWED, "refund"),
    )
)


def test_a_situation_that_reckons_refund_dates_holds_the_facts_of_their_group():
    record = SituationRecord(slug="s", title="S", summary="S", reviewed=REVIEWED)
    with_tool = replace(record, tools=("refund-dates",))
    one = compile_item(with_tool, facts=REFUNDS)
    assert problems(one) == []
    assert one.page.methods == (
        pages.Method("b", "B", 3, 7, "business-days", "S", REVIEWED, "N"),
        pages.Method("a", "A", 24, 24, "hours", "S", REVIEWED),
    )
    assert [method.spelled for method in one.page.methods] == ["3–7 business days", "24 hours"]
    for tools in ((), ("reminder",)):
        assert compile_item(replace(record, tools=tools), facts=REFUNDS).page.methods == ()


def test_refund_dates_without_facts_or_with_endless_ones_are_told():
    record = replace(SITUATION, tools=("refund-dates",))
    assert problems(compile_item(record, facts=FACTS)) == [
        "situations/s.md: tools: refund-dates needs a fact of the group “refund”"
    ]
    long = FactRecord("f", "F", 1, "weeks", "S", REVIEWED, "refund", high=2**31)
    assert problems(compile_item(record, facts=Facts((long,)))) == [
        "situations/s.md: tools: the fact “f” is too long: 1000 days can be counted"
    ]


def test_faults_of_a_wizard_are_told_at_their_question(tmp_path):
    files = change(W, "situation:s", "question:a")
    one = read(tmp_path, W, files)
    assert one.problems == ()
    [fault] = one.faults
    assert (fault.path, fault.line, fault.place) == (W, 6, "questions.a")
    assert fault.text == "choice y: goes round in a loop: a=y → a"


def test_a_wizard_remembers_what_earlier_editions_asked():
    first = compiled(WIZARD).page
    assert first.retired == ()
    shorter = replace(
        WIZARD,
        questions=(replace(WIZARD.questions[0], choices=WIZARD.questions[0].choices[1:]),),
    )
    second = compiled(shorter, before=first).page
    assert second.retired == (
        Retired("a", "x", "question:b"),
        Retired("b", "x", "section:g#one"),
    )
    assert second.fitted_once([("a", "x"), ("b", "x")])
    moved = replace(shorter, start="c", questions=(replace(shorter.questions[0], id="c"),))
    third = compiled(moved, before=second).page
    assert set(third.retired) == {
        *second.retired,
        Retired("a", "y", "situation:s"),
        Retired("", "", "question:a"),
    }
    # What is asked again is no longer retired.
    again = compiled(WIZARD, before=third).page
    assert again.retired == (Retired("", "", "question:c"), Retired("c", "y", "situation:s"))


@given(record=item_records)
@settings(max_examples=15)
def test_any_record_compiles_into_a_page_that_can_be_kept(record):
    one = compile_item(record, facts=FACTS)
    assert one.record is record
    assert pages.from_json(record.KIND, pages.to_json(one.page)) == one.page
    assert all(problem.path == record.path for problem in (*one.problems, *one.faults))
    assert compile_item(record, facts=FACTS) == one


def test_the_shipped_files_compile_without_a_problem(content):
    found = pack.read_folder(content)
    for record in found.items:
        one = compile_item(record, facts=Facts(found.facts), lines=found.lines)
        assert (one.problems, one.faults) == ((), ())


def test_the_small_pack_compiles_without_a_problem(tmp_path):
    for path in (G, S, W):
        one = read(tmp_path, path, FILES)
        assert (one.problems, one.faults) == ((), ())


@pytest.mark.parametrize(
    ("english", "language", "hint"),
    [
        ("", "de", (22, "this message has no English form below it")),
        ("Hello", "de-AT", (25, "has not the same braces as the message above")),
        ("Hello {order number}", "de", None),
        ("", "en", None),
        ("Hello {order number}", "en-GB", (25, "this site is in English")),
        ("Hello", "EN", (25, "this site is in English")),
    ],
)
def test_what_is_odd_about_an_english_form_is_a_hint_at_its_line_and_no_problem(
    english, language, hint
):
    below = f"\n::: message en\n{english}\n:::" if english else ""
    body = f"First.\n\n::: message\nHallo {{Bestellnummer}}\n:::{below}"
    record = replace(SITUATION, body=body)
    lines = {(record.path, "body"): 20}
    compiled = compile_item(record, facts=FACTS, lines=lines, language=language)
    assert compiled.problems == ()
    told = [(one.path, one.line, one.place, one.text.partition(":")[0]) for one in compiled.hints]
    assert told == ([(record.path, hint[0], "body", hint[1])] if hint else [])


@pytest.mark.parametrize(("language", "kept"), [("de", True), ("eng", True), ("en-GB", False)])
def test_only_a_page_in_another_language_keeps_the_english_form(language, kept):
    body = "::: message\nHallo\n:::\n::: message en\nHello\n:::"
    page = compile_item(replace(SITUATION, body=body), facts=FACTS, language=language).page
    assert ("Hello" in page.body[0].html) is kept
