"""An export of the shipped content, made once for all that only read it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from guides import export

# Addresses of which tests compare the file with what the site said when it was written.
COMPARED = ("/sitemap.xml", "/robots.txt", "/llms.txt", "/guides/refunds.md", "/guides/refunds/")


@pytest.fixture(scope="package")
def _exported(ship, django_db_blocker, tmp_path_factory) -> tuple[Path, dict[str, bytes]]:
    """The folder, and what the site said; the database is as before afterwards."""
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock(), transaction.atomic():
        ship()
        export.write(folder)
        said = {address: Client().get(address).content for address in COMPARED}
        transaction.set_rollback(True)
    return folder, said


@pytest.fixture(scope="package")
def exported(_exported) -> Path:
    """The folder of the shipped site."""
    return _exported[0]


@pytest.fixture(scope="package")
def said(_exported) -> dict[str, bytes]:
    """What the site said at the same time, by address."""
    return _exported[1]


@pytest.fixture
def write(db, tmp_path) -> Callable[[], export.Written]:
    """Export what is live into a folder, which ``write.folder`` names."""
    folder = tmp_path / "site"

    def write() -> export.Written:
        return export.write(folder)

    write.folder = folder  # type: ignore[attr-defined]
    return write
