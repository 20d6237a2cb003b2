import pytest
from django.apps import apps
from django.db import NotSupportedError, connection, models, transaction
from django.db.migrations.state import ProjectState
from django.test.utils import CaptureQueriesContext

from guides.models import Synonym
from guides.online import AddIndexOnline

NAME = "online_test"
OPERATION = AddIndexOnline("synonym", models.Index(fields=["words"], name=NAME))
IS_POSTGRES = connection.vendor == "postgresql"


def run(*, atomic: bool = False, back: bool = False) -> str:
    """Do what a migration with this operation does; answers what the database was told."""
    before = ProjectState.from_apps(apps)
    after = before.clone()
    OPERATION.state_forwards("guides", after)
    # SQLite makes no schema inside of a transaction while it checks references.
    with (
        CaptureQueriesContext(connection) as asked,
        connection.schema_editor(atomic=atomic) as editor,
    ):
        if back:
            OPERATION.database_backwards("guides", editor, after, before)
        else:
            OPERATION.database_forwards("guides", editor, before, after)
    return "\n".join(query["sql"] for query in asked if NAME in query["sql"])


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, Synonym._meta.db_table))


@pytest.mark.django_db(transaction=True)
def test_the_index_comes_and_goes_beside_those_who_write():
    try:
        assert ("CONCURRENTLY" in run()) is IS_POSTGRES
        assert NAME in indexes()
    finally:
        assert ("CONCURRENTLY" in run(back=True)) is IS_POSTGRES
    assert NAME not in indexes()


@pytest.mark.skipif(not IS_POSTGRES, reason="nothing is made online elsewhere")
def test_where_all_is_one_transaction_it_is_made_as_any_other(db):
    with transaction.atomic():
        assert "CONCURRENTLY" not in run()
        assert NAME in indexes()
        transaction.set_rollback(True)


@pytest.mark.skipif(not IS_POSTGRES, reason="nothing is made online elsewhere")
def test_an_atomic_migration_is_told_that_it_must_not_be(db):
    with transaction.atomic(), pytest.raises(NotSupportedError, match="not atomic"):
        run(atomic=True)
