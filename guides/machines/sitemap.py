"""The sitemap: every page that may be indexed and holds something, with its day; split if large."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from django.urls import reverse

from guides import search
from guides.markup import address
from guides.models import Edition
from guides.origin import absolute

# Addresses in one file; the protocol allows no more.
MOST = 50_000

_LISTS = {"guide": "guide_list", "situation": "situation_list", "wizard": "wizard_list"}
_TOOLS = {"refund-dates": "refund_dates", "reminder": "reminder"}

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
    """Home, all that is live, and each list that holds something. Four queries, of no text."""
    live = list(Edition.objects.live().dated_addresses())
    yield reverse("home"), max((day for _, _, day in live), default=None)
    for kind, name in _LISTS.items():
        found = [(slug, day) for other, slug, day in live if other == kind]
        if found:
            yield reverse(name), max(day for _, day in found)
        for slug, day in found:
            yield address(kind, slug), day
            if kind == "wizard":
                yield reverse("wizard_map", kwargs={"slug": slug}), day
    if told := [day for kind, _, day in live if kind == "situation"]:
        yield from _made_of_situations(max(told))


def _made_of_situations(latest: datetime) -> Iterator[Entry]:
    """The pages that are written from situations, of which the latest is of this day.

    What several screens say alike is a page; what one says leads on to its situation. These have
    no day: theirs would take a query for each.
    """
    yield reverse("agents"), latest
    if labels := search.labels(most=MOST):
        yield reverse("screen_list"), latest
    for label in labels:
        if label.situations > 1:
            yield reverse("screen_detail", kwargs={"label": label.key}), None
    for tool, name in _TOOLS.items():
        if day := Edition.objects.live().with_tool(tool).latest_day():
            yield reverse(name), day


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
