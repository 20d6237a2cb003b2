"""System checks: what settings and database must be like, each with a hint."""

import sqlite3
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning, register
from django.db import connection

from helpcenter.sqlite import journal_mode


@register
def check_journal_mode(**_: Any) -> list[CheckMessage]:
    if connection.vendor != "sqlite":
        return []
    mode, reason = journal_mode(sqlite3.sqlite_version_info[:3])
    hint = None
    if mode != "WAL":
        hint = (
            "Safe, but readers wait while something is published. WAL is used from SQLite 3.51.3 "
            "on, or 3.50.7 or 3.44.6 on their branches; PostgreSQL (DATABASE_URL) never waits."
        )
    return [Info(f"The database is in journal mode {mode}: {reason}", hint=hint, id="guides.I001")]


@register
def check_transaction_mode(**_: Any) -> list[CheckMessage]:
    if connection.vendor != "sqlite":
        return []
    options = connection.settings_dict["OPTIONS"]
    if str(options.get("transaction_mode")).upper() == "IMMEDIATE":
        return []
    return [
        Error(
            "SQLite transactions do not begin IMMEDIATE.",
            hint='Set "transaction_mode": "IMMEDIATE" in OPTIONS of the database in settings.py: '
            "two editors who save at once would see 'database is locked'.",
            id="guides.E001",
        )
    ]


@register
def check_atomic_requests(**_: Any) -> list[CheckMessage]:
    if not connection.settings_dict["ATOMIC_REQUESTS"]:
        return []
    return [
        Error(
            "ATOMIC_REQUESTS is on: each page read holds a transaction.",
            hint="Remove ATOMIC_REQUESTS from the database in settings.py. With IMMEDIATE "
            "transactions readers would queue behind each other; writes open their own.",
            id="guides.E002",
        )
    ]


@register
def check_site_url(**_: Any) -> list[CheckMessage]:
    host = urlsplit(settings.SITE_URL).hostname
    if host not in {"0.0.0.0", "::"}:  # noqa: S104  # compared, not bound
        return []
    return [
        Warning(
            f"Links that leave the site say {settings.SITE_URL}, where nobody can go.",
            hint="Set SITE_URL to the address readers use, such as https://help.example.org.",
            id="guides.W001",
        )
    ]
