"""Growing a wizard: what is added stands where it belongs, and others learn of it."""

import pytest
from django.db import IntegrityError

from guides.branching import NewQuestion, add_choice, add_question
from guides.models import Choice, Question, Wizard
from tests.factories import make_situation, make_wizard
from tests.publishing import everything


@pytest.fixture
def wizard(db):
    return make_wizard({"a": {"x": "b", "y": "b"}, "b": {"x": make_situation()}})


def choices(wizard, key="a") -> list[tuple[int, str]]:
    rows = wizard.questions.get(key=key).choices.all()
    return [(choice.position, choice.key) for choice in rows]


def add(wizard, to, **fields):
    question = wizard.questions.get(key="a")
    return add_choice(question=question, label="New", key="new", to=to, by="ada", **fields)


def test_a_choice_is_added_last_or_before_another(wizard) -> None:
    end = make_situation()
    assert add(wizard, end).to == f"situation:{end.slug}"
    assert choices(wizard) == [(1, "x"), (2, "y"), (3, "new")]
    Choice.objects.filter(key="new").delete()
    add(wizard, end, before=Choice.objects.get(question__key="a", key="y"))
    assert choices(wizard) == [(1, "x"), (2, "new"), (3, "y")]
    Choice.objects.filter(key="new").delete()
    add(wizard, end, before=Choice.objects.get(question__key="b"))
    assert choices(wizard) == [(1, "x"), (3, "y"), (4, "new")]


def test_a_new_question_is_made_with_the_choice_that_leads_to_it(wizard) -> None:
    new = add(wizard, NewQuestion("And now?", "now")).to_question
    assert (new.wizard, new.key, new.position, new.version) == (wizard, "now", 3, 1)


def test_every_write_counts_up_the_versions_of_what_it_changes(wizard) -> None:
    def versions():
        rows = dict(wizard.questions.values_list("key", "version"))
        return Wizard.objects.get().version, rows

    add(wizard, wizard.questions.get(key="b"))
    assert versions() == (2, {"a": 2, "b": 1})
    add_question(wizard=wizard, question=NewQuestion("C?", "c"), by="ada")
    assert versions() == (3, {"a": 2, "b": 1, "c": 1})
    assert (Wizard.objects.get().saved_by, Question.objects.get(key="a").saved_by) == ("ada", "ada")
    assert Wizard.objects.get().saved_at is not None


@pytest.mark.parametrize("to", ["b", NewQuestion("B again?", "b"), NewQuestion("New?", "new")])
def test_what_cannot_be_added_leaves_nothing_behind(wizard, to) -> None:
    add(wizard, make_situation())
    before = everything()
    with pytest.raises(IntegrityError):
        add(wizard, wizard.questions.get(key=to) if isinstance(to, str) else to)
    assert everything() == before
