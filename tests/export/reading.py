"""Reads an export as somebody does who was only handed the folder."""

import re
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html

ADDRESSES = ("href", "src", "action", "formaction", "poster", "hx-get", "hx-post")


def files(folder: Path) -> dict[str, bytes]:
    """Every file but the export's own list, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".export_site"
    }


def pages(folder: Path) -> dict[str, html.HtmlElement]:
    return {
        name: html.document_fromstring(data.decode())
        for name, data in files(folder).items()
        if name.endswith(".html")
    }


def links(page: html.HtmlElement) -> list[str]:
    """Everything that a page names by its address."""
    found = [
        value
        for element in page.iter("*")
        for name, value in element.attrib.items()
        if name in ADDRESSES
    ]
    for srcset in page.xpath("//@srcset"):
        found += [candidate.split()[0] for candidate in srcset.split(",")]
    for refresh in page.xpath("//meta[@http-equiv='refresh']/@content"):
        found.append(refresh.partition("url=")[2])
    return found


def css_links(css: str) -> list[str]:
    return re.findall(r"""url\(["']?([^"')]+)""", css)


def is_whole(link: str) -> bool:
    """Whether a link names a site, or is none to a page."""
    return bool(urlsplit(link).scheme)


def place(folder: Path, name: str, link: str) -> tuple[Path, str]:
    """Where a relative link of a file leads: the file there, and the anchor in it."""
    parts = urlsplit(link)
    there = (folder / name).parent / unquote(parts.path) if parts.path else folder / name
    return there.resolve(), unquote(parts.fragment)


def check_sums(folder: Path) -> None:
    """What anybody runs who wants to know whether the folder is whole."""
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert not done.returncode, done.stdout + done.stderr
