"""The move as a whole: everything, or nothing."""

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection, connections, transaction

from guides import moving, search
from guides.models import ContentVersion, Guide
from guides.moving import copying, database
from guides.moving.comparing import standing_in
from tests.factories import make_guide, make_live
from tests.moving.conftest import opened

postgres_only = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="moves to a PostgreSQL server"
)
THINGS = """
    SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public'"""
# What every text of the site's guides says, said in another way.
REWRITE = """
    UPDATE guides_edition
    SET page_json = replace(page_json::text, 'Text of part', 'Other text')::jsonb"""


def rows(alias: str, model) -> list[tuple]:
    return list(model._base_manager.using(alias).order_by("pk").values_list())


@pytest.fixture
def is_untouched(old):
    """Whether the database that is moved from holds just what it held."""
    before = {model: rows("default", model) for model in copying.tables()}
    return lambda: before == {model: rows("default", model) for model in copying.tables()}


def is_empty(target) -> bool:
    with opened("looked_at", target) as new, new.cursor() as cursor:
        cursor.execute(THINGS)
        return cursor.fetchone() == (0,)


@postgres_only
def test_everything_is_there_afterwards_and_the_site_goes_on(target, old, is_untouched):
    moved = moving.move(target=target)
    assert is_untouched()
    assert moved.pages > 20
    assert moved.entries > 3
    with opened("new", target) as new:
        for model in copying.tables():
            if model is not ContentVersion:
                assert rows("new", model) == rows("default", model), model
        with standing_in(new):
            ContentType.objects.clear_cache()
            assert User.objects.get().groups.get().name == "Writer"
            assert User.objects.get().has_perm("guides.change_guide")
            # Keys go on after those that are there, and nothing has to be done for search.
            last = Guide.objects.order_by("pk").last().pk
            with transaction.atomic():
                made = make_guide(title="Umbrellas")
                make_live(made)
            assert made.pk == last + 1
            assert search.find("umbrellas").hits
            assert not search.prepare()
    with pytest.raises(moving.CannotMove, match=r"expected an empty database.*public\.auth_group,"):
        moving.move(target=target)


@postgres_only
def test_where_a_page_differs_nothing_is_left_and_nobody_saved_meanwhile(
    target, old, is_untouched, monkeypatch
):
    def interfere(there, _moved):
        with opened("desk", {**old.settings_dict, "OPTIONS": {"timeout": 0}}) as desk:
            assert desk.cursor().execute("SELECT count(*) FROM guides_guide").fetchone()
            with pytest.raises(OperationalError, match="database is locked"):
                desk.cursor().execute("UPDATE guides_guide SET title = 'Saved'")
        there.cursor().execute(REWRITE)

    monkeypatch.setattr(copying, "go_on_counting", interfere)
    with pytest.raises(moving.CannotMove, match=r"Pages are not the same:\n/guides/.* differs"):
        moving.move(target=target)
    assert is_empty(target)
    assert is_untouched()
    assert "target" not in connections.settings


def test_rows_that_are_missing_are_counted(old, other):
    other.cursor().execute("DELETE FROM django_session")
    with pytest.raises(moving.CannotMove, match="django_session: 1 rows, 0 in the new database"):
        database._counted(copying.tables(), old, other)


@postgres_only
def test_all_rows_that_cannot_go_are_named_together(db, closed):
    one, *_, three = closed.cursor().execute("SELECT id FROM guides_guide ORDER BY id").fetchall()
    with closed.cursor() as cursor:
        cursor.execute("UPDATE guides_guide SET title = %s WHERE id = %s", ["a\0b", *one])
        cursor.execute("UPDATE guides_guide SET title = %s WHERE id = %s", ["x" * 999, *three])
    with pytest.raises(moving.CannotMove) as told:
        database._copy([Guide], closed, connection, database._plainly)
    most = Guide._meta.get_field("title").max_length
    assert str(told.value).splitlines()[1:] == [
        f"guides_guide, id {one[0]}: title holds the character NUL",
        f"guides_guide, id {three[0]}: title has 999 characters, and may have {most}",
    ]


def test_a_site_that_is_on_postgresql_is_not_moved(old, monkeypatch):
    monkeypatch.setattr(type(old), "vendor", "postgresql")
    with pytest.raises(moving.CannotMove, match="on PostgreSQL already"):
        moving.move(target={})


@postgres_only
def test_who_is_saving_just_now_is_told_of(target, old):
    old.close()
    old.settings_dict["OPTIONS"]["timeout"] = 0
    with opened("desk", {**old.settings_dict, "OPTIONS": {}}) as desk, desk.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        with pytest.raises(moving.CannotMove, match="locked: somebody is saving"):
            moving.move(target=target)
        cursor.execute("ROLLBACK")


def test_an_older_site_is_migrated_first(old):
    with old.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name LIKE '0009%'")
    with pytest.raises(moving.CannotMove, match="run migrate first"):
        moving.move(target={})


def test_a_server_that_does_not_answer_is_told_in_one_line(old):
    target = {"ENGINE": "django.db.backends.postgresql", "NAME": "x", "HOST": "/nowhere"}
    with pytest.raises(moving.CannotMove, match=r"^TARGET_URL: the database cannot be") as told:
        moving.move(target=target)
    assert "\n" not in str(told.value)
    assert "target" not in connections.settings
