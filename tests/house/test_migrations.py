"""A migration runs while the release before it serves: it takes nothing away, and locks briefly.

So a new column is null or has its default in the database, an index comes by ``AddIndexOnline``,
and what is to go is first no longer used, and taken away by the next release.
"""

import pytest
from django.db import connection, models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED
from django_migration_linter import MigrationLinter
from django_migration_linter.sql_analyser import PostgresqlAnalyser, analyse_sql_statements

from guides.online import AddIndexOnline

# Those before are older than the rule.
FIRST = "0009"
# Migrations that break it all the same, and why nobody is broken by them.
AGREED: dict[str, str] = {}


def objections(migration: Migration) -> list[str]:
    """What the release before could not live with, or would wait for."""
    made: set[str] = set()
    found = [
        f"{operation.describe()}: {why}"
        for operation in migration.operations
        if (why := objection(operation, made, atomic=migration.atomic))
    ]
    changed = {getattr(one, "model_name_lower", "") for one in migration.operations} - made
    rewrites = any(isinstance(one, operations.RunPython) for one in migration.operations)
    if migration.atomic and rewrites and changed - {""}:
        found.append("rewrites rows while everybody waits for the table: say atomic = False")
    return found


def objection(operation: operations.base.Operation, made: set[str], *, atomic: bool) -> str:
    """Why not; empty where it is safe. ``made`` are the tables that this migration has made."""
    if isinstance(operation, operations.CreateModel):
        made.add(operation.name_lower)
        return ""
    if isinstance(operation, operations.SeparateDatabaseAndState):
        found = (objection(one, made, atomic=atomic) for one in operation.database_operations)
        return "; ".join(filter(None, found))
    if getattr(operation, "model_name_lower", None) in made:
        # Nobody knows the table yet.
        return ""
    if isinstance(operation, AddIndexOnline):
        return "the migration has to say atomic = False" if atomic else ""
    if isinstance(operation, operations.AddField):
        return why_not_added(operation.field)
    # What AlterField does to a column is seen in its SQL, below.
    harmless = (
        operations.AlterField,
        operations.AlterModelManagers,
        operations.AlterModelOptions,
        operations.RunPython,
    )
    return "" if isinstance(operation, harmless) else "breaks, or holds up, the release before"


def why_not_added(field: models.Field) -> str:
    if field.many_to_many:
        return ""
    if not field.null and field.db_default is NOT_PROVIDED:
        return "the release before does not fill it: null=True, or db_default"
    if field.unique or field.db_index:
        return "its index is made while everybody waits: AddIndexOnline in the next migration"
    return ""


MIGRATIONS = [
    migration
    for (app, name), migration in sorted(MigrationLoader(None).disk_migrations.items())
    if app == "guides" and name >= FIRST
]


@pytest.mark.parametrize("migration", MIGRATIONS, ids=lambda migration: migration.name)
def test_it_is_safe_while_the_release_before_it_serves(migration):
    assert migration.name in AGREED or objections(migration) == []


@pytest.mark.parametrize("migration", MIGRATIONS, ids=lambda migration: migration.name)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="reads what PostgreSQL is told")
def test_so_is_what_postgresql_is_told(migration, db):
    linter = MigrationLinter(include_apps=["guides"], no_cache=True, no_output=True)
    sql = linter.get_sql("guides", migration.name)
    errors, _, warnings = analyse_sql_statements(PostgresqlAnalyser, sql, [])
    assert migration.name in AGREED or [*errors, *warnings] == []


INDEX = models.Index(fields=["title"], name="some_index")
CHECK = models.CheckConstraint(condition=models.Q(pk__gt=0), name="some_check")


@pytest.mark.parametrize(
    "operation",
    [
        operations.RemoveField("guide", "title"),
        operations.RenameField("guide", "title", "heading"),
        operations.DeleteModel("Guide"),
        operations.RenameModel("Guide", "Article"),
        operations.AlterModelTable("guide", "article"),
        operations.AddField("guide", "new", models.IntegerField(default=0)),
        operations.AddField("guide", "new", models.IntegerField(null=True, db_index=True)),
        operations.AddField("guide", "new", models.SlugField(db_default="", unique=True)),
        operations.AddField("guide", "new", models.ForeignKey("x", models.CASCADE, null=True)),
        operations.AddIndex("guide", INDEX),
        operations.AddConstraint("guide", CHECK),
        operations.AlterUniqueTogether("guide", {("title", "slug")}),
        operations.RunSQL("DROP TABLE guides_guide"),
        operations.SeparateDatabaseAndState([operations.RemoveField("guide", "title")]),
        AddIndexOnline("guide", INDEX),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_breaks_the_release_before_is_found(operation):
    assert objection(operation, set(), atomic=True)


@pytest.mark.parametrize(
    "operation",
    [
        operations.AddField("guide", "new", models.IntegerField(db_default=0)),
        operations.AddField("guide", "new", models.JSONField(null=True)),
        operations.AddField("guide", "new", models.ManyToManyField("guides.Fact")),
        operations.SeparateDatabaseAndState([], [operations.RemoveField("guide", "title")]),
        AddIndexOnline("guide", INDEX),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_it_does_not_notice_is_fine(operation):
    assert not objection(operation, set(), atomic=False)


def test_a_table_that_is_new_may_get_anything():
    made: set[str] = set()
    assert not objection(operations.CreateModel("New", []), made, atomic=True)
    assert not objection(operations.AddConstraint("new", CHECK), made, atomic=True)
    assert objection(operations.AddConstraint("guide", CHECK), made, atomic=True)


def test_rows_are_not_rewritten_under_the_lock_of_a_new_column():
    migration = Migration("0099_test", "guides")
    migration.operations = [
        operations.AddField("guide", "new", models.IntegerField(null=True)),
        operations.RunPython(operations.RunPython.noop),
    ]
    assert objections(migration)
    migration.atomic = False
    assert objections(migration) == []
    # In a table of its own nobody waits.
    migration.atomic = True
    migration.operations = [
        operations.CreateModel("New", []),
        operations.AddField("new", "new", models.IntegerField(null=True)),
        operations.RunPython(operations.RunPython.noop),
    ]
    assert objections(migration) == []
