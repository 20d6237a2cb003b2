"""move_database: what it says."""

import pytest
from django.core.management import CommandError, call_command

from guides import moving
from guides.moving import Moved, Table


def test_it_prints_a_table_and_what_is_to_be_done_now(capsys, monkeypatch):
    found = [Table("guides_guide", 1234, 1234), Table("django_session", 0, 0)]
    monkeypatch.setattr(moving, "move", lambda **_: Moved(found, pages=56, entries=7))
    call_command("move_database", "postgresql://me:secret@db/help")
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[0].split() == ["table", "SQLite", "PostgreSQL"]
    assert lines[1].split() == ["guides_guide", "1,234", "1,234"]
    assert lines[2].split() == ["pages", "56", "56"]
    assert "DATABASE_URL" in said.out
    assert "uploads" in said.out
    assert lines[-1] == "Moved 1,234 rows of 2 tables; 56 pages are the same from both."
    assert "secret" not in said.out
    assert said.err == ""


def test_it_says_why_nothing_was_moved(monkeypatch):
    def refuse(**_):
        raise moving.CannotMove("guides_guide, id 7: title holds the character NUL")

    monkeypatch.setattr(moving, "move", refuse)
    with pytest.raises(CommandError, match=r"^Nothing was moved\.\nguides_guide, id 7: "):
        call_command("move_database", "postgresql://me@db/help")


@pytest.mark.parametrize("url", ["", "sqlite:////tmp/x", "mysql://me:secret@db/x", "postgresql://"])
def test_it_takes_the_address_of_a_postgresql_database_only(url):
    with pytest.raises(CommandError, match="expected postgresql://") as refused:
        call_command("move_database", url)
    assert "secret" not in str(refused.value)
