"""Puts the security headers on every response, whoever answered, and compresses texts."""

from collections.abc import Callable
from typing import Any, cast

from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from guides.caching import KEEPING, Keeping

_UNUSED_FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
)


class SecurityHeaders:
    """Stands first, so that static files and errors of other middleware pass through it.

    Django's and django-csp's own middleware set most of these; what they leave out (an answer of
    WhiteNoise, the debug pages) is filled in here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.headers = {
            "Content-Security-Policy": build_policy(),
            "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY or "",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED_FEATURES),
            "Referrer-Policy": str(settings.SECURE_REFERRER_POLICY),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": settings.X_FRAME_OPTIONS,
        }

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        if getattr(response, "xframe_options_exempt", False):
            # Its security policy says who may frame it; this header cannot name sites.
            del response.headers["X-Frame-Options"]
        return response


class Compression(GZipMiddleware):
    """Django's own, for texts: pictures are small already, and lose their strong ETag by it.

    Whoever keeps a public answer compresses it once for all.
    """

    def process_response(self, request: HttpRequest, response: Any) -> HttpResponseBase:
        keeping: Keeping | None = request.META.get(KEEPING)
        if keeping and keeping.moment:
            return cast(HttpResponseBase, response)
        if response.headers.get("Content-Type", "").startswith("image/"):
            return cast(HttpResponseBase, response)
        return super().process_response(request, response)
