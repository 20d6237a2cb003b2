"""Asks the running site for every page that is published, so that who keeps pages has them."""

from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from guides.store import visiting
from guides.store.warming import published
from helpcenter.variables import bracketed

# Visitors at a time: a few for each worker, and no more than wait in its queue.
_VISITORS = 8


class Command(BaseCommand):
    help = __doc__ + " Workers do so by themselves; proxies and CDNs in front of them do not."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        here = f"http://{bracketed(settings.HOST)}:{settings.PORT}"
        parser.add_argument("--url", default=here, help=f"the site as it is reached; {here}")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            visit = visiting.visitor(options["url"])
        except ValueError as error:
            raise CommandError(f"--url: {error}") from None
        keys = list(published())
        with ThreadPoolExecutor(_VISITORS) as visitors:
            told = visitors.map(visit, keys)
            bar = tqdm(told, total=len(keys), unit=" pages", disable=None)
            wrong = [one for one in bar if one]
        for one in wrong[:10]:
            self.stderr.write(one)
        if wrong:
            raise CommandError(f"{len(wrong)} of {len(keys)} pages did not come", returncode=1)
        self.stdout.write(f"{len(keys)} pages asked for")
