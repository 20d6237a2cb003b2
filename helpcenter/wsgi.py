"""The entry of the web server."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from guides.clock import Clock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpcenter.settings")


def with_scheme(application: "WSGIApplication", scheme: str) -> "WSGIApplication":
    """The application, told that every request came by this scheme.

    A proxy in front ends TLS, and its forwarding headers can be forged by whoever reaches the
    server without it. SITE_URL cannot.
    """

    def wrapped(environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        environ["wsgi.url_scheme"] = scheme
        return application(environ, start_response)

    return wrapped


# Beside the requests, not in them: what is due becomes live (clock.py).
application = Clock(with_scheme(get_wsgi_application(), settings.SITE_URL.partition(":")[0]))
