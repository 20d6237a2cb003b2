"""What pages ask for in one query: what is live, by any address, and nothing else."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps.registry import Apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from guides import publishing, shelf
from guides.markup import Target
from guides.models import Edition, Moved, Section, Withdrawn, linked, parsed
from tests.factories import make_guide, make_live, make_situation, make_wizard

pytestmark = pytest.mark.django_db


def edition_of(item) -> Edition:
    return Edition.objects.live().of(item).get()


def set_anyway(edition: Edition, **values) -> None:
    """Change what nobody may change, as another version of the site or a restored backup does."""
    models.QuerySet(Edition).filter(pk=edition.pk).update(**values)


def large_wizard(**fields):
    """A wizard that is worth keeping."""
    end = make_situation()
    tree = {f"q{n}": {"next": f"q{n + 1}", "end": end} for n in range(99)}
    wizard = make_wizard({**tree, "q99": {"end": end}}, **fields)
    make_live(end, wizard)
    assert len(edition_of(wizard).source) > parsed.LEAST_CHARACTERS // 2
    return wizard


def test_finding_is_as_the_queryset_finds() -> None:
    guide, situation = make_guide(slug="same"), make_situation(slug="same")
    wizard, gone = make_wizard({"a": {"b": situation}}, slug="same"), make_situation(slug="gone")
    make_live(guide, situation, wizard, gone)
    for item in (guide, situation, wizard):
        found, wanted = linked.find(item.KIND, "same"), Edition.objects.find(item.KIND, "same")
        assert found == wanted
        assert found.page == wanted.page
        assert (found.item_id, found.address) == (wanted.item_id, wanted.address)
        for name in ("published_at", "first_published_at", "title", "summary", "code", "verdict"):
            assert getattr(found, name) == getattr(wanted, name)
    publishing.withdraw(items=[gone], by="tests")
    situation.slug = "renamed"
    situation.save()
    make_live(situation)
    for slug, error in (
        ("gone", Withdrawn),
        ("same", Moved),
        ("never", Edition.DoesNotExist),
        ("", Edition.DoesNotExist),
    ):
        with pytest.raises(error) as told:
            linked.find("situation", slug)
        with pytest.raises(error) as wanted:
            Edition.objects.find("situation", slug)
        assert str(told.value) == str(wanted.value)


def test_what_has_the_same_address_in_another_kind_is_not_mixed_up() -> None:
    guide = make_guide({"same": "Text."}, slug="same", title="The guide")
    near = make_situation(slug="near", title="The situation")
    other = make_guide(slug="near", title="Another guide")
    hub = make_situation(slug="same", sections=[guide.sections.get()], related=[near])
    wizard = make_wizard({"a": {"hub": hub}}, slug="same")
    make_live(guide, near, other, hub, wizard)
    around = shelf.around(edition_of(hub))
    assert [card.title for card in around["related"]] == ["The situation"]
    assert [card.guide for card in around["sections"]] == ["The guide"]
    opened = shelf.open_target(Target("situation", "same"))
    assert opened["related"] == around["related"]
    assert opened["sections"] == around["sections"]
    assert opened["edition"] == edition_of(hub)


def test_a_large_wizard_is_read_once(django_assert_num_queries) -> None:
    wizard = large_wizard()
    page = linked.find("wizard", wizard.slug).page
    again = linked.find("wizard", wizard.slug)
    assert again.page_text is None
    with django_assert_num_queries(0):
        assert again.page is page
    first = linked.first_wizard()
    assert first is not None
    assert first.page is page
    end = edition_of(wizard.questions.first().choices.get(key="end").to_situation)
    [way] = [one for one in linked.around_situation(end) if one.role == "wizard"]
    assert way.page is page


def test_a_new_edition_of_a_large_wizard_is_seen() -> None:
    wizard = large_wizard()
    assert linked.find("wizard", wizard.slug).page.title == wizard.title
    wizard.title = "Another"
    wizard.save()
    make_live(wizard)
    assert linked.find("wizard", wizard.slug).page.title == "Another"


def test_what_was_kept_is_not_taken_for_another_edition_with_its_key() -> None:
    """As after a restored backup: keys are given out again."""
    wizard = large_wizard()
    found = linked.find("wizard", wizard.slug)
    assert found.page.title == wizard.title
    changed = {**edition_of(wizard).page_json, "title": "Restored"}
    later = found.published_at + timedelta(seconds=1)
    set_anyway(found, page_json=changed, published_at=later)
    assert linked.find("wizard", wizard.slug).page.title == "Restored"
    assert linked.find("wizard", wizard.slug).page.title == "Restored"


def test_headings_are_those_of_the_page_under_every_anchor() -> None:
    guide = make_guide({"one": "1", "two": "2"}, slug="guide")
    Section.objects.filter(anchor="two").update(formerly="old\nolder")
    make_live(guide)
    edition = edition_of(guide)
    assert edition.headings == [["one", "One"], ["two", "Two", "old", "older"]]
    for anchor in ("one", "two", "old", "older", "none", ""):
        section = edition.page.section(anchor)
        told = edition.section(anchor)
        assert told == (section and (section.anchor, section.heading))
    assert edition_of(make_situation_live()).section("one") is None


def make_situation_live():
    situation = make_situation()
    make_live(situation)
    return situation


@pytest.fixture
def older(db) -> Edition:
    """A guide published by a version of the site that knew of no headings, and what names it."""
    guide = make_guide({"part": "Text."}, slug="guide")
    situation = make_situation(slug="state", sections=[guide.sections.get()])
    make_live(guide, situation)
    edition = edition_of(guide)
    set_anyway(edition, headings=None)
    return edition


def test_without_headings_the_page_is_read_by_the_same_query(
    older, django_assert_num_queries
) -> None:
    edition = linked.find("situation", "state")
    with django_assert_num_queries(1):
        [card] = shelf.around(edition)["sections"]
    assert (card.href, card.heading) == ("/guides/guide/#part", "Part")


def test_the_migration_derives_the_headings_of_what_is_live(older) -> None:
    migration = import_module("guides.migrations.0011_edition_headings")
    state = MigrationLoader(connection).project_state(("guides", "0011_edition_headings"))
    apps: Apps = state.apps
    migration.derive_headings(apps, SimpleNamespace(connection=connection))
    older.refresh_from_db()
    assert older.headings == [["part", "Part"]]
    assert edition_of(Edition.objects.get(slug="state").item).headings is None
