"""The read-only API, in the order of ``urls``: ask for a shape, encode it."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from guides import api


def index(request: HttpRequest) -> HttpResponse:
    return api.encode(api.index(request.GET))


def openapi(request: HttpRequest) -> HttpResponse:
    return api.encode(api.document())


def guides(request: HttpRequest) -> HttpResponse:
    return api.encode(api.guides(request.GET))


def guide(request: HttpRequest, slug: str) -> HttpResponse:
    return api.encode(api.guide(request.GET, slug))


def situations(request: HttpRequest) -> HttpResponse:
    return api.encode(api.situations(request.GET))


def situation(request: HttpRequest, slug: str) -> HttpResponse:
    return api.encode(api.situation(request.GET, slug))


def wizards(request: HttpRequest) -> HttpResponse:
    return api.encode(api.wizards(request.GET))


def wizard(request: HttpRequest, slug: str) -> HttpResponse:
    return api.encode(api.wizard(request.GET, slug))


def search(request: HttpRequest) -> HttpResponse:
    return api.encode(api.search(request.GET))


def nowhere(request: HttpRequest) -> HttpResponse:
    return api.problem(404, "There is no such address: /api/openapi.json tells them all.")


def slash(request: HttpRequest) -> HttpResponse:
    return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
