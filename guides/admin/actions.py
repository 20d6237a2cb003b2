"""What editors do to many items at once, each through the one door of publishing."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest

from guides import limits, publishing
from guides.admin.schedule import telling_plans
from guides.models import Edition
from guides.pack import Problem


class NotedAction(ActionForm):
    """The choice of an action, with a note that its editions keep."""

    note = forms.CharField(
        required=False,
        max_length=limits.NOTE,
        label="Note:",
        widget=forms.TextInput(attrs={"placeholder": "What changed, for colleagues"}),
    )


@admin.action(permissions=["change"], description="Publish")
def publish(desk: Any, request: HttpRequest, items: QuerySet[Any]) -> None:
    try:
        with telling_plans(desk, request, items):
            editions = publishing.publish(items=list(items), **_signed(request))
    except publishing.Refused as refused:
        _tell_refusal(desk, request, "Nothing was published.", refused.reasons)
    else:
        _tell(desk, request, editions, "Published")
        if not editions:
            told = "Nothing to publish: readers see exactly this already."
            desk.message_user(request, told, messages.INFO)


@admin.action(permissions=["change"], description="Withdraw")
def withdraw(desk: Any, request: HttpRequest, items: QuerySet[Any]) -> None:
    try:
        with telling_plans(desk, request, items):
            editions = publishing.withdraw(items=list(items), **_signed(request))
    except publishing.Refused as refused:
        _tell_refusal(desk, request, "Nothing was withdrawn.", refused.reasons)
    else:
        _tell(desk, request, editions, "Withdrawn")
        if not editions:
            told = "Nothing to withdraw: readers see none of this."
            desk.message_user(request, told, messages.INFO)


def told_of(reason: Problem) -> str:
    """A reason as a sentence: the admin writes the first letter of a message large."""
    return f"In {reason}"


def _signed(request: HttpRequest) -> dict[str, Any]:
    return {
        "by": request.user.get_username(),
        "note": request.POST.get("note", "").strip(),
    }


def _tell(desk: Any, request: HttpRequest, editions: Iterable[Edition], done: str) -> None:
    for edition in editions:
        told = f"{done}: “{edition.title}”, edition {edition.number} ({edition.address})."
        desk.message_user(request, told, messages.SUCCESS)
        desk.log_change(request, edition.item, f"{done}: edition {edition.number}.")


def _tell_refusal(desk: Any, request: HttpRequest, told: str, reasons: Iterable[Problem]) -> None:
    desk.message_user(request, f"{told} Every reason follows.", messages.ERROR)
    for reason in reasons:
        desk.message_user(request, told_of(reason), messages.ERROR)
