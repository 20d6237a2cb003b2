"""Writes the working copy as a pack: the files that load_pack would read back unchanged."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template.defaultfilters import pluralize

from guides import pack


class Command(BaseCommand):
    help = __doc__
    # Writing content needs no opinion on the database's journal mode.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        found = pack.read_rows()
        try:
            strangers = pack.write_folder(found, options["folder"])
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from None
        count = len(list(found.items))
        items = f"{count} item{pluralize(count)}"
        facts = f"{len(found.facts)} fact{pluralize(len(found.facts))}"
        groups = f"{len(found.synonyms)} group{pluralize(len(found.synonyms))} of synonyms"
        self.stdout.write(f"{items}, {facts} and {groups} in {options['folder']}")
        for path in strangers:
            self.stdout.write(f"left alone, not in the working copy: {path}")
