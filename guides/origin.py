"""Whole addresses, for whoever reads them elsewhere: always by SITE_URL, never by a Host header."""

from django.conf import settings


def absolute(path: str) -> str:
    """The whole address of a path on this site."""
    return str(settings.SITE_URL) + path
