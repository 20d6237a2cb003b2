"""Moves the site from SQLite to an empty PostgreSQL database: all of it, compared, or nothing.

TARGET_URL is as DATABASE_URL: postgresql://user:password@host:5432/name. Stop the site first, or
let it run for readers: nobody can save meanwhile, and what is saved after it is not moved.
"""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from environs import ValidationError
from tqdm import tqdm

from guides import moving
from helpcenter.variables import parse_database


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=target, metavar="TARGET_URL")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            moved = moving.move(target=options["target"], progress=bar)
        except moving.CannotMove as error:
            raise CommandError(f"Nothing was moved.\n{error}") from None
        self.stdout.write(f"{'table':40} {'SQLite':>12} {'PostgreSQL':>12}")
        for name, here, there in moved.counts():
            self.stdout.write(f"{name:40} {here:>12,} {there:>12,}")
        self.stdout.write(
            f"Pictures stay in {settings.MEDIA_ROOT}: every machine needs this folder, and the "
            "same SECRET_KEY.\nThe old database is as it was. Now stop the site, set DATABASE_URL "
            "to this TARGET_URL, and start it."
        )
        self.stdout.write(
            f"Moved {moved.rows:,} rows of {len(moved.tables)} tables; "
            f"{moved.pages:,} pages are the same from both."
        )


def bar(found: Any, **said: Any) -> Any:
    """A progress bar, where somebody looks at it."""
    return tqdm(found, file=sys.stderr, disable=None, leave=False, **said)


def target(text: str) -> dict[str, Any]:
    if not text.startswith(("postgres://", "postgresql://")):
        raise ArgumentTypeError("expected postgresql://user:password@host:5432/name")
    try:
        database: dict[str, Any] = parse_database(text)
    except ValidationError as error:
        raise ArgumentTypeError(str(error.args[0])) from None
    return database
