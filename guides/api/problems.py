"""How the API answers: a shape as JSON, or a problem (RFC 9457) that says why there is none."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpResponse

JSON = "application/json"
PROBLEM_JSON = "application/problem+json"


@dataclass(frozen=True)
class Problem:
    """Why there is no answer."""

    title: str
    status: int
    detail: str


def encode(shape: Any, *, status: int = 200, content_type: str = JSON) -> HttpResponse:
    """A shape as the body of an answer."""
    body = msgspec.json.encode(shape)
    return HttpResponse(body, status=status, content_type=content_type)


def problem(status: int, detail: str) -> HttpResponse:
    """An answer that says what is wrong."""
    told = Problem(HTTPStatus(status).phrase, status, detail)
    return encode(told, status=status, content_type=PROBLEM_JSON)
