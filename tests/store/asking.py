"""Asks a WSGI application, in this process, as a server would."""

import gzip
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

import brotli
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tests.store import HOST


class Asked:
    """An answer: status as a number, headers by their names in small letters, body as sent."""

    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status = int(status[:3])
        self.headers = {name.lower(): value for name, value in headers}
        self.body = body
        assert len(self.headers) == len(headers), "a header is said twice"

    @property
    def text(self) -> bytes:
        """The body as it was before it was compressed."""
        expand: Mapping[str, Callable[[bytes], bytes]] = {
            "br": brotli.decompress,
            "gzip": gzip.decompress,
        }
        coding = self.headers.get("content-encoding", "")
        return expand[coding](self.body) if coding else self.body

    @property
    def said(self) -> tuple[Any, ...]:
        """All that must not depend on who answers, and when: how a body is compressed may."""
        headers = {
            name: value
            for name, value in self.headers.items()
            if name not in {"content-encoding", "content-length", "expires"}
        }
        if "set-cookie" in headers and "public" not in headers.get("cache-control", ""):
            # Random, and somebody's alone.
            headers["set-cookie"] = ""
        if "etag" in headers:
            headers["etag"] = headers["etag"].removeprefix("W/")
        if "vary" in headers:
            headers["vary"] = ", ".join(sorted(headers["vary"].split(", ")))
        return self.status, headers, self.text


def ask(
    application: Any, target: str = "/", *, method: str = "GET", **headers: str | None
) -> Asked:
    """Ask for a target as it is, already decoded; headers as ``accept_encoding="br"``."""
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": HOST,
        "wsgi.input": BytesIO(),
    }
    setup_testing_defaults(environ)
    for name, value in headers.items():
        key = f"HTTP_{name.upper()}"
        environ.pop(key, None)
        if value is not None:
            environ[key] = value
    said: list[Any] = []
    with connections_left_open():
        chunks = application(environ, lambda *told: said.append(told) or (lambda _: None))
        try:
            body = b"".join(chunks)
        finally:
            if close := getattr(chunks, "close", None):
                close()
    (status, sent, *_) = said[-1]
    return Asked(status, sent, body)


@contextmanager
def connections_left_open() -> Iterator[None]:
    """As Django's test client does: the transaction of a test outlives its requests."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
