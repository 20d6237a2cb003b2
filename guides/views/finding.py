"""Finding the page that applies: by words, by what the screen says, by code."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from guides import search, shelf, words


def search_page(request: HttpRequest) -> HttpResponse:
    found = search.find(request.GET.get("q", ""))
    if "go" in request.GET and found.only:
        return redirect(found.only.address)
    context = {"found": found, "labels": found.labels}
    if not found.hits:
        context |= shelf.first_step()
    if not found.query:
        context |= {"labels": shelf.labels()}
    return render(request, "guides/search.html", context)


def screen_list(request: HttpRequest) -> HttpResponse:
    listed = shelf.screens(request.GET.get("page", ""))
    return render(request, "guides/screen_list.html", {"listed": listed})


def screen_detail(request: HttpRequest, label: str) -> HttpResponse:
    key = words.key(label)
    if key and key != label:
        return redirect("screen_detail", label=key, permanent=True)
    text, situations = shelf.saying(key)
    if not situations:
        raise Http404(label)
    if len(situations) == 1:
        return redirect(situations[0].address)
    context = {"text": text, "situations": situations, **shelf.first_step()}
    return render(request, "guides/screen_detail.html", context)


def agents(request: HttpRequest) -> HttpResponse:
    return render(request, "guides/agents.html", shelf.example())
