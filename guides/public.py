"""What all public pages have in common: how they are cached, and where old addresses lead."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from guides import htmx
from guides.models import Edition, Moved, Withdrawn

View = Callable[..., HttpResponse]

# Seconds for which a page may be shown without asking again: long enough for going back and
# forth, short enough that a correction reaches readers while they still read.
FRESH = 60


def public(view: View) -> View:
    """A page for everybody: only read, the same for all, found under its old addresses too."""

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        from guides import views

        try:
            response = view(request, **kwargs)
        except Edition.DoesNotExist as error:
            raise Http404(str(error)) from None
        except Moved as moved:
            response = _moved(request, kwargs, moved.edition)
        except Withdrawn as withdrawn:
            response = views.gone(request, withdrawn.edition)
        return cacheable(request, response)

    return wrapped


def cacheable(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let anybody keep this answer, and answer 304 to whoever has it already."""
    patch_cache_control(response, public=True, max_age=FRESH)
    htmx.vary(response)
    response["ETag"] = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    if response.status_code == 200:
        conditional = get_conditional_response(request, etag=response["ETag"], response=response)
        assert isinstance(conditional, HttpResponse)
        return conditional
    return response


def _moved(
    request: HttpRequest, kwargs: dict[str, Any], edition: Edition
) -> HttpResponsePermanentRedirect:
    """The same page at the item's present address, the answers of a wizard included."""
    assert request.resolver_match is not None
    name = request.resolver_match.url_name or ""
    query = request.META.get("QUERY_STRING", "")
    found = redirect(name, **{**kwargs, "slug": edition.slug}, permanent=True)
    found["Location"] += f"?{query}" if query else ""
    assert isinstance(found, HttpResponsePermanentRedirect)
    return found
