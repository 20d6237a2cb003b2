"""How public answers may be kept by browsers and proxies."""

import hashlib
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag

from guides import htmx

# Seconds for which a page may be shown without asking again: long enough for going back and
# forth, short enough that a correction reaches readers while they still read.
FRESH = 60


# Seconds for which a file may be kept whose name never means anything else: a year.
_FOR_EVER = 365 * 24 * 60 * 60


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
    patch_cache_control(response, public=True, max_age=FRESH)
    htmx.vary(response)
    # Said here as well as by whoever compresses, so that a 304 says what its 200 said.
    patch_vary_headers(response, ["Accept-Encoding"])
    response["ETag"] = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    if response.status_code != 200:
        return response
    conditional = get_conditional_response(request, etag=response["ETag"], response=response)
    assert isinstance(conditional, HttpResponse)
    return conditional
