from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from guides.admin.items import with_state
from guides.management.commands import migrate
from guides.models import Edition, Guide, Revision, Situation
from tests.factories import make_guide, make_live, make_situation, make_wizard


def test_it_changes_nothing_where_everything_is_done(db, capsys, settings, tmp_path):
    settings.STATE_DIR = tmp_path
    before = connection.introspection.table_names()
    call_command("migrate", verbosity=0)
    assert connection.introspection.table_names() == before


def test_it_keeps_the_texts_of_a_database_that_is_older_than_revisions(db, settings, tmp_path):
    settings.STATE_DIR = tmp_path
    changed, same, wizard = make_guide(), make_situation(), make_wizard()
    make_live(changed, same, wizard, *Situation.objects.all())
    Guide.objects.update(summary="Saved before the upgrade.")
    assert not Revision.objects.exists()
    call_command("migrate", verbosity=0)
    call_command("migrate", verbosity=0)
    assert Revision.objects.count() == Edition.objects.count()
    assert "before the upgrade" in Revision.objects.get(guide=changed).source
    assert with_state(Guide.objects.all(), "guide").get().state_name == "live with changes"


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


@pytest.mark.skipif(connection.vendor != "postgresql", reason="elsewhere there is one machine")
def test_two_machines_migrate_one_after_the_other(db, settings, tmp_path, monkeypatch):
    settings.STATE_DIR = tmp_path
    waited = []
    other = connections.create_connection("default")

    def ask(what: str) -> bool:
        with other.cursor() as cursor:
            cursor.execute(f"SELECT {what}(%s)", [migrate._LOCK])
            return cursor.fetchone()[0]

    def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            assert ask("pg_advisory_unlock")

    monkeypatch.setattr(migrate.time, "sleep", wait)
    try:
        assert ask("pg_try_advisory_lock")
        call_command("migrate", verbosity=0)
        assert len(waited) == 3
        assert ask("pg_try_advisory_lock"), "it is given back"
    finally:
        other.close()
