"""What all public addresses share: how they are kept, where old ones lead, who may frame them."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from csp.decorators import csp_replace
from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    QueryDict,
)
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from guides import api, errors, htmx, preview, snapshot
from guides.caching import cacheable, kept_for_ever
from guides.models import Edition, Moved, Withdrawn
from guides.paging import NoSuchPage

View = Callable[..., HttpResponse]

# The query keys of a view that reads its query strictly: it refuses what it does not know.
WHOLE = frozenset({"*"})


def public(view: View, query: Collection[str] = ()) -> View:
    """A page for everybody: only read, the same for all, found under its old addresses too.

    ``query`` are the keys that the view reads of the query of an address: it is given no other
    (see ``query_keys``), and of each the last value.
    """

    @csrf_exempt  # nothing is written here: a POST is told so (405), not asked for its token
    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        request.GET = known_query(request.GET, query)  # type: ignore[assignment]
        return snapshot.within(
            lambda: cacheable(request, _page(view, request, kwargs)), primary=_edits(request)
        )

    vars(wrapped)["query_keys"] = frozenset(query)
    return wrapped


def query_keys(view: Callable[..., Any]) -> frozenset[str] | None:
    """The keys that the answer of a view depends on, or WHOLE; None where it is not public."""
    found: frozenset[str] | None = vars(view).get("query_keys")
    return found


def known_query(query: QueryDict, keys: Collection[str]) -> QueryDict:
    """What a query says to some keys, in one order whatever its own was."""
    return QueryDict(urlencode([(key, str(query[key])) for key in sorted(keys) if key in query]))


def _edits(request: HttpRequest) -> bool:
    """Whether this may be an editor, who looks at what was published a moment ago."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _page(view: View, request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse:
    try:
        return view(request, **kwargs)
    except (Edition.DoesNotExist, NoSuchPage, Http404):
        # Said here and not by Django's handler: it would have to find out again what moment it is.
        return errors.page_not_found(request)
    except Moved as moved:
        return _moved(request, kwargs, moved.edition)
    except Withdrawn as withdrawn:
        return errors.gone(request, withdrawn.edition)


def open_data(view: View) -> View:
    """As ``public``, for programs on any site: what has no answer is told as a problem in JSON."""

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = snapshot.within(
            lambda: cacheable(request, _data(view, request, kwargs)), primary=_edits(request)
        )
        # Said last: what answers 304 keeps only some headers.
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    vars(wrapped)["query_keys"] = WHOLE
    return wrapped


def _data(view: View, request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse:
    if request.method not in {"GET", "HEAD"}:
        refused = api.problem(405, "This can only be read: use GET or HEAD.")
        refused["Allow"] = "GET, HEAD"
        return refused
    try:
        return view(request, **kwargs)
    except api.BadParameter as error:
        return api.problem(400, f"{error}.")
    except Edition.DoesNotExist as error:
        return api.problem(404, f"There is no {error}.")
    except Moved as moved:
        return _moved(request, kwargs, moved.edition)
    except Withdrawn:
        return api.problem(410, "This was withdrawn.")


def picture_file(view: Callable[..., FileResponse]) -> Callable[..., HttpResponseBase]:
    """A file of a picture: only read, kept for ever, and nothing but a picture, whatever it holds.

    Other sites may show it, as they may show the texts of the API that name it.
    """

    @csrf_exempt
    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, name: str) -> HttpResponseBase:
        response = kept_for_ever(request, view(request, name=name), etag=name)
        # Said last: what answers 304 keeps only some headers.
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["X-Content-Type-Options"] = "nosniff"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return wrapped


def framable(view: View) -> View:
    """May stand in a frame on the sites of EMBED_ANCESTORS; nowhere, where it names none.

    Goes around ``public``: an answer 304 has to say the same as its 200.
    """

    @csrf_exempt
    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        ancestors = settings.EMBED_ANCESTORS
        response = view(request, **kwargs)
        # The site's own page for what never was is not made for a frame.
        if not ancestors or response.status_code == 404:
            return response
        opened: Any = csp_replace({"frame-ancestors": ancestors})(lambda _request: response)
        response = cast(HttpResponse, xframe_options_exempt(opened)(request))
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return wrapped


def by_pass(view: View) -> View:
    """A preview for whoever has the link: kept by nobody, found by no search, never passed on."""

    @csrf_exempt  # as in ``public``
    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, **kwargs)
        except preview.Over as over:
            response = errors.preview_over(request, over.why)
        except (preview.Unknown, Http404):
            response = errors.preview_over(request)
        htmx.vary(response)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        # The address is the key: other sites and the log of a proxy need not learn it.
        response["Referrer-Policy"] = "no-referrer"
        return response

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
