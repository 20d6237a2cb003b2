from typing import Any

from django.db import migrations, models


def make_row(apps: Any, _schema_editor: Any) -> None:
    apps.get_model("guides", "ContentVersion").objects.create(pk=1)


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0008_scenarios"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContentVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(db_default=0, default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="content_version_one_row"
                    )
                ],
            },
        ),
        migrations.RunPython(make_row, migrations.RunPython.noop),
    ]
