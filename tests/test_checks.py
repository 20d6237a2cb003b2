"""The app's own system checks."""

import sqlite3

import pytest
from django.core.checks import run_checks
from django.db import connection

from helpcenter.sqlite import journal_mode

sqlite_only = pytest.mark.skipif(connection.vendor != "sqlite", reason="asks about SQLite")


def ours() -> dict[str, object]:
    return {one.id: one for one in run_checks() if (one.id or "").startswith("guides.")}


@pytest.fixture
def change(monkeypatch):
    """Changes one setting of the database connection for this test."""

    def change(name: str, value: object) -> None:
        monkeypatch.setitem(connection.settings_dict, name, value)

    return change


@sqlite_only
def test_it_says_which_journal_mode_and_why() -> None:
    mode, reason = journal_mode(sqlite3.sqlite_version_info[:3])
    message = ours()["guides.I001"]
    assert mode in message.msg
    assert reason in message.msg
    assert not message.is_serious()


def test_it_finds_nothing_wrong_with_the_settings_as_they_are() -> None:
    assert set(ours()) <= {"guides.I001"}


@sqlite_only
@pytest.mark.parametrize("options", [{}, {"transaction_mode": "DEFERRED"}])
def test_it_objects_to_transactions_that_are_not_immediate(change, options) -> None:
    change("OPTIONS", options)
    assert ours()["guides.E001"].hint


def test_it_objects_to_atomic_requests(change) -> None:
    change("ATOMIC_REQUESTS", True)
    assert ours()["guides.E002"].hint


@pytest.mark.parametrize("address", ["http://0.0.0.0:8000", "http://[::]:8000"])
def test_it_warns_of_a_site_address_where_nobody_can_go(settings, address: str) -> None:
    settings.SITE_URL = address
    assert ours()["guides.W001"].hint
