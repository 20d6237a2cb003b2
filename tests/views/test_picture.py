"""/pictures/<name>: the files of pictures, kept for ever and nothing but pictures."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guides import pictures
from guides.markup import FORMATS
from tests.factories import make_picture


@pytest.fixture
def name(db) -> str:
    return f"{make_picture().key}-6.png"


def get(client, name: str, **headers: str):
    return client.get(f"/pictures/{name}", headers=headers)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("format", FORMATS)
def test_it_serves_each_format_as_what_it_is(db, client, format):
    picture = make_picture(format=format)
    response = client.get(picture.shown.small)
    assert response.status_code == 200
    assert response["Content-Type"] == f"image/{'jpeg' if format == 'jpg' else format}"
    assert body(response) == pictures.path_of(picture.key, 6, format).read_bytes()
    assert int(response["Content-Length"]) == picture.size


def test_it_may_be_kept_for_ever_and_can_do_nothing(client, name):
    with CaptureQueriesContext(connection) as queries:
        response = get(client, name, **{"Accept-Encoding": "gzip, br"})
    response.close()
    assert len(queries) == 0
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["ETag"] == f'"{name}"'
    assert not response.cookies
    assert "Vary" not in response
    assert "Content-Encoding" not in response


def test_who_has_it_already_is_told_so(client, name):
    whole = get(client, name)
    whole.close()
    again = get(client, name, **{"If-None-Match": whole["ETag"]})
    assert again.status_code == 304
    assert not again.content
    for header in ("ETag", "Cache-Control", "Content-Security-Policy", "X-Content-Type-Options"):
        assert again[header] == whole[header]
    other = get(client, name, **{"If-None-Match": '"other"'})
    other.close()
    assert other.status_code == 200


def test_head_answers_like_get_without_a_body(client, name):
    whole = get(client, name)
    whole.close()
    head = client.head(f"/pictures/{name}")
    assert head.status_code == 200
    assert body(head) == b""
    assert head["ETag"] == whole["ETag"]
    assert head["Content-Type"] == whole["Content-Type"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_can_only_be_read(client, name, method):
    assert getattr(client, method)(f"/pictures/{name}").status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "",
        "{key}",
        "{key}/",
        "{key}/6.png",
        "{key}-6.png/",
        "{key}-7.png",
        "{key}-06.png",
        "{key}-6.jpg",
        "{key}-6.PNG",
        "{key}-6.png%00",
        "{key}-6.png%0a",
        "{key}-6.png.html",
        "{KEY}-6.png",
        "../pictures/{key}-6.png",
        "%2e%2e/%2e%2e/secret_key",
        "..%2f..%2fsecret_key",
        "{key}-../../../../secret_key",
        "%2e%2e%5csecret_key",
        "0" * 32 + "-6.png",
        "-6.png",
    ],
)
def test_there_is_nothing_else(client, name, path):
    key = name.partition("-")[0]
    response = client.get("/pictures/" + path.format(key=key, KEY=key.upper() + "A"))
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")
