"""The working copy for whoever was sent a link to it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from guides import preview


def preview_by_pass(request: HttpRequest, token: str, answers: str = "") -> HttpResponse:
    item = preview.read_pass(token)
    base = reverse("preview", kwargs={"token": token})
    return preview.show(request, item, base=base, answers=answers)
