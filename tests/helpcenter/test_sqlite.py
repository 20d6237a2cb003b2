"""When SQLite may journal in WAL mode."""

import sqlite3

import pytest
from django.db import connection as default
from django.db.backends.sqlite3.base import DatabaseWrapper

from helpcenter.sqlite import journal_mode, options


@pytest.mark.parametrize(
    "version", [(3, 44, 6), (3, 44, 9), (3, 50, 7), (3, 50, 8), (3, 51, 3), (3, 52, 0), (4, 0, 0)]
)
def test_it_uses_wal_where_the_corruption_is_fixed(version: tuple[int, int, int]) -> None:
    assert journal_mode(version)[0] == "WAL"


@pytest.mark.parametrize(
    "version",
    [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 49, 9), (3, 50, 6), (3, 51, 0), (3, 51, 2)],
)
def test_it_avoids_wal_everywhere_else(version: tuple[int, int, int]) -> None:
    mode, reason = journal_mode(version)
    assert mode == "DELETE"
    assert ".".join(map(str, version)) in reason


def test_it_opens_a_database_file_as_the_options_say(tmp_path) -> None:
    version = sqlite3.sqlite_version_info[:3]
    database = {"NAME": tmp_path / "db.sqlite3", "OPTIONS": options(version)}
    wrapper = DatabaseWrapper({**default.settings_dict, **database})
    connection = wrapper.get_new_connection(wrapper.get_connection_params())

    def pragma(name: str) -> object:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]

    try:
        assert pragma("journal_mode") == journal_mode(version)[0].lower()
        assert pragma("synchronous") == 2  # FULL
        assert pragma("mmap_size") == 0
        assert pragma("busy_timeout") == 20_000  # milliseconds
        assert wrapper.transaction_mode == "IMMEDIATE"
    finally:
        connection.close()
