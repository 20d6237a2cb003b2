from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from lxml import html

from guides import publishing
from tests.factories import make_live, make_situation, make_wizard
from tests.html import parse

ADDRESS = f"{django_settings.SITE_URL}/situations/state/"


@pytest.fixture
def state(db, settings):
    settings.EMBED_ANCESTORS = ["*"]
    state = make_situation(slug="state", title='The "state" & <b>')
    make_live(state)
    return state


def test_it_answers_with_a_frame_for_the_card(client, state):
    response = client.get("/oembed/", {"url": ADDRESS})
    told = response.json()
    assert response["Access-Control-Allow-Origin"] == "*"
    assert (told["version"], told["type"], told["title"]) == ("1.0", "rich", state.title)
    frame = html.fragment_fromstring(told["html"])
    assert frame.tag == "iframe"
    assert frame.get("src") == f"{django_settings.SITE_URL}/embed/situations/state/"
    assert frame.get("title") == state.title
    assert (int(frame.get("width")), int(frame.get("height"))) == (told["width"], told["height"])
    assert "allow-scripts" not in frame.get("sandbox")


@pytest.mark.parametrize(
    ("bounds", "size"),
    [
        ({"maxwidth": 300}, (300, 400)),
        ({"maxheight": 100, "maxwidth": 5000}, (480, 100)),
        ({"maxwidth": 1, "maxheight": 1}, (1, 1)),
    ],
)
def test_it_is_no_larger_than_asked_for(client, state, bounds, size):
    told = client.get("/oembed/", {"url": ADDRESS, **bounds}).json()
    assert (told["width"], told["height"]) == size


def test_where_frames_are_closed_it_is_a_link_without_html(client, state, settings):
    settings.EMBED_ANCESTORS = []
    told = client.get("/oembed/", {"url": ADDRESS}).json()
    assert told["type"] == "link"
    assert not {"html", "width", "height"} & set(told)


def test_it_answers_as_the_specification_says_what_it_cannot(client, state):
    for query, status in (
        ({}, 400),
        ({"url": ADDRESS, "maxwidth": "wide"}, 400),
        ({"url": ADDRESS, "maxheight": "0"}, 400),
        ({"url": [ADDRESS, ADDRESS]}, 400),
        ({"url": ADDRESS, "maxwidth": ["300", "300"]}, 400),
        ({"url": ADDRESS, "format": "xml"}, 501),
        ({"url": "https://elsewhere.example/situations/state/"}, 404),
        ({"url": ""}, 404),
    ):
        response = client.get("/oembed/", query)
        assert response.status_code == status, query
        assert response["Content-Type"] == "application/problem+json"
    assert client.get("/oembed/", {"url": ADDRESS, "format": "json", "x": "1"}).status_code == 200
    publishing.withdraw(items=[state], by="tests")
    assert client.get("/oembed/", {"url": ADDRESS}).status_code == 404


def test_what_it_does_not_offer_is_no_failure(client, state, caplog):
    assert client.get("/oembed/", {"url": ADDRESS, "format": "xml"}).status_code == 501
    assert caplog.records == []


def test_the_pages_that_show_a_situation_lead_to_it(client, state):
    make_live(make_wizard({"a": {"x": state}}, slug="walk"))
    for address in (state.address, "/wizards/walk/a=x/"):
        page = parse(client.get(address))
        [link] = page.all("//link[@type='application/json+oembed']/@href")
        whole = quote(django_settings.SITE_URL + address, safe="")
        assert link == f"{django_settings.SITE_URL}/oembed/?url={whole}"
        told = client.get(link.removeprefix(django_settings.SITE_URL)).json()
        assert told["title"] == state.title
    assert not parse(client.get("/wizards/walk/")).all("//link[contains(@type, 'oembed')]")
