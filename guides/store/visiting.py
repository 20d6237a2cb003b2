"""Asks a site for pages over the network, as a phone would."""

import http.client
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from guides.store.asking import Key

# Seconds for one answer.
_PATIENCE = 30


def visitor(url: str) -> Callable[[Key], str]:
    """Who visits pages of the site at an origin: answers what went wrong with one, or nothing.

    Each visit is a connection of its own, so that workers who share a port share the visits.
    Raises ValueError for what is no origin.
    """
    site = urlsplit(url)
    kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
    if site.scheme not in kinds or not site.hostname or site.path.strip("/") or site.query:
        raise ValueError(f"expected http:// or https:// and a host, not {url!r}")
    host, port = site.hostname, site.port

    def visit(key: Key) -> str:
        target = quote(key.path, safe="/=:@!$&'()*+,;~", encoding="latin-1")
        headers = {"Accept-Encoding": key.coding, "Connection": "close"}
        if key.part:
            headers["HX-Request"] = "true"
        connection = kinds[site.scheme](host, port, timeout=_PATIENCE)
        try:
            connection.request("GET", target, headers=headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            return f"{key.path}: {error or type(error).__name__}"
        finally:
            connection.close()
        return "" if answer.status == 200 else f"{key.path}: answered {answer.status}"

    return visit
