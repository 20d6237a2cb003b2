"""Emergency notes: what may stand in one, where and when it stands, and how it ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from guides import audit, emergency, kept, pack, publishing, snapshot
from guides.limits import EMERGENCY_FIRST
from guides.models import Edition, EmergencyNote, Fact
from tests.conftest import CHECKED, CONTENT
from tests.factories import (
    make_emergency_note,
    make_fact,
    make_guide,
    make_live,
    make_situation,
    make_wizard,
)

NOW = timezone.now()
HOUR = timedelta(hours=1)


def compiled(text: str) -> emergency.Compiled:
    return emergency.compile_text(text, pack.read_facts())


def shown(*items, now=NOW) -> set[EmergencyNote]:
    editions = [Edition.objects.live().of(item).get() for item in items]
    return set(emergency.on(*editions, now=now)["emergency_notes"])


def test_the_first_paragraph_is_shown_and_the_rest_folded(db) -> None:
    make_fact(key="wait")
    note = compiled("Wait **{fact:wait}**.\n\nThen:\n\n- [x](https://example.org/)\n")
    assert note.problems == ()
    assert note.html.strip() == "<p>Wait <strong>3–15 business days</strong>.</p>"
    assert "<li>" in note.more
    assert compiled("Only this.").more == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{fact:no}", "Line 1: unknown fact “no”."),
        ("One.\n\nTwo\n\n{fact:no}", "Line 5: unknown fact “no”."),
        ("[x](guide:no)", "Line 1: leads to guide:no, which is not live."),
        ("One.\n\n[x](guide:guide#no)", "Line 3: leads to guide:guide#no, which is not live."),
        ("[x](situation:draft)", "Line 1: leads to situation:draft, which is not live."),
        ("[x](/guides/)", "Line 1: the link “/guides/” cannot be checked"),
        ("![x](picture:x)", "Line 1: unknown picture “x”"),
        ("One.\n\n# Two", "Line 3: headings and blocks have no place in a note"),
        ("::: hazard\nNo.\n:::", "Line 1: headings and blocks have no place in a note"),
        ("w" * (EMERGENCY_FIRST + 1), "The first paragraph has 201 characters, at most 200"),
    ],
)
def test_it_says_what_has_no_place_in_it(db, text, told) -> None:
    make_live(make_guide({"part": "Text."}, slug="guide"))
    make_situation(slug="draft")
    assert any(problem.startswith(told) for problem in compiled(text).problems)


def test_a_link_to_what_is_live_is_fine(db) -> None:
    guide = make_guide({"part": "Text."}, slug="old")
    make_live(guide)
    guide.slug = "guide"
    guide.save()
    make_live(guide)
    for link in ("guide:guide", "guide:guide#part", "guide:old"):
        assert compiled(f"[x]({link})").problems == ()


def test_it_stands_from_its_start_until_before_its_end(db) -> None:
    note = make_emergency_note(starts_at=NOW, ends_at=NOW + HOUR)
    for moment, standing, state in (
        (NOW - HOUR, set(), "planned"),
        (NOW, {note}, "standing"),
        (NOW + HOUR - timedelta(seconds=1), {note}, "standing"),
        (NOW + HOUR, set(), "over"),
    ):
        assert shown(now=moment) == standing
        assert note.state(moment) == state


def test_it_stands_where_it_was_put_and_nowhere_else(db, django_assert_num_queries) -> None:
    guide, situation, other = make_guide(), make_situation(), make_situation()
    wizard = make_wizard({"q": {"x": situation}})
    make_live(guide, situation, other, wizard)
    everywhere = make_emergency_note()
    one = make_emergency_note("One", situation, guide)
    tree = make_emergency_note("Tree", wizard)
    both = make_emergency_note("Both", situation, everywhere=True)
    assert shown() == {everywhere, both}
    assert shown(other) == {everywhere, both}
    assert shown(guide) == {everywhere, both, one}
    assert shown(situation) == {everywhere, both, one}
    assert shown(wizard) == {everywhere, both, tree}
    assert shown(wizard, situation) == {everywhere, both, tree, one}
    editions = list(Edition.objects.live())
    with django_assert_num_queries(1):
        found = emergency.on(*editions, None)["emergency_notes"]
        assert {note.html for note in found}
        assert len(found) == 4


def in_a_moment(*items) -> list[EmergencyNote]:
    """What stands on a page that is made now, in its order."""
    editions = [Edition.objects.live().of(item).get() for item in items]
    with snapshot.taken():
        found: list[EmergencyNote] = emergency.on(*editions)["emergency_notes"]
    return found


@pytest.mark.parametrize(("most_notes", "most_places"), [(200, 20_000), (3, 20_000), (200, 6)])
def test_in_a_moment_the_same_notes_stand_in_the_same_order(
    db, monkeypatch, django_assert_num_queries, most_notes, most_places
) -> None:
    """Whether they are few enough to be kept or not."""
    monkeypatch.setattr(emergency, "MOST_NOTES", most_notes)
    monkeypatch.setattr(emergency, "MOST_PLACES", most_places)
    guide, situation, other = make_guide(), make_situation(), make_situation()
    wizard = make_wizard({"q": {"x": situation}})
    make_live(guide, situation, other, wizard)
    make_emergency_note()
    make_emergency_note("One", situation, guide)
    make_emergency_note("Tree", wizard, other)
    make_emergency_note("Both", situation, everywhere=True)
    make_emergency_note("Over", situation, guide, ends_at=NOW - HOUR)
    make_emergency_note("Planned", situation, guide, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
    kept.forget()
    for items in ((), (other,), (guide,), (situation,), (wizard,), (wizard, situation)):
        editions = [Edition.objects.live().of(item).get() for item in items]
        wanted = emergency.on(*editions)["emergency_notes"]
        found = in_a_moment(*items)
        assert [note.html for note in found] == [note.html for note in wanted]
        assert [note.pk for note in found] == [note.pk for note in wanted]
    editions = [Edition.objects.live().of(situation).get()]
    is_kept = (most_notes, most_places) == (200, 20_000)
    with snapshot.taken(), django_assert_num_queries(0 if is_kept else 1):
        emergency.on(*editions)


def test_it_never_ends_before_it_begins(db) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_emergency_note(starts_at=NOW, ends_at=NOW)


def test_ending_takes_it_away_at_once_also_before_it_began(db) -> None:
    standing = make_emergency_note(ends_at=NOW + HOUR)
    planned = make_emergency_note(starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
    over = make_emergency_note(ends_at=NOW - HOUR)
    ended = emergency.end(notes=[standing, planned, over], by="ada", now=NOW)
    assert set(ended) == {standing.pk, planned.pk}
    for note in EmergencyNote.objects.all():
        assert note.state(NOW) == "over"
        assert not shown(now=NOW + timedelta(hours=1.5))
    standing.refresh_from_db()
    over.refresh_from_db()
    assert (standing.version, standing.saved_by) == (2, "ada")
    assert (over.ends_at, over.version) == (NOW - HOUR, 1)
    assert emergency.end(notes=[standing], by="ada") == []


def test_facts_in_it_are_brought_up_to_date(db) -> None:
    make_fact(key="wait")
    note, over = make_emergency_note("{fact:wait}"), make_emergency_note("{fact:wait}.")
    emergency.end(notes=[over], by="ada")
    Fact.objects.update(high=99)
    emergency.render_again()
    note.refresh_from_db()
    over.refresh_from_db()
    assert "3–99" in note.html
    assert "3–15" in over.html
    Fact.objects.all().delete()
    emergency.render_again()
    note.refresh_from_db()
    assert "3–99" in note.html


def test_looking_for_facts_is_one_query_where_no_note_names_one(
    db, django_assert_num_queries
) -> None:
    make_emergency_note()
    with django_assert_num_queries(1):
        emergency.render_again()


def test_the_audit_tells_what_became_wrong_with_it(db) -> None:
    make_fact(key="wait")
    target = make_guide(slug="target")
    make_live(target)
    note = make_emergency_note("{fact:wait} [x](guide:target)")
    path = f"emergency note {note.pk}"

    def told() -> list[str]:
        found = audit.audit_content(today=CHECKED)
        return [str(problem) for problem in found if problem.path == path]

    assert told() == []
    Fact.objects.update(high=99)
    assert told() == [f"{path}: text: readers see a fact or a form as it was before: save it again"]
    Edition.objects.update(live=False, withdrawn_at=timezone.now())
    assert told() == [f"{path}: text: Line 1: leads to guide:target, which is not live"]
    emergency.end(notes=[note], by="ada")
    assert told() == []


def test_what_it_leads_to_is_not_withdrawn_before_it_is_over(db) -> None:
    target = make_guide(slug="target")
    make_live(target)
    target.slug = "renamed"
    target.save()
    make_live(target)
    note = make_emergency_note("Look [here](guide:target).")
    how = {"items": [target], "by": "ada"}
    with pytest.raises(publishing.Refused, match=f"emergency note {note.pk}: text: leads to the"):
        publishing.withdraw(**how)
    ends = note.ends_at
    with pytest.raises(publishing.Refused, match="emergency note"):
        publishing.schedule(**how, action="withdraw", at=ends - timedelta(minutes=1))
    publishing.schedule(**how, action="withdraw", at=ends + timedelta(minutes=1))
    emergency.end(notes=[note], by="ada")
    assert publishing.withdraw(**how)


def test_loading_a_pack_leaves_it_alone(db) -> None:
    note = make_emergency_note()
    publishing.load(folder=CONTENT, by="tests", publish_too=False)
    assert EmergencyNote.objects.get() == note


@pytest.mark.parametrize(("publish_too", "seen"), [(False, "3–15"), (True, "3–9")])
def test_loading_a_pack_changes_its_facts_where_it_publishes(db, tmp_path, publish_too, seen):
    make_fact(key="wait")
    note = make_emergency_note("{fact:wait}")
    pack.write_folder(pack.read_rows(), tmp_path)
    facts = tmp_path / "facts.toml"
    facts.write_text(facts.read_text().replace("high = 15", "high = 9"))
    publishing.load(folder=tmp_path, by="tests", publish_too=publish_too)
    note.refresh_from_db()
    assert f"{seen} business days" in note.html


def test_deleting_what_it_stands_on_leaves_the_note(db) -> None:
    draft = make_guide()
    note = make_emergency_note("Text.", draft)
    draft.delete()
    assert EmergencyNote.objects.get() == note
