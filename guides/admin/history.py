"""The history of one item: its editions and every saved working copy, compared and restored."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse

from guides import diffs, pack, publishing
from guides.admin import mending
from guides.admin.pages import PageAdmin
from guides.admin.versions import read_version
from guides.models import Edition, Item, Revision, Schedule
from guides.models.edition import of

# How addresses name the working copy as it is now.
COPY = "copy"


@dataclass(frozen=True)
class Event:
    """What happened to an item; ``name`` is how addresses name the text of that time."""

    at: datetime
    by: str
    what: str
    note: str = ""
    name: str = ""
    live: bool = False


@dataclass(frozen=True)
class Text:
    """A text of an item at some time: how it is called, and the row that holds it, if any."""

    name: str
    label: str
    source: str
    row: Edition | Revision | None = None


class HistoryPages(PageAdmin):
    """``history/``, ``diff/`` and ``restore/``."""

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("diff", self._diff_page, self.may_look),
            self.page("restore", self._restore_page, self._may_restore),
            *super().get_urls(),
        ]

    def _may_restore(self, request: HttpRequest, item: Item) -> bool:
        return self.may_write(request, item) and self.may_publish(request, item)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        item = self.get_object(request, unquote(object_id))
        if item is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.may_look(request, item):
            raise PermissionDenied
        page = Paginator(events_of(item), 50).get_page(request.GET.get("p"))
        return self.show(
            request,
            "admin/desk/history.html",
            item,
            f"History of “{item}”",
            events=page,
            may_restore=self._may_restore(request, item),
        )

    def _diff_page(self, request: HttpRequest, item: Item) -> HttpResponse:
        before = self._text(item, request.GET.get("before") or "live")
        after = self._text(item, request.GET.get("after") or COPY)
        return self.show(
            request,
            "admin/desk/compare.html",
            item,
            f"What differs: “{item}”",
            before=before,
            after=after,
            rows=diffs.compare(before.source, after.source),
        )

    def _restore_page(self, request: HttpRequest, item: Item) -> HttpResponse:
        asked = request.POST if request.method == "POST" else request.GET
        wanted = self._text(item, asked.get("what", ""))
        if wanted.row is None:
            raise Http404("The working copy is what it is.")
        reasons: list[str] = []
        if request.method == "POST":
            seen = read_version(request.POST.get("version"))
            try:
                publishing.restore(edition=wanted.row, by=request.user.get_username(), seen=seen)
            except publishing.Refused as refused:
                reasons = mending.told(refused.reasons)
            except pack.PackError as error:
                reasons = mending.told(error.problems)
            else:
                told = (
                    f"Restored: the working copy is {wanted.row.name} again. Readers see no change."
                )
                self.message_user(request, told, messages.SUCCESS)
                self.log_change(request, item, f"Restored: {wanted.row.name}.")
                name = f"admin:guides_{self.opts.model_name}_change"
                return HttpResponseRedirect(reverse(name, args=[item.pk]))
        item.refresh_from_db()
        copy = self._text(item, COPY)
        return self.show(
            request,
            "admin/desk/restore.html",
            item,
            f"Restore {wanted.label.lower()} of “{item}”",
            409 if reasons else 200,
            wanted=wanted,
            rows=diffs.compare(copy.source, wanted.source),
            reasons=reasons,
        )

    def _text(self, item: Item, name: str) -> Text:
        """A text by its name in addresses: ``edition-3``, ``version-12``, ``live``, ``copy``."""
        if name == COPY:
            return Text(COPY, "Working copy", pack.write_item(pack.read_row(item)))
        kind, _, number = name.partition("-")
        row: Edition | Revision | None = None
        if name == "live":
            row = Edition.objects.of(item).order_by("-live", "-number").first()
            if row is None:
                return Text("live", "Nothing published", "")
        elif kind == "edition":
            row = Edition.objects.of(item).filter(number=read_version(number)).first()
        elif kind == "version":
            row = Revision.objects.filter(**of(item), version=read_version(number)).first()
        if row is None:
            raise Http404(f"There is no {name} of this.")
        return Text(_name(row), row.name.capitalize(), row.source, row)


def _name(row: Edition | Revision) -> str:
    return row.name.replace(" ", "-")


def events_of(item: Item) -> list[Event]:
    """All that happened to an item, the latest first. Three queries, without the texts."""
    found: list[Event] = []
    for edition in Edition.objects.of(item).cards():
        found.append(
            Event(
                edition.published_at,
                edition.published_by,
                f"Published as edition {edition.number}",
                edition.note,
                _name(edition),
                edition.live,
            )
        )
        if edition.withdrawn_at:
            what = f"Withdrawn: edition {edition.number}"
            by, note = edition.withdrawn_by, edition.withdrawn_note
            found.append(Event(edition.withdrawn_at, by, what, note))
    words = {"saved": "Saved as", "loaded": "Loaded from a pack as", "restored": "Restored as"}
    for revision in Revision.objects.filter(**of(item)).defer("source"):
        what = f"{words[revision.how]} version {revision.version}"
        found.append(
            Event(revision.saved_at, revision.saved_by, what, revision.note, _name(revision))
        )
    for plan in Schedule.objects.of(item).defer("source"):
        what = f"Scheduled: {plan.action} on {plan.at:%Y-%m-%d at %H:%M} UTC"
        found.append(Event(plan.made_at, plan.made_by, what, plan.note))
        if plan.ended_at and plan.state != Schedule.State.DONE:
            what = f"Schedule {plan.state}: {plan.action} on {plan.at:%Y-%m-%d at %H:%M} UTC"
            found.append(Event(plan.ended_at, plan.ended_by, what, plan.why))
    return sorted(found, key=lambda event: event.at, reverse=True)
