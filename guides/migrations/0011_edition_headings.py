from typing import Any

from django.db import migrations, models


def derive_headings(apps: Any, schema_editor: Any) -> None:
    """Of guides that are live; of all others nobody asks for them."""
    editions = apps.get_model("guides", "Edition").objects.using(schema_editor.connection.alias)
    guides = editions.filter(kind="guide", live=True, headings__isnull=True).only("pk", "page_json")
    for keys in in_parts(list(guides.order_by("pk").values_list("pk", flat=True)), 200):
        some = list(guides.filter(pk__in=keys))
        for edition in some:
            edition.headings = [
                [section["anchor"], section["heading"], *section.get("formerly", ())]
                for section in edition.page_json["sections"]
            ]
        editions.bulk_update(some, ["headings"])


def in_parts(keys: list[int], most: int) -> list[list[int]]:
    return [keys[start : start + most] for start in range(0, len(keys), most)]


class AddFieldOnce(migrations.AddField):
    """Can be done again, where what comes after it was interrupted."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        connection = schema_editor.connection
        with connection.cursor() as cursor:
            columns = connection.introspection.get_table_description(cursor, table)
        if self.name not in {column.name for column in columns}:
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):
    # Nobody who reads waits until all headings are derived: the column is there at once.
    atomic = False

    dependencies = [
        ("guides", "0010_big_lists"),
    ]

    operations = [
        AddFieldOnce(
            model_name="edition",
            name="headings",
            field=models.JSONField(null=True),
        ),
        migrations.RunPython(derive_headings, migrations.RunPython.noop),
    ]
