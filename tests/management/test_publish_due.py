"""publish_due: does what is due, says so, and exits 1 only where something was refused."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from guides import publishing
from guides.models import Edition, Schedule
from tests.factories import make_guide


def make_due(*guides) -> None:
    now = timezone.now()
    day = timedelta(days=1)
    publishing.schedule(items=guides, action="publish", at=now, by="Ada", now=now - day)


def test_it_says_nothing_where_nothing_is_due(db, capsys):
    call_command("publish_due")
    assert capsys.readouterr().out == ""


def test_it_publishes_what_is_due_and_once_only(db, capsys):
    guide = make_guide(slug="refunds")
    make_due(guide)
    call_command("publish_due")
    assert capsys.readouterr().out == "published: guide refunds, edition 1 (/guides/refunds/)\n"
    call_command("publish_due")
    assert capsys.readouterr().out == ""
    assert Edition.objects.count() == 1


def test_it_fails_where_something_is_refused_and_does_the_rest(db, capsys, caplog):
    bad, good = make_guide(slug="bad"), make_guide(slug="good")
    make_due(bad, good)
    Schedule.objects.filter(guide=bad).update(source="broken")
    with pytest.raises(CommandError, match="1 of 2") as error:
        call_command("publish_due")
    assert error.value.returncode == 1
    said = capsys.readouterr().out
    assert "failed: publish guide bad" in said
    assert "published: guide good" in said
    call_command("publish_due")
