"""What is wrong with the content: every planted problem is found, at its place, and no other."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guides import audit, pack, publishing
from guides.markup import Target
from guides.models import Choice, Edition, Fact, Guide, Section, Situation, Wizard
from tests.conftest import CHECKED
from tests.factories import (
    REVIEWED,
    make_fact,
    make_guide,
    make_live,
    make_scenario,
    make_situation,
    make_wizard,
)
from tests.publishing import everything


@pytest.fixture
def sound(db) -> Wizard:
    """Live content in which nothing is wrong: a guide, two situations, a wizard, a fact."""
    make_fact(key="wait")
    guide = make_guide({"one": "Takes {fact:wait}.", "two": "Text."}, slug="guide")
    one, two = guide.sections.all()
    first = make_situation(slug="first", sections=[one, two])
    second = make_situation(slug="second", related=[first], body="See [two](guide:guide#two).")
    wizard = make_wizard({"a": {"on": "b", "end": first}, "b": {"end": second}}, slug="walk")
    make_live(guide, first, second, wizard)
    return wizard


def told(today=CHECKED) -> list[str]:
    return [str(problem) for problem in audit.audit_content(today=today)]


def test_sound_content_has_no_problems_and_looking_writes_nothing(sound) -> None:
    before = everything()
    assert told() == []
    assert everything() == before


def test_it_tells_numbers_that_contradict_a_fact_with_line_and_fact(sound) -> None:
    Section.objects.filter(anchor="two").update(body="Text.\n\nTakes 3-15 days.")
    why = "“3-15 days” contradicts the fact “wait”, which says 3–15 business days"
    assert told() == [f"guides/guide.md: section two: line 3: {why}: write {{fact:wait}}"]


def test_it_tells_live_pages_that_say_what_a_fact_said_before(sound) -> None:
    Fact.objects.filter(key="wait").update(high=99)
    assert told() == [
        "guides/guide.md: readers see a fact, picture or form as it was: publish it again"
    ]
    make_live(Guide.objects.get())
    assert told() == []


def test_it_tells_live_pages_that_reckon_with_what_a_fact_said_before(sound) -> None:
    fact = make_fact(key="card", group="refund")
    second = Situation.objects.get(slug="second")
    Situation.objects.filter(pk=second.pk).update(tools="refund-dates")
    make_live(second)
    assert told() == []
    Fact.objects.filter(pk=fact.pk).update(note="It may take longer.")
    assert told() == [
        "situations/second.md: readers see a fact, picture or form as it was: publish it again"
    ]
    make_live(second)
    assert told() == []


@pytest.mark.parametrize("link", ["guide:no", "guide:guide#no", "situation:no", "wizard:no"])
def test_it_tells_links_to_unknown_targets(sound, link) -> None:
    Section.objects.filter(anchor="two").update(body=f"Text.\n\nSee [it]({link}).")
    assert told() == [f"guides/guide.md: section two: there is no {link}"]


def test_it_tells_missing_facts_in_every_text(sound) -> None:
    Fact.objects.all().delete()
    Guide.objects.update(introduction="{fact:wait}")
    Situation.objects.filter(slug="first").update(hazard="{fact:wait}", title="{fact:wait}")
    Choice.objects.filter(key="on").update(hint="{fact:wait}")
    unknown = "unknown fact “wait”"
    assert told() == [
        f"guides/guide.md: introduction: line 1: {unknown}",
        f"guides/guide.md: section one: line 1: {unknown}",
        f"situations/first.md: hazard: {unknown}",
        f"situations/first.md: title: {unknown}",
        f"wizards/walk.toml: questions.a.choices.1.hint: {unknown}",
    ]


def test_it_tells_loops(sound) -> None:
    question = sound.questions.get(key="b")
    onto = sound.questions.get(key="a")
    Choice.objects.create(question=question, key="back", label="!", position=9, to_question=onto)
    [problem] = told()
    assert problem == (
        "wizards/walk.toml: questions.b: choice back: goes round in a loop: a=on → b=back → a"
    )


def test_it_tells_questions_that_cannot_be_reached(sound) -> None:
    orphan = sound.questions.create(key="orphan", text="?", position=9)
    end = Situation.objects.get(slug="first")
    Choice.objects.create(question=orphan, key="end", label="!", to_situation=end)
    assert told() == ["wizards/walk.toml: questions.orphan: no path leads to this question"]


def test_it_tells_paths_that_do_not_end(sound) -> None:
    sound.questions.get(key="b").choices.all().delete()
    assert told() == [
        "situations/second.md: no path of a wizard reaches this situation",
        "wizards/walk.toml: questions.b: a path ends here without an answer (after a=on)",
    ]


def test_it_tells_a_wizard_that_starts_nowhere(sound) -> None:
    Wizard.objects.update(start="gone")
    assert "wizards/walk.toml: questions.gone: the first question “gone” does not exist" in told()


def test_it_tells_choices_that_lead_to_what_is_not_live(sound) -> None:
    draft = make_situation(slug="draft")
    Choice.objects.filter(key="on").update(to_question=None, to_situation=draft)
    Choice.objects.filter(question__key="b").delete()
    sound.questions.get(key="b").delete()
    Choice.objects.create(
        question=sound.questions.get(key="a"),
        key="other",
        label="!",
        position=9,
        to_situation=Situation.objects.get(slug="second"),
    )
    assert told() == [
        "wizards/walk.toml: questions.a.choices.1.to: leads to situation:draft, which is not live"
    ]


def test_it_tells_choices_that_lead_to_what_was_withdrawn(sound) -> None:
    items = [sound, Situation.objects.get(slug="second")]
    publishing.withdraw(items=items, by="tests")
    assert told() == [
        "wizards/walk.toml: questions.b.choices.1.to: leads to situation:second, which is not live"
    ]


def test_it_tells_choices_that_lead_to_a_section_which_is_not_live_yet(sound) -> None:
    new = Section.objects.create(
        guide=Guide.objects.get(), anchor="new", heading="New", body="Text.", position=9
    )
    Choice.objects.create(
        question=sound.questions.get(key="b"), key="new", label="!", position=9, to_section=new
    )
    assert told() == [
        "wizards/walk.toml: questions.b.choices.2.to: leads to guide:guide#new, which is not live"
    ]


def test_it_tells_scenarios_that_do_not_come_true_in_the_working_copy(sound) -> None:
    first = Situation.objects.get(slug="first")
    make_scenario(sound, "a=end", first, "what the situation", "takes 5 days")
    Situation.objects.filter(pk=first.pk).update(body="It takes 5 days.")
    assert told() == []
    Situation.objects.filter(pk=first.pk).update(body="It takes 6 days.")
    mention = "the page does not mention “takes 5 days”"
    assert told() == [f"wizards/walk.toml: scenario 1 (a=end): {mention}"]


def test_it_tells_links_out_of_live_pages_to_drafts(sound) -> None:
    make_guide({"part": "Text."}, slug="draft")
    Section.objects.filter(anchor="two").update(body="[a](guide:draft#part)")
    assert told() == ["guides/guide.md: section two: leads to guide:draft#part, which is not live"]


def test_drafts_may_lead_to_drafts(sound) -> None:
    make_guide({"part": "[a](guide:second-draft#part)"}, slug="draft")
    make_guide({"part": "[a](guide:draft#part)"}, slug="second-draft")
    assert told() == []


def test_it_tells_sections_that_nothing_links_to(sound) -> None:
    make_guide({"lonely": "Text."}, slug="other")
    assert told() == ["guides/other.md: section lonely: nothing links to this section"]


@pytest.mark.parametrize("how", ["link", "sections", "choice", "former"])
def test_any_way_of_leading_to_a_section_counts(sound, how) -> None:
    guide = make_guide({"part": "Text."}, slug="other")
    section = guide.sections.get()
    make_live(guide)
    if how == "link":
        Section.objects.filter(anchor="two").update(body="[a](guide:other#part)")
    elif how == "former":
        Section.objects.filter(anchor="part").update(anchor="new", formerly="part")
        Guide.objects.filter(slug="other").update(slug="moved", formerly="other")
        Section.objects.filter(anchor="two").update(body="[a](guide:other#part)")
    elif how == "sections":
        situation = Situation.objects.get(slug="second")
        situation.section_links.create(section=section, position=9)
    else:
        question = sound.questions.get(key="b")
        Choice.objects.create(question=question, key="x", label="!", position=9, to_section=section)
    assert told() == []


def test_it_tells_situations_that_no_path_reaches(sound) -> None:
    make_situation(slug="lost")
    assert told() == ["situations/lost.md: no path of a wizard reaches this situation"]


def test_a_choice_that_no_path_reaches_is_no_way_to_a_situation(sound) -> None:
    lost = make_situation(slug="lost")
    make_live(lost)
    orphan = sound.questions.create(key="orphan", text="?", position=9)
    Choice.objects.create(question=orphan, key="end", label="!", to_situation=lost)
    assert "situations/lost.md: no path of a wizard reaches this situation" in told()


def test_a_link_is_no_path_of_a_wizard(sound) -> None:
    lost = make_situation(slug="lost")
    Section.objects.filter(anchor="two").update(body="[a](situation:lost)")
    make_live(lost)
    assert told() == ["situations/lost.md: no path of a wizard reaches this situation"]


@settings(max_examples=7)
@given(every=st.integers(1, 1000), late=st.integers(-3, 3))
def test_content_is_overdue_from_the_day_after_its_review_date(sound, every, late) -> None:
    Guide.objects.update(review_every_days=every)
    Situation.objects.update(review_every_days=100_000)
    Wizard.objects.update(review_every_days=100_000)
    due = REVIEWED + timedelta(days=every)
    problem = f"guides/guide.md: reviewed: is past its review date: it was due on {due}"
    assert told(due + timedelta(days=late)) == ([problem] if late > 0 else [])


def test_it_tells_all_problems_at_once_in_order(sound) -> None:
    Fact.objects.all().delete()
    make_situation(slug="lost", body="[a](guide:no)")
    make_guide({"lonely": "Text."}, slug="other")
    Wizard.objects.update(review_every_days=1)
    problems = audit.audit_content(today=CHECKED + timedelta(days=3))
    assert problems == sorted(problems)
    assert {problem.path for problem in problems} == {
        "guides/guide.md",
        "guides/other.md",
        "situations/lost.md",
        "wizards/walk.toml",
    }


def test_a_link_by_an_address_that_still_works_is_sound(sound) -> None:
    """A rename in the working copy keeps the old address, so links by it stay good."""
    situation = Situation.objects.get(slug="second")
    Section.objects.filter(anchor="two").update(body="[a](situation:second)")
    make_live(Guide.objects.get())
    situation.slug = "renamed"
    situation.save()
    make_live(situation)
    assert Edition.objects.live().leading_to("situation", ["second"]).exists()
    assert told() == []


# --- A pack about to be loaded -------------------------------------------------------------------


def test_a_pack_is_judged_by_its_own_facts_and_items(sound) -> None:
    found = pack.read_rows()
    assert audit.audit_pack(found) == []
    Fact.objects.all().delete()
    assert audit.audit_pack(found) == []
    assert [p.place for p in audit.audit_pack(replace(found, facts=()))] == ["section one"]
    assert len(audit.audit_pack(replace(found, guides=()))) == 3


def test_a_wizard_that_does_not_hang_together_does_not_keep_a_pack_from_being_loaded(sound) -> None:
    sound.questions.get(key="b").choices.all().delete()
    assert audit.audit_pack(pack.read_rows()) == []


# --- Names ---------------------------------------------------------------------------------------


def test_a_name_exists_by_every_present_and_former_address_and_anchor() -> None:
    section = pack.SectionRecord("new", "New", formerly=("old",))
    guide = pack.GuideRecord("guide", "T", "S", REVIEWED, formerly=("book",), sections=(section,))
    names = audit.Names.of([guide])
    for slug in ("guide", "book"):
        for anchor in ("", "new", "old"):
            assert names.exists(Target("guide", slug, anchor))
        assert not names.exists(Target("guide", slug, "other"))
        assert not names.exists(Target("situation", slug))
    assert not names.exists(Target("guide", "other"))


MISSING = "this message has no English form below it: write one as ::: message en"
UNLIKE = "has not the same braces as the message above: as many, the same ones repeated"
NEEDLESS = "this site is in English: it shows no ::: message en"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", [f"second.md: body: line 7: {NEEDLESS}"]),
        ("de-AT", [f"first.md: body: line 3: {MISSING}", f"second.md: body: line 7: {UNLIKE}"]),
    ],
)
def test_it_tells_what_is_odd_about_english_forms_in_the_language_of_the_site(
    sound, settings, language, told
) -> None:
    settings.SITE_LANGUAGE = language
    message = "::: message\nHallo {Nummer}\n:::"
    Situation.objects.filter(slug="first").update(body=f"Erst.\n\n{message}")
    Situation.objects.filter(slug="second").update(
        body=f"[Das](guide:guide#two)\n\n{message}\n\n::: message en\nHello\n:::"
    )
    # It keeps nothing from being published, and what is live is as it would be published.
    make_live(*Situation.objects.all())
    problems = audit.audit_content(today=CHECKED)
    assert [str(problem) for problem in problems] == [f"situations/{one}" for one in told]
