"""Properties of every public address that is no page, with the shipped content."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from lxml import etree

from guides import publishing
from guides.models import Choice, Edition, Question, Section
from tests.factories import make_guide, make_live, make_situation, make_wizard

pytestmark = pytest.mark.django_db

MOST_QUERIES = 6
OPEN = ("/api/", "/oembed/")


def addresses() -> list[str]:
    """Every address for programs: each by itself, or for everything live."""
    found = [
        *("/robots.txt", "/sitemap.xml", "/sitemap-1.xml", "/feed/", "/llms.txt"),
        *("/api/", "/api/openapi.json", "/api/guides/", "/api/situations/", "/api/wizards/"),
        "/api/search/?q=part",
    ]
    for edition in Edition.objects.live():
        found.append(f"/api{edition.address}")
        if edition.kind != "wizard":
            found.append(f"{edition.address.rstrip('/')}.md")
        if edition.kind == "situation":
            whole = settings.SITE_URL + edition.address
            found += [f"/embed{edition.address}", f"/oembed/?url={whole}"]
    return found


class Answers:
    """The answer of every address, asked for once."""

    def __init__(self) -> None:
        self.client = Client()
        self.answers: dict[str, Any] = {}
        self.statements: dict[str, list[str]] = {}
        for address in addresses():
            with CaptureQueriesContext(connection) as queries:
                self.answers[address] = self.client.get(address)
            self.statements[address] = [query["sql"] for query in queries]


@pytest.fixture(scope="module")
def site(ship, django_db_blocker) -> Iterator[Answers]:
    """The shipped site, asked once for all properties; the database is as before afterwards."""
    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(settings, "STORAGES", storages)
        ship()
        yield Answers()
        transaction.set_rollback(True)


def test_every_address_for_programs_is_among_them(site) -> None:
    rooms = {f"guides.views.{room}" for room in ("api", "embedding", "machines")}
    patterns = [p for p in get_resolver("guides.urls").url_patterns if p.name]
    names = {p.name for p in patterns if p.callback.__module__ in rooms}
    assert names == {answer.resolver_match.url_name for answer in site.answers.values()}
    assert len(site.answers) > 80
    assert {answer.status_code for answer in site.answers.values()} == {200}


def test_every_answer_may_be_kept_by_anybody_and_sets_no_cookie(site) -> None:
    for address, answer in site.answers.items():
        assert not answer.cookies, address
        assert "public" in answer["Cache-Control"], address
        vary = {name.strip() for name in answer["Vary"].split(",")}
        assert vary == {"HX-Request", "HX-History-Restore-Request", "Accept-Encoding"}, address


def test_head_and_304_say_what_get_says(site) -> None:
    for address, answer in site.answers.items():
        head = site.client.head(address)
        again = site.client.get(address, headers={"If-None-Match": answer["ETag"]})
        assert (head.status_code, again.status_code) == (200, 304), address
        assert not head.content + again.content
        for name in ("ETag", "Cache-Control", "Vary"):
            assert head[name] == answer[name] == again[name], (address, name)
        for name in (
            *("Access-Control-Allow-Origin", "Cross-Origin-Resource-Policy"),
            *("X-Frame-Options", "X-Content-Type-Options"),
        ):
            assert head.get(name) == answer.get(name) == again.get(name), (address, name)


def test_only_the_api_and_oembed_are_open_to_scripts_of_other_sites(site) -> None:
    for address, answer in site.answers.items():
        opened = address.startswith(OPEN)
        assert (answer.get("Access-Control-Allow-Origin") == "*") == opened, address
        expected = "cross-origin" if opened else "same-origin"
        assert answer["Cross-Origin-Resource-Policy"] == expected, address


def test_none_takes_more_than_six_queries_or_writes(site) -> None:
    for address, statements in site.statements.items():
        assert len(statements) <= MOST_QUERIES, (address, statements)
        assert all(sql.lstrip("(").split()[0] in {"SELECT", "WITH"} for sql in statements), address


def test_each_says_what_it_is_and_is_that(site) -> None:
    for address, answer in site.answers.items():
        kind, text = answer["Content-Type"], answer.content.decode()
        if address.startswith(OPEN):
            assert kind == "application/json"
            json.loads(text)
        elif address.startswith("/embed/"):
            assert kind == "text/html; charset=utf-8"
        elif address.endswith(".md"):
            assert kind == "text/markdown; charset=utf-8"
            assert text.startswith("# ")
        elif address.endswith(".txt"):
            assert kind == "text/plain; charset=utf-8"
        else:
            assert "xml" in kind
            etree.fromstring(answer.content)


def test_every_whole_address_is_of_the_site_whatever_host_was_asked(site) -> None:
    for address, answer in site.answers.items():
        other = site.client.get(address, headers={"host": "localhost:99"})
        assert other.content == answer.content, address
        assert b"testserver" not in answer.content, address


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_they_can_only_be_read(db, method) -> None:
    make_live(make_situation(slug="state", code="T-1"), make_guide(slug="guide"))
    client = Client(enforce_csrf_checks=True)
    for address in [*addresses(), "/api/nowhere/", "/api", "/api/guides", "/oembed?url=x"]:
        answer = getattr(client, method)(address)
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD"), address


def everything_told(client: Client) -> str:
    return "\n".join(client.get(address).content.decode() for address in addresses())


def test_nothing_unpublished_is_told_anywhere(client, db, settings) -> None:
    """Neither drafts, nor unpublished edits, nor former editions, nor what was withdrawn."""
    settings.EMBED_ANCESTORS = ["*"]
    guide = make_guide({"part": "SECRET former text."}, slug="guide", title="SECRET former")
    section = guide.sections.get()
    situation = make_situation(
        slug="state", title="SECRET former", hazard="SECRET former", sections=[section]
    )
    wizard = make_wizard({"a": {"x": situation, "s": section}}, slug="walk", title="SECRET former")
    make_live(guide, situation, wizard, note="SECRET former note")
    for item in (guide, situation, wizard):
        type(item).objects.filter(pk=item.pk).update(title="PUBLIC")
        item.refresh_from_db()
    type(situation).objects.update(hazard="PUBLIC")
    Section.objects.update(body="PUBLIC text.")
    situation.refresh_from_db()
    make_live(guide, situation, wizard, note="PUBLIC note")
    before = everything_told(client)
    assert "SECRET" not in before
    assert before.count("PUBLIC") > 20

    draft = make_situation(title="SECRET draft", slug="draft", position=0)
    make_guide({"part": "SECRET"}, title="SECRET", slug="draft", position=0)
    make_wizard({"a": {"b": situation, "c": draft}}, title="SECRET", slug="draft")
    for item in (guide, situation, wizard):
        type(item).objects.filter(pk=item.pk).update(title="SECRET", summary="SECRET", position=9)
    type(situation).objects.update(body="SECRET", hazard="SECRET", verdict="can")
    Section.objects.update(body="SECRET", heading="SECRET")
    question = Question.objects.get(wizard=wizard)
    Question.objects.filter(pk=question.pk).update(text="SECRET?")
    Choice.objects.create(question=question, key="n", label="SECRET", to_situation=draft)
    situation.related_links.create(related=draft, position=9)
    assert everything_told(client) == before
    for path in ("situations/draft", "guides/draft", "wizards/draft"):
        assert client.get(f"/api/{path}/").status_code == 404
    for address in ("/situations/draft.md", "/guides/draft.md", "/embed/situations/draft/"):
        assert client.get(address).status_code == 404

    gone = make_situation(title="SECRET once live", slug="gone", code="T-GONE")
    make_live(gone)
    assert "SECRET" in everything_told(client)
    publishing.withdraw(items=[gone], by="tests", note="SECRET reason")
    assert everything_told(client) == before
    for path in ("/api/situations/gone/", "/situations/gone.md", "/embed/situations/gone/"):
        assert client.get(path).status_code == 410, path
    for path in ("/api/situations/gone/", "/embed/situations/gone/"):
        assert "SECRET" not in client.get(path).content.decode(), path
