"""All that the Python side knows of htmx, and what every template gets."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from guides.locales import name_locale


def is_partial(request: HttpRequest) -> bool:
    """Whether the answer is swapped into a page that is already there.

    Going Back asks for the whole page, which htmx then takes ``<main>`` from.
    """
    details: HtmxDetails | None = getattr(request, "htmx", None)
    return details is not None and bool(details) and not details.history_restore_request


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
    patch_vary_headers(response, ["HX-Request"])
    return response
