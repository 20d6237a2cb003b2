"""The least a WSGI application can do: one finished answer, read at the start (BENCH_ANSWER)."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

_head = Path(os.environ["BENCH_ANSWER"])
_STATUS: str
_STATUS, _pairs = json.loads(_head.read_text(encoding="utf-8"))
_HEADERS = [(name, value) for name, value in _pairs]
_BODY = [_head.with_suffix(".body").read_bytes()]


def application(_environ: dict[str, Any], start_response: "StartResponse") -> list[bytes]:
    start_response(_STATUS, _HEADERS)
    return _BODY


def start() -> "WSGIApplication":
    return application
