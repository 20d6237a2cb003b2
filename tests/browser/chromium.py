"""Finds an installed Chromium and starts it. Knows no Django."""

import os
import shutil
import subprocess
from pathlib import Path

from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "The browser tests need Chromium and found none. Run .ci/browser, or install one with "
    "'apt-get install chromium' or 'python -m playwright install chromium'. "
    "To leave these tests out: pytest -m 'not browser'."
)
ARGUMENTS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    # Nothing but the site itself can be reached, whatever a page or the browser tries.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


class NoBrowser(Exception):
    """There is no Chromium here."""


def start(playwright: Playwright) -> Browser:
    # Chromium's sandbox refuses to run as root.
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    return playwright.chromium.launch(
        executable_path=find(playwright), args=[*ARGUMENTS, *as_root], timeout=60_000
    )


def find(playwright: Playwright) -> Path:
    """The system's Chromium, else Playwright's own."""
    for name in NAMES:
        path = shutil.which(name)
        # Some systems have a command of this name that only says how to install it.
        if path and not subprocess.run([path, "--version"], capture_output=True).returncode:
            return Path(path)
    own = Path(playwright.chromium.executable_path)
    if not own.exists():
        raise NoBrowser(MISSING)
    return own
