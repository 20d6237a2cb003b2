from django.db import migrations, models

from guides.online import AddIndexOnline


class Migration(migrations.Migration):
    # Each index beside those who write.
    atomic = False

    dependencies = [
        ("guides", "0009_content_version"),
    ]

    operations = [
        AddIndexOnline(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("live", True)),
                fields=["kind", "position", "slug", "published_at"],
                name="edition_live_list",
            ),
        ),
        AddIndexOnline(
            model_name="edition",
            index=models.Index(fields=["-published_at", "-id"], name="edition_newest"),
        ),
        AddIndexOnline(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("live", True)),
                fields=["guide", "published_at"],
                name="edition_live_guide",
            ),
        ),
        AddIndexOnline(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("live", True)),
                fields=["situation", "published_at"],
                name="edition_live_situation",
            ),
        ),
        AddIndexOnline(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("live", True)),
                fields=["wizard", "published_at"],
                name="edition_live_wizard",
            ),
        ),
        AddIndexOnline(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("has_picture", True), ("live", True)),
                fields=["position", "slug"],
                name="edition_picture",
            ),
        ),
        AddIndexOnline(
            model_name="guide",
            index=models.Index(fields=["position", "slug"], name="guide_list"),
        ),
        AddIndexOnline(
            model_name="situation",
            index=models.Index(fields=["position", "slug"], name="situation_list"),
        ),
        AddIndexOnline(
            model_name="wizard",
            index=models.Index(fields=["position", "slug"], name="wizard_list"),
        ),
    ]
