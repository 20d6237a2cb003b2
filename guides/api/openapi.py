"""The API described as OpenAPI 3.1, from its own shapes."""

from dataclasses import dataclass
from typing import Any

import msgspec
from django.conf import settings

from guides.api import hits, parameters, shapes
from guides.api.parameters import Parameter
from guides.api.problems import JSON, PROBLEM_JSON, Problem
from guides.models import Edition

_SLUG = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 100}

_PROBLEMS = {
    400: "A parameter is not known, given twice, or has a value that it cannot have",
    404: "Nothing is published there",
    405: "The API is only read: GET and HEAD",
    410: "What was published there is withdrawn",
}


@dataclass(frozen=True)
class Operation:
    """An address of the API, named as its view is."""

    name: str
    path: str
    told: str
    shape: Any
    query: tuple[Parameter, ...] = ()

    @property
    def kind(self) -> str:
        return self.name.removeprefix("api_")


OPERATIONS = (
    Operation("api_index", "/api/", "Where everything is", shapes.Index),
    Operation("api_guides", "/api/guides/", "All guides", shapes.GuideList, (parameters.PAGE,)),
    Operation("api_guide", "/api/guides/{slug}/", "One guide, whole", shapes.Guide),
    Operation(
        "api_situations",
        "/api/situations/",
        "All situations",
        shapes.SituationList,
        (parameters.PAGE,),
    ),
    Operation("api_situation", "/api/situations/{slug}/", "One situation, whole", shapes.Situation),
    Operation("api_wizards", "/api/wizards/", "All wizards", shapes.WizardList, (parameters.PAGE,)),
    Operation("api_wizard", "/api/wizards/{slug}/", "One wizard as a graph", shapes.Wizard),
    Operation("api_search", "/api/search/", "What fits some words", shapes.Found, (hits.Q,)),
)


def document() -> dict[str, Any]:
    """The description of the whole API, with an item that is live as example. Three queries."""
    schemas, components = msgspec.json.schema_components(
        [*(operation.shape for operation in OPERATIONS), Problem],
        ref_template="#/components/schemas/{name}",
    )
    *answers, problem = schemas
    return {
        "openapi": "3.1.0",
        "info": {
            "title": settings.SITE_NAME,
            "version": "1",
            "description": "What is published here, to be read. Everybody may ask, from any site; "
            "answers carry an ETag and may be kept for a minute.",
        },
        "servers": [{"url": settings.SITE_URL}],
        "paths": {
            operation.path: _path(operation, answer, problem)
            for operation, answer in zip(OPERATIONS, answers, strict=True)
        },
        "components": {"schemas": components},
    }


def _path(operation: Operation, answer: dict[str, Any], problem: dict[str, Any]) -> dict[str, Any]:
    get = {
        "operationId": operation.name,
        "summary": operation.told,
        "parameters": [_parameter(parameter) for parameter in operation.query],
        "responses": _responses(operation, answer, problem),
    }
    if "{slug}" not in operation.path:
        return {"get": get}
    slug: dict[str, Any] = {"name": "slug", "in": "path", "required": True, "schema": _SLUG}
    if example := Edition.objects.live().filter(kind=operation.kind).in_order().cards().first():
        slug["example"] = example.slug
    return {"parameters": [slug], "get": get}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.told,
        "required": parameter.required,
        "schema": parameter.schema,
    }


def _responses(
    operation: Operation, answer: dict[str, Any], problem: dict[str, Any]
) -> dict[str, Any]:
    has_slug, has_pages = "{slug}" in operation.path, parameters.PAGE in operation.query
    statuses = {400, 405} | ({404} if has_slug or has_pages else set())
    found: dict[str, Any] = {
        "200": {"description": operation.told, "content": {JSON: {"schema": answer}}},
        "304": {"description": "The same as the If-None-Match of the request names"},
    }
    if has_slug:
        statuses.add(410)
        location = {"required": True, "schema": {"type": "string", "format": "uri-reference"}}
        found["301"] = {
            "description": "It is found at another address now",
            "headers": {"Location": location},
        }
    for status in sorted(statuses):
        content = {PROBLEM_JSON: {"schema": problem}}
        found[str(status)] = {"description": _PROBLEMS[status], "content": content}
    return found
