"""A wizard grown: a choice or a question put where it belongs, in one transaction each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from guides import drafts
from guides.models import Choice, Question, Section, Situation, Wizard


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question that is made together with the choice that leads to it."""

    text: str
    key: str
    hint: str = ""


def hold(wizard: Wizard) -> None:
    """Let others who change this wizard wait until the transaction ends, so that checks hold."""
    drafts.hold(item=wizard)
    Wizard.objects.select_for_update().get(pk=wizard.pk)


def add_choice(
    *,
    question: Question,
    label: str,
    key: str,
    to: Question | Situation | Section | NewQuestion,
    hint: str = "",
    before: Choice | None = None,
    by: str,
) -> Choice:
    """Add a choice to a question, last or before another one.

    Raises IntegrityError where the question has a choice with this key already.
    """
    with transaction.atomic():
        drafts.hold(item=question.wizard)
        if isinstance(to, NewQuestion):
            to = _add(question.wizard, to, by)
        choices = list(question.choices.all())
        places = [choice.pk for choice in choices]
        place = places.index(before.pk) if before and before.pk in places else len(choices)
        last = choices[-1].position if choices else 0
        choice = Choice.objects.create(
            question=question,
            position=last + 1,
            key=key,
            label=label,
            hint=hint,
            to_question=to if isinstance(to, Question) else None,
            to_situation=to if isinstance(to, Situation) else None,
            to_section=to if isinstance(to, Section) else None,
        )
        if place < len(choices):
            _put_in_order(question, [*choices[:place], choice, *choices[place:]])
        _count_up(question.wizard, [question], by=by)
        return choice


def add_question(*, wizard: Wizard, question: NewQuestion, by: str) -> Question:
    """Add a question, last, that no choice leads to yet.

    Raises IntegrityError where the wizard has a question with this key already.
    """
    with transaction.atomic():
        drafts.hold(item=wizard)
        added = _add(wizard, question, by)
        _count_up(wizard, [], by=by)
        return added


def rename(
    *,
    wizard: Wizard,
    questions: Mapping[str, str] | None = None,
    choices: Mapping[tuple[str, str], str] | None = None,
) -> None:
    """Let scenarios follow new keys: of questions by the old, of choices by question and old.

    Belongs into the transaction that gives the keys; questions are named as they were before.
    """
    renamed = {}
    for scenario in wizard.scenarios.all():
        answers = [pair.partition("=") for pair in scenario.answers.split("/")]
        now = "/".join(
            f"{(questions or {}).get(asked, asked)}={(choices or {}).get((asked, given), given)}"
            for asked, _, given in answers
        )
        if now != scenario.answers:
            renamed[scenario.pk] = now
            # Two may exchange their answers, which are unique.
            wizard.scenarios.filter(pk=scenario.pk).update(answers=f"~{scenario.pk}")
    for pk, now in renamed.items():
        wizard.scenarios.filter(pk=pk).update(answers=now)


def _count_up(wizard: Wizard, questions: Sequence[Question], *, by: str) -> None:
    """A save like any other: whoever has the wizard or one of the questions open is behind."""
    for row in (wizard, *questions):
        drafts.touch(row=row, by=by)
    drafts.keep(items=[wizard], by=by)


def _add(wizard: Wizard, new: NewQuestion, by: str) -> Question:
    last = wizard.questions.aggregate(last=Max("position"))["last"] or 0
    return Question.objects.create(
        wizard=wizard,
        position=last + 1,
        key=new.key,
        text=new.text,
        hint=new.hint,
        saved_at=timezone.now(),
        saved_by=by,
    )


def _put_in_order(question: Question, choices: Sequence[Choice]) -> None:
    """Number the choices of a question anew; all step aside first, as databases check each row."""
    aside = max(choice.position for choice in choices) + len(choices)
    Choice.objects.filter(question=question).update(position=F("position") + aside)
    for position, choice in enumerate(choices, start=1):
        choice.position = position
    Choice.objects.bulk_update(choices, ["position"])
