"""An export of the shipped content, made once for all that only read it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction

from guides import export


@pytest.fixture(scope="package")
def exported(ship, django_db_blocker, tmp_path_factory) -> Path:
    """The folder of the shipped site; the database is as before afterwards."""
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock(), transaction.atomic():
        ship()
        export.write(folder)
        transaction.set_rollback(True)
    return folder


@pytest.fixture
def write(db, tmp_path) -> Callable[[], export.Written]:
    """Export what is live into a folder, which ``write.folder`` names."""
    folder = tmp_path / "site"

    def write() -> export.Written:
        return export.write(folder)

    write.folder = folder  # type: ignore[attr-defined]
    return write
