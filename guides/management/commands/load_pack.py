"""Loads a pack into the working copy, and publishes it if asked: all of it or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guides import pack, progress, publishing
from guides.pack import PackError


class Command(BaseCommand):
    help = __doc__
    # Writing content needs no opinion on the database's journal mode.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, only")
        parser.add_argument("--publish", action="store_true", help="also make it what readers see")
        parser.add_argument("--note", default="", help="kept with the editions")
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="also over what the desk saved and nothing else keeps",
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="only where there is no content at all"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and not pack.is_empty():
            return
        try:
            loaded = publishing.load(
                folder=options["folder"],
                by="load_pack",
                publish_too=options["publish"],
                dry_run=options["dry_run"],
                note=options["note"],
                overwrite=options["overwrite"],
                progress=progress.Bars() if options["verbosity"] else progress.NOBODY,
            )
        except (PackError, publishing.Refused) as error:
            count = str(error).count("\n") + 1
            raise CommandError(f"Nothing was loaded; {count} to mend:\n{error}") from None
        table = list(loaded.table(dry_run=options["dry_run"]))
        # Quiet means the last line only, which counts.
        for line in table if options["verbosity"] else table[-1:]:
            self.stdout.write(line)
