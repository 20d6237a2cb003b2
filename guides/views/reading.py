"""Home, guides and situations, in the order of ``urls``: ask, build the context, render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guides import emergency, shelf
from guides.errors import MOST_CARDS
from guides.machines import jsonld
from guides.models import Edition, linked


def home(request: HttpRequest) -> HttpResponse:
    context = shelf.front(most=MOST_CARDS)
    context |= emergency.on(context["asking"])
    return render(request, "guides/home.html", context)


def guide_list(request: HttpRequest) -> HttpResponse:
    listed = shelf.page_of("guide", request.GET.get("page", ""))
    return render(request, "guides/guide_list.html", {"listed": listed})


def guide_detail(request: HttpRequest, slug: str) -> HttpResponse:
    edition = linked.find("guide", slug)
    context = {
        "page": shelf.marked(edition),
        "structured": jsonld.guide(edition),
        **emergency.on(edition),
    }
    return render(request, "guides/guide_detail.html", context)


def situation_list(request: HttpRequest) -> HttpResponse:
    context = shelf.situations_by_stage(request.GET.get("page", ""))
    return render(request, "guides/situation_list.html", context)


def situation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    edition = linked.find("situation", slug)
    context = {
        **shelf.around(edition),
        "structured": jsonld.situation(edition),
        **emergency.on(edition),
    }
    return render(request, "guides/situation_detail.html", context)


def situation_by_code(request: HttpRequest, code: str) -> HttpResponse:
    edition = Edition.objects.with_code(code).cards().order_by("-live", "-number").first()
    if edition:
        return redirect("situation_detail", slug=edition.slug)
    context = {"code": code, **shelf.directions(most=MOST_CARDS)}
    return render(request, "guides/situation_by_code.html", context, status=404)
