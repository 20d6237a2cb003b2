"""Makes the search index anew from what is live, and takes away that of releases before this one.

Publications wait until it is there.
"""

from typing import Any

from django.core.management.base import BaseCommand

from guides import search


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        search.forget_former()
        self.stdout.write(f"{search.rebuild()} entries can be found")
