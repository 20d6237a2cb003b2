"""Serves the site the way production does."""

import errno
import ipaddress
import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.checks import run_checks
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Serve the site on HOST and PORT with WORKERS processes."
    # Only what stops the site is said at its start: `check` tells the rest.
    requires_system_checks = ()

    def handle(self, **_: Any) -> None:
        if any(message.is_serious() and not message.is_silenced() for message in run_checks()):
            self.check()
        refuse_unless_free(settings.HOST, settings.PORT)
        self.stdout.write(f"Help center: {settings.SITE_URL}/")
        self.stdout.write("Make an editor account: .venv/bin/python manage.py createsuperuser")
        self.stdout.flush()
        arguments = [sys.executable, *server_arguments(settings.HOST, settings.PORT)]
        os.execv(sys.executable, arguments)  # noqa: S606  # no shell is the point


def server_arguments(host: str, port: int) -> list[str]:
    options = (
        f"--interface wsgi --host {host} --port {port} --workers {settings.WORKERS}"
        # Each thread holds a database connection; requests beyond them wait their turn.
        " --blocking-threads 4 --backpressure 64"
        " --respawn-failed-workers --workers-kill-timeout 10"
        " --no-ws --no-access-log --log-level warning"
    )
    folder = str(settings.BASE_DIR)
    return [
        "-m",
        "granian",
        *options.split(),
        "--working-dir",
        folder,
        "--factory",
        "helpcenter.wsgi:start",
    ]


def refuse_unless_free(host: str, port: int) -> None:
    """Binding here first gives one line where the server would give a traceback."""
    family = socket.AF_INET6 if ipaddress.ip_address(host).version == 6 else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server does: a port that a stopped server has just left is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(f"PORT: {port} is in use; set PORT to a free one") from None
            if error.errno == errno.EACCES:
                raise CommandError(f"PORT: {port} is kept for root; set PORT above 1023") from None
            raise CommandError(f"HOST: cannot listen on {host}: {error.strerror}") from None
