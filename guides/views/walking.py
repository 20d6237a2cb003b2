"""Wizards: the answers are the address, and the address is replayed."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from guides import emergency, shelf, steps
from guides.models import linked


def wizard_list(request: HttpRequest) -> HttpResponse:
    listed = shelf.page_of("wizard", request.GET.get("page", ""))
    return render(request, "guides/wizard_list.html", {"listed": listed})


def wizard_detail(request: HttpRequest, slug: str) -> HttpResponse:
    return _show_step(request, "guides/wizard_detail.html", slug, "")


def wizard_step(request: HttpRequest, slug: str, answers: str) -> HttpResponse:
    return _show_step(request, "guides/wizard_step.html", slug, answers)


def wizard_step_slash(request: HttpRequest, slug: str, answers: str) -> HttpResponse:
    address = reverse("wizard_step", kwargs={"slug": slug, "answers": answers})
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


def wizard_map(request: HttpRequest, slug: str) -> HttpResponse:
    edition = linked.find("wizard", slug)
    context = {**shelf.map_of(edition.page, request.GET.get("page", "")), **emergency.on(edition)}
    return render(request, "guides/wizard_map.html", context)


def _show_step(request: HttpRequest, template: str, slug: str, answers: str) -> HttpResponse:
    edition = linked.find("wizard", slug)
    step = steps.take(edition.page, steps.read_answers(answers), request.GET.get("keep", ""))
    context: dict[str, Any] = {} if answers else {"labels": shelf.labels()}
    if step.outcome:
        context = shelf.open_target(step.outcome, step.answers)
        if not context:
            step = steps.ask(edition.page, step.taken[:-1], notice="gone")
    context |= emergency.on(edition, context.get("edition"))
    status = 404 if step.notice in {"unknown", "gone"} else 200
    return render(request, template, {**context, "step": step}, status=status)
