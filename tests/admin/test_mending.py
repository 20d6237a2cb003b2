"""Each problem leads to the form, the row and the field that mend it."""

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from guides import audit
from guides.admin import mending
from guides.models import Choice, Edition, Guide, Question, Section, Situation
from guides.pack import Problem
from tests.admin.desk import url_of
from tests.factories import (
    make_emergency_note,
    make_fact,
    make_guide,
    make_live,
    make_situation,
    make_wizard,
)


@pytest.fixture
def rows(db):
    guide = make_guide({"one": "Text.", "two": "Text."}, slug="guide")
    situation = make_situation(slug="state", sections=[guide.sections.first()])
    wizard = make_wizard({"a": {"on": "b", "end": situation}, "b": {"x": situation}}, slug="walk")
    return {
        "guide": guide,
        "situation": situation,
        "wizard": wizard,
        "a": wizard.questions.get(key="a"),
        "b": wizard.questions.get(key="b"),
        "fact": make_fact(key="wait"),
    }


PLACES = (
    ("guides/guide.md", "", "", "guide", ""),
    ("guides/guide.md", "title", "", "guide", "id_title"),
    ("guides/guide.md", "introduction", "", "guide", "id_introduction"),
    ("guides/guide.md", "section one", "", "guide", "sections-0"),
    ("guides/guide.md", "section two", "", "guide", "sections-1"),
    ("guides/guide.md", "section gone", "", "guide", ""),
    ("situations/state.md", "hazard", "", "situation", "id_hazard"),
    ("situations/state.md", "reviewed", "", "situation", "id_reviewed"),
    ("situations/state.md", "sections", "", "situation", "section_links-group"),
    ("situations/state.md", "related", "", "situation", "related_links-group"),
    ("wizards/walk.toml", "start", "", "wizard", "id_start"),
    ("wizards/walk.toml", "scenario 1 (a=on)", "", "wizard", "scenarios-0"),
    ("wizards/walk.toml", "questions.gone", "", "wizard", ""),
    ("wizards/walk.toml", "questions.a", "no path", "a", "id_text"),
    ("wizards/walk.toml", "questions.a.hint", "", "a", "id_hint"),
    ("wizards/walk.toml", "questions.a.choices.2.label", "", "a", "id_choices-1-label"),
    ("wizards/walk.toml", "questions.a.choices.1.to", "", "a", "choices-0"),
    ("wizards/walk.toml", "questions.a", "choice end: leads nowhere", "a", "choices-1"),
    ("wizards/walk.toml", "questions.a", "choice gone: leads", "a", "id_text"),
    ("facts.toml", "wait", "", "fact", ""),
    ("facts.toml", "wait.high", "", "fact", "id_high"),
)


@pytest.mark.parametrize(("path", "place", "text", "row", "part"), PLACES)
def test_it_leads_to_the_place(rows, path, place, text, row, part) -> None:
    at = mending.where(Problem(path, 0, place, text))
    assert at == url_of(rows[row]) + (f"#{part}" if part else "")


def test_each_place_is_there(admin_client, rows) -> None:
    pages = {row: admin_client.get(url_of(found)).content.decode() for row, found in rows.items()}
    for _, _, _, row, part in PLACES:
        assert not part or f'id="{part}"' in pages[row], (row, part)


@pytest.mark.parametrize("path", ["guides/gone.md", "facts.toml", "elsewhere.txt", "", "pack"])
def test_what_is_gone_leads_nowhere(rows, path) -> None:
    assert mending.where(Problem(path, 0, "gone", "")) == ""


def test_an_address_that_the_working_copy_has_left_is_still_known(rows) -> None:
    make_live(rows["guide"])
    Guide.objects.update(slug="renamed")
    assert mending.where(Problem("guides/guide.md", 0, "", "")) == url_of(rows["guide"])


def test_every_problem_of_the_audit_leads_to_an_element_of_a_form(admin_client, rows) -> None:
    target = make_guide(slug="target")
    make_live(*Situation.objects.all(), rows["guide"], rows["wizard"], target)
    make_emergency_note("[x](guide:target)")
    Edition.objects.of(target).update(live=False, withdrawn_at=timezone.now())
    Section.objects.filter(anchor="two").update(body="{fact:no}")
    Situation.objects.update(hazard="{fact:no}", reviewed="2020-01-01", tools="refund-dates")
    Guide.objects.filter(slug="guide").update(introduction="[x](guide:nowhere)")
    Question.objects.filter(key="b").update(hint="{fact:no}")
    Choice.objects.filter(key="x").update(label="{fact:no}")
    Choice.objects.filter(key="on").update(to_situation=rows["situation"], to_question=None)
    make_situation(slug="alone")
    problems = audit.audit_content(today=localdate())
    assert len(problems) >= 10
    links = mending.links(problems)
    pages = {
        url: admin_client.get(url).content.decode()
        for url in {at.partition("#")[0] for _, at in links}
    }
    for problem, at in links:
        url, _, part = at.partition("#")
        assert url, problem
        assert not part or f'id="{part}"' in pages[url], (problem, at)
        assert bool(part) == bool(problem.place), problem


def test_many_take_as_few_queries_as_one(rows, django_assert_max_num_queries) -> None:
    places = ("title", "section one", "questions.a", "questions.a.choices.1.to")
    paths = ("guides/guide.md", "situations/state.md", "wizards/walk.toml", "facts.toml")
    problems = [Problem(path, 0, place, "") for path in paths for place in places] * 9
    with django_assert_max_num_queries(10):
        assert len(mending.links(problems)) == len(problems)
