"""The store around the site itself: whatever is asked, it answers what Django would."""

from datetime import timedelta
from os import environ
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import example, given
from hypothesis import settings as bounds
from hypothesis import strategies as st

from guides import emergency, publishing, snapshot
from guides.models import Edition, Guide, Situation, Synonym
from guides.store import PageStore, keys_at
from tests.factories import make_emergency_note, make_guide
from tests.store import HOST
from tests.store.asking import ask

pytestmark = pytest.mark.django_db

DJANGO = get_wsgi_application()
# More of them are looked for where there is time.
EXAMPLES = int(environ.get("EXAMPLES", "60"))

PATHS = (
    "/", "/guides/", "/situations/", "/situations/not-shipped/", "/situations/nothing/",
    "/situations/not-shipped", "/situations/not-shipped.md", "/situations//", "/s/S-01/",
    "/s/s01/", "/s/none/", "/wizards/", "/wizards/cancel-payment/", "/wizards/cancel-payment/map/",
    "/wizards/cancel-payment/a=b/", "/wizards/cancel-payment/a=b", "/search/", "/screen/",
    "/screen/none/", "/agents/", "/refund-dates/", "/refund-dates/refund.ics", "/reminder/",
    "/sitemap.xml", "/sitemap-9.xml", "/robots.txt", "/feed/", "/llms.txt",
    "/embed/situations/not-shipped/", "/oembed/", "/api/", "/api/guides/", "/api/nothing",
    "/api/openapi.json", "/api/situations/not-shipped/", "/health/live", "/health/ready",
    "/static/css/base.css", "/static/nothing.css", "/pictures/nothing-320.webp", "/admin/",
    "/admin/nothing/", "/preview/token/", "/no/such/page", "/no/such/page/", "//", "", "/%2e/",
    "/\xc3\xa4/", "/\xff/", "/a\x00b/", "/../", "*",
)  # fmt: skip
KEYS = ("q", "go", "keep", "method", "confirmed", "country", "ends", "before", "page", "url",
        "format", "utm_source", "Q", "", "q[]")  # fmt: skip
VALUES = ("", "refund", "cancle", "S-07", "1", "order=shipped", "%C3%A4", "%ff", "%00", "a b", "+")
HEADERS: dict[str, tuple[str, ...]] = {
    "accept_encoding": ("gzip", "br", "gzip, br;q=0", "br;q=1, gzip", "identity", "zstd", "\xe9"),
    "hx_request": ("true", "false", "TRUE", "tru%65"),
    "hx_request_uri_autoencoded": ("true",),
    "hx_history_restore_request": ("true", "false"),
    "hx_boosted": ("true",),
    "hx_target": ("main", "<x>"),
    "hx_current_url": ("https://evil.example/",),
    "host": (HOST, "localhost:1", "evil.example", "", "a b", "127.0.0.1:8000@evil"),
    "cookie": ("a=b", "csrftoken=x", "sessionid=forged", "messages=x", "\xff"),
    "authorization": ("Basic eDp5",),
    "x_forwarded_host": ("evil.example",),
    "x_forwarded_proto": ("https",),
    "x_forwarded_for": ("10.0.0.1",),
    "x_http_method_override": ("DELETE",),
    "x_original_url": ("/admin/",),
    "forwarded": ("host=evil.example",),
    "range": ("bytes=0-5", "bytes=-1", "x"),
    "if_none_match": ('"x"', "*", 'W/"x"', "x"),
    "if_match": ('"x"', "*"),
    "if_modified_since": ("Wed, 25 Nov 2026 00:00:00 GMT", "x"),
    "if_unmodified_since": ("Wed, 25 Nov 2026 00:00:00 GMT",),
    "if_range": ('"x"',),
    "accept": ("application/json", "text/markdown"),
    "accept_language": ("de", "x" * 500),
    "user_agent": ("", "bot"),
    "origin": ("https://evil.example", "null"),
    "referer": ("https://evil.example/",),
    "cache_control": ("no-cache", "only-if-cached"),
    "pragma": ("no-cache",),
}

queries = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(VALUES)), max_size=3).map(
    lambda pairs: "&".join(f"{key}={value}" for key, value in pairs)
)
targets = st.builds(
    lambda path, query: f"{path}?{query}" if query else path, st.sampled_from(PATHS), queries
)
headers = st.lists(
    st.sampled_from(sorted(HEADERS)).flatmap(
        lambda name: st.tuples(st.just(name), st.sampled_from(HEADERS[name]))
    ),
    max_size=4,
).map(dict)
methods = st.sampled_from(["GET"] * 8 + ["HEAD", "POST", "OPTIONS", "TRACE", "PUT", "BREW"])


def store_of(application=DJANGO, most_bytes=20_000_000):
    return PageStore(
        application,
        most_bytes=most_bytes,
        host=HOST,
        allowed_hosts=settings.ALLOWED_HOSTS,
        session_cookie=settings.SESSION_COOKIE_NAME,
        query_keys=keys_at,
        look=snapshot.read,
    )


@pytest.fixture(scope="module")
def kept(ship, django_db_blocker):
    """One store for all that is asked in this module, so that one request could poison another."""
    with django_db_blocker.unblock(), transaction.atomic():
        ship()
        yield store_of()
        transaction.set_rollback(True)


def said(answer, method):
    status, told, text = answer.said
    # Servers send no body where the head was asked for; Django leaves it to them.
    return status, told, b"" if method == "HEAD" else text


@bounds(max_examples=EXAMPLES)
@given(targets, methods, headers)
@example("/search/?q=refund&go=1", "GET", {})
@example("/", "GET", {"hx_request": "tru%65", "hx_request_uri_autoencoded": "true"})
@example("/situations/not-shipped/", "GET", {"if_none_match": "*", "accept_encoding": "br"})
@example("/", "HEAD", {"accept_encoding": "gzip"})
def test_whatever_is_asked_the_answer_is_djangos_own(kept, target, method, sent):
    wanted = ask(DJANGO, target, method=method, **sent)
    for _ in range(2):
        assert said(ask(kept, target, method=method, **sent), method) == said(wanted, method)


@bounds(max_examples=EXAMPLES)
@given(targets, methods, headers, st.sampled_from(["", "gzip", "br"]))
@example("/", "GET", {"hx_request": "true", "hx_history_restore_request": "true"}, "")
@example("/", "HEAD", {"hx_request": "tru%65", "hx_request_uri_autoencoded": "true"}, "br")
def test_nothing_that_was_asked_before_changes_what_others_get(kept, target, method, sent, coding):
    store = store_of()
    ask(store, target, method=method, **sent)
    for plain in ({}, {"hx_request": "true"}):
        after = ask(store, target, accept_encoding=coding or None, **plain)
        assert after.said == ask(DJANGO, target, **plain).said


def test_pages_are_made_by_django_only_once(kept):
    asked = []

    def counting(environ, start_response):
        asked.append(environ["PATH_INFO"])
        return DJANGO(environ, start_response)

    store = store_of(counting)
    for path in PATHS:
        if keys_at(path) is not None and ask(DJANGO, path).status in {200, 301, 404, 410}:
            asked.clear()
            for accepted in ("br", "gzip", "", "br"):
                ask(store, path, accept_encoding=accepted, cookie="a=b", x_forwarded_host="evil")
            # The redirect to the address with its last slash is of Django's own middleware.
            wanted = 4 if "Cache-Control" not in Client().get(unquote(path) or "/") else 1
            assert len(asked) == wanted, path


def test_all_public_addresses_say_what_they_read_and_no_other_does(kept):
    public = [path for path in PATHS if keys_at(path) is not None]
    for path in PATHS:
        rules = ask(DJANGO, path).headers.get("cache-control", "")
        if "public" in rules and "/static/" not in path:
            assert path in public, path
    for path in ("/admin/", "/admin/login/", "/health/live", "/preview/x/", "/static/x.css"):
        assert path not in public
        assert keys_at(path) is None


def moment_of(change):
    """Whether a change brings another moment."""
    before = snapshot.read()
    change()
    return snapshot.read()[:2] != before[:2]


def test_all_that_changes_what_readers_see_brings_another_moment(shipped):
    guide = Guide.objects.first()
    note = []

    def publish():
        guide.title += "!"
        guide.save()
        assert publishing.publish(items=[guide], by="tests")

    def restore_and_publish():
        item = publishing.restore(edition=Edition.objects.of(guide).get(number=1), by="tests")
        publishing.publish(items=[item], by="tests")

    lonely = make_guide()
    changes = [
        publish,
        restore_and_publish,
        lambda: publishing.publish(items=[lonely], by="tests"),
        lambda: publishing.withdraw(items=[lonely], by="tests"),
        lambda: note.append(make_emergency_note("Text.")),
        lambda: emergency.end(notes=note, by="tests"),
        lambda: note[0].delete(),
        lambda: Synonym.objects.create(key="k", words="a\nb"),
        lambda: Synonym.objects.filter(key="k").update(words="a\nc"),
        lambda: Synonym.objects.filter(key="k").delete(),
    ]
    for number, change in enumerate(changes):
        assert moment_of(change), number


def test_what_readers_do_not_see_brings_none(shipped):
    situation = Situation.objects.first()

    def draft():
        situation.title = "A draft"
        situation.save()

    assert not moment_of(draft)
    assert not moment_of(lambda: publishing.publish(items=[Guide.objects.first()], by="tests"))
    assert not moment_of(lambda: Client().get("/"))
    assert not moment_of(lambda: User.objects.create_user("ada"))


def test_a_moment_is_over_when_a_note_begins_or_ends(db):
    now = timezone.now().replace(hour=12)
    assert snapshot.read(now=now).until - now < timedelta(hours=12)
    begins, ends = now + timedelta(minutes=5), now + timedelta(minutes=9)
    make_emergency_note("Text.", starts_at=begins, ends_at=ends)
    moments = [snapshot.read(now=at) for at in (now, begins, ends)]
    assert [moment.noted for moment in moments] == [False, True, False]
    assert [moment.until for moment in moments[:2]] == [begins, ends]
    assert moments[2].until.hour == 0


def test_what_is_published_is_served_as_soon_as_somebody_looks(shipped):
    store = store_of()
    guide = Guide.objects.get(slug=Edition.objects.live().guides().first().slug)
    address = f"/guides/{guide.slug}/"
    assert b"Quite another title" not in ask(store, address).text
    guide.title = "Quite another title"
    guide.save()
    publishing.publish(items=[guide], by="tests")
    store._due = 0.0
    assert b"Quite another title" in ask(store, address).text
