"""The pages for what cannot be answered: each says so in the site's design and offers a way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from guides import htmx, shelf, snapshot
from guides.caching import cacheable
from guides.models import Edition

MOST_CARDS = 24


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return permission_denied(request)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    def make() -> HttpResponse:
        context = shelf.directions(most=MOST_CARDS)
        return cacheable(request, render(request, "404.html", context, status=404))

    return snapshot.within(make)


def gone(request: HttpRequest, withdrawn: Edition) -> HttpResponse:
    context = {"withdrawn": withdrawn, **shelf.directions(most=MOST_CARDS)}
    return render(request, "410.html", context, status=410)


def preview_over(request: HttpRequest, why: str = "") -> HttpResponse:
    """A link to a preview that opens nothing (any more: ``why``)."""
    context = {"why": why}
    return render(request, "guides/preview_over.html", context, status=410 if why else 404)


def server_error(request: HttpRequest) -> HttpResponse:
    # Without context processors: whatever broke this request must not break its answer.
    try:
        return HttpResponse(loader.render_to_string("500.html", htmx.site(request)), status=500)
    except Exception:
        # Even the page's own files are missing, as on a half finished installation.
        return HttpResponse("Something went wrong.\n", status=500, content_type="text/plain")
