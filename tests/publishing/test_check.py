"""“Checked, still right”: readers see the date, and nothing else that they did not see before."""

from datetime import UTC, date, datetime

import pytest

from guides import pack, publishing
from guides.models import Edition, Fact, Guide, Section, Situation
from tests.factories import make_fact, make_guide, make_live, make_situation, make_wizard

TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 10, tzinfo=UTC)


def check(*items, publish_too=True) -> list[publishing.Checked]:
    return publishing.check(items=items, by="ada", publish_too=publish_too, today=TODAY, now=NOW)


@pytest.mark.parametrize("make", [make_guide, make_situation, make_wizard])
def test_what_is_live_and_unchanged_is_published_with_the_date(db, make) -> None:
    item = make()
    make_live(*Situation.objects.exclude(slug=item.slug), item)
    (done,) = check(item)
    assert (done.outcome, done.waiting) == ("published", False)
    item.refresh_from_db()
    assert (item.reviewed, item.version, item.saved_by) == (TODAY, 2, "ada")
    live = Edition.objects.live().of(item).get()
    assert live == done.edition
    assert (live.number, live.note, live.published_by) == (2, publishing.NOTE, "ada")
    assert live.page.reviewed == TODAY
    assert publishing.would_change(items=[item]) == []


def test_other_changes_go_on_waiting(db) -> None:
    guide = make_guide({"part": "Former."}, slug="before")
    make_live(guide)
    Section.objects.update(body="SECRET")
    Guide.objects.update(title="SECRET", slug="after", review_every_days=7)
    guide.refresh_from_db()
    before = Edition.objects.live().get()
    (done,) = check(guide)
    assert (done.outcome, done.waiting) == ("published", True)
    live = Edition.objects.live().get()
    assert "SECRET" not in live.source + str(live.page_json)
    assert (live.slug, live.page.review_every_days) == ("before", 180)
    assert live.source == before.source.replace("2026-11-22", "2026-12-01")
    # The working copy keeps them, with the new date.
    record = pack.read_row(guide)
    assert (record.title, record.slug, record.reviewed) == ("SECRET", "after", TODAY)
    assert publishing.would_change(items=[guide]) == [guide]


def test_who_may_not_publish_dates_the_working_copy_only(db) -> None:
    guide = make_guide()
    make_live(guide)
    (done,) = check(guide, publish_too=False)
    assert done.outcome == "unpublished"
    assert Guide.objects.get().reviewed == TODAY
    assert Edition.objects.count() == 1


def test_a_draft_gets_the_date_only(db) -> None:
    (done,) = check(make_guide())
    assert done.outcome == "draft"
    assert Guide.objects.get().reviewed == TODAY
    assert not Edition.objects.exists()


def test_checking_twice_on_a_day_makes_one_edition_and_one_save(db) -> None:
    guide = make_guide()
    make_live(guide)
    check(guide)
    (done,) = check(guide)
    assert done.outcome == "known"
    assert (Edition.objects.count(), Guide.objects.get().version) == (2, 2)


def test_a_fact_that_readers_see_as_before_is_not_published_along(db) -> None:
    make_fact(key="wait")
    guide = make_guide({"part": "Takes {fact:wait}."})
    make_live(guide)
    Fact.objects.update(high=99)
    (done,) = check(guide)
    assert done.outcome == "outdated"
    assert Edition.objects.count() == 1
    assert Guide.objects.get().reviewed == TODAY


def test_what_cannot_be_published_says_why_and_holds_up_no_other(db) -> None:
    make_fact(key="wait")
    broken, sound = make_guide({"part": "Takes {fact:wait}."}), make_guide()
    make_live(broken, sound)
    Fact.objects.all().delete()
    first, second = check(broken, sound)
    assert first.outcome == "refused"
    assert "unknown fact “wait”" in str(first.reasons[0])
    assert second.outcome == "published"
    assert set(Guide.objects.values_list("reviewed", flat=True)) == {TODAY}
