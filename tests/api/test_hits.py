"""The search of the API: every hit of the site's own search, with a whole address."""

import json

import msgspec
from django.conf import settings

from guides import search
from guides.api.shapes import Found
from tests.factories import make_guide, make_live, make_situation, make_wizard


def test_it_answers_with_the_hits_of_the_site(client, shipped) -> None:
    body = client.get("/api/search/", {"q": "cancel order"}).content
    told, found = msgspec.json.decode(body, type=Found), search.find("cancel order")
    assert json.loads(msgspec.json.encode(told)) == json.loads(body)
    assert (told.query, told.cut, told.corrected) == (found.query, found.cut, found.corrected)
    assert found.hits
    assert [hit.address for hit in told.hits] == [
        settings.SITE_URL + hit.address for hit in found.hits
    ]
    for hit in told.hits:
        address = hit.address.removeprefix(settings.SITE_URL).partition("#")[0]
        assert client.get(address).status_code == 200, hit


def test_words_that_are_too_long_are_cut_and_it_says_so(client, shipped) -> None:
    assert client.get("/api/search/", {"q": "refund " * 99}).json()["cut"] is True


def test_it_needs_words(client, db) -> None:
    response = client.get("/api/search/")
    assert (response.status_code, response.json()["detail"]) == (400, "“q” is missing.")


def test_every_kind_of_hit_is_one_that_the_description_names(client, db) -> None:
    guide = make_guide({"needle": "Text."}, title="Needle guide")
    state = make_situation(title="Needle situation")
    make_live(guide, state, make_wizard({"needle": {"x": state}}, title="Needle wizard", slug="w"))
    told = client.get("/api/search/", {"q": "needle wizard"}).json()
    schemas = client.get("/api/openapi.json").json()["components"]["schemas"]
    kinds = {hit["kind"] for hit in told["hits"]}
    assert "wizard" in kinds
    assert kinds <= set(schemas["Hit"]["properties"]["kind"]["enum"])
