from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper


def test_it_changes_nothing_where_everything_is_done(db, capsys, settings, tmp_path):
    settings.STATE_DIR = tmp_path
    before = connection.introspection.table_names()
    call_command("migrate", verbosity=0)
    assert connection.introspection.table_names() == before


@pytest.mark.parametrize("file", [None, "not a database " * 99])
def test_a_database_that_cannot_be_opened_is_told_in_one_line(db, tmp_path, monkeypatch, file):
    place = tmp_path / "folder" / "db.sqlite3"
    if file:
        place.parent.mkdir()
        place.write_text(file)
    values = {**connections.settings["default"], "ENGINE": "django.db.backends.sqlite3"}
    values |= {"NAME": Path(place), "OPTIONS": {}}
    closed = DatabaseWrapper(values, alias="default")
    monkeypatch.setattr("guides.management.commands.migrate.connections", {"default": closed})
    with pytest.raises(
        CommandError, match=r"^DATABASE_URL: the database cannot be opened: .+"
    ) as e:
        call_command("migrate", verbosity=0)
    assert "\n" not in str(e.value)
