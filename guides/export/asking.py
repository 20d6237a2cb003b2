"""Asks the site for an address, by the views and middleware that serve readers."""

import io
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse


@dataclass(frozen=True)
class Answer:
    """What the site says at an address; ``location`` where it leads on."""

    status: int
    kind: str
    body: bytes
    location: str
    policy: str
    referrer: str

    @property
    def is_html(self) -> bool:
        return self.kind.startswith("text/html")


class Site(BaseHandler):
    """The site inside this process: no server runs, and no request is announced as begun."""

    def __init__(self) -> None:
        super().__init__()
        self.load_middleware()

    def ask(self, address: str) -> Answer:
        """Ask for an address as a reader would who wants to take the page along."""
        request = WSGIRequest(_environ(address))
        request.exported = True  # type: ignore[attr-defined]
        # Not closed: that announces the end of a request, at which connections are closed too,
        # and with one the snapshot that it holds. A page holds nothing else.
        response = self.get_response(request)
        assert isinstance(response, HttpResponse), address
        headers = response.headers
        return Answer(
            status=response.status_code,
            kind=headers.get("Content-Type", ""),
            body=response.content,
            location=headers.get("Location", ""),
            policy=headers.get("Content-Security-Policy", ""),
            referrer=headers.get("Referrer-Policy", ""),
        )


def _environ(address: str) -> dict[str, object]:
    path, _, query = address.partition("?")
    origin = urlsplit(settings.SITE_URL)
    return {
        "REQUEST_METHOD": "GET",
        # As servers hand it on: bytes in the clothes of text.
        "PATH_INFO": unquote(path).encode().decode("latin-1"),
        "QUERY_STRING": query,
        "HTTP_HOST": origin.netloc,
        "SERVER_NAME": origin.hostname,
        "SERVER_PORT": str(origin.port or (443 if origin.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": origin.scheme,
        "wsgi.input": io.BytesIO(),
    }
