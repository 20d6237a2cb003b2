"""Registers the app, with its checks."""

from django.apps import AppConfig


class GuidesConfig(AppConfig):
    name = "guides"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Guides"

    def ready(self) -> None:
        from guides import checks  # noqa: F401  # importing registers them
