"""Where the answer of an address stands as a file, and how one file leads to another. Pure.

A link names the file itself, ``index.html`` included: the one form that works from a disk, from
the simplest web server, and below any folder of it.
"""

import hashlib
import posixpath
from urllib.parse import quote, unquote, urlsplit

NOT_FOUND = "404.html"
# Directories of addresses whose answer is no page.
FEED, API = "/feed/", "/api/"
# Bytes. File systems take no longer name; of the longest path some is left to the folder.
_LONGEST_NAME = 255
LONGEST_PATH = 3_000
_CUT = 200


def file_of(address: str) -> str:
    """The file of an address, which may ask for one page of a list (``/guides/?page=2``).

    Two addresses have two files: no slug has a ``=`` or ``~`` in it.
    """
    path, _, query = address.partition("?")
    folder, _, name = unquote(path).lstrip("/").rpartition("/")
    parts = [_fit(part) for part in [*folder.split("/"), query] if part]
    return "/".join([*parts, name or _index(path)])


def address_of(link: str) -> str | None:
    """The address that a link of a page leads to; None where no file can stand for its query.

    The answers that a wizard would keep are left out: the plain step asks them again.
    """
    parts = urlsplit(link)
    asked = [one for one in parts.query.split("&") if one and not one.startswith("keep=")]
    if not asked or asked == ["page=1"]:
        return parts.path
    is_page = len(asked) == 1 and asked[0].removeprefix("page=").isdecimal()
    return f"{parts.path}?{asked[0]}" if is_page and asked[0].startswith("page=") else None


def lead(from_file: str, to_file: str, fragment: str = "") -> str:
    """The link in one file that leads to another."""
    if from_file == to_file and fragment:
        return f"#{fragment}"
    there = posixpath.relpath(to_file, posixpath.dirname(from_file) or ".")
    return quote(there, safe="/=~") + (f"#{fragment}" if fragment else "")


def _index(path: str) -> str:
    if path == FEED:
        return "index.xml"
    return "index.json" if path.startswith((API, "/oembed/")) else "index.html"


def _fit(part: str) -> str:
    """A name that is short enough; what is cut keeps what tells it from others."""
    data = part.encode()
    if len(data) <= _LONGEST_NAME:
        return part
    told = data[:_CUT].decode(errors="ignore")
    return f"{told}~{hashlib.sha256(data).hexdigest()[:16]}"
