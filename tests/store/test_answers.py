import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides.store.answers import (
    Answer,
    compress,
    expand,
    joined,
    make,
    may_be_kept,
    recode,
)

HEADERS = [
    ("Content-Type", "text/html"),
    ("ETag", '"e"'),
    ("Cache-Control", "public, max-age=60"),
    ("Content-Length", "1000"),
    ("Content-Security-Policy", "default-src 'none'"),
]
PAGE = b"<p>Some words, and some words again.</p>" * 25
CODINGS = ["", "gzip", "br"]


@given(st.binary(max_size=3_000), st.sampled_from(CODINGS))
def test_what_is_compressed_is_the_same_when_expanded(body, coding):
    assert expand(compress(body, coding), coding) == body


@pytest.mark.parametrize("coding", CODINGS)
def test_equal_pages_are_compressed_to_equal_bytes(coding):
    assert compress(PAGE, coding) == compress(PAGE, coding)


@pytest.mark.parametrize("coding", CODINGS)
def test_an_answer_says_what_it_is(coding):
    answer = make("200 OK", HEADERS, PAGE, coding)
    said = dict(answer.headers)
    assert said.get("Content-Encoding", "") == coding
    assert said["Content-Length"] == str(len(answer.body[0]))
    assert said["ETag"] == answer.etag == ('W/"e"' if coding else '"e"')
    assert expand(answer.body[0], coding) == PAGE


def test_what_gains_nothing_by_compression_stays_as_it_is():
    for body in (b"short", b"short" * 39, random.Random(1).randbytes(2_000)):
        answer = make("200 OK", HEADERS, body, "br")
        assert answer.body == [body]
        assert "Content-Encoding" not in dict(answer.headers)
        assert answer.etag == '"e"'


@pytest.mark.parametrize("first", CODINGS)
@pytest.mark.parametrize("then", CODINGS)
def test_an_answer_in_another_coding_is_as_if_made_in_it(first, then):
    there = recode(make("200 OK", HEADERS, PAGE, first), then)
    wanted = make("200 OK", HEADERS, PAGE, then)
    assert (there.status, sorted(there.headers), there.body, there.etag) == (
        wanted.status, sorted(wanted.headers), wanted.body, wanted.etag
    )  # fmt: skip


@pytest.mark.parametrize("status", ["200 OK", "301 Moved", "404 Not Found", "410 Gone"])
def test_lasting_public_answers_may_be_kept(status):
    assert may_be_kept(Answer(status, HEADERS, [b""], ""))


@pytest.mark.parametrize("status", ["302 Found", "304 Not Modified", "400 Bad", "500 Error"])
def test_other_answers_may_not(status):
    assert not may_be_kept(Answer(status, HEADERS, [b""], ""))


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Cache-Control", "private")],
        [("Cache-Control", "public, no-store")],
        [("cache-control", "PUBLIC, NO-CACHE")],
        [("Cache-Control", "max-age=60")],
        [*HEADERS, ("Set-Cookie", "a=b")],
        [*HEADERS, ("set-cookie", "a=b")],
    ],
)
def test_what_is_somebodys_may_not_be_kept(headers):
    assert not may_be_kept(Answer("200 OK", headers, [b""], ""))


@pytest.mark.parametrize("sent", ['"e"', 'W/"e"', '"x", "e"', "*"])
@pytest.mark.parametrize("coding", CODINGS)
def test_who_has_the_page_is_known_by_its_tag(sent, coding):
    assert make("200 OK", HEADERS, PAGE, coding).is_known_to(sent)


@pytest.mark.parametrize("sent", ['"x"', "e", "", '"'])
def test_another_tag_is_another_page(sent):
    assert not make("200 OK", HEADERS, PAGE, "").is_known_to(sent)


def test_only_a_page_that_is_there_is_spared():
    assert not make("404 Not Found", HEADERS, PAGE, "").is_known_to("*")


def test_an_answer_without_a_body_says_nothing_of_one():
    said = dict(Answer.without_body(make("200 OK", HEADERS, PAGE, "br").headers))
    assert said.keys() == {"ETag", "Cache-Control", "Content-Security-Policy"}


def test_a_body_is_closed_even_when_it_breaks():
    class Body:
        closed = False

        def __iter__(self):
            yield b"a"
            raise RuntimeError

        def close(self):
            self.closed = True

    body = Body()
    with pytest.raises(RuntimeError):
        joined(body)
    assert body.closed
