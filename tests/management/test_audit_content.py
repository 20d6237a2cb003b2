"""audit_content: prints every kind of problem with its place, and exits 1 when there is one."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from guides.models import Choice
from tests.conftest import CHECKED
from tests.factories import make_guide, make_live, make_situation, make_wizard


@pytest.fixture
def on(monkeypatch):
    """Set the day on which the command runs."""

    def on(day) -> None:
        monkeypatch.setattr(timezone, "localdate", lambda: day)

    on(CHECKED)
    return on


def failure(capsys) -> list[str]:
    with pytest.raises(CommandError) as error:
        call_command("audit_content")
    assert error.value.returncode == 1
    lines = capsys.readouterr().out.splitlines()
    assert str(error.value) == f"{len(lines)} problems"
    return lines


def test_the_shipped_content_has_no_problems_until_it_is_overdue(on, shipped, capsys) -> None:
    call_command("audit_content")
    assert capsys.readouterr().out == "No problems.\n"
    on(CHECKED + timedelta(days=1000))
    lines = failure(capsys)
    assert len(lines) == len([change for change, _ in shipped.changes if change.row])
    assert all(" is past its review date: it was due on 20" in line for line in lines)


def test_an_empty_site_has_no_problems(on, db, capsys) -> None:
    call_command("audit_content")
    assert capsys.readouterr().out == "No problems.\n"


def test_it_prints_every_kind_of_problem_with_its_place(on, db, capsys) -> None:
    end, draft = make_situation(slug="end"), make_situation(slug="draft")
    make_live(end)
    make_situation(slug="lost", body="First.\n\n[a](guide:gone)", review_every_days=1)
    make_guide({"lonely": "Text.\n\nTakes {fact:gone}."}, slug="guide")
    tree = {
        "start": {"round": "loop", "draft": draft, "stop": "stop"},
        "loop": {"back": "start", "end": end},
        "stop": {},
        "orphan": {"end": end},
    }
    make_wizard(tree, slug="walk")
    on(CHECKED + timedelta(days=2))
    loop = "start=round → loop=back → start"
    hidden = "leads to situation:draft, which is not live"
    assert failure(capsys) == [
        "guides/guide.md: section lonely: line 3: unknown fact “gone”",
        "guides/guide.md: section lonely: nothing links to this section",
        "situations/lost.md: no path of a wizard reaches this situation",
        "situations/lost.md: body: there is no guide:gone",
        "situations/lost.md: reviewed: is past its review date: it was due on 2026-11-23",
        f"wizards/walk.toml: questions.loop: choice back: goes round in a loop: {loop}",
        "wizards/walk.toml: questions.orphan: no path leads to this question",
        f"wizards/walk.toml: questions.start.choices.2.to: {hidden}",
        "wizards/walk.toml: questions.stop: a path ends here without an answer (after start=stop)",
    ]
    assert Choice.objects.count() == 6


def test_it_asks_for_messages_in_english_by_the_language_of_the_site(
    on, db, capsys, settings
) -> None:
    end = make_situation(slug="end", body="::: message\nHallo\n:::")
    make_live(end, make_wizard({"q": {"c": end}}))
    call_command("audit_content")
    settings.SITE_LANGUAGE = "de"
    capsys.readouterr()
    [line] = failure(capsys)
    assert line.startswith("situations/end.md: body: line 1: this message has no English form")
