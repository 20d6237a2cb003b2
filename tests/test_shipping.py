"""What many tests get as the shipped content is what loading it makes."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from guides.models import Edition
from tests import shipping
from tests.factories import make_guide


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, those of the index as well, without the times of publication.

    And without the number of the index, which is another one each time.
    """
    found = {}
    with connection.cursor() as cursor:
        for table in {*connection.introspection.table_names(cursor)} - {"search2_form"}:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            told = [
                tuple("a time" if isinstance(value, datetime) else value for value in row)
                for row in cursor.fetchall()
            ]
            found[table] = sorted(told, key=repr)
    return found


def test_what_is_written_again_is_what_loading_writes(ship, db) -> None:
    if connection.vendor != "sqlite":
        assert ship is shipping.load
        return
    made = []
    for load in (shipping.load, ship, ship):
        with transaction.atomic():
            told = list(load().table())
            made.append((told, rows()))
            transaction.set_rollback(True)
    assert made[0] == made[1] == made[2]
    assert made[0][1]["guides_edition"]


def test_after_other_rows_it_is_loaded(ship, db) -> None:
    other = make_guide()
    loaded = ship()
    live = Edition.objects.live()
    assert {e.pk for e in live} == {e.pk for _, e in loaded.changes if e}
    assert all(edition.page.slug == edition.item.slug != other.slug for edition in live)


def test_nobody_gets_what_another_changed(ship, db) -> None:
    with transaction.atomic():
        next(change.row for change, _ in ship().changes if change.row).title = "Changed"
        transaction.set_rollback(True)
    assert next(change.row for change, _ in ship().changes if change.row).title != "Changed"
