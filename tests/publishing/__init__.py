"""The publishing side; ``everything`` and ``undone`` are what its tests compare and rest on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import transaction

Rows = dict[str, list[dict[str, Any]]]


def everything() -> Rows:
    """Every row of every table of the app: equal before and after means that nothing changed."""
    return {
        model.__name__: list(model._base_manager.order_by("pk").values())
        for model in apps.get_app_config("guides").get_models()
    }


@contextmanager
def undone() -> Iterator[None]:
    """Undo all that is written inside, for properties that try many examples in one test."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
