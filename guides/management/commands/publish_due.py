"""Publishes and withdraws what is due by now; exits 1 when something was refused."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guides import publishing


class Command(BaseCommand):
    help = __doc__
    # For cron: it says something only when there was something to do.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        ended = publishing.publish_due()
        for one in ended:
            self.stdout.write(str(one))
        failed = sum(bool(one.reasons) for one in ended)
        if failed:
            raise CommandError(f"{failed} of {len(ended)} could not be done", returncode=1)
