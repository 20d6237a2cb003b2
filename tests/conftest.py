"""What all tests share: plain static files, the shipped content, and bounds for Hypothesis."""

import gc
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import override_settings
from hypothesis import HealthCheck, settings

from guides import publishing

CONTENT = Path(django_settings.BASE_DIR) / "content"
# A day on which no shipped text is due for review, so that time alone breaks no test.
CHECKED = date(2026, 11, 23)

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


@pytest.fixture
def content() -> Path:
    """The folder of the pack that ships."""
    return CONTENT


@pytest.fixture
def shipped(db) -> publishing.Loaded:
    """The shipped content, loaded and live."""
    return publishing.load(folder=CONTENT, by="tests", publish_too=True)


def pytest_collection_finish() -> None:
    """What was imported and collected stays: the garbage collector need not look at it again."""
    gc.collect()
    gc.freeze()
