"""The order of tables, and what cannot be copied."""

import pytest
from django.db import IntegrityError, connection, models

from guides.models import Edition, Guide, Section, Situation
from guides.moving import copying


def test_each_table_comes_after_those_its_rows_refer_to():
    found = copying.tables()
    assert len(found) == len(set(found))
    for number, model in enumerate(found):
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is not model:
                assert field.related_model in found[:number], f"{model} before {field.name}"


def test_tables_between_two_others_are_moved_too():
    names = {model._meta.db_table for model in copying.tables()}
    assert {"auth_user_groups", "guides_emergencynote_guides", "django_session"} <= names


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        (Guide, "title", "a\0b"),
        (Guide, "title", "x" * 999),
        (Guide, "title", "half \ud83d"),
        (Edition, "page_json", {"sections": [{"a\0": 1}]}),
        (Edition, "page_json", ["fine", {"deep": ["\0"]}]),
        (Situation, "code", "S-1\0"),
    ],
)
def test_what_postgresql_would_refuse_is_found(model, field, value):
    assert copying.fault_of(model._meta.get_field(field), value)


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        (Guide, "title", ""),
        (Guide, "title", "☂ \N{PILE OF POO} \\u0000 \x01"),
        (Edition, "summary", "x" * 99_999),
        (Edition, "page_json", {"\\u0000": [None, 1.5, True, "☂"]}),
        (Guide, "id", 7),
    ],
)
def test_what_it_holds_is_left_alone(model, field, value):
    assert copying.fault_of(model._meta.get_field(field), value) == ""


def test_only_so_much_is_told_as_can_be_read():
    lines = copying.told([f"row {n}" for n in range(500)]).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "and 480 more"
    assert copying.told(["row 1"]) == "row 1"


@pytest.fixture
def copied(db, closed):
    """Change the site by a statement, then copy tables into the database of the tests."""

    def copied(sql: str, *tables) -> None:
        with closed.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            cursor.execute(sql)
        for table in tables:
            assert copying.copy(table, closed, connection, lambda found, **_: found) == []
        connection.check_constraints()

    return copied


postgres_only = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="copies to a PostgreSQL server"
)


@postgres_only
def test_rows_are_copied_as_they_are(copied, closed):
    copied("SELECT 1", Guide, Section, Situation)
    for model in (Guide, Section, Situation):
        there, here = (
            list(model._base_manager.using(alias).order_by("pk").values_list())
            for alias in ("default", closed.alias)
        )
        assert there == here
        assert there


@postgres_only
def test_the_row_that_the_server_refuses_is_named(copied):
    sql = "UPDATE guides_guide SET position = 3000000000 WHERE id = 2"
    with pytest.raises(copying.CannotMove, match=r"^guides_guide, id 2, position: .* out of range"):
        copied(sql, Guide)


@postgres_only
def test_a_row_that_refers_to_none_is_refused(copied):
    with pytest.raises(IntegrityError, match=r"(?s)guides_section.*\(guide_id\)=\(99\)"):
        copied("UPDATE guides_section SET guide_id = 99 WHERE id = 1", Guide, Section)
