from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guides", "0009_content_version"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("live", True)),
                fields=["kind", "position", "slug", "published_at"],
                name="edition_live_list",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["-published_at", "-id"], name="edition_newest"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("live", True)),
                fields=["guide", "published_at"],
                name="edition_live_guide",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("live", True)),
                fields=["situation", "published_at"],
                name="edition_live_situation",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("live", True)),
                fields=["wizard", "published_at"],
                name="edition_live_wizard",
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("has_picture", True), ("live", True)),
                fields=["position", "slug"],
                name="edition_picture",
            ),
        ),
        migrations.AddIndex(
            model_name="guide",
            index=models.Index(fields=["position", "slug"], name="guide_list"),
        ),
        migrations.AddIndex(
            model_name="situation",
            index=models.Index(fields=["position", "slug"], name="situation_list"),
        ),
        migrations.AddIndex(
            model_name="wizard",
            index=models.Index(fields=["position", "slug"], name="wizard_list"),
        ),
    ]
