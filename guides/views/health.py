"""For monitoring: whether the process answers, and whether it can read the database."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from guides.models import Edition


@csrf_exempt
@require_safe
def live(_request: HttpRequest) -> HttpResponse:
    return _said("alive", 200)


@csrf_exempt
@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    try:
        Edition.objects.live().exists()
    except DatabaseError:
        return _said("the database cannot be read", 503)
    return _said("ready", 200)


def _said(words: str, status: int) -> HttpResponse:
    response = HttpResponse(words + "\n", status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
