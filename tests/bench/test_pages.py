"""Answers as they are compared."""

import gzip

import brotli
import pytest

from bench.pages import Answer
from bench.rendering import MOST_QUERIES, PAGES, Rendered


@pytest.mark.parametrize(
    ("coding", "compress"), [("", bytes), ("gzip", gzip.compress), ("br", brotli.compress)]
)
def test_answers_in_all_codings_are_the_same_page(coding, compress) -> None:
    headers = (("content-encoding", coding),)
    assert Answer("200 OK", headers, compress(b"a page")).text == b"a page"


def test_what_the_server_says_of_itself_is_not_of_the_page() -> None:
    headers = (("Server", "x"), ("ETag", "1"), ("date", "now"), ("Connection", "keep-alive"))
    assert Answer("200 OK", headers, b"").of_the_page == [("ETag", "1")]


def test_the_head_is_counted_as_it_is_sent() -> None:
    answer = Answer("200 OK", (("ETag", "1"), ("Vary", "*")), b"")
    assert answer.head_size == len(b"HTTP/1.1 200 OK\r\nETag: 1\r\nVary: *\r\n\r\n")


@pytest.mark.parametrize("page", PAGES)
def test_one_query_too_many_is_told(page) -> None:
    most = MOST_QUERIES[page]
    assert Rendered(page, most, 1.0).over == []
    [told] = Rendered(page, most + 1, 1.0).over
    assert told == f"{PAGES[page]}: {most + 1} queries, {most} at most"
