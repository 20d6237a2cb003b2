import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides.public import WHOLE
from guides.store import asking
from guides.store.asking import Key, alone, coding, is_ours, read

PAGE = {"REQUEST_METHOD": "GET", "PATH_INFO": "/p/", "QUERY_STRING": ""}


def key(known=frozenset(), **said):
    return read({**PAGE, **said}, lambda _: known)


def test_a_plain_request_asks_for_its_path():
    assert key() == Key("/p/", "", False, "")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", "BREW"])
def test_only_reading_is_answered_by_what_is_kept(method):
    assert key(REQUEST_METHOD=method) is None


@pytest.mark.parametrize("condition", ["HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE"])
def test_a_condition_that_may_fail_is_the_applications(condition):
    assert key(**{condition: "x"}) is None


def test_what_is_no_page_to_keep_is_the_applications():
    assert key(known=None) is None


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("q=a", "q=a"),
        ("q=a&utm_source=x&fbclid=y", "q=a"),
        ("go=1&q=a", "go=1&q=a"),
        ("q=a&go=1", "go=1&q=a"),
        ("q=a&q=b", "q=b"),
        ("q=", "q="),
        ("q", "q="),
        ("Q=a", ""),
        ("q=%61+b", "q=a+b"),
        ("q=a%20b", "q=a+b"),
        ("x=1", ""),
        ("&&", ""),
    ],
)
def test_a_query_is_what_the_page_reads_of_it_in_one_spelling(asked, meant):
    assert key({"q", "go"}, QUERY_STRING=asked).query == meant


def test_a_page_that_reads_its_query_strictly_is_kept_by_all_of_it():
    assert key(WHOLE, QUERY_STRING="b=%61&a=1").query == "b=%61&a=1"


def test_a_query_of_too_many_keys_is_the_applications_to_refuse():
    assert key({"q"}, QUERY_STRING="&".join(f"k{n}=1" for n in range(20_001))) is None


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ({}, False),
        ({"HTTP_HX_REQUEST": "true"}, True),
        ({"HTTP_HX_REQUEST": "TRUE"}, False),
        ({"HTTP_HX_REQUEST": "1"}, False),
        ({"HTTP_HX_REQUEST": "true", "HTTP_HX_HISTORY_RESTORE_REQUEST": "true"}, False),
        ({"HTTP_HX_REQUEST": "tru%65", "HTTP_HX_REQUEST_URI_AUTOENCODED": "true"}, False),
        ({"HTTP_HX_BOOSTED": "true"}, False),
    ],
)
def test_a_part_is_asked_for_by_htmx_alone(said, part):
    assert key(**said).part is part


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("br;q=0.0", ""),
        ("gzip;q=zero", ""),
        ("*", ""),
        ("identity;q=1, *;q=0", ""),
        ("xbr, gzipped", ""),
        (f"br{' ' * 1_000}", ""),
    ],
)
def test_the_coding_is_the_best_that_the_client_takes(accepted, chosen):
    assert coding(accepted) == chosen


@given(st.text(max_size=60))
def test_any_accept_encoding_names_a_coding(accepted):
    assert coding(accepted) in {"", "gzip", "br"}


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("help.example.org", True),
        ("HELP.example.org:8000", True),
        ("a.example.net", True),
        ("example.com", False),
        ("", False),
        ("help.example.org@evil.example", False),
        ("help.example.org/", False),
        ("[::1", False),
    ],
)
def test_a_host_is_ours_as_django_has_it(host, ours):
    assert is_ours(host, ["help.example.org", ".example.net"]) is ours


@given(st.dictionaries(st.from_regex(r"HTTP_[A-Z_]{1,12}", fullmatch=True), st.text(max_size=5)))
def test_the_application_hears_nothing_but_the_key(said):
    heard = alone({**PAGE, **said, "SERVER_NAME": "s"}, Key("/p/", "", True, "br"), host="h")
    assert heard == {**PAGE, "SERVER_NAME": "s", "HTTP_HOST": "h", "HTTP_HX_REQUEST": "true"}


def test_a_request_for_the_head_is_answered_from_the_page():
    heard = alone({**PAGE, "REQUEST_METHOD": "HEAD"}, Key("/p/", "", False, ""), host="h")
    assert heard["REQUEST_METHOD"] == "GET"
    assert asking.read({**PAGE, "REQUEST_METHOD": "HEAD"}, lambda _: ()) is not None
