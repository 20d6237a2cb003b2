"""Restoring: an old text back into rows, at the address the item has now."""

from dataclasses import replace

import pytest

from guides import pack, publishing
from guides.models import Choice, Edition, Fact, Section, Situation, SituationSection
from guides.pack import PackError
from tests.factories import make_fact, make_guide, make_live, make_situation, make_wizard
from tests.publishing import everything


def change(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def refusal(edition) -> str:
    before = everything()
    with pytest.raises(PackError) as refused:
        publishing.restore(edition=edition, by="tests")
    assert everything() == before
    return str(refused.value)


def test_a_guide_comes_back_and_publishes_the_same_page(db) -> None:
    make_fact(key="wait")
    guide = make_guide({"one": "Takes {fact:wait}.", "two": "Text."}, introduction="Intro.")
    [first] = make_live(guide)
    Section.objects.filter(anchor="two").delete()
    Section.objects.filter(anchor="one").update(anchor="other", body="Other.", position=5)
    make_live(change(guide, title="Other", introduction="", position=3))
    item = publishing.restore(edition=first, by="tests")
    assert item == guide
    assert item.title == first.title
    [third] = make_live(item)
    assert (third.number, third.page, third.source) == (3, first.page, first.source)


def test_a_situation_comes_back_and_publishes_the_same_page(db) -> None:
    guide = make_guide(sections=3)
    one, two, three = guide.sections.all()
    other = make_situation()
    situation = make_situation(
        sections=[two, one], related=[other], screen_labels="A\nB", hazard="No!"
    )
    [first, *_] = make_live(situation, guide, other)
    situation.section_links.all().delete()
    situation.related_links.all().delete()
    SituationSection.objects.create(situation=situation, section=three, position=1)
    make_live(change(situation, screen_labels="", hazard="", body="Other.", verdict="can"))
    [third] = make_live(publishing.restore(edition=first, by="tests"))
    assert (third.page, third.source) == (first.page, first.source)
    assert list(situation.sections.order_by("situation_links__position")) == [two, one]


def test_a_wizard_comes_back_and_asks_the_same(db) -> None:
    end, other = make_situation(), make_situation()
    wizard = make_wizard({"a": {"on": "b", "end": end}, "b": {"x": other, "y": end}})
    [first, *_] = make_live(wizard, end, other)
    Choice.objects.filter(key="on").delete()
    wizard.questions.get(key="b").delete()
    make_live(wizard)
    [third] = make_live(publishing.restore(edition=first, by="tests"))
    assert third.source == first.source
    assert replace(third.page, retired=()) == replace(first.page, retired=())


def test_what_was_published_is_what_readers_see_until_it_is_published_again(db) -> None:
    guide = make_guide(title="First")
    [first] = make_live(guide)
    make_live(change(guide, title="Second"))
    publishing.restore(edition=first, by="tests")
    assert Edition.objects.find("guide", guide.slug).title == "Second"


def test_it_keeps_the_present_address_after_a_rename(db) -> None:
    guide = make_guide(slug="old", title="First")
    [first] = make_live(guide)
    make_live(change(guide, slug="new", title="Second"))
    item = publishing.restore(edition=first, by="tests")
    assert (item.slug, item.title) == ("new", "First")
    [third] = make_live(item)
    assert third.page == replace(first.page, slug="new")
    assert type(guide).objects.count() == 1


def test_a_withdrawn_item_can_be_restored_and_published(db) -> None:
    guide = make_guide(title="First")
    [first] = make_live(guide)
    publishing.withdraw(items=[guide], by="tests")
    change(guide, title="Second")
    [again] = make_live(publishing.restore(edition=first, by="tests"))
    assert (again.title, again.live) == ("First", True)


def test_it_leaves_everything_else_alone(db) -> None:
    guide, other = make_guide(title="First"), make_guide()
    [first] = make_live(guide)
    fact = make_fact()
    change(guide, title="Second")
    before = everything()
    publishing.restore(edition=first, by="tests")
    after = everything()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"Guide", "Revision"}
    assert [row for row in after["Guide"] if row["id"] == other.pk] == [
        row for row in before["Guide"] if row["id"] == other.pk
    ]
    assert Fact.objects.get() == fact


def test_it_refuses_a_text_that_names_what_is_gone(db) -> None:
    gone = make_situation(slug="gone")
    guide = make_guide(sections=2, slug="guide")
    situation = make_situation(slug="s", related=[gone], sections=[guide.sections.last()])
    first, *_ = make_live(situation, guide, gone)
    situation.related_links.all().delete()
    situation.section_links.all().delete()
    guide.sections.get(anchor="part-2").delete()
    change(situation, title="Second")
    told = refusal(first)
    assert "situations/s.md: there is no section “guide#part-2”" in told
    assert "gone" not in told  # its row is still there: that it may not be live is for publish


def test_it_refuses_to_take_away_a_section_that_others_have_come_to_refer_to(db) -> None:
    guide = make_guide({"one": "Text."})
    [first] = make_live(guide)
    section = Section.objects.create(guide=guide, anchor="new", heading="New", position=2)
    user = make_situation(sections=[section])
    assert str(user) in refusal(first)


def test_it_relates_no_situation_to_itself_after_two_were_renamed(db) -> None:
    """The text names another by the slug that this one has now."""
    other = make_situation(slug="slug")
    situation = make_situation(slug="old", related=[other])
    first, _ = make_live(situation, other)
    situation.related_links.all().delete()
    make_live(change(other, slug="away"), change(situation, slug="in-between"))
    change(situation, slug="slug")
    assert "situations/slug.md" in refusal(first)


def test_it_follows_what_was_renamed_since(db) -> None:
    other = make_situation(slug="old")
    guide = make_guide({"part": "Text."}, slug="old-guide")
    situation = make_situation(related=[other], sections=[guide.sections.get()], title="First")
    first, *_ = make_live(situation, other, guide)
    change(other, slug="new")
    change(guide, slug="new-guide")
    make_live(change(situation, title="Second"), other, guide)
    item = publishing.restore(edition=first, by="tests")
    assert item.title == "First"
    assert list(item.related.all()) == [other]
    assert list(item.sections.all()) == [guide.sections.get()]


def test_a_wizard_follows_what_was_renamed_since(db) -> None:
    end = make_situation(slug="old")
    wizard = make_wizard({"a": {"b": end}}, title="First")
    first, *_ = make_live(wizard, end)
    make_live(change(end, slug="new"), change(wizard, title="Second"))
    publishing.restore(edition=first, by="tests")
    assert Choice.objects.get().to_situation == end


def test_a_restored_item_can_still_be_dumped_and_loaded(db, tmp_path) -> None:
    """The address it has now stood among its former ones then."""
    guide = make_guide(slug="old", formerly="new", title="First")
    [first] = make_live(guide)
    make_live(change(guide, slug="new", formerly="old", title="Second"))
    publishing.restore(edition=first, by="tests")
    pack.write_folder(pack.read_rows(), tmp_path)
    pack.read_folder(tmp_path)


def test_restoring_the_live_edition_changes_nothing(db) -> None:
    situation = make_situation(
        sections=[make_guide().sections.get()], related=[make_situation()], screen_labels="A\nB"
    )
    guide = situation.sections.get().guide
    wizard = make_wizard({"a": {"on": "b", "end": situation}, "b": {"x": situation}})
    items = [situation, guide, situation.related.get(), wizard]
    editions = make_live(*items)
    before = everything()
    for edition in editions:
        publishing.restore(edition=edition, by="tests")
    assert everything() == before
    assert Situation.objects.count() == 2
