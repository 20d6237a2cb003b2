"""The store around an application that says how often it is asked, and by whom."""

from datetime import UTC, datetime, timedelta

import pytest

from guides.caching import KEEPING
from guides.public import WHOLE
from guides.snapshot import Moment
from guides.store import PageStore, page_store
from tests.store import HOST
from tests.store.asking import ask

FIRST = Moment(1, datetime.now(UTC) + timedelta(days=1), False)
PUBLIC = ("Cache-Control", "public, max-age=60")


class Application:
    """Answers each path by what it finds for it; says which moment its answers are of."""

    def __init__(self):
        self.moment = FIRST
        self.answers = {}
        self.asked = []

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        path = environ["PATH_INFO"]
        status, *headers = self.answers.get(path, ("200 OK", PUBLIC))
        number = self.moment.number if self.moment else 0
        text = f"{path} {number} {environ.get('HTTP_HX_REQUEST', 'whole')} " * 20
        tag = [("ETag", f'"{number}"')] if status.startswith("200") else []
        start_response(status, [("Content-Type", "text/html"), *tag, *headers])
        if KEEPING in environ:
            environ[KEEPING].moment = self.moment
        return [text.encode()]


@pytest.fixture
def application():
    return Application()


@pytest.fixture
def clock(monkeypatch):
    """The seconds that have passed, as the store counts them."""
    passed = [100.0]
    monkeypatch.setattr(page_store, "monotonic", lambda: passed[0])
    return passed


@pytest.fixture
def store(application, clock):
    def keys(path):
        return {"/admin/": None, "/search/": {"q"}, "/api/": WHOLE}.get(path, ())

    store = PageStore(
        application,
        most_bytes=1_000_000,
        host=HOST,
        allowed_hosts=["127.0.0.1", ".example.org"],
        session_cookie="sessionid",
        query_keys=keys,
        look=lambda: application.moment,
    )
    store.looks = []
    store.on_look = [lambda: store.looks.append(1)]
    return store


def test_a_page_is_made_once_for_everybody(store, application):
    answers = [ask(store, "/p/") for _ in range(5)]
    assert len(application.asked) == 1
    assert len({answer.body for answer in answers}) == 1
    assert answers[0].said == answers[4].said


def test_each_coding_is_made_of_the_same_page(store, application):
    texts = {ask(store, "/p/", accept_encoding=c).text for c in ("", "gzip", "br", "br", "gzip")}
    assert len(texts) == len(application.asked) == 1


def test_a_part_and_the_whole_page_are_two_answers(store, application):
    assert b"whole" in ask(store, "/p/").body
    assert b"true" in ask(store, "/p/", hx_request="true").body
    assert b"whole" in ask(store, "/p/").body
    assert b"true" in ask(store, "/p/", hx_request="true").body
    assert len(application.asked) == 2


def test_a_head_is_told_without_the_body(store, application):
    whole = ask(store, "/p/", accept_encoding="br")
    head = ask(store, "/p/", method="HEAD", accept_encoding="br")
    assert (head.status, head.headers, head.body) == (200, whole.headers, b"")
    assert ask(store, "/other/", method="HEAD").body == b""
    assert b"/other/" in ask(store, "/other/").body


def test_who_has_the_page_gets_no_body(store):
    whole = ask(store, "/p/", accept_encoding="gzip")
    again = ask(store, "/p/", accept_encoding="gzip", if_none_match=whole.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == whole.headers["etag"]
    assert ask(store, "/p/", if_none_match='"another"').status == 200
    assert ask(store, "/p/").status == 200


@pytest.mark.parametrize("method", ["POST", "DELETE", "OPTIONS"])
def test_what_is_not_reading_goes_to_the_application_as_it_is(store, application, method):
    ask(store, "/p/")
    ask(store, "/p/", method=method, x="1")
    assert application.asked[-1]["REQUEST_METHOD"] == method
    assert application.asked[-1]["HTTP_X"] == "1"


def test_what_is_no_public_page_goes_to_the_application_as_it_is(store, application):
    for _ in range(2):
        ask(store, "/admin/", cookie="a=b", accept_encoding="br")
    assert [asked["HTTP_COOKIE"] for asked in application.asked] == ["a=b"] * 2
    assert KEEPING not in application.asked[0]


def test_an_editor_who_has_signed_in_is_answered_by_the_application(store, application):
    ask(store, "/p/")
    ask(store, "/p/", cookie="x=y; sessionid=abc")
    assert application.asked[-1]["HTTP_COOKIE"] == "x=y; sessionid=abc"
    ask(store, "/p/", cookie="csrftoken=abc")
    assert len(application.asked) == 2


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "a b", None])
def test_another_host_is_the_applications_to_refuse(store, application, host):
    ask(store, "/p/")
    ask(store, "/p/", host=host)
    assert application.asked[-1].get("HTTP_HOST") == host


def test_hosts_that_are_ours_share_an_answer(store, application):
    for number in range(300):
        assert ask(store, "/p/", host=f"h{number}.example.org").status == 200
    assert len(application.asked) == 1
    assert len(store._hosts) == page_store._MOST_HOSTS


@pytest.mark.parametrize(
    "answer",
    [
        ("200 OK", ("Cache-Control", "private")),
        ("200 OK", ("Cache-Control", "public, no-store")),
        ("200 OK", PUBLIC, ("Set-Cookie", "a=b")),
        ("200 OK",),
        ("302 Found", PUBLIC, ("Location", "/")),
        ("400 Bad Request", PUBLIC),
        ("500 Error", PUBLIC),
    ],
)
def test_what_is_not_lasting_and_everybodys_is_not_kept(store, application, answer):
    application.answers["/p/"] = answer
    first, second = ask(store, "/p/"), ask(store, "/p/")
    assert first.said == second.said
    assert len(application.asked) == 2


def test_an_answer_that_is_not_said_to_be_public_is_passed_on_untouched(store, application):
    application.moment = None
    answer = ask(store, "/p/", accept_encoding="br")
    assert "content-encoding" not in answer.headers
    ask(store, "/p/", accept_encoding="br")
    assert len(application.asked) == 2


def test_another_version_is_served_as_soon_as_somebody_looks(store, application, clock):
    assert b"/p/ 1" in ask(store, "/p/").body
    application.moment = FIRST._replace(number=2)
    assert b"/p/ 1" in ask(store, "/p/").body
    clock[0] += page_store.EVERY
    assert b"/p/ 2" in ask(store, "/p/").body


def test_nobody_looks_more_often_than_that(store, clock):
    for _ in range(50):
        ask(store, "/p/")
        clock[0] += page_store.EVERY / 10
    assert len(store.looks) == 5


def test_pages_that_change_by_themselves_are_looked_at_in_time(store, application, clock):
    application.moment = FIRST._replace(until=datetime.now(UTC) + timedelta(seconds=0.3))
    ask(store, "/p/")
    clock[0] += 0.31
    application.moment = FIRST
    ask(store, "/p/")
    assert len(store.looks) == 2
    assert len(application.asked) == 2


def test_a_later_page_ends_all_that_is_older_at_once(store, application):
    assert b"/p/ 1" in ask(store, "/p/").body
    application.moment = FIRST._replace(number=2)
    assert b"/new/ 2" in ask(store, "/new/").body
    # Nobody has looked yet, but this process has shown what is new.
    assert b"/p/ 2" in ask(store, "/p/").body


def test_an_older_page_that_comes_late_is_not_kept(store, application, clock):
    application.moment = FIRST._replace(number=2)
    ask(store, "/p/")
    application.moment = FIRST
    ask(store, "/late/")
    application.moment = FIRST._replace(number=2)
    assert b"/late/ 2" in ask(store, "/late/").body
    assert store.moment.number == 2


def test_a_page_that_was_overtaken_while_it_was_made_is_made_again(store, application):
    ask(store, "/p/")
    overtaken = []

    def make(environ, start_response):
        if environ["PATH_INFO"] != "/slow/" or overtaken:
            return application(environ, start_response)
        overtaken.append(1)
        body = application(environ, start_response)
        application.moment = FIRST._replace(number=2)
        # Somebody else, meanwhile.
        assert b"/new/ 2" in ask(store, "/new/").body
        return body

    store.application = make
    assert b"/slow/ 2" in ask(store, "/slow/").body
    assert b"/slow/ 2" in ask(store, "/slow/").body
    assert [asked["PATH_INFO"] for asked in application.asked[1:]] == ["/slow/", "/new/", "/slow/"]


def test_where_nobody_knows_what_is_kept_is_still_served_and_says_so(store, application, clock):
    ask(store, "/p/")
    store.look = lambda: None
    clock[0] += page_store.EVERY
    for _ in range(2):
        answer = ask(store, "/p/")
        assert answer.headers["warning"] == '110 - "Response is Stale"'
        assert b"/p/ 1" in answer.body
    store.look = lambda: application.moment
    clock[0] += page_store.EVERY
    assert "warning" not in ask(store, "/p/").headers
    assert len(application.asked) == 1


def test_a_redirect_that_carries_a_query_on_is_its_own(store, application):
    application.answers["/old/"] = ("301 Moved", PUBLIC, ("Location", "/new/"))
    for _ in range(2):
        ask(store, "/old/")
    ask(store, "/old/?utm=1")
    ask(store, "/old/?utm=1")
    assert [asked["QUERY_STRING"] for asked in application.asked] == ["", "utm=1", "utm=1"]


def test_unknown_keys_of_a_query_share_the_page(store, application):
    for query in ("", "?utm=1", "?x=2", "?q=1"):
        ask(store, f"/p/{query}")
    assert len(application.asked) == 1


def test_known_keys_of_a_query_make_another_page(store, application):
    for query in ("q=a", "q=b", "q=a&x=1", "q=%61", "x=1&q=b"):
        ask(store, f"/search/?{query}")
    assert len(application.asked) == 2


def test_what_clients_invent_takes_only_its_part(store):
    pages = [f"/p{number}/" for number in range(30)]
    for page in pages:
        ask(store, page)
    for number in range(3_000):
        ask(store, f"/search/?q={number}")
    kept = store._kept
    assert kept.invented.bytes <= 1_000_000 / 8
    assert all(kept.pages.get(page_store.Key(page, "", False, "")) for page in pages)


def test_what_is_not_there_is_bounded_in_number(store, application):
    application.answers = {f"/none{n}/": ("404 Not Found", PUBLIC) for n in range(1_500)}
    store.most_bytes = 10**9
    store._kept = page_store._Kept(store.moment, 10**9)
    for path in application.answers:
        ask(store, path)
    assert len(store._kept.invented) <= page_store._MOST_INVENTED


def test_what_had_to_make_room_is_made_anew(store, application, clock):
    store._kept = page_store._Kept(FIRST, 200_000)
    for number in range(100):
        clock[0] += 0.001
        ask(store, f"/p{number}/")
    before = len(application.asked)
    assert b"/p0/" in ask(store, "/p0/").body
    assert len(application.asked) == before + 1
    assert b"/p99/" in ask(store, "/p99/").body
    assert len(application.asked) == before + 1


def test_spellings_are_bounded(store, monkeypatch):
    monkeypatch.setattr(page_store, "_MOST_SPELLED", 10_000)
    for number in range(100):
        ask(store, "/p/", accept_encoding=f"x{number}")
    assert 0 < len(store._kept.spelled) <= 25


@pytest.mark.parametrize("name", ["accept_encoding", "hx_request"])
def test_what_clients_make_long_is_answered_and_fills_no_memory(store, application, name):
    for number in range(50):
        assert ask(store, "/p/", **{name: f"{number}{'x' * 5_000}"}).status == 200
        assert ask(store, f"/p/?{number}{'x' * 5_000}").status == 200
    assert len(application.asked) == 1
    held = sum(len(said or "") for spelling in store._kept.spelled for said in spelling)
    assert held < 5_000


def test_a_way_to_ask_is_counted_once_however_often_it_comes(store):
    for _ in range(3):
        # Whoever sends a cookie goes the long way each time.
        ask(store, "/p/", cookie="a=b")
    once = store._kept.spelled_bytes
    ask(store, "/p/", cookie="a=b")
    assert store._kept.spelled_bytes == once > 0
