"""A site on SQLite, whatever the tests run on, and an empty PostgreSQL database, where they can."""

import copy
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection, connections
from django.db.utils import ConnectionHandler

from guides import publishing, roles, search
from guides.models import Guide, OpenForm, Situation
from guides.moving.comparing import standing_in
from helpcenter.variables import sqlite_database
from tests.factories import (
    make_emergency_note,
    make_fact,
    make_guide,
    make_live,
    make_picture,
    make_situation,
    make_synonym,
    make_wizard,
)

OLD = "old"


@contextmanager
def opened(alias: str, settings: dict[str, Any]) -> Iterator[Any]:
    connections.settings[alias] = ConnectionHandler({"default": settings}).settings["default"]
    try:
        yield connections[alias]
    finally:
        connections[alias].close()
        del connections[alias], connections.settings[alias]
        # By the name of a database, which was another one's for a while.
        ContentType.objects.clear_cache()


def write_site() -> None:
    """A row in nearly every table, and pages of every kind."""
    moved, withdrawn, wizard = make_guide(), make_guide(), make_wizard()
    make_situation(code="S-01")
    make_live(moved, withdrawn, wizard, *Situation.objects.all())
    Guide.objects.filter(pk=moved.pk).update(slug="elsewhere")
    moved.refresh_from_db()
    make_live(moved)
    make_guide()
    publishing.withdraw(items=[withdrawn], by="tests", note="out of date")
    make_emergency_note("Phones are down — ☂ \N{PILE OF POO}", moved)
    editor = User.objects.create_user("Zoë", password="x" * 20)
    editor.groups.add(Group.objects.get(name="Writer"))
    session = SessionStore()
    session["held"] = "é"
    session.create()
    OpenForm.objects.create(
        model="guides.guide",
        object_id=moved.pk,
        user=editor,
        opened_at=editor.date_joined,
        seen_at=editor.date_joined,
    )
    make_fact()
    make_synonym()
    make_picture(alt="A phone")


@pytest.fixture(scope="session")
def site_file(tmp_path_factory, django_db_setup, django_db_blocker):
    """The file of a site on SQLite, which nobody changes."""
    path = tmp_path_factory.mktemp("site") / "db.sqlite3"
    settings = sqlite_database(path)
    # Nobody needs it after a power cut.
    settings["OPTIONS"] = {**settings["OPTIONS"], "init_command": "PRAGMA synchronous=OFF"}
    with django_db_blocker.unblock(), opened(OLD, settings) as old, standing_in(old):
        call_command("migrate", verbosity=0)
        search.prepare()
        roles.make()
        write_site()
    return path


@pytest.fixture
def closed(site_file, tmp_path, django_db_blocker):
    """A copy of that site, beside the database of the tests."""
    path = shutil.copy(site_file, tmp_path / "db.sqlite3")
    with django_db_blocker.unblock(), opened(OLD, sqlite_database(path)) as old:
        yield old


@pytest.fixture
def old(closed, tmp_path, settings):
    """A copy of that site, in the place of the database of the tests."""
    settings.STATE_DIR = tmp_path
    with standing_in(closed):
        yield closed


@pytest.fixture
def other(closed, site_file, tmp_path):
    """Another copy of it."""
    path = shutil.copy(site_file, tmp_path / "other.sqlite3")
    with opened("other", sqlite_database(path)) as other:
        yield other


@pytest.fixture
def target(django_db_setup, django_db_blocker):
    """The settings of an empty PostgreSQL database; to be asked for before ``old`` stands in."""
    settings = copy.deepcopy(connections.settings["default"])
    settings["NAME"] = name = f"{settings['NAME']}_moved"
    with django_db_blocker.unblock():
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield settings
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')
