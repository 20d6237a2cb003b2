"""When an item must be checked again, in lists and on its page, and “Checked, still right”."""

from datetime import date, timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from guides import pages, publishing
from guides.admin import mending
from guides.admin.generics import ModelAdmin
from guides.models import Item, NextCheck
from guides.publishing import Checked

# A review due within so many days is told beforehand.
SOON = 30

# What a check did, beside dating the working copy.
_OUTCOMES = {
    "draft": (messages.SUCCESS, "It is not live, so readers see nothing of it."),
    "unpublished": (
        messages.SUCCESS,
        "Readers see the new date once somebody who may publish publishes it.",
    ),
    "outdated": (
        messages.WARNING,
        "Readers do not see the new date yet: a fact or form would change with it. Publish it.",
    ),
    "refused": (
        messages.WARNING,
        "Readers do not see the new date yet, as it cannot be published. The reasons follow.",
    ),
    "known": (messages.INFO, "Readers see this date already."),
    "published": (messages.SUCCESS, "Readers see the new date."),
}
_WAITING = "The other changes of the working copy are not published."


class ReviewFilter(admin.SimpleListFilter):
    """Lists what is overdue, what will be soon, and the rest."""

    title = "next check"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("overdue", "overdue"), ("soon", f"due within {SOON} days"), ("later", "later")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = localdate()
        last = today + timedelta(days=SOON)
        wanted: dict[str, dict[str, Any]] = {
            "overdue": {"review_due__lt": today},
            "soon": {"review_due__range": (today, last)},
            "later": {"review_due__gt": last},
        }
        return queryset.filter(**wanted.get(self.value() or "", {}))


def spelled(due: date, today: date) -> str:
    """A day of review with what it means in words."""
    day, left = date_format(due, "j M Y"), (due - today).days
    if left < 0:
        return format_html("{}: <strong>overdue</strong>", day)
    if left > SOON:
        return day
    return f"{day}: due today" if left == 0 else f"{day}: due in {left} day{'s'[: left > 1]}"


@admin.action(permissions=["change"], description=publishing.NOTE)
def mark_checked(desk: Any, request: HttpRequest, items: QuerySet[Any]) -> None:
    found = publishing.check(
        items=list(items),
        by=request.user.get_username(),
        publish_too=request.user.has_perm("guides.publish_edition"),
    )
    for one in found:
        _tell(desk, request, one)


def _tell(desk: Any, request: HttpRequest, one: Checked) -> None:
    level, told = _OUTCOMES[one.outcome]
    waiting = f" {_WAITING}" if one.waiting and one.outcome == "published" else ""
    desk.message_user(request, f"Checked today: “{one.item.title}”. {told}{waiting}", level)
    for reason in mending.told(one.reasons):
        desk.message_user(request, reason, messages.WARNING)
    number = f": edition {one.edition.number}" if one.edition else ""
    desk.log_change(request, one.item, f"{publishing.NOTE}{number}.")


class ReviewMixin(ModelAdmin):
    """A desk whose items are checked again and again."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request).annotate(review_due=NextCheck())
        return found

    @admin.display(description="next check", ordering="review_due")
    def next_check(self, item: Any) -> str:
        return spelled(item.review_due, localdate())

    def get_urls(self) -> list[Any]:
        name = f"guides_{self.model._meta.model_name}_checked"
        view = self.admin_site.admin_view(require_POST(self.checked_view))
        return [path("<path:object_id>/checked/", view, name=name), *super().get_urls()]

    def checked_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The button on an item's page: the list's action for this one."""
        item: Item | None = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, item):
            raise PermissionDenied
        if item is None:
            raise Http404(object_id)
        mark_checked(self, request, self.get_queryset(request).filter(pk=item.pk))
        return HttpResponseRedirect(
            reverse(f"admin:guides_{self.model._meta.model_name}_change", args=[item.pk])
        )

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **options: Any
    ) -> HttpResponse:
        item = context.get("original")
        if item is not None:
            # As saved: what was typed and refused dates nothing.
            saved = self.model._default_manager.filter(pk=item.pk).first() or item
            due = pages.review_due(saved.reviewed, saved.review_every_days)
            context["review"] = {
                "checked": saved.reviewed,
                "next": spelled(due, localdate()),
                "publishes": request.user.has_perm("guides.publish_edition"),
            }
        return super().render_change_form(request, context, *args, **options)
