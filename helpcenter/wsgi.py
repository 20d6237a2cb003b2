"""The entry of the web server."""

import gc
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from helpcenter import postgres

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpcenter.settings")

_django = get_wsgi_application()
postgres.pool(connections.settings, settings.DATABASE_POOL)

# Django has to know the models before these can speak of them.
from guides.clock import Clock  # noqa: E402
from guides.store import PageStore, Warmer, keys_at  # noqa: E402


def with_scheme(application: "WSGIApplication", scheme: str) -> "WSGIApplication":
    """The application, told that every request came by this scheme.

    A proxy in front ends TLS, and its forwarding headers can be forged by whoever reaches the
    server without it. SITE_URL cannot.
    """

    def wrapped(environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        environ["wsgi.url_scheme"] = scheme
        return application(environ, start_response)

    return wrapped


def keep(clock: Clock) -> PageStore:
    """The store of this process, around the application that the clock stands beside."""
    site = urlsplit(settings.SITE_URL)
    return PageStore(
        clock,
        most_bytes=settings.STORE_MEGABYTES * 1_000_000,
        host=site.netloc,
        allowed_hosts=settings.ALLOWED_HOSTS,
        session_cookie=settings.SESSION_COOKIE_NAME,
        query_keys=keys_at,
    )


# Beside the requests, not in them: what is due becomes live (clock.py).
clock = Clock(with_scheme(_django, urlsplit(settings.SITE_URL).scheme))

application: "WSGIApplication" = clock
warmer: Warmer | None = None

if settings.STORE_MEGABYTES:
    store = keep(clock)
    warmer = Warmer(store)
    # What is kept is answered without the clock, so it is told that the site is being read.
    store.on_look = (clock.wake, warmer.wake)
    # As a bound method: that is called faster than an object.
    application = store.__call__

# All that is there by now stays: whoever collects garbage need not walk through it again and
# again while readers wait.
gc.collect()
gc.freeze()


def start() -> "WSGIApplication":
    """The application, and what works beside it from its start: for ``granian --factory``."""
    if warmer:
        warmer.wake()
    return application
