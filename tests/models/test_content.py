"""Guides, situations and facts: what the database itself refuses, without any form."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.forms import modelform_factory
from hypothesis import given, settings
from hypothesis import strategies as st

from guides.models import (
    Fact,
    Guide,
    RelatedSituation,
    Section,
    Situation,
    SituationSection,
    Wizard,
    code_key,
)
from tests.factories import (
    REVIEWED,
    make_fact,
    make_guide,
    make_live,
    make_situation,
    make_wizard,
)

MAKERS = {Guide: make_guide, Situation: make_situation, Wizard: make_wizard}


def refused(write) -> None:
    """The database refuses the write."""
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def situation(**fields) -> Situation:
    """A situation that is not saved."""
    fields = {
        "slug": "new",
        "title": "New",
        "summary": "New.",
        "reviewed": REVIEWED,
        "code": "N-1",
        "verdict": "can",
        **fields,
    }
    return Situation(**fields)


def two_sections() -> tuple[Section, Section]:
    first, second = make_guide(sections=2).sections.all()
    return first, second


@pytest.mark.parametrize("model", MAKERS)
def test_two_items_of_a_kind_cannot_have_one_slug(db, model) -> None:
    one, other = MAKERS[model](), MAKERS[model]()
    refused(lambda: model.objects.filter(pk=other.pk).update(slug=one.slug))
    fields = {"code": "N-1", "verdict": "can"} if model is Situation else {}
    new = model(slug=one.slug, title="T", summary="S", reviewed=REVIEWED, **fields)
    refused(lambda: model.objects.bulk_create([new]))


def test_items_of_different_kinds_may_have_one_slug(db) -> None:
    for make in MAKERS.values():
        make(slug="same")
    assert [model.objects.filter(slug="same").count() for model in MAKERS] == [1, 1, 1]


def test_two_sections_of_a_guide_cannot_have_one_anchor(db) -> None:
    first, second = two_sections()
    refused(lambda: Section.objects.filter(pk=second.pk).update(anchor=first.anchor))
    new = Section(guide=first.guide, anchor=first.anchor, heading="H", position=9)
    refused(lambda: Section.objects.bulk_create([new]))


def test_sections_of_different_guides_may_have_one_anchor_and_position(db) -> None:
    one, other = make_guide(), make_guide()
    assert one.sections.get().anchor == other.sections.get().anchor
    assert one.sections.get().position == other.sections.get().position


def test_two_sections_of_a_guide_cannot_have_one_position(db) -> None:
    first, second = two_sections()
    refused(lambda: Section.objects.filter(pk=second.pk).update(position=first.position))
    new = Section(guide=first.guide, anchor="new", heading="H", position=first.position)
    refused(lambda: Section.objects.bulk_create([new]))


def test_two_sections_of_a_situation_cannot_have_one_position(db) -> None:
    first, second = two_sections()
    owner = make_situation(sections=[first])
    new = SituationSection(situation=owner, section=second, position=1)
    refused(lambda: SituationSection.objects.bulk_create([new]))


def test_a_situation_lists_a_section_once(db) -> None:
    first, _ = two_sections()
    owner = make_situation(sections=[first])
    new = SituationSection(situation=owner, section=first, position=2)
    refused(lambda: SituationSection.objects.bulk_create([new]))


def test_two_related_situations_cannot_have_one_position(db) -> None:
    owner = make_situation(related=[make_situation()])
    new = RelatedSituation(situation=owner, related=make_situation(), position=1)
    refused(lambda: RelatedSituation.objects.bulk_create([new]))


def test_a_situation_lists_a_related_one_once(db) -> None:
    other = make_situation()
    owner = make_situation(related=[other])
    new = RelatedSituation(situation=owner, related=other, position=2)
    refused(lambda: RelatedSituation.objects.bulk_create([new]))


def test_a_situation_is_not_related_to_itself(db) -> None:
    owner = make_situation()
    new = RelatedSituation(situation=owner, related=owner, position=1)
    refused(lambda: RelatedSituation.objects.bulk_create([new]))


@pytest.mark.parametrize("code", ["S-07", "S07", "S-0-7", "s-07"])
def test_a_code_is_taken_in_every_spelling(db, code) -> None:
    make_situation(code="S-07")
    other = make_situation(code="S-08")
    refused(lambda: make_situation(code=code))
    refused(lambda: Situation.objects.bulk_create([situation(code=code)]))
    refused(lambda: Situation.objects.filter(pk=other.pk).update(code=code))


def test_a_form_says_that_a_code_is_taken_in_another_spelling(db) -> None:
    make_situation(code="S-07")
    form = modelform_factory(Situation, fields=["slug", "title", "summary", "reviewed", "code"])
    data = {"slug": "new", "title": "T", "summary": "S", "reviewed": "2026-11-22"}
    assert form({**data, "code": "S-08"}).is_valid()
    assert not form({**data, "code": "S-07"}).is_valid()
    assert not form({**data, "code": "S07"}).is_valid()


marks = st.lists(st.tuples(st.sampled_from("AZ09"), st.sampled_from(("", "-"))), min_size=1)


@settings(max_examples=30)
@given(marks, st.booleans())
def test_letter_case_and_dashes_do_not_count_in_a_code(marks, small) -> None:
    spelled = "".join(letter + dash for letter, dash in marks)
    plain = "".join(letter for letter, _ in marks)
    assert code_key(spelled.lower() if small else spelled) == plain


@pytest.mark.parametrize("verdict", ["", "perhaps", "CAN"])
def test_a_verdict_is_one_of_three(db, verdict) -> None:
    made = make_situation()
    refused(lambda: Situation.objects.filter(pk=made.pk).update(verdict=verdict))


@pytest.mark.parametrize(
    "fields", [{"high": 2}, {"low": 16}, {"unit": "years"}, {"unit": ""}, {"low": -1}]
)
def test_a_fact_cannot_contradict_itself(db, fields) -> None:
    fact = make_fact(low=3, high=15)
    refused(lambda: Fact.objects.filter(pk=fact.pk).update(**fields))


def test_two_facts_cannot_have_one_key(db) -> None:
    fact, other = make_fact(), make_fact()
    refused(lambda: Fact.objects.filter(pk=other.pk).update(key=fact.key))


def protected(row) -> None:
    """Neither the row nor a queryset that holds it can be deleted."""
    with pytest.raises(ProtectedError):
        row.delete()
    with pytest.raises(ProtectedError):
        type(row)._default_manager.filter(pk=row.pk).delete()


def test_a_section_that_a_situation_refers_to_is_protected(db) -> None:
    section, _ = two_sections()
    make_situation(sections=[section])
    protected(section)
    protected(section.guide)


def test_a_section_that_a_choice_leads_to_is_protected(db) -> None:
    section, _ = two_sections()
    make_wizard({"order": {"shipped": section}})
    protected(section)
    protected(section.guide)


def test_a_situation_that_another_refers_to_is_protected(db) -> None:
    other = make_situation()
    make_situation(related=[other])
    protected(other)


def test_a_situation_that_a_choice_leads_to_is_protected(db) -> None:
    other = make_situation()
    make_wizard({"order": {"shipped": other}})
    protected(other)


@pytest.mark.parametrize("make", MAKERS.values())
def test_what_was_ever_published_is_protected(db, make) -> None:
    made = make() if make is not make_wizard else make({"order": {"shipped": _live_situation()}})
    make_live(made)
    protected(made)


def _live_situation() -> Situation:
    made = make_situation()
    make_live(made)
    return made


def test_what_nothing_refers_to_can_be_deleted_with_all_it_holds(db) -> None:
    guide = make_guide(sections=2)
    owner = make_situation(sections=[make_guide().sections.get()], related=[make_situation()])
    guide.delete()
    owner.delete()
    assert not Section.objects.filter(guide_id=guide.pk).exists()
    assert SituationSection.objects.count() == RelatedSituation.objects.count() == 0


@pytest.mark.parametrize("code", ["s-07", "S 07", "S_07", "-S07", "S07-", "S--07"])
def test_a_code_is_written_in_capitals_digits_and_single_dashes(db, code) -> None:
    with pytest.raises(ValidationError) as error:
        situation(code=code).full_clean()
    assert "code" in error.value.message_dict
