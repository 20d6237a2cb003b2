"""Operations of migrations that hold up nobody who reads or writes meanwhile."""

from typing import Any

from django.db import NotSupportedError
from django.db.migrations import AddIndex


class AddIndexOnline(AddIndex):
    """Add an index beside those who write: PostgreSQL would have them wait until it is made.

    The migration says ``atomic = False`` and does nothing else. Interrupted, it leaves an index
    marked INVALID, to be dropped before it is run again. Where the whole database is made in one
    transaction nobody waits, and it is added as any other; so it is on SQLite.
    """

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if not _is_online(schema_editor):
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
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
