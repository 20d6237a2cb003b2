"""What the API answers with: live editions in its shapes, and a problem where it has none."""

import json
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from django.conf import settings
from django.urls import get_resolver
from hypothesis import given
from hypothesis import strategies as st

from guides import api, publishing
from guides.api import answers, openapi, shapes
from guides.models import Edition
from tests.factories import make_guide, make_live, make_situation, make_wizard

SITE = settings.SITE_URL


def get(client, path: str) -> dict[str, Any]:
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    return response.json()


def problem(client, path: str) -> tuple[int, str]:
    response = client.get(path)
    told = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert set(told) == {"title", "status", "detail"}
    assert told["status"] == response.status_code
    return response.status_code, told["detail"]


def test_a_guide_has_its_sections_as_html_and_as_words(client, db) -> None:
    guide = make_guide({"part": 'See [it](guide:guide#part), `<a href="/x">`.'}, slug="guide")
    make_live(guide)
    told = get(client, "/api/guides/guide/")
    [section] = told["sections"]
    assert section["address"] == f"{SITE}/guides/guide/#part"
    assert f'<a href="{SITE}/guides/guide/#part">it</a>' in section["body"]["html"]
    assert '&lt;a href="/x"&gt;' in section["body"]["html"], "words of a text stay as they are"
    assert section["body"]["text"] == 'See it, <a href="/x">.'
    assert told["markdown"] == f"{SITE}/guides/guide.md"


def test_a_situation_has_its_answer_and_what_it_points_to(client, db) -> None:
    guide = make_guide({"part": "Text."}, slug="guide")
    other = make_situation(slug="other", title="Other")
    situation = make_situation(
        slug="state", code="S-07", verdict="cannot", hazard="Do not.", screen_labels="Shipped",
        sections=[guide.sections.get()], related=[other],
    )  # fmt: skip
    make_live(guide, other, situation)
    told = get(client, "/api/situations/state/")
    assert (told["verdict"], told["answer"]) == ("cannot", "No, you can’t now")
    assert (told["hazard"], told["screen_labels"]) == ("Do not.", ["Shipped"])
    assert told["short_address"] == f"{SITE}/s/S-07/"
    assert told["sections"] == [{"title": "Part", "address": f"{SITE}/guides/guide/#part"}]
    assert told["related"] == [{"title": "Other", "address": f"{SITE}/situations/other/"}]


def test_a_wizard_is_a_graph_whose_addresses_ask_its_questions(client, db) -> None:
    guide = make_guide({"part": "Text."}, slug="guide")
    state = make_situation(slug="state", title="The state")
    tree = {"a": {"on": "b", "s": state}, "b": {"g": guide.sections.get()}}
    make_live(guide, state, make_wizard(tree, slug="walk"))
    told = get(client, "/api/wizards/walk/")
    questions = {question["id"]: question for question in told["questions"]}
    assert told["start"] == "a"
    assert [choice["to"] for choice in questions["a"]["choices"]] == [
        {"kind": "question", "question": "b"},
        {"kind": "situation", "title": "The state", "address": f"{SITE}/situations/state/"},
    ]
    assert questions["b"]["choices"][0]["to"] == {
        "kind": "section", "title": "Part", "address": f"{SITE}/guides/guide/#part",
    }  # fmt: skip
    assert questions["b"]["address"] == f"{SITE}/wizards/walk/a=on/"
    for question in questions.values():
        assert question["text"] in client.get(question["address"]).content.decode()
        for choice in question["choices"]:
            assert client.get(choice["address"]).status_code == 200


def test_lists_come_in_pages_that_name_each_other(client, db, monkeypatch) -> None:
    monkeypatch.setattr(answers, "PAGE_SIZE", 2)
    make_live(*(make_situation(slug=f"s-{n}", position=n) for n in range(5)))
    address, seen = "/api/situations/", []
    while address:
        told = get(client, address.removeprefix(SITE))
        assert (told["total"], told["pages"], told["page"]) == (5, 3, len(seen) // 2 + 1)
        seen += [item["slug"] for item in told["items"]]
        address = told["next"]
    assert seen == [f"s-{n}" for n in range(5)]
    assert told["previous"] == f"{SITE}/api/situations/?page=2"
    assert problem(client, "/api/situations/?page=4") == (
        404, "There is no page 4: the last one is 3.",
    )  # fmt: skip


def test_an_empty_list_is_one_page(client, db) -> None:
    for kind in ("guides", "situations", "wizards"):
        told = get(client, f"/api/{kind}/")
        assert (told["total"], told["pages"], told["items"]) == (0, 1, [])


def test_dates_are_those_of_the_first_edition_and_of_this_one(client, db) -> None:
    guide = make_guide(slug="guide")
    make_live(guide)
    guide.title = "Changed"
    guide.save()
    make_live(guide)
    first, second = Edition.objects.of(guide).order_by("number")
    told = msgspec.json.decode(client.get("/api/guides/guide/").content, type=shapes.Guide)
    assert (told.dates.first_published, told.published) == (first.published_at, second.published_at)
    assert first.published_at < second.published_at


@pytest.mark.parametrize("kind", ["guide", "situation", "wizard"])
def test_what_moved_says_where_and_what_is_gone_says_so(client, db, kind: str) -> None:
    state = make_situation()
    makers = {"guide": make_guide, "situation": make_situation}
    makers["wizard"] = lambda: make_wizard({"a": {"x": state}})
    item = makers[kind]()
    make_live(state, item)
    old = f"/api{item.address}"
    item.slug = "moved"
    item.save()
    make_live(item)
    response = client.get(f"{old}")
    assert (response.status_code, response["Location"]) == (301, f"/api/{kind}s/moved/")
    assert response["Access-Control-Allow-Origin"] == "*"
    publishing.withdraw(items=[item], by="tests")
    for address in (old, f"/api/{kind}s/moved/"):
        assert problem(client, address) == (410, "This was withdrawn.")
    assert problem(client, f"/api/{kind}s/never/") == (404, f"There is no {kind} never.")


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=", "page=x", "page=1.0", "page=%D9%A1", "page=1&page=1",
     "page=" + "9" * 5000, "page=100001", "pages=1", "page=1&q=x", "page=%00"],
)  # fmt: skip
def test_a_bad_parameter_is_named(client, db, query: str) -> None:
    status, detail = problem(client, f"/api/guides/?{query}")
    assert status == 400
    assert query.split("&")[-1].partition("=")[0] in detail


def test_addresses_that_take_no_parameter_say_so(client, db) -> None:
    assert problem(client, "/api/?x=1") == (400, "“x” is no parameter here.")


@given(st.text(max_size=20))
def test_an_address_that_is_none_is_a_problem_in_json_too(client, db, text: str) -> None:
    response = client.get(f"/api/nothing/{quote(text)}/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    "path", ["/api", "/api/guides", "/api/guides?page=1&x=%C3%A9", "/oembed?url=a%3Db", "/api/no"]
)
def test_a_missing_slash_is_added_for_scripts_of_other_sites_too(client, db, path: str) -> None:
    response = client.get(path)
    name, _, query = path.partition("?")
    assert response.status_code == 301
    assert response["Location"] == (f"{name}/?{query}" if query else f"{name}/")
    assert response["Access-Control-Allow-Origin"] == "*"
    refused = client.post(path)
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
    assert refused["Access-Control-Allow-Origin"] == "*"


def test_what_only_begins_like_the_api_is_none_of_it(client, db) -> None:
    assert "Access-Control-Allow-Origin" not in client.get("/apis")


def test_the_description_names_every_address_and_an_item_that_is_live(client, db) -> None:
    make_live(make_guide(slug="guide"))
    told = get(client, "/api/openapi.json")
    assert told["openapi"] == "3.1.0"
    assert {operation.path for operation in openapi.OPERATIONS} == set(told["paths"])
    [slug] = told["paths"]["/api/guides/{slug}/"]["parameters"]
    assert slug["example"] == "guide"
    assert "example" not in told["paths"]["/api/wizards/{slug}/"]["parameters"][0]


def test_every_address_of_the_api_is_described() -> None:
    names = {pattern.name or "" for pattern in get_resolver("guides.urls").url_patterns}
    ours = {name for name in names if name.startswith("api_")} - {"api_openapi"}
    assert ours == {operation.name for operation in openapi.OPERATIONS}


def test_every_answer_is_what_its_shape_says_and_nothing_more(client, shipped) -> None:
    """As strict as a schema can be: each value decodes, and no key is left over."""
    for operation in openapi.OPERATIONS:
        if operation.name == "api_search":
            continue
        kind = operation.kind
        slugs = Edition.objects.live().filter(kind=kind).values_list("slug", flat=True)
        for path in [operation.path.format(slug=slug) for slug in slugs or [""]]:
            body = client.get(path).content
            shape = msgspec.json.decode(body, type=operation.shape)
            assert json.loads(msgspec.json.encode(shape)) == json.loads(body), path


def test_a_problem_has_the_words_of_its_status() -> None:
    assert json.loads(api.problem(410, "Gone.").content)["title"] == "Gone"
