"""What all tests share: plain static files, the shipped content, and bounds for Hypothesis."""

import gc
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import override_settings
from hypothesis import HealthCheck, settings

from guides import kept, publishing
from guides.models import parsed
from tests import shipping
from tests.shipping import CONTENT

BROWSER = Path(__file__).parent / "browser"
# Asks a replica that follows the database: `.ci/postgres --replica` makes one.
FOLLOWED = Path(__file__).parent / "followed"
# A day on which no shipped text is due for review, so that time alone breaks no test.
CHECKED = date(2026, 11, 23)

# Tests open and close databases themselves: where the server's entry is read, it makes no pool.
django_settings.DATABASE_POOL = 0

# The machine may be slow: what a property needs is bounded by examples, never by time.
settings.register_profile(
    "project", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("project")


@pytest.fixture(scope="session", autouse=True)
def plain_static_files():
    """Static files straight from their sources: nothing was collected for a test."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**django_settings.STORAGES, "staticfiles": plain}):
        yield


@pytest.fixture(scope="session", autouse=True)
def uploads_of_our_own(tmp_path_factory):
    """The files of pictures go where nobody's site looks for them."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("uploads")):
        yield


@pytest.fixture(autouse=True)
def nothing_kept():
    """What was changed is taken back, and so is the number of the version: it comes again."""
    kept.forget()
    parsed.WIZARDS.forget()


@pytest.fixture
def content() -> Path:
    """The folder of the pack that ships."""
    return CONTENT


@pytest.fixture(scope="session")
def ship(django_db_setup, django_db_blocker) -> Callable[[], publishing.Loaded]:
    """Call it to have the shipped content loaded and live."""
    with django_db_blocker.unblock():
        return shipping.load_once()


@pytest.fixture
def shipped(ship, db) -> publishing.Loaded:
    """The shipped content, loaded and live."""
    return ship()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Browser tests that are not asked for are not read, nor is Playwright, at every start."""
    if collection_path == FOLLOWED:
        return True if "replica" not in django_settings.DATABASES else None
    unwanted = config.option.markexpr == "not browser"
    return True if unwanted and collection_path == BROWSER else None


def pytest_collection_finish() -> None:
    """What was imported and collected stays: the garbage collector need not look at it again.

    Nor at what tests make as often as it would: most of it is gone without its help.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
