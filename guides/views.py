"""One function for each address, in the order of ``urls``: ask, build the context, render."""

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from guides import shelf, steps, tree
from guides.errors import MOST_CARDS
from guides.models import Edition


def home(request: HttpRequest) -> HttpResponse:
    context = shelf.front(most=MOST_CARDS)
    return render(request, "guides/home.html", context)


def guide_list(request: HttpRequest) -> HttpResponse:
    guides = Edition.objects.live().guides().in_order().cards()
    return render(request, "guides/guide_list.html", {"guides": guides})


def guide_detail(request: HttpRequest, slug: str) -> HttpResponse:
    page = shelf.marked(Edition.objects.find("guide", slug).page)
    return render(request, "guides/guide_detail.html", {"page": page})


def situation_list(request: HttpRequest) -> HttpResponse:
    return render(request, "guides/situation_list.html", {"groups": shelf.situations_by_stage()})


def situation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    edition = Edition.objects.find("situation", slug)
    context = {**shelf.around(edition.page), **shelf.ways_to(edition)}
    return render(request, "guides/situation_detail.html", context)


def situation_by_code(request: HttpRequest, code: str) -> HttpResponse:
    edition = Edition.objects.with_code(code).cards().order_by("-live", "-number").first()
    if edition:
        return redirect("situation_detail", slug=edition.slug)
    context = {"code": code, **shelf.directions(most=MOST_CARDS)}
    return render(request, "guides/situation_by_code.html", context, status=404)


def wizard_list(request: HttpRequest) -> HttpResponse:
    wizards = Edition.objects.live().wizards().in_order().cards()
    return render(request, "guides/wizard_list.html", {"wizards": wizards})


def wizard_detail(request: HttpRequest, slug: str) -> HttpResponse:
    return _show_step(request, "guides/wizard_detail.html", slug, "")


def wizard_step(request: HttpRequest, slug: str, answers: str) -> HttpResponse:
    return _show_step(request, "guides/wizard_step.html", slug, answers)


def wizard_step_slash(request: HttpRequest, slug: str, answers: str) -> HttpResponse:
    address = reverse("wizard_step", kwargs={"slug": slug, "answers": answers})
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


def wizard_map(request: HttpRequest, slug: str) -> HttpResponse:
    wizard = Edition.objects.find("wizard", slug).page
    context = {"wizard": wizard, "nodes": tree.draw(wizard, shelf.titles_of(wizard))}
    return render(request, "guides/wizard_map.html", context)


@csrf_exempt
@require_safe
def health_live(_request: HttpRequest) -> HttpResponse:
    return _said("alive", 200)


@csrf_exempt
@require_safe
def health_ready(_request: HttpRequest) -> HttpResponse:
    try:
        Edition.objects.live().exists()
    except DatabaseError:
        return _said("the database cannot be read", 503)
    return _said("ready", 200)


def _show_step(request: HttpRequest, template: str, slug: str, answers: str) -> HttpResponse:
    wizard = Edition.objects.find("wizard", slug).page
    step = steps.take(wizard, steps.read_answers(answers), request.GET.get("keep", ""))
    context: dict[str, Any] = {}
    if step.outcome:
        context = shelf.open_target(step.outcome)
        if not context:
            step = steps.ask(wizard, step.taken[:-1], notice="gone")
    status = 404 if step.notice in {"unknown", "gone"} else 200
    return render(request, template, {**context, "step": step}, status=status)


def _said(words: str, status: int) -> HttpResponse:
    response = HttpResponse(words + "\n", status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
