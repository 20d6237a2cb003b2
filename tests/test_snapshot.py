"""A page asks all its queries of one state of the database, and holds up nobody who reads."""

from contextlib import suppress
from threading import Thread

import pytest
from django.db import OperationalError, connection
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.test import Client

from guides import emergency, snapshot
from guides.models import ContentVersion
from guides.snapshot import _reading

NUMBER = "SELECT number FROM snapshot_test"


@pytest.fixture
def make_connection(db, tmp_path, django_db_blocker):
    """Connections to one database, as two processes have them; with a table that holds 1."""
    made = []

    def make():
        if connection.vendor == "sqlite":
            options = {**connection.settings_dict["OPTIONS"], "timeout": 0.05}
            told = {**connection.settings_dict, "NAME": tmp_path / "db", "OPTIONS": options}
            made.append(DatabaseWrapper(told, "another"))
        else:
            made.append(connection.copy("another"))
        return made[-1]

    with make().cursor() as cursor:
        cursor.execute("CREATE TABLE snapshot_test (number INTEGER)")
        cursor.execute("INSERT INTO snapshot_test VALUES (1)")
    yield make
    with suppress(OperationalError), made[0].cursor() as cursor:
        cursor.execute("DROP TABLE snapshot_test")
    for one in made:
        one.close()


def ask(connection, sql=NUMBER):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone() if sql == NUMBER else None


def test_what_is_published_meanwhile_is_not_seen(make_connection):
    reader, writer = make_connection(), make_connection()
    with _reading(reader):
        before = ask(reader)
        # Where SQLite keeps no log, who writes has to wait; else it is written and not seen.
        with suppress(OperationalError):
            ask(writer, "UPDATE snapshot_test SET number = 2")
        assert ask(reader) == before == (1,)
    ask(writer, "UPDATE snapshot_test SET number = 2")
    assert ask(reader) == (2,)


def test_readers_do_not_wait_for_each_other(make_connection):
    one, other = make_connection(), make_connection()
    with _reading(one), _reading(other):
        assert ask(one) == ask(other) == (1,)


def test_nothing_can_be_written_where_a_page_is_made_on_postgresql(make_connection):
    reader = make_connection()
    if reader.vendor == "postgresql":
        with _reading(reader), pytest.raises(Exception, match="read-only"):
            ask(reader, "UPDATE snapshot_test SET number = 2")
    assert ask(reader) == (1,)


def test_a_page_that_breaks_leaves_the_connection_as_it_was(make_connection):
    reader = make_connection()
    with pytest.raises(ZeroDivisionError), _reading(reader):
        1 // (ask(reader)[0] - 1)
    ask(reader, "UPDATE snapshot_test SET number = 3")
    assert ask(reader) == (3,)


def test_inside_of_a_snapshot_another_is_the_same_one(db, django_assert_num_queries):
    with django_assert_num_queries(1), snapshot.taken() as one, snapshot.taken() as other:
        assert one is other is snapshot.current()
    assert snapshot.current() is None


def test_threads_have_moments_of_their_own(db):
    seen = []
    with snapshot.taken():
        thread = Thread(target=lambda: seen.append(snapshot.current()))
        thread.start()
        thread.join()
    assert seen == [None]


def test_a_site_without_its_row_still_has_moments(db):
    ContentVersion.objects.all().delete()
    assert snapshot.read().number == 0
    assert Client().get("/").status_code == 200


def test_notes_are_asked_for_only_where_some_stand(db, django_assert_num_queries):
    with snapshot.taken(), django_assert_num_queries(0):
        assert emergency.on() == {"emergency_notes": []}
