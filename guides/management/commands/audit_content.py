"""Prints every problem of the content with where it is; exits 1 when there is one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from guides import audit


class Command(BaseCommand):
    help = __doc__
    # Writing content needs no opinion on the database's journal mode.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        problems = audit.audit_content(today=timezone.localdate())
        for problem in problems:
            self.stdout.write(str(problem))
        if problems:
            raise CommandError(f"{len(problems)} problems", returncode=1)
        self.stdout.write("No problems.")
