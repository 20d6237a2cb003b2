"""Scheduling: what is planned is judged at once, frozen, judged again at its time, done once."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, connections, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from guides import pack, publishing
from guides.models import Edition, Guide, Schedule
from guides.models.schedule import is_scheduled
from guides.publishing import Past, Refused
from tests.factories import make_fact, make_guide, make_live, make_situation, make_wizard
from tests.publishing import everything, undone

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def plan(*items, action: str = "publish", minutes: int = 10, note: str = "") -> list[Schedule]:
    when = {"at": at(minutes), "now": NOW}
    return publishing.schedule(items=items, action=action, by="Ada", note=note, **when)


def refusal(*items, **how) -> list[str]:
    before = everything()
    with pytest.raises(Refused) as refused:
        plan(*items, **how)
    assert everything() == before
    return [str(reason) for reason in refused.value.reasons]


def run(minutes: int = 10) -> list[str]:
    return [str(ended) for ended in publishing.publish_due(now=at(minutes))]


def change(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def live(item) -> Edition | None:
    return Edition.objects.live().of(item).first()


def test_what_was_scheduled_goes_live_at_its_time_and_what_was_saved_later_does_not(db):
    guide = make_guide(title="As reviewed")
    plan(guide, note="For the sale")
    change(guide, title="Half done", slug="half-done")
    assert run(9) == []
    assert live(guide) is None
    [told] = run(11)
    edition = live(guide)
    assert told == f"published: {edition} ({edition.address})"
    assert (edition.title, edition.published_by, edition.published_at) == (
        "As reviewed", "Ada", at(11),
    )  # fmt: skip
    assert edition.slug != "half-done"
    assert edition.note == "For the sale (scheduled for 2026-11-23 12:40 UTC)"
    row = Schedule.objects.get()
    assert (row.state, row.ended_at, row.ended_by) == ("done", at(11), "")
    assert publishing.would_change(items=[guide]) == [guide]


def test_running_again_does_nothing(db):
    plan(make_guide())
    run()
    before = everything()
    assert run() == run(99) == []
    assert everything() == before


def test_looking_when_nothing_is_due_is_one_query_and_writes_nothing(db, django_assert_num_queries):
    plan(make_guide())
    with django_assert_num_queries(1):
        assert run(9) == []


def test_a_withdrawal_takes_the_page_away_at_its_time(db):
    guide = make_guide()
    make_live(guide)
    plan(guide, action="withdraw", note="Sale is over")
    assert run(9) == []
    [told] = run(10)
    assert told.startswith("withdrawn: ")
    edition = Edition.objects.get()
    assert (edition.live, edition.withdrawn_by, edition.withdrawn_at) == (False, "Ada", at(10))
    assert edition.withdrawn_note == "Sale is over (scheduled for 2026-11-23 12:40 UTC)"


def test_what_refers_to_each_other_goes_live_together(db):
    first, second = make_situation(), make_situation()
    first.related_links.create(related=second, position=1)
    second.related_links.create(related=first, position=1)
    assert "leads to what is not live" in refusal(first)[0]
    plan(first, second)
    assert len(run()) == 2
    assert live(first)
    assert live(second)


def test_what_is_planned_until_then_counts_as_being_there(db):
    situation = make_situation()
    wizard = make_wizard({"q": {"x": situation}})
    plan(situation, minutes=5)
    assert refusal(wizard, minutes=4)
    plan(wizard, minutes=5)
    assert len(run(5)) == 2
    assert live(wizard)


def test_what_is_to_be_withdrawn_by_then_is_not_there(db):
    situation = make_situation()
    make_live(situation)
    plan(situation, action="withdraw", minutes=5)
    wizard = make_wizard({"q": {"x": situation}})
    [told] = refusal(wizard, minutes=6)
    assert told.endswith(f"leads to situation:{situation.slug}, which is to be withdrawn by then")
    plan(wizard, minutes=4)


def test_a_page_can_go_once_what_leads_to_it_is_to_change(db):
    situation, other = make_situation(), make_situation()
    wizard = make_wizard({"q": {"x": situation}})
    make_live(situation, other, wizard)
    assert "leads here" in refusal(situation, action="withdraw")[0]
    choice = wizard.questions.get().choices.get()
    change(choice, to_situation=other)
    plan(wizard, minutes=10)
    plan(situation, action="withdraw", minutes=10)
    assert len(run()) == 2
    assert live(situation) is None
    assert live(wizard).page.questions[0].choices[0].to == f"situation:{other.slug}"


def test_a_page_cannot_go_that_something_planned_leads_to(db):
    situation = make_situation()
    make_live(situation)
    plan(make_wizard({"q": {"x": situation}}), minutes=5)
    assert "which is to be published, leads here" in refusal(situation, action="withdraw")[0]


def test_an_address_passes_on_where_its_holder_goes_at_the_same_time(db):
    old, new = make_guide(slug="refunds"), make_guide()
    make_live(old)
    plan(old, action="withdraw")
    change(old, slug="old-refunds")
    Schedule.objects.create(
        kind="guide", guide=new, action="publish", at=at(10), slug="refunds", version=1,
        source=pack.write_item(pack.read_row(new)), made_at=NOW, made_by="Ada",
    )  # fmt: skip
    assert [told.partition(":")[0] for told in run()] == ["published", "withdrawn"]
    assert live(old) is None
    assert live(new).slug == "refunds"


def test_every_reason_is_told_at_once_and_nothing_is_planned(db):
    told = refusal(make_guide({"one": "{fact:nothing}", "two": "[x](situation:nowhere)"}))
    assert len(told) == 2
    assert refusal(make_guide(), action="withdraw")[0].endswith("there is nothing to withdraw")


def test_a_time_that_is_over_is_refused(db):
    guide = make_guide()
    for minutes in (0, -1):
        with pytest.raises(Past):
            plan(guide, minutes=minutes)
    assert not Schedule.objects.exists()


def test_an_item_cannot_come_and_go_at_the_very_same_time(db):
    guide = make_guide()
    make_live(guide)
    plan(guide)
    assert refusal(guide, action="withdraw")[0].endswith("published at the very same time")
    plan(guide, action="withdraw", minutes=11)
    assert refusal(guide, minutes=11)[0].endswith("withdrawn at the very same time")


def test_one_plan_of_a_kind_stands_for_an_item(db):
    guide = make_guide(title="First")
    [first] = plan(guide)
    change(guide, title="Second")
    plan(guide, minutes=20)
    first.refresh_from_db()
    assert (first.state, first.why) == ("cancelled", "It was scheduled anew.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Schedule.objects.create(
            kind="guide", guide=guide, action="publish", at=at(1), slug="x", version=1,
            made_at=NOW, made_by="Ada",
        )  # fmt: skip
    run(99)
    assert Edition.objects.get().title == "Second"


def test_a_plan_can_be_moved_with_its_text_and_cancelled(db):
    guide = make_guide(title="As reviewed")
    [row] = plan(guide)
    change(guide, title="Half done")
    with pytest.raises(Past):
        publishing.reschedule(schedule=row, at=NOW, by="Bo", now=NOW)
    assert publishing.reschedule(schedule=row, at=at(30), by="Bo", now=NOW)
    assert run(10) == []
    run(30)
    assert (live(guide).title, live(guide).published_by) == ("As reviewed", "Bo")
    assert not publishing.reschedule(schedule=row, at=at(40), by="Bo", now=NOW)
    assert not publishing.cancel(schedule=row, by="Bo")
    [row] = plan(guide, minutes=50)
    assert publishing.cancel(schedule=row, by="Bo")
    assert run(99) == []


def test_publishing_by_hand_drops_the_older_text_that_was_planned(db):
    guide, other = make_guide(), make_guide()
    make_live(other)
    plan(guide, other)
    change(guide, title="Newer")
    make_live(guide, other)
    states = dict(Schedule.objects.values_list("guide", "state"))
    # The other one was published already as it is: nothing new was written.
    assert states == {guide.pk: "cancelled", other.pk: "pending"}
    run(99)
    assert live(guide).title == "Newer"


def test_publishing_by_hand_keeps_the_planned_end(db):
    guide = make_guide()
    make_live(guide)
    plan(guide, action="withdraw")
    change(guide, title="Newer")
    make_live(guide)
    run()
    assert live(guide) is None


def test_nothing_planned_brings_back_what_was_withdrawn_by_hand(db):
    guide = make_guide()
    make_live(guide)
    change(guide, title="Newer")
    plan(guide, minutes=10)
    plan(guide, action="withdraw", minutes=20)
    publishing.withdraw(items=[guide], by="Bo", now=at(5))
    assert set(Schedule.objects.values_list("state", "ended_by")) == {("cancelled", "Bo")}
    assert run(99) == []


def test_facts_are_filled_in_as_they_are_at_the_time(db):
    fact = make_fact(key="wait", low=1, high=2)
    guide = make_guide({"a": "Takes {fact:wait}."})
    plan(guide)
    change(fact, high=9)
    run()
    assert "1–9 business days" in live(guide).page.sections[0].body[0].html


def test_what_is_refused_at_its_time_is_told_and_readers_see_what_they_saw(db, caplog):
    fact = make_fact(key="wait")
    guide = make_guide({"a": "Takes {fact:wait}."})
    publishing.publish(items=[guide], by="Ada", now=NOW)
    change(guide, title="Newer")
    plan(guide)
    fact.delete()
    [told] = run()
    assert told.startswith("failed: publish guide")
    assert "unknown fact “wait”" in told
    assert "unknown fact “wait”" in caplog.text
    assert live(guide).number == 1
    row = Schedule.objects.get()
    assert (row.state, "unknown fact “wait”" in row.why) == ("failed", True)
    assert list(Schedule.objects.to_look_at()) == [row]
    assert run(99) == []


def test_what_failed_is_looked_at_until_something_is_done_about_it(db, caplog):
    guide = make_guide()
    [row] = plan(guide)
    Schedule.objects.update(source="broken")
    assert "failed" in run()[0]
    assert Schedule.objects.to_look_at().exists()
    with undone():
        make_live(guide)
        assert not Schedule.objects.to_look_at().exists()
    with undone():
        plan(guide, minutes=20)
        assert not Schedule.objects.to_look_at().exists()
    assert publishing.cancel(schedule=row, by="Bo")
    row.refresh_from_db()
    assert (row.state, row.ended_by, bool(row.why)) == ("cancelled", "Bo", True)
    assert not Schedule.objects.to_look_at().exists()


def test_the_rest_of_a_batch_goes_live_without_what_is_refused_and_what_needs_it(db, caplog):
    fact = make_fact(key="wait")
    bad = make_guide({"a": "{fact:wait}"})
    needs = make_guide({"a": f"[see](guide:{bad.slug})"})
    fine = make_guide()
    plan(bad, needs, fine)
    fact.delete()
    run()
    assert [live(item) is not None for item in (bad, needs, fine)] == [False, False, True]
    assert [*Schedule.objects.order_by("id").values_list("state", flat=True)] == [
        "failed", "failed", "done",
    ]  # fmt: skip


def test_a_time_that_breaks_is_tried_again_and_does_not_hold_up_the_next(db, monkeypatch, caplog):
    first, second = make_guide(), make_guide()
    plan(first, minutes=5)
    plan(second, minutes=6)
    real = publishing.plan.Batch.write

    def write(batch, **how):
        if first in batch.items:
            raise RuntimeError("the disk is full")
        return real(batch, **how)

    monkeypatch.setattr(publishing.plan.Batch, "write", write)
    told = run(10)
    assert [line.partition(":")[0] for line in told] == ["failed", "published"]
    assert "the disk is full" in caplog.text
    assert live(second)
    monkeypatch.undo()
    assert run(11)[0].startswith("published")
    assert live(first)


def test_what_was_never_published_can_be_deleted_with_its_plans(db):
    guide = make_guide()
    plan(guide)
    guide.delete()
    assert not Schedule.objects.exists()
    assert run() == []


def test_items_say_whether_something_is_planned_for_them(db):
    guide, other = make_guide(), make_guide()
    plan(guide)
    found = Guide.objects.annotate(is_scheduled=is_scheduled("guide"))
    assert {one: one.is_scheduled for one in found} == {guide: True, other: False}


MINUTES = st.integers(1, 5)
ITEM = st.fixed_dictionaries(
    {
        "live": st.booleans(),
        "leads_to": st.none() | st.integers(0, 2),
        "publish": st.none() | MINUTES,
        "withdraw": st.none() | MINUTES,
    }
)


@settings(max_examples=10)
@given(st.lists(ITEM, min_size=3, max_size=3), st.lists(st.integers(0, 6), max_size=5))
def test_looking_often_comes_to_the_same_as_looking_once(db, items, looks):
    with undone():
        guides = [make_guide({"a": "Text."}) for _ in items]
        make_live(*(guide for guide, one in zip(guides, items, strict=True) if one["live"]))
        for guide, one in zip(guides, items, strict=True):
            to = one["leads_to"]
            body = "New." if to is None else f"[see](guide:{guides[to].slug})"
            guide.sections.update(body=body)
            # Past the judgement at planning: at its time, everything may be in the way.
            for action in ("publish", "withdraw"):
                if one[action] is not None:
                    source = pack.write_item(pack.read_row(guide)) if action == "publish" else ""
                    Schedule.objects.create(
                        kind="guide", guide=guide, action=action, at=at(one[action]),
                        slug=guide.slug, source=source, version=1, made_at=NOW, made_by="Ada",
                    )  # fmt: skip
        outcomes = []
        for times in (sorted(looks), []):
            with undone():
                for minutes in (*times, 9):
                    publishing.publish_due(now=at(minutes))
                editions = Edition.objects.order_by("guide", "number")
                outcomes.append(
                    (
                        list(editions.values_list("guide", "number", "live", "source", "note")),
                        list(Schedule.objects.order_by("id").values_list("state", "why")),
                    )
                )
        assert outcomes[0] == outcomes[1]
        assert not any(state == "pending" for state, _ in outcomes[0][1])


@pytest.mark.django_db(transaction=True)
def test_two_who_look_at_once_do_it_once(tmp_path, monkeypatch):
    """Each in a thread with a connection of its own, to a database that can be waited for."""
    plan(*(make_guide() for _ in range(3)))
    if connection.vendor == "sqlite":
        # The database of tests is in memory, where a lock is an error and not a wait.
        file = tmp_path / "db.sqlite3"
        with closing(sqlite3.connect(file)) as copy:
            connection.connection.backup(copy)
        monkeypatch.setitem(connections.settings["default"], "NAME", str(file))
    together = Barrier(2)
    told: list[list[str]] = []
    found: list[int] = []

    def look():
        try:
            together.wait(10)
            told.append(run())
        finally:
            connections.close_all()

    def count():
        found.append(Edition.objects.count())
        found.append(Schedule.objects.filter(state="done").count())
        connections.close_all()

    for threads in ([Thread(target=look), Thread(target=look)], [Thread(target=count)]):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(map(len, told)) == [0, 3]
    assert found == [3, 3]
