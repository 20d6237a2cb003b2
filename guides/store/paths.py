"""What the page at a path reads of the query, by the table of contents."""

from collections.abc import Collection

from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.urls import Resolver404, resolve

from guides.public import query_keys


def keys_at(path: str) -> Collection[str] | None:
    """The keys, as WSGI has the path; None where no public page stands there.

    Where nothing stands at all, the page that says so reads none. Files are WhiteNoise's.
    """
    if path.startswith(settings.STATIC_URL):
        return None
    try:
        return query_keys(resolve(get_path_info({"PATH_INFO": path}) or "/").func)
    except Resolver404:
        return frozenset()
