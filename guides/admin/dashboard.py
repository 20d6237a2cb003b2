"""What waits for editors, on the admin's first page: panels that load after it, one by one.

A panel is a function in ``PANELS`` that answers a Report; each has an address of its own, which
shows it as a whole page where no script loads it. So none of them can slow or break the page.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate

from guides import audit, htmx, publishing
from guides.admin import mending
from guides.admin.review import SOON, spelled
from guides.models import Edition, EmergencyNote, Fact, NextCheck, Schedule
from guides.pack.rows import MODELS, manager

# Rows that a panel shows.
MOST_ROWS = 20
# Items beyond which problems are looked for only when asked: about 5 ms each.
MOST_AUDITED = 300
# Live items that are compared with their editions, those saved last first: about 3 ms each.
MOST_COMPARED = 50


@dataclass(frozen=True)
class Row:
    """Something to do: where it is done, and what there is to say of it."""

    text: str
    href: str
    detail: str = ""


@dataclass(frozen=True)
class Report:
    """What a panel shows: ``rows`` of ``total``, ``more`` in words with an address, ``well``
    where there is nothing to do."""

    rows: Sequence[Row]
    total: int
    well: str
    more: str = ""
    href: str = ""


@dataclass(frozen=True)
class Panel:
    """One panel; ``offer`` is its link where no script loads it."""

    name: str
    title: str
    offer: str
    report: Callable[[HttpRequest, list[str]], Report]

    @property
    def address(self) -> str:
        return reverse("desk_panel", kwargs={"name": self.name})


def kinds_seen(request: HttpRequest) -> list[str]:
    """The kinds of items that somebody may look at."""
    return [kind for kind, model in MODELS.items() if _may_see(request, model)]


def _may_see(request: HttpRequest, model: Any) -> bool:
    return admin.site.get_model_admin(model).has_view_permission(request)


def problems(request: HttpRequest, kinds: list[str]) -> Report:
    """Everything that the audit finds. Reads and compiles the whole content."""
    well, count = "Nothing is wrong with the content.", sum(_count(kind) for kind in kinds)
    if count > MOST_AUDITED and "all" not in request.GET:
        told = f"There are {count:,} items. Look for problems in all of them"
        return Report((), 0, "", told, "?all=1")
    seen = [f"{kind}s/" for kind in kinds]
    seen += ["facts.toml"] if _may_see(request, Fact) else []
    seen += ["emergency note "] if _may_see(request, EmergencyNote) else []
    found = [
        problem
        for problem in audit.audit_content(today=localdate())
        # What is overdue has a panel of its own.
        if problem.path.startswith(tuple(seen)) and problem.place != "reviewed"
    ]
    shown = mending.links(found[:MOST_ROWS])
    rows = [Row(str(problem), href) for problem, href in shown]
    left = len(found) - len(rows)
    return Report(rows, len(found), well, f"... and {left:,} more" if left else "")


def reviews(_request: HttpRequest, kinds: list[str]) -> Report:
    """What is overdue and what is due soon. Two queries for each kind."""
    today = localdate()
    rows: list[tuple[date, Row]] = []
    total = 0
    for kind in kinds:
        due = manager(MODELS[kind]).annotate(review_due=NextCheck())
        due = due.filter(review_due__lte=today + timedelta(days=SOON)).order_by("review_due", "pk")
        total += due.count()
        for item in due[:MOST_ROWS]:
            detail = spelled(item.review_due, today)
            rows.append((item.review_due, Row(item.title, _change(item), detail)))
    rows.sort(key=lambda row: row[0])
    shown = [row for _, row in rows[:MOST_ROWS]]
    more = f"... and {total - len(shown):,} more" if total > len(shown) else ""
    return Report(shown, total, f"No review is due within {SOON} days.", more)


def unpublished(_request: HttpRequest, kinds: list[str]) -> Report:
    """What is live and differs from its working copy.

    Comparing compiles, so at most MOST_COMPARED items are: first those saved since they were
    published, and those of which that is not known. Of more, only these.
    """
    found: list[Any] = []
    live = Edition.objects.live().filter(kind__in=kinds).count()
    for kind in kinds:
        rows = _live_items(kind)
        found += (rows if live <= MOST_COMPARED else rows.filter(waits=0))[:MOST_COMPARED]
    found.sort(key=lambda item: item.waits)
    compared = found[:MOST_COMPARED]
    changed = publishing.would_change(items=compared)
    rows = [Row(item.title, _change(item), _saved(item)) for item in changed[:MOST_ROWS]]
    left = len(changed) - len(rows)
    more = f"... and {left:,} more" if left else ""
    if live > len(compared):
        more += f" {live - len(compared):,} items saved earlier were not compared."
    return Report(rows, len(changed), "Readers see everything as it stands here.", more.strip())


def _live_items(kind: str) -> Any:
    """The live items of a kind, first those that were saved since they were published."""
    published = Edition.objects.live().filter(**{kind: OuterRef("pk")}).order_by()
    rows = manager(MODELS[kind]).annotate(published=Subquery(published.values("published_at")[:1]))
    saved_since = Q(saved_at=None) | Q(saved_at__gte=F("published"))
    waits = Case(When(saved_since, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = rows.filter(published__isnull=False).annotate(waits=waits)
    return found.order_by("waits", F("saved_at").desc(nulls_last=True), "pk")


def notes(request: HttpRequest, _kinds: list[str]) -> Report:
    """Emergency notes that readers see or will see. Two queries."""
    if not _may_see(request, EmergencyNote):
        raise PermissionDenied
    now = timezone.now()
    found = EmergencyNote.objects.not_over(now).order_by("ends_at")
    total = found.count()
    rows = [
        Row(str(note), _change(note), f"{note.state(now)}, until {_time(note.ends_at)}")
        for note in found[:MOST_ROWS]
    ]
    more = f"... and {total - len(rows):,} more" if total > len(rows) else ""
    return Report(rows, total, "No emergency note is standing or planned.", more)


def scheduled(_request: HttpRequest, kinds: list[str]) -> Report:
    """What is to be published or withdrawn at a time, and what of it failed, that first."""
    plans = Schedule.objects.filter(kind__in=kinds)
    failed, pending = plans.to_look_at(), plans.pending().in_order()
    total = failed.count() + pending.count()
    found = [*failed[:MOST_ROWS], *pending[:MOST_ROWS]][:MOST_ROWS]
    rows = [
        Row(plan.item.title, _change(plan.item), f"{_planned(plan)} by {plan.made_by}")
        for plan in found
    ]
    more = f"... and {total - len(rows):,} more" if total > len(rows) else ""
    return Report(rows, total, "Nothing is scheduled.", more)


def _planned(plan: Schedule) -> str:
    done = "published" if plan.action == Schedule.Action.PUBLISH else "withdrawn"
    if plan.is_pending:
        return f"is {done} on {_time(plan.at)}, scheduled"
    return f"failed: was to be {done} on {_time(plan.at)}, scheduled"


# In the order in which they stand; another subject adds a line.
PANELS = (
    Panel("problems", "Problems", "Show problems", problems),
    Panel("reviews", "Reviews due", "Show reviews due", reviews),
    Panel("scheduled", "Scheduled", "Show what is scheduled", scheduled),
    Panel("unpublished", "Live with unpublished changes", "Show changes", unpublished),
    Panel("notes", "Emergency notes", "Show emergency notes", notes),
)


def index(request: HttpRequest) -> HttpResponse:
    """The admin's first page, with the panels that somebody may look at."""
    return admin.site.index(request, {"desk_panels": list(_offered(request))})


def _offered(request: HttpRequest) -> Iterator[Panel]:
    if kinds_seen(request):
        seen = _may_see(request, EmergencyNote)
        yield from (panel for panel in PANELS if seen or panel.report is not notes)


def panel(request: HttpRequest, name: str) -> HttpResponse:
    """One panel: as a part of a page for htmx, else as a page."""
    kinds = kinds_seen(request)
    if not kinds:
        raise PermissionDenied
    found = next((panel for panel in PANELS if panel.name == name), None)
    if found is None:
        raise Http404(name)
    context = {"panel": found, "report": found.report(request, kinds), "title": found.title}
    template = "panel" if htmx.is_partial(request) else "panel_page"
    context |= {} if template == "panel" else admin.site.each_context(request)
    return render(request, f"admin/desk/{template}.html", context)


def _count(kind: str) -> int:
    return int(manager(MODELS[kind]).count())


def _change(row: Any) -> str:
    return reverse(f"admin:guides_{row._meta.model_name}_change", args=[row.pk])


def _saved(item: Any) -> str:
    if item.saved_at is None:
        return ""
    return f"saved {_time(item.saved_at)}" + (f" by {item.saved_by}" if item.saved_by else "")


def _time(moment: Any) -> str:
    return f"{date_format(timezone.localtime(moment), 'j M Y, H:i')} UTC"
