"""The entry of the web server."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpcenter.settings")

_django = get_wsgi_application()

# Django has to know the models before these can speak of them.
from guides.clock import Clock  # noqa: E402
from guides.store import PageStore, keys_at  # noqa: E402


def with_scheme(application: "WSGIApplication", scheme: str) -> "WSGIApplication":
    """The application, told that every request came by this scheme.

    A proxy in front ends TLS, and its forwarding headers can be forged by whoever reaches the
    server without it. SITE_URL cannot.
    """

    def wrapped(environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        environ["wsgi.url_scheme"] = scheme
        return application(environ, start_response)

    return wrapped


_site = urlsplit(settings.SITE_URL)

# Beside the requests, not in them: what is due becomes live (clock.py).
clock = Clock(with_scheme(_django, _site.scheme))

application: "WSGIApplication" = clock
if settings.STORE_MEGABYTES:
    application = PageStore(
        clock,
        most_bytes=settings.STORE_MEGABYTES * 1_000_000,
        host=_site.netloc,
        allowed_hosts=settings.ALLOWED_HOSTS,
        session_cookie=settings.SESSION_COOKIE_NAME,
        query_keys=keys_at,
        # What is kept is answered without the clock: it is told in another way that the site is
        # being read.
        on_look=clock.wake,
    )
