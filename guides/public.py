"""What all public pages have in common: how they are cached, and where old addresses lead."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from guides import errors
from guides.caching import cacheable
from guides.models import Edition, Moved, Withdrawn

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """A page for everybody: only read, the same for all, found under its old addresses too."""

    @csrf_exempt  # nothing is written here: a POST is told so (405), not asked for its token
    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, **kwargs)
        except Edition.DoesNotExist as error:
            raise Http404(str(error)) from None
        except Moved as moved:
            response = _moved(request, kwargs, moved.edition)
        except Withdrawn as withdrawn:
            response = errors.gone(request, withdrawn.edition)
        return cacheable(request, response)

    return wrapped


def _moved(
    request: HttpRequest, kwargs: dict[str, Any], edition: Edition
) -> HttpResponsePermanentRedirect:
    """The same page at the item's present address, the answers of a wizard included."""
    assert request.resolver_match is not None
    name = request.resolver_match.url_name
    query = request.META.get("QUERY_STRING", "")
    path = reverse(name, kwargs={**kwargs, "slug": edition.slug})
    return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
