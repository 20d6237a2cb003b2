"""The sitemap: every page that may be indexed, with the day of its edition; split when large."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from django.urls import reverse

from guides.markup import address
from guides.models import Edition
from guides.origin import absolute

# Addresses in one file; the protocol allows no more.
MOST = 50_000

_LISTS = {"guide": "guide_list", "situation": "situation_list", "wizard": "wizard_list"}

Entry = tuple[str, datetime | None]


def write() -> str:
    """The whole sitemap, or where it is too long for one file the index of its parts."""
    entries = list(_entries())
    if len(entries) <= MOST:
        return _urlset(entries)
    parts = [
        (reverse("sitemap_part", kwargs={"part": start // MOST + 1}), _latest(part))
        for start in range(0, len(entries), MOST)
        for part in [entries[start : start + MOST]]
    ]
    return _document("sitemapindex", "sitemap", parts)


def write_part(part: int) -> str | None:
    """One part of a sitemap that is split, from 1; None where there is no such part."""
    entries = list(_entries())
    wanted = entries[(part - 1) * MOST : part * MOST] if part > 0 else []
    return _urlset(wanted) if wanted else None


def _entries() -> Iterator[Entry]:
    """Home, lists that hold something, and everything live. One query, without any text."""
    live = [
        (kind, address(kind, slug), day)
        for kind, slug, day in Edition.objects.live().dated_addresses()
    ]
    yield reverse("home"), _latest((path, day) for _, path, day in live)
    for kind, name in _LISTS.items():
        if found := [(path, day) for other, path, day in live if other == kind]:
            yield reverse(name), _latest(found)
            yield from found


def _latest(entries: Iterable[Entry]) -> datetime | None:
    return max((day for _, day in entries if day), default=None)


def _urlset(entries: Iterable[Entry]) -> str:
    return _document("urlset", "url", entries)


def _document(root: str, element: str, entries: Iterable[Entry]) -> str:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    for path, day in entries:
        modified = f"<lastmod>{day.isoformat(timespec='seconds')}</lastmod>" if day else ""
        lines.append(f"<{element}><loc>{escape(absolute(path))}</loc>{modified}</{element}>")
    return "\n".join([*lines, f"</{root}>", ""])
