import pytest
from django.test import Client

from guides.snapshot import Moment
from guides.store import PageStore, Warmer, keys_at, published
from guides.store.page_store import Key
from tests.factories import make_guide
from tests.store import HOST
from tests.store.asking import ask
from tests.store.test_page_store import Application


@pytest.fixture
def application():
    return Application()


@pytest.fixture
def store(application):
    return PageStore(
        application,
        most_bytes=1_000_000,
        host=HOST,
        allowed_hosts=["127.0.0.1"],
        session_cookie="sessionid",
        query_keys=lambda _: (),
        look=lambda: application.moment,
    )


@pytest.fixture
def warmer(store, monkeypatch):
    pages = [Key(f"/p{number}/", "", False, "br") for number in range(5)]
    monkeypatch.setattr("guides.store.warming.published", lambda: [*pages, pages[0]])
    warmer = Warmer(store, rest=0)
    yield warmer
    warmer.stop()


def warmed(warmer):
    warmer.wake()
    warmer._thread.join(20)


def later(application):
    """Another moment has come, and somebody looks."""
    application.moment = Moment(application.moment.number + 1, application.moment.until, False)


def test_what_is_published_is_made_before_anybody_asks(warmer, store, application):
    warmed(warmer)
    assert [asked["PATH_INFO"] for asked in application.asked] == [f"/p{n}/" for n in range(5)]
    assert ask(store, "/p3/", accept_encoding="br").status == 200
    assert len(application.asked) == 5


def test_it_is_done_once_for_a_moment(warmer, application):
    warmed(warmer)
    warmed(warmer)
    assert len(application.asked) == 5


def test_another_moment_has_made_what_was_asked_for_before(warmer, store, application):
    warmed(warmer)
    ask(store, "/asked/", accept_encoding="gzip")
    later(application)
    store._due = 0.0
    ask(store, "/p9/")
    application.asked.clear()
    warmed(warmer)
    paths = [asked["PATH_INFO"] for asked in application.asked]
    assert paths[0] == "/asked/"
    assert sorted(paths[1:]) == [f"/p{n}/" for n in range(5)]


def test_a_full_store_is_left_alone(warmer, store, application, monkeypatch):
    pages = [Key(f"/p{number}/", "", False, "br") for number in range(60)]
    monkeypatch.setattr("guides.store.warming.published", lambda: pages)
    store.most_bytes = 100_000
    warmed(warmer)
    assert 5 < len(application.asked) < 40
    assert store.is_full
    asked = len(application.asked)
    ask(store, "/p0/", accept_encoding="br")
    assert len(application.asked) == asked


def test_an_application_that_breaks_breaks_nothing_else(warmer, store, caplog):
    def broken(environ, start_response):
        raise OSError("no database")

    store.application = broken
    warmed(warmer)
    assert "could not be warmed" in caplog.text


def test_where_no_thread_is_to_be_had_the_store_answers_on(warmer, store, monkeypatch, caplog):
    def refuse(_thread):
        raise RuntimeError("can't start new thread")

    store.on_look = [warmer.wake]
    with monkeypatch.context() as patched:
        patched.setattr("guides.store.warming.Thread.start", refuse)
        assert ask(store, "/p/").status == 200
    assert "can't start" in caplog.text
    warmed(warmer)
    assert len(store._kept.pages) == 6


def test_the_pages_to_warm_are_there_and_are_kept(shipped):
    make_guide(slug="a-draft")
    keys = list(published())
    assert len({key.path for key in keys}) > 30
    for key in keys:
        headers = {"HX-Request": "true"} if key.part else {}
        assert Client().get(key.path, headers=headers).status_code == 200, key
        assert keys_at(key.path) is not None
