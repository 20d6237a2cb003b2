"""All that the Python side knows of htmx, and what every template gets."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from guides.locales import name_locale


def asks_for_part(environ: Mapping[str, Any]) -> bool:
    """Whether the answer to a WSGI request is swapped into a page that is already there.

    Going Back asks for the whole page, which htmx then takes ``<main>`` from.
    """
    return (
        environ.get("HTTP_HX_REQUEST") == "true"
        and environ.get("HTTP_HX_HISTORY_RESTORE_REQUEST") != "true"
    )


def is_partial(request: HttpRequest) -> bool:
    return asks_for_part(request.META)


def base_template(request: HttpRequest) -> dict[str, str]:
    """The template that every page extends: the whole page, or its title and ``<main>``."""
    return {"base_template": "base_htmx.html" if is_partial(request) else "base.html"}


def site(request: HttpRequest) -> dict[str, Any]:
    """What the site says of itself on every page.

    ``exported`` says that the page becomes a file: what needs a server must not stand on it.
    """
    return {
        "site": {
            "name": settings.SITE_NAME,
            "screen": settings.SCREEN_NAME,
            "language": settings.SITE_LANGUAGE,
            "locale": name_locale(settings.SITE_LANGUAGE),
            "url": settings.SITE_URL,
            "independent_of": settings.INDEPENDENT_OF,
            "exported": getattr(request, "exported", False),
        }
    }


def vary(response: HttpResponse) -> HttpResponse:
    """Tell caches that a page has two forms."""
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response
