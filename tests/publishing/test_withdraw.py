"""Withdrawing: refused while something leads there, and remembered."""

from datetime import UTC, datetime

import pytest

from guides import publishing
from guides.models import Edition, Withdrawn
from guides.publishing import Refused
from tests.factories import make_guide, make_live, make_situation, make_wizard
from tests.publishing import everything

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)


def refusal(*items) -> list[str]:
    before = everything()
    with pytest.raises(Refused) as refused:
        publishing.withdraw(items=items, by="tests")
    assert everything() == before
    return [str(reason) for reason in refused.value.reasons]


def test_it_keeps_who_when_and_why(db) -> None:
    guide = make_guide()
    make_live(guide)
    [withdrawn] = publishing.withdraw(items=[guide], by="Ada", note="Wrong.", now=NOW)
    edition = Edition.objects.get(pk=withdrawn.pk)
    assert (edition.live, edition.withdrawn_at) == (False, NOW)
    assert (edition.withdrawn_by, edition.withdrawn_note) == ("Ada", "Wrong.")
    with pytest.raises(Withdrawn):
        Edition.objects.find("guide", guide.slug)


def test_it_is_refused_with_the_list_of_all_that_leads_there(db) -> None:
    guide = make_guide(slug="guide")
    section = guide.sections.get()
    end = make_situation(slug="end", sections=[section], title="The end")
    wizard = make_wizard({"a": {"b": end, "c": section}}, slug="walk", title="The walk")
    reader = make_guide({"part": "[a](wizard:walk)"}, slug="reader", title="The reader")
    make_live(guide, end, wizard, reader)
    leads = "leads here"
    assert refusal(guide) == [
        f"guides/guide.md: the situation “The end” (/situations/end/) {leads}",
        f"guides/guide.md: the wizard “The walk” (/wizards/walk/) {leads}",
    ]
    assert refusal(end, wizard) == [
        f"wizards/walk.toml: the guide “The reader” (/guides/reader/) {leads}"
    ]
    assert len(refusal(guide, end, wizard)) == 1


def test_it_is_allowed_together_with_what_leads_there(db) -> None:
    end = make_situation()
    wizard = make_wizard({"a": {"b": end}})
    make_live(end, wizard)
    assert len(publishing.withdraw(items=[end, wizard], by="tests")) == 2
    assert not Edition.objects.live().exists()


def test_two_that_lead_to_each_other_go_together_only(db) -> None:
    one, other = make_situation(slug="one"), make_situation(slug="other", related=[])
    one.body, other.body = "[a](situation:other)", "[a](situation:one)"
    one.save()
    other.save()
    make_live(one, other)
    assert len(refusal(one)) == len(refusal(other)) == 1
    publishing.withdraw(items=[one, other], by="tests")


def test_it_is_allowed_when_the_live_text_lets_go(db) -> None:
    end = make_situation(slug="end")
    reader = make_situation(body="[a](situation:end)")
    make_live(end, reader)
    reader.body = "Nothing."
    reader.save()
    assert len(refusal(end)) == 1  # what counts is what readers see
    make_live(reader)
    publishing.withdraw(items=[end], by="tests")


def test_a_draft_that_leads_there_does_not_hold_it(db) -> None:
    end = make_situation()
    make_live(end)
    make_wizard({"a": {"b": end}})
    publishing.withdraw(items=[end], by="tests")


def test_what_leads_to_a_former_address_holds_it(db) -> None:
    end = make_situation(slug="old")
    make_live(end, make_situation(body="[a](situation:old)"))
    end.slug = "new"
    end.save()
    assert len(refusal(end)) == 1
    make_live(end)
    assert len(refusal(end)) == 1


def test_what_leads_to_itself_does_not_hold_itself(db) -> None:
    guide = make_guide({"part": "[a](guide:guide#part)"}, slug="guide")
    make_live(guide)
    publishing.withdraw(items=[guide], by="tests")


def test_what_is_not_live_is_withdrawn_without_a_word(db) -> None:
    assert publishing.withdraw(items=[make_guide()], by="tests") == []


def test_what_was_withdrawn_comes_back_as_a_new_edition(db) -> None:
    guide = make_guide()
    make_live(guide)
    publishing.withdraw(items=[guide], by="tests")
    [edition] = make_live(guide)
    assert (edition.number, edition.live) == (2, True)
    assert Edition.objects.find("guide", guide.slug) == edition
    assert not Edition.objects.get(number=1).live


@pytest.mark.parametrize("formerly", ["", "slug"])
def test_what_leads_to_the_item_that_took_an_address_over_does_not_hold_the_other(
    db, formerly
) -> None:
    left = make_situation(slug="slug")
    make_live(left)
    left.slug, left.formerly = "moved", formerly
    left.save()
    make_live(left)
    taker = make_situation(slug="slug")
    make_live(taker, make_wizard({"a": {"b": taker}}))
    assert len(refusal(taker)) == 1
    publishing.withdraw(items=[left], by="tests")
