"""Writes the whole site as plain files that need no server; only what changed is written."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from guides import export


class Command(BaseCommand):
    help = "Writes the site as plain files; a later run brings them up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dir", type=Path, help="An empty folder, or one of an earlier export")

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["verbosity"] == 0
        shown = not quiet and self.stdout.isatty() and self.stderr.isatty()
        with tqdm(disable=not shown, unit=" addresses", leave=False) as bar:

            def report(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            try:
                done = export.write(options["dir"], report=report)
            except (export.Refused, OSError) as error:
                raise CommandError(str(error)) from None
        if not quiet:
            told = f"{len(done.written)} written, {len(done.deleted)} deleted"
            self.stdout.write(f"{done.files} files in {options['dir']}: {told}")
