"""Every page made from two databases, by the site itself, and compared."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.urls import reverse

from guides.markup import address
from guides.models import Address, Situation

# Pages that stand alone, and forms of them that programs read.
_ALONE = (
    "home guide_list situation_list wizard_list screen_list agents refund_dates reminder feed "
    "llms sitemap api_index api_guides api_situations api_wizards"
).split()
# What else is made of an item, by kind. Other forms of a page are made from the same edition: they
# would double the time.
_BESIDE: dict[str, tuple[str, ...]] = {"wizard": ("wizard_map",)}


class Answer(NamedTuple):
    """What the site says at an address: the status, and the rest as one number."""

    status: int
    digest: str


@contextmanager
def standing_in(other: BaseDatabaseWrapper) -> Iterator[None]:
    """Have this thread take another database for the site's own."""
    own = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = other
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = own


def addresses() -> Iterator[str]:
    """All that leads somewhere, or once did: what is live, what has moved, what was withdrawn."""
    yield from (reverse(name) for name in _ALONE)
    rows = Address.objects.order_by("pk").values_list("kind", "slug")
    for kind, slug in rows.iterator():
        yield address(kind, slug)
        yield from (reverse(name, kwargs={"slug": slug}) for name in _BESIDE.get(kind, ()))
    codes = Situation.objects.exclude(code="").order_by("pk").values_list("code", flat=True)
    for code in codes.iterator():
        yield reverse("situation_by_code", kwargs={"code": code})


def count() -> int:
    """How many addresses there are."""
    beside = sum(
        Address.objects.filter(kind=kind).count() * len(names) for kind, names in _BESIDE.items()
    )
    return (
        len(_ALONE) + Address.objects.count() + beside + Situation.objects.exclude(code="").count()
    )


def differences(
    paths: Iterable[str], there: BaseDatabaseWrapper, ask: Callable[[str], Answer] | None = None
) -> Iterator[tuple[str, str]]:
    """Each address with what is wrong there; empty where both databases give the same page.

    A page that seems to differ is made again from both: midnight may have been between.
    """
    ask = ask or asking()
    for path in paths:
        for _ in range(2):
            one = ask(path)
            with standing_in(there):
                other = ask(path)
            if one == other:
                break
        yield path, _fault(one, other)


def _fault(one: Answer, other: Answer) -> str:
    if one.status >= 500:
        return f"answers {one.status} from the database it is in, too"
    if one.status != other.status:
        return f"answers {one.status}, and {other.status} from the new database"
    return "" if one == other else "differs"


def asking() -> Callable[[str], Answer]:
    """Ask the site itself, through everything that stands before its views."""
    handler = BaseHandler()
    handler.load_middleware()

    def ask(path: str) -> Answer:
        response: Any = handler.get_response(WSGIRequest(_environ(path)))
        digest = hashlib.sha256(response.headers.get("Location", "").encode())
        digest.update(response.content)
        return Answer(response.status_code, digest.hexdigest())

    return ask


def _environ(path: str) -> dict[str, Any]:
    site = urlsplit(settings.SITE_URL)
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        # Addresses stand here as WSGI has them: bytes, each as a letter.
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": "",
        "SERVER_NAME": site.hostname or "",
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "HTTP_HOST": site.netloc,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": BytesIO(),
    }
