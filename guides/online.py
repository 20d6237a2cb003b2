"""Operations of migrations that hold up nobody who reads or writes meanwhile."""

from typing import Any

from django.db import NotSupportedError
from django.db.migrations import AddIndex


class AddIndexOnline(AddIndex):
    """Add an index beside those who write: PostgreSQL would have them wait until it is made.

    The migration says ``atomic = False``, and may be run again where it was interrupted: what is
    there already stays, and what was left half made is made anew. Where the whole database is made
    in one transaction nobody waits, and the index is added as any other; so it is on SQLite.
    """

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        online = _is_online(schema_editor)
        valid = _is_valid(schema_editor, model, str(self.index.name))
        if valid:
            return
        if not online:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        elif self.allow_migrate_model(schema_editor.connection.alias, model):
            if valid is False:
                schema_editor.remove_index(model, self.index, concurrently=True)
            schema_editor.add_index(model, self.index, concurrently=True)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if not _is_online(schema_editor):
            super().database_backwards(app_label, schema_editor, from_state, to_state)
            return
        model = from_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            schema_editor.remove_index(model, self.index, concurrently=True)

    def describe(self) -> str:
        return f"{super().describe()}, beside those who write"


def _is_online(schema_editor: Any) -> bool:
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return False
    if schema_editor.atomic_migration:
        raise NotSupportedError("an index is added online only where the migration is not atomic")
    return bool(schema_editor.collect_sql or not connection.in_atomic_block)


def _is_valid(schema_editor: Any, model: Any, name: str) -> bool | None:
    """Whether an index can be used; None where there is none, or nobody is asked."""
    if schema_editor.collect_sql:
        return None
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            there = connection.introspection.get_constraints(cursor, model._meta.db_table)
            return True if name in there else None
        cursor.execute(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)",
            [connection.ops.quote_name(name)],
        )
        found = cursor.fetchone()
    return bool(found[0]) if found else None
