"""Publishing and withdrawing at a time: what is planned for an item, and planning it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from guides import diffs, pack, publishing
from guides.admin import mending
from guides.admin.links import keys
from guides.admin.moments import MomentForm, ScheduleForm
from guides.admin.pages import PageAdmin
from guides.admin.versions import read_version
from guides.models import Item, Schedule
from guides.pack import Problem

# Lines of what is over, on the page of an item.
MOST_PAST = 20


class ScheduleDesk(PageAdmin):
    """The page on which things are scheduled, and the panel that says what is."""

    @property
    def media(self) -> forms.Media:
        own = forms.Media(css={"all": ["desk/schedule.css"]}, js=["desk/schedule.js"])
        return super().media + own

    def get_urls(self) -> list[URLPattern]:
        many = self.admin_site.admin_view(self.schedule_many_view)
        return [
            path("schedule/", many, name=f"guides_{self.model.KIND}_schedule_many"),
            self.page("schedule", self._schedule_one, self.may_publish),
            *super().get_urls(),
        ]

    def has_schedule_permission(self, request: HttpRequest) -> bool:
        seen = self.has_view_or_change_permission(request)
        return seen and bool(request.user.has_perm("guides.publish_edition"))

    def _schedule_one(self, request: HttpRequest, item: Item) -> HttpResponse:
        """What is planned for one item, what became of earlier plans, and the form for another."""
        return self._schedule(request, [item])

    def schedule_many_view(self, request: HttpRequest) -> HttpResponse:
        """The same for the items of ``?ids=1,2``, as one batch."""
        asked = set(request.GET.get("ids", "").split(","))
        items = list(self.get_queryset(request).filter(pk__in=keys(asked)))
        if len(items) != len(asked):
            raise Http404("ids")
        return self._schedule(request, items)

    def _schedule(self, request: HttpRequest, items: Sequence[Item]) -> HttpResponse:
        if not self.has_schedule_permission(request):
            raise PermissionDenied
        posted = request.POST if request.method == "POST" else None
        row = self._row(items, posted.get("row", "")) if posted else None
        form = ScheduleForm(posted if posted and not row else None)
        moved = MomentForm(posted if row and posted and "move" in posted else None, prefix="move")
        done, reasons = False, []
        try:
            if row and posted and "cancel" in posted:
                done = self._cancel(request, row)
            elif row and moved.is_valid():
                done = self._move(request, row, moved)
            elif posted and not row and form.is_valid():
                done = self._plan(request, items, form)
        except publishing.Refused as refused:
            reasons = refused.reasons
        except publishing.Past as past:
            (moved if row else form).add_error("at", str(past))
        if done:
            return redirect(request.get_full_path())
        return self._page(request, items, form, moved, row, reasons)

    def _page(
        self,
        request: HttpRequest,
        items: Sequence[Item],
        form: ScheduleForm,
        moved: MomentForm,
        row: Schedule | None,
        reasons: Sequence[Problem],
    ) -> HttpResponse:
        for item in items:
            # What was refused may be another version by now.
            item.refresh_from_db()
        rows = Schedule.objects.of_any(items)
        one = items[0] if len(items) == 1 else None
        return self.show(
            request,
            "admin/desk/schedule_page.html",
            one,
            "Schedule",
            subtitle=str(one) if one else f"{len(items)} as one batch",
            items=items,
            form=form,
            pending=[
                {
                    "row": plan,
                    "form": moved if plan == row else MomentForm(_wall(plan), prefix="move"),
                    "difference": difference(plan),
                }
                for plan in rows.pending().in_order().select_related(one_kind(items))
            ],
            past=rows.exclude(state=Schedule.State.PENDING).defer("source")[:MOST_PAST],
            row=row,
            reasons=mending.told(reasons),
            path_diff=publishing.path_diff(one) if one else None,
        )

    def _row(self, items: Sequence[Item], pk: str) -> Schedule | None:
        """The plan of one of the items that a button names."""
        if not pk:
            return None
        row = Schedule.objects.of_any(items).filter(pk__in=keys([pk])).first()
        if row is None:
            raise Http404(pk)
        return row

    def _cancel(self, request: HttpRequest, row: Schedule) -> bool:
        if publishing.cancel(schedule=row, by=request.user.get_username()):
            self._tell(request, row.item, f"Cancelled: {told(row)}.")
        else:
            self.message_user(request, "It was over already.", messages.WARNING)
        return True

    def _move(self, request: HttpRequest, row: Schedule, form: MomentForm) -> bool:
        by, at = request.user.get_username(), form.cleaned_data["moment"]
        if publishing.reschedule(schedule=row, at=at, by=by):
            row.at = at
            self._tell(request, row.item, f"Moved: {told(row)}.")
        else:
            self.message_user(request, "It was over already.", messages.WARNING)
        return True

    def _plan(self, request: HttpRequest, items: Sequence[Item], form: ScheduleForm) -> bool:
        wanted = form.cleaned_data
        made = publishing.schedule(
            items=items,
            action=wanted["action"],
            at=wanted["moment"],
            by=request.user.get_username(),
            note=wanted["note"].strip(),
            seen={item: read_version(request.POST.get(f"seen-{item.pk}")) for item in items},
        )
        for row in made:
            self._tell(request, row.item, f"Scheduled: {told(row)}.")
        return True

    def _tell(self, request: HttpRequest, item: Item, words: str) -> None:
        self.message_user(request, words, messages.SUCCESS)
        self.log_change(request, item, words)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **options: Any
    ) -> HttpResponse:
        item: Item | None = options.get("obj")
        if item is not None and item.pk is not None:
            rows = Schedule.objects.of(item)
            context["schedules"] = [
                {"row": row, "differs": bool(difference(row))}
                for row in (*rows.pending().in_order(), *rows.to_look_at())
            ]
            if self.has_schedule_permission(request):
                name = f"admin:guides_{item.KIND}_schedule"
                context["schedule_url"] = reverse(name, args=[item.pk])
        return super().render_change_form(request, context, *args, **options)


@admin.action(permissions=["schedule"], description="Publish or withdraw at …")
def schedule_many(desk: Any, _request: HttpRequest, items: QuerySet[Any]) -> HttpResponse:
    """On to the page on which the items are scheduled as one batch."""
    pks = ",".join(str(item.pk) for item in items)
    return redirect(f"{reverse(f'admin:guides_{desk.model.KIND}_schedule_many')}?ids={pks}")


@contextmanager
def telling_plans(desk: Any, request: HttpRequest, items: Iterable[Item]) -> Iterator[None]:
    """Say which plans for items are dropped by what is done inside, and which still stand."""
    before = [row.pk for row in Schedule.objects.pending().of_any(items)]
    yield
    for row in Schedule.objects.filter(pk__in=before).in_order():
        if row.is_pending:
            desk.message_user(request, f"Still scheduled: {told(row)}.", messages.INFO)
        elif row.state == Schedule.State.CANCELLED:
            words = f"Not scheduled any more: {told(row)}. {row.why}"
            desk.message_user(request, words, messages.WARNING)


def told(row: Schedule) -> str:
    """A plan in a few words, with its zone."""
    done = "published" if row.action == Schedule.Action.PUBLISH else "withdrawn"
    return f"“{row.item}” is {done} on {row.at:%Y-%m-%d} at {row.at:%H:%M} UTC"


def difference(row: Schedule) -> list[diffs.Row]:
    """How the working copy differs from what goes live; nothing for a withdrawal."""
    if row.action != Schedule.Action.PUBLISH:
        return []
    record = pack.read_row(row.item)
    then, now = row.source, pack.write_item(record)
    if row.slug != record.slug:
        # No text of an item says its own address.
        then, now = f"address {row.slug}\n{then}", f"address {record.slug}\n{now}"
    return diffs.compare(then, now)


def one_kind(items: Sequence[Item]) -> str:
    return items[0].KIND


def _wall(row: Schedule) -> dict[str, Any]:
    return {"move-at": f"{row.at:%Y-%m-%dT%H:%M}", "move-zone": "UTC"}
