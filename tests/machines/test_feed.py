"""The feed: what was published last, as Atom."""

from typing import Any

from lxml import etree

from guides import publishing
from guides.views import machines
from tests.factories import make_guide, make_live, make_situation

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def read(client) -> Any:
    return etree.fromstring(client.get("/feed/").content)


def texts(feed: Any, name: str) -> list[str]:
    return [found.text for found in feed.xpath(f"a:entry/a:{name}", namespaces=ATOM)]


def test_it_tells_the_newest_first_with_what_changed(client, db) -> None:
    make_live(make_guide(title="Old", summary="The old one."))
    make_live(make_guide(title="New & <b>", summary="Now with <b>."))
    feed = read(client)
    assert texts(feed, "title") == ["New & <b>", "Old"]
    assert texts(feed, "summary")[0] == "<p>Now with &lt;b&gt;.</p>"
    [updated] = feed.xpath("a:updated", namespaces=ATOM)
    assert updated.text == texts(feed, "updated")[0]
    assert feed.xpath("a:author/a:name", namespaces=ATOM)


def test_each_edition_is_an_entry_of_its_own_that_replaces_the_one_before(client, db) -> None:
    guide, other = make_guide(slug="guide"), make_guide()
    make_live(guide, other)
    before = texts(read(client), "id")
    guide.title = "Changed"
    guide.save()
    make_live(guide)
    after = texts(read(client), "id")
    assert len(before) == len(after) == len({*before, *after}) - 1


def test_what_is_withdrawn_is_absent(client, db) -> None:
    guide = make_guide()
    make_live(guide)
    publishing.withdraw(items=[guide], by="tests")
    assert texts(read(client), "title") == []


def test_an_empty_feed_is_the_same_each_time(client, db) -> None:
    assert client.get("/feed/").content == client.get("/feed/").content


def test_it_tells_no_more_than_its_bound(client, db, monkeypatch) -> None:
    monkeypatch.setattr(machines, "NEWEST", 2)
    make_live(*(make_situation() for _ in range(3)))
    assert len(texts(read(client), "title")) == 2


def test_what_editors_note_for_each_other_stays_with_them(client, db) -> None:
    make_live(make_guide(summary="About."), note="Legal wants this \x07 down")
    assert "Legal" not in client.get("/feed/").content.decode()
