"""Scenarios guard what wizards lead to, whichever publication would break one."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guides import publishing
from guides.models import Choice, Edition, Fact, Scenario, Schedule
from guides.pack import PackError
from guides.publishing import Refused
from tests.factories import (
    make_fact,
    make_guide,
    make_live,
    make_scenario,
    make_situation,
    make_wizard,
    write_files,
)
from tests.publishing import everything

STATE = "situations/state.md"


def refusal(*items) -> list[str]:
    before = everything()
    with pytest.raises(Refused) as refused:
        make_live(*items)
    assert everything() == before
    return [str(reason) for reason in refused.value.reasons]


def change(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


@pytest.fixture
def guarded(db):
    """A live wizard whose scenarios guard a situation and a section."""
    make_fact(key="wait", low=24, high=48, unit="hours")
    state = make_situation(slug="state", summary="It takes {fact:wait}.", body="Tap **Cancel**.")
    guide = make_guide({"part": "Wait {fact:wait}.", "rest": "No more."}, slug="guide")
    tree = {"a": {"x": state, "on": "b"}, "b": {"y": guide.sections.first(), "z": state}}
    wizard = make_wizard(tree, slug="walk")
    make_scenario(wizard, "a=x", state, "24-48 HOURS", "tap  cancel")
    make_scenario(wizard, "a=on/b=y", guide.sections.first(), "Wait 24–48 hours")
    make_live(guide, state, wizard)
    return wizard, state, guide


def test_a_wizard_is_refused_that_leads_a_scenario_elsewhere(guarded) -> None:
    wizard, _, guide = guarded
    Choice.objects.filter(key="x").update(to_situation=None, to_section=guide.sections.last())
    Choice.objects.filter(key="y").update(key="why")
    second = "wizards/walk.toml: scenario 2 (a=on/b=y): stops at the question b"
    assert refusal(wizard) == [
        "wizards/walk.toml: scenario 1 (a=x): reaches section:guide#rest, not situation:state",
        f"{second}, where b=y does not fit, and does not reach section:guide#part",
    ]


def test_a_wizard_is_refused_whose_new_scenario_does_not_come_true(guarded) -> None:
    wizard, state, _ = guarded
    make_scenario(wizard, "a=on", state)
    make_scenario(wizard, "a=on/b=z", state, "no such word")
    third = "wizards/walk.toml: scenario 3 (a=on): stops at the question b"
    assert refusal(wizard) == [
        f"{third}, and does not reach situation:state",
        "wizards/walk.toml: scenario 4 (a=on/b=z): the page does not mention “no such word”",
    ]


def test_a_page_is_refused_that_no_longer_mentions_what_it_must(guarded) -> None:
    _, state, guide = guarded
    told = "the page does not mention “tap  cancel”"
    change(state, body="Tap **Stop**.")
    assert refusal(state) == [f"wizards/walk.toml: scenario 1 (a=x): {told}"]
    change(guide.sections.first(), body="Wait.")
    told = "the page does not mention “Wait 24–48 hours”"
    assert refusal(guide) == [f"wizards/walk.toml: scenario 2 (a=on/b=y): {told}"]
    assert len(refusal(state, guide)) == 2


def test_another_section_does_not_answer_for_the_one_that_is_reached(guarded) -> None:
    _, _, guide = guarded
    change(guide.sections.first(), body="Wait.")
    change(guide.sections.last(), body="Wait {fact:wait}.")
    assert len(refusal(guide)) == 1


def test_a_changed_fact_is_refused_where_a_page_must_say_the_number(guarded) -> None:
    _, state, guide = guarded
    Fact.objects.update(low=72, high=None)
    reasons = refusal(state, guide)
    assert [reason.partition(": the page")[0] for reason in reasons] == [
        "wizards/walk.toml: scenario 1 (a=x)",
        "wizards/walk.toml: scenario 2 (a=on/b=y)",
    ]


def test_what_counts_is_the_state_after_the_batch(guarded) -> None:
    wizard, state, _ = guarded
    change(state, body="Tap **Stop**.")
    Scenario.objects.filter(answers="a=x").update(mentions="tap stop")
    # Readers still have the wizard with the old scenario, and the page with the old words.
    assert len(refusal(state)) == len(refusal(wizard)) == 1
    assert len(make_live(wizard, state)) == 2


def test_scenarios_of_a_draft_and_of_a_withdrawn_wizard_hinder_nobody(guarded) -> None:
    wizard, state, _ = guarded
    draft = make_wizard({"q": {"x": state}})
    make_scenario(draft, "q=x", state, "never said")
    publishing.withdraw(items=[wizard], by="tests")
    change(state, body="Tap **Stop**.")
    assert len(make_live(state)) == 1


def test_a_renamed_page_is_still_the_one_that_is_reached(guarded) -> None:
    wizard, state, _ = guarded
    change(state, slug="moved", body="Tap **Stop**.")
    assert refusal(state) == [
        "wizards/walk.toml: scenario 1 (a=x): the page does not mention “tap  cancel”"
    ]
    make_live(change(state, body="Now tap **Cancel**."))
    [edition] = make_live(wizard)
    assert 'reaches = "situation:moved"' in edition.source


def test_a_withdrawal_is_refused_naming_the_scenario(guarded) -> None:
    _, state, guide = guarded
    before = everything()
    with pytest.raises(Refused) as refused:
        publishing.withdraw(items=[state], by="tests")
    assert everything() == before
    told = "reaches situation:state, which would be gone"
    assert f"wizards/walk.toml: scenario 1 (a=x): {told}" in str(refused.value)
    with pytest.raises(Refused, match="scenario 2"):
        publishing.withdraw(items=[guide], by="tests")


def test_a_changed_scenario_alone_is_a_change_to_publish(guarded) -> None:
    wizard, *_ = guarded
    Scenario.objects.filter(answers="a=x").update(mentions="")
    [edition] = make_live(wizard)
    assert edition.page == Edition.objects.of(wizard).get(number=1).page


FILES = {
    STATE: (
        '+++\ncode = "S-1"\ntitle = "State"\nsummary = "A state."\nverdict = "can"\n'
        "reviewed = 2026-11-22\n+++\n\nTap it.\n"
    ),
    "wizards/walk.toml": (
        'title = "Walk"\nsummary = "A walk."\nstart = "a"\nreviewed = 2026-11-22\n\n'
        '[questions.a]\ntext = "A?"\n'
        '[[questions.a.choices]]\nid = "x"\nlabel = "X"\nto = "situation:state"\n\n'
        '[[scenarios]]\nanswers = "a=x"\nreaches = "situation:state"\nmentions = ["tap it"]\n'
    ),
}


def test_a_pack_is_refused_that_breaks_a_scenario_and_loaded_again_changes_nothing(
    db, tmp_path
) -> None:
    def load(files):
        folder = write_files(tmp_path, files)
        return publishing.load(folder=folder, by="tests", publish_too=True)

    load(FILES)
    assert {change.status for change, _ in load(FILES).changes} == {"unchanged"}
    before = everything()
    with pytest.raises(Refused, match=r"scenario 1 \(a=x\): the page does not mention “tap it”"):
        load({**FILES, STATE: FILES[STATE].replace("Tap it", "Press it")})
    assert everything() == before
    text = FILES["wizards/walk.toml"].replace(
        'reaches = "situation:s', 'reaches = "situation:other-s'
    )
    told = r"walk.toml:15: scenarios.1.reaches: there is no situation “other-state”"
    with pytest.raises(PackError, match=told):
        load({**FILES, "wizards/walk.toml": text})


def test_publishing_a_page_takes_as_many_queries_however_many_wizards_lead_to_it(db) -> None:
    def count() -> int:
        change(state, position=state.position + 1)
        with CaptureQueriesContext(connection) as queries:
            assert len(make_live(state)) == 1
        return len(queries)

    state = make_situation()
    counts = []
    for _ in range(3):
        ends = [make_situation(title="Said") for _ in range(3)]
        wizards = [make_wizard({"q": {"x": state, "y": end}}) for end in ends]
        for wizard, end in zip(wizards, ends, strict=True):
            make_scenario(wizard, "q=x", state, "do this first")
            make_scenario(wizard, "q=y", end, "said")
        make_live(state, *ends, *wizards)
        counts.append(count())
    assert counts == counts[:1] * 3
    situations = [make_situation() for _ in range(6)]
    make_live(*situations)
    counts = []
    for some in (situations[:2], situations):
        wizard = make_wizard({"q": {f"c{n}": end for n, end in enumerate(some)}})
        with CaptureQueriesContext(connection) as queries:
            make_live(wizard)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def at(minutes: int) -> datetime:
    return datetime(2026, 11, 23, 12, minutes, tzinfo=UTC)


def plan(*items, minutes: int = 10):
    when = {"at": at(minutes), "now": at(0)}
    return publishing.schedule(items=items, action="publish", by="Ada", **when)


def test_a_page_is_not_scheduled_that_would_break_a_scenario(guarded) -> None:
    _, state, _ = guarded
    change(state, body="Wait.")
    with pytest.raises(Refused, match=r"walk.toml: scenario 1 \(a=x\): the page does not mention"):
        plan(state)
    # What another plan breaks is not told of this one.
    other = make_situation(slug="other")
    change(state, body="Tap **Cancel**.", summary="Soon: {fact:wait}.")
    plan(state)
    Fact.objects.update(high=49)
    plan(other)


def test_a_page_is_not_scheduled_that_would_break_a_scenario_of_a_planned_wizard(guarded) -> None:
    wizard, *_ = guarded
    other = make_situation(slug="other", body="Say hello.")
    make_live(other)
    Choice.objects.filter(key="z").update(to_situation=other)
    make_scenario(wizard, "a=on/b=z", other, "hello")
    plan(wizard)
    change(other, body="Say nothing.")
    with pytest.raises(Refused, match=r"walk.toml: scenario 3 \(a=on/b=z\)"):
        plan(other, minutes=11)


def test_what_breaks_a_scenario_at_its_time_stays_behind_alone_naming_it(guarded, caplog) -> None:
    wizard, state, _ = guarded
    fine = make_guide(slug="fine")
    change(state, title="Newer", body="Wait.")
    before = Edition.objects.live().of(state).get()
    publishing.withdraw(items=[wizard], by="Ada")
    plan(state, fine)
    # Since it was planned, readers are led there again.
    make_live(wizard)
    ended = publishing.publish_due(now=at(10))
    assert {one.schedule.kind: bool(one.edition) for one in ended} == {
        "situation": False,
        "guide": True,
    }
    row = Schedule.objects.get(situation=state)
    assert row.state == "failed"
    assert row.why.startswith("wizards/walk.toml: scenario 1 (a=x): the page does not mention")
    assert Edition.objects.live().of(state).get() == before
    assert publishing.publish_due(now=at(11)) == []
