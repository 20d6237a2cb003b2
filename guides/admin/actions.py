"""What editors do to many items at once, each through the one door of publishing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest

from guides import limits, publishing
from guides.admin import mending
from guides.admin.schedule import telling_plans
from guides.models import Edition
from guides.pack import Problem

# What is said where there was nothing to do.
NOTHING = {
    "publish": "Nothing to publish: readers see exactly this already.",
    "withdraw": "Nothing to withdraw: readers see none of this.",
}


class NotedAction(ActionForm):
    """The choice of an action, with a note that its editions keep."""

    note = forms.CharField(
        required=False,
        max_length=limits.NOTE,
        label="Note:",
        widget=forms.TextInput(attrs={"placeholder": "What changed, for colleagues"}),
    )


@admin.action(permissions=["publish"], description="Publish")
def publish(desk: Any, request: HttpRequest, items: QuerySet[Any]) -> None:
    chosen = list(items)
    try:
        with telling_plans(desk, request, chosen):
            editions = publishing.publish(
                items=chosen, seen=desk.seen(request, chosen), **signed(request)
            )
    except publishing.Refused as refused:
        _tell_refusal(desk, request, "Nothing was published.", refused.reasons)
    else:
        tell(desk, request, editions, "Published")
        if not editions:
            desk.message_user(request, NOTHING["publish"], messages.INFO)


@admin.action(permissions=["publish"], description="Withdraw")
def withdraw(desk: Any, request: HttpRequest, items: QuerySet[Any]) -> None:
    chosen = list(items)
    try:
        with telling_plans(desk, request, chosen):
            editions = publishing.withdraw(
                items=chosen, seen=desk.seen(request, chosen), **signed(request)
            )
    except publishing.Refused as refused:
        _tell_refusal(desk, request, "Nothing was withdrawn.", refused.reasons)
    else:
        tell(desk, request, editions, "Withdrawn")
        if not editions:
            desk.message_user(request, NOTHING["withdraw"], messages.INFO)


def signed(request: HttpRequest) -> dict[str, Any]:
    return {
        "by": request.user.get_username(),
        "note": request.POST.get("note", "").strip()[: limits.NOTE],
    }


def tell(desk: Any, request: HttpRequest, editions: Iterable[Edition], done: str) -> None:
    for edition in editions:
        told = f"{done}: “{edition.title}”, edition {edition.number} ({edition.address})."
        desk.message_user(request, told, messages.SUCCESS)
        desk.log_change(request, edition.item, f"{done}: edition {edition.number}.")


def _tell_refusal(desk: Any, request: HttpRequest, told: str, reasons: Iterable[Problem]) -> None:
    desk.message_user(request, f"{told} Every reason follows.", messages.ERROR)
    for reason in mending.told(list(reasons)):
        desk.message_user(request, reason, messages.ERROR)
