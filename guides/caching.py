"""How public answers may be kept: by browsers, by proxies, and by this process itself."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag

from guides import htmx, snapshot
from guides.snapshot import Moment

# The key in the environment of a WSGI request under which somebody keeps answers; see Keeping.
KEEPING = "guides.keeping"

# Seconds for which a file may be kept whose name never means anything else: a year.
_FOR_EVER = 365 * 24 * 60 * 60


@dataclass
class Keeping:
    """What the application tells whoever asks it in order to keep its answer.

    ``moment`` is set where the answer is public: it is of that moment and the same for everybody.
    It is then whole and as it is: whoever keeps it compresses it, and answers 304 in its place.
    """

    moment: Moment | None = None


def kept_for_ever(request: HttpRequest, response: FileResponse, etag: str) -> HttpResponseBase:
    """Let anybody keep this file, and answer 304 to whoever has it already."""
    response["Cache-Control"] = f"public, max-age={_FOR_EVER}, immutable"
    response["ETag"] = quote_etag(etag)
    file: Any = response
    found: HttpResponseBase = get_conditional_response(request, response["ETag"], response=file)  # type: ignore[assignment]
    if found is not response:
        response.close()
    return found


def cacheable(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let anybody keep this answer, and answer 304 to whoever has it already."""
    patch_cache_control(response, **settings.PUBLIC_CACHE_CONTROL)
    # Whoever sends a token of no form would else be given a new one, by an answer for everybody.
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
    htmx.vary(response)
    # Said here as well as by whoever compresses, so that a 304 says what its 200 said.
    patch_vary_headers(response, ["Accept-Encoding"])
    response["ETag"] = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    if _is_kept(request) or response.status_code != 200:
        return response
    conditional = get_conditional_response(request, etag=response["ETag"], response=response)
    assert isinstance(conditional, HttpResponse)
    return conditional


def _is_kept(request: HttpRequest) -> bool:
    """Tell whoever keeps answers, if anybody, of which moment this one is."""
    keeping: Keeping | None = request.META.get(KEEPING)
    if keeping is None:
        return False
    keeping.moment = snapshot.current()
    return keeping.moment is not None
