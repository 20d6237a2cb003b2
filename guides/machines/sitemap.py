"""The sitemap: every page that may be indexed and holds something, with its day; split if large."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from django.db.models import QuerySet
from django.urls import reverse

from guides import search
from guides.markup import address
from guides.models import Edition
from guides.origin import absolute

# Addresses in one file. The protocol allows ten times as many, but a part is written whole
# whenever somebody asks for it: this is 600 kB.
MOST = 5_000
# What screens say, of which the sitemap tells so much at most.
MOST_LABELS = 50_000

_LISTS = {"guide": "guide_list", "situation": "situation_list", "wizard": "wizard_list"}
_TOOLS = {"refund-dates": "refund_dates", "reminder": "reminder"}

Entry = tuple[str, datetime | None]


@dataclass(frozen=True)
class _Run:
    """Entries in a row: ``given`` ones, or ``each`` so many for every live item from a place on.

    ``place`` counts all live items, in the order of lists.
    """

    length: int
    given: Sequence[Entry] = ()
    place: int = 0
    each: int = 1

    def items(self, first: int, last: int) -> tuple[int, int]:
        """The places of the items of which some entries are; the last one is left out."""
        return self.place + first // self.each, self.place - -last // self.each


def write() -> str:
    """The whole sitemap, or where it is too long for one file the index of its parts."""
    runs = list(_runs())
    total = sum(run.length for run in runs)
    if total <= MOST:
        return _urlset(_read(runs, 0, total))
    parts = [
        (reverse("sitemap_part", kwargs={"part": start // MOST + 1}), _latest(runs, start))
        for start in range(0, total, MOST)
    ]
    return _document("sitemapindex", "sitemap", parts)


def write_part(part: int) -> str | None:
    """One part of a sitemap that is split, from 1; None where there is no such part.

    Reads what is in it, and beside that only counts.
    """
    start = (part - 1) * MOST
    entries = list(_read(_runs(), start, start + MOST)) if 0 <= start < sys.maxsize else []
    return _urlset(entries) if entries else None


def _runs() -> Iterator[_Run]:
    """Home, all that is live, and each list that holds something. Four queries, of no text."""
    kinds = {kind: (count, day) for kind, count, day in Edition.objects.live().counted()}
    yield _given([(reverse("home"), max((day for _, day in kinds.values()), default=None))])
    place = 0
    # In the order of lists, which is that of their names.
    for kind, name in _LISTS.items():
        if kind in kinds:
            count, day = kinds[kind]
            yield _given([(reverse(name), day)])
            each = 2 if kind == "wizard" else 1
            yield _Run(each * count, place=place, each=each)
            place += count
    if "situation" in kinds:
        yield _given(list(_made_of_situations(kinds["situation"][1])))


def _given(entries: Sequence[Entry]) -> _Run:
    return _Run(len(entries), entries)


def _made_of_situations(latest: datetime | None) -> Iterator[Entry]:
    """The pages that are written from situations, of which the latest is of this day.

    What several screens say alike is a page; what one says leads on to its situation. These have
    no day: theirs would take a query for each.
    """
    yield reverse("agents"), latest
    if labels := search.labels(most=MOST_LABELS):
        yield reverse("screen_list"), latest
    for label in labels:
        if label.situations > 1:
            yield reverse("screen_detail", kwargs={"label": label.key}), None
    for tool, name in _TOOLS.items():
        if day := Edition.objects.live().with_tool(tool).latest_day():
            yield reverse(name), day


def _within(runs: Iterable[_Run], start: int, stop: int) -> Iterator[tuple[_Run, int, int]]:
    """The runs that hold some of the entries from ``start`` to ``stop``, and which of theirs.

    Asks for no run that is behind these.
    """
    for run in runs:
        first, last = max(0, start), min(run.length, stop)
        if first < last:
            yield run, first, last
        start, stop = start - run.length, stop - run.length
        if stop <= 0:
            return


def _read(runs: Iterable[_Run], start: int, stop: int) -> Iterator[Entry]:
    """The entries from ``start`` to ``stop``. One query beside those of the runs."""
    pieces = list(_within(runs, start, stop))
    first, last = _places(pieces)
    rows = list(_items()[first:last])
    for run, begin, end in pieces:
        yield from run.given[begin:end]
        for number in range(begin, end) if not run.given else ():
            kind, slug, day = rows[run.place + number // run.each - first]
            path = address(kind, slug)
            # Behind a wizard stands its map.
            behind = number % run.each
            yield (reverse("wizard_map", kwargs={"slug": slug}) if behind else path), day


def _latest(runs: Sequence[_Run], start: int) -> datetime | None:
    """The last day of a part. One query."""
    pieces = list(_within(runs, start, start + MOST))
    first, last = _places(pieces)
    given = [day for run, begin, end in pieces for _, day in run.given[begin:end]]
    days = (*given, Edition.objects.live().as_dated()[first:last].latest_day())
    return max(filter(None, days), default=None)


def _places(pieces: Sequence[tuple[_Run, int, int]]) -> tuple[int, int]:
    """The places of all items in some pieces, which follow on each other."""
    found = [run.items(begin, end) for run, begin, end in pieces if not run.given]
    return (found[0][0], found[-1][1]) if found else (0, 0)


def _items() -> "QuerySet[Edition, tuple[str, str, datetime]]":
    return Edition.objects.live().dated_addresses()


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
