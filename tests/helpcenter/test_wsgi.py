"""The server's entry, and the headers that stand on whatever it answers."""

import io
from collections.abc import Iterable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from helpcenter.wsgi import with_scheme

ALWAYS = {
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
}


def fine(_: HttpRequest) -> HttpResponse:
    return HttpResponse("fine " * 99)


def fail(_: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


def say_no(_: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse("no", status=404 if exception else 500)


urlpatterns = [
    path("fine/", fine),
    path("fail/", fail),
]
handler400 = handler404 = handler500 = say_no


class ClosingClient(Client):
    """Closes what a server would close: WhiteNoise answers with an open file."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        response.close()
        return response


@pytest.fixture
def client(db, settings, tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "site.css").write_text("a {}")
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(ROOT_URLCONF=__name__):
        yield ClosingClient(raise_request_exception=False)


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/fine/", 200),
        ("/static/site.css", 200),
        ("/missing/", 404),
        ("/fail/", 500),
        ("/fine", 301),
    ],
)
def test_it_sends_every_security_header_with_every_answer(
    client, settings, address: str, status: int, debug: bool
) -> None:
    settings.DEBUG = debug
    response = client.get(address)
    assert response.status_code == status
    assert set(response.headers) >= ALWAYS
    policy = response.headers["Content-Security-Policy"]
    assert set(policy.split("; ")) == {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    }
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in response.headers
    assert not response.cookies


def test_it_sends_them_with_an_answer_to_a_wrong_host(client) -> None:
    response = client.get("/fine", headers={"host": "elsewhere.example"})
    assert set(response.headers) >= ALWAYS


@pytest.mark.parametrize("address", ["/fine/", "/static/site.css", "/missing/", "/fail/"])
def test_it_asks_for_https_for_a_year_once_on_https(client, settings, address: str) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    expected = "max-age=31536000; includeSubDomains; preload"
    response = client.get(address, secure=True)
    assert response.headers["Strict-Transport-Security"] == expected
    assert "Strict-Transport-Security" not in client.get(address).headers


def test_it_compresses_pages(client) -> None:
    response = client.get("/fine/", headers={"accept-encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(("site", "server"), [("https", "http"), ("http", "https")])
def test_it_believes_the_site_address_and_no_forwarding_header(site: str, server: str) -> None:
    seen: dict[str, Any] = {}

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        seen.update(environ)
        return []

    environ = {
        "wsgi.url_scheme": server,
        "wsgi.input": io.BytesIO(),
        "HTTP_X_FORWARDED_PROTO": server,
    }
    with_scheme(application, site)(environ, lambda *_: lambda _: None)
    assert seen["wsgi.url_scheme"] == site
