"""Wizards as rows: what the database itself refuses, without any form."""

from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, RestrictedError

from guides.models import Choice, Question
from guides.models.wizard import TARGETS
from tests.factories import make_guide, make_situation, make_wizard

COMBINATIONS = list(product([False, True], repeat=len(TARGETS)))


def refused(write) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def targets(given) -> dict:
    """The target columns of a choice, set as ``given`` says."""
    question = make_wizard().questions.get()
    rows = (question, make_situation(), make_guide().sections.get())
    return {
        name: row if wanted else None
        for name, row, wanted in zip(TARGETS, rows, given, strict=True)
    }


@pytest.mark.parametrize("given", COMBINATIONS)
def test_a_choice_is_made_with_exactly_one_target(db, given) -> None:
    question = make_wizard().questions.get()
    choice = Choice(question=question, key="new", label="New", position=9, **targets(given))
    if sum(given) == 1:
        Choice.objects.bulk_create([choice])
        assert question.choices.count() == 2
    else:
        refused(lambda: Choice.objects.bulk_create([choice]))


@pytest.mark.parametrize("given", COMBINATIONS)
def test_a_choice_is_changed_to_exactly_one_target(db, given) -> None:
    choice = Choice.objects.filter(question=make_wizard().questions.get())
    columns = targets(given)
    if sum(given) == 1:
        assert choice.update(**columns) == 1
    else:
        refused(lambda: choice.update(**columns))


@pytest.mark.parametrize("same", ["key", "position"])
def test_two_questions_of_a_wizard_cannot_share(db, same) -> None:
    wizard = make_wizard({"a": {"on": "b"}, "b": {"end": make_situation()}})
    first, second = wizard.questions.all()
    shared = {same: getattr(first, same)}
    refused(lambda: Question.objects.filter(pk=second.pk).update(**shared))
    new = Question(**{"wizard": wizard, "key": "new", "text": "?", "position": 9, **shared})
    refused(lambda: Question.objects.bulk_create([new]))


@pytest.mark.parametrize("same", ["key", "position"])
def test_two_choices_of_a_question_cannot_share(db, same) -> None:
    end = make_situation()
    question = make_wizard({"a": {"yes": end, "no": end}}).questions.get()
    first, second = question.choices.all()
    shared = {same: getattr(first, same)}
    refused(lambda: Choice.objects.filter(pk=second.pk).update(**shared))
    fields = {"question": question, "key": "new", "label": "!", "position": 9, "to_situation": end}
    refused(lambda: Choice.objects.bulk_create([Choice(**{**fields, **shared})]))


def test_questions_and_choices_of_different_parents_may_share(db) -> None:
    end = make_situation()
    tree = {"a": {"yes": "b"}, "b": {"yes": end}}
    make_wizard(tree)
    make_wizard(tree)
    assert Choice.objects.filter(key="yes", position=1).count() == 4


def test_a_question_that_a_choice_leads_to_cannot_be_deleted_alone(db) -> None:
    wizard = make_wizard({"a": {"on": "b"}, "b": {"end": make_situation()}})
    with pytest.raises(RestrictedError):
        wizard.questions.get(key="b").delete()


def test_a_wizard_is_deleted_with_all_its_questions_even_in_a_loop(db) -> None:
    wizard = make_wizard({"a": {"on": "b"}, "b": {"back": "a", "end": make_situation()}})
    wizard.delete()
    assert not Question.objects.exists()
    assert not Choice.objects.exists()


def test_deleting_a_wizard_leaves_what_it_leads_to(db) -> None:
    end = make_situation()
    wizard = make_wizard({"a": {"end": end}})
    with pytest.raises(ProtectedError):
        end.delete()
    wizard.delete()
    end.delete()


def test_a_choice_does_not_lead_into_another_wizard(db) -> None:
    choice = Choice.objects.get(question=make_wizard().questions.get())
    choice.to_situation, choice.to_question = None, make_wizard().questions.get()
    with pytest.raises(ValidationError) as error:
        choice.full_clean()
    assert "to_question" in error.value.message_dict


def test_a_choice_tells_its_target_as_the_pack_format_writes_it(db) -> None:
    guide = make_guide({"part": "Text."}, slug="guide")
    tree = {
        "a": {"on": "b", "page": make_situation(slug="page")},
        "b": {"part": guide.sections.get()},
    }
    make_wizard(tree)
    told = {choice.key: choice.to for choice in Choice.objects.all()}
    assert told == {
        "on": "question:b",
        "page": "situation:page",
        "part": "section:guide#part",
    }
