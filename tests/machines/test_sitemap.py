"""The sitemap: all that is live and may be indexed, in one file or in parts."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from guides import publishing
from guides.machines import sitemap
from guides.models import Edition
from tests.factories import make_guide, make_live, make_situation, make_wizard

SITE = settings.SITE_URL


def read(response) -> list[tuple[str, str]]:
    """Address and day of every entry, in order; no day is empty."""
    assert response.status_code == 200
    root = etree.fromstring(response.content)
    return [(entry[0].text, entry[1].text if len(entry) > 1 else "") for entry in root]


def test_it_lists_home_lists_and_everything_live_with_its_day(client, db) -> None:
    state = make_situation(slug="state")
    make_live(state, make_guide(slug="guide"), make_wizard({"a": {"x": state}}, slug="walk"))
    make_guide(slug="draft")
    entries = read(client.get("/sitemap.xml"))
    paths = ["/", "/guides/", "/guides/guide/", "/situations/", "/situations/state/"]
    paths += ["/wizards/", "/wizards/walk/", "/wizards/walk/map/", "/agents/"]
    assert [address for address, _ in entries] == [SITE + path for path in paths]
    day = Edition.objects.live().guides().get().published_at
    assert dict(entries)[f"{SITE}/guides/guide/"] == day.isoformat(timespec="seconds")


def test_with_nothing_live_it_names_the_first_page_only(client, db) -> None:
    [entry] = etree.fromstring(client.get("/sitemap.xml").content)
    assert [child.text for child in entry] == [f"{SITE}/"]


@pytest.mark.parametrize("most", [1, 2, 3, 7])
def test_its_parts_together_are_the_whole(client, db, monkeypatch, most: int) -> None:
    make_live(*(make_situation() for _ in range(6)))
    whole = read(client.get("/sitemap.xml"))
    assert len(whole) == 9
    monkeypatch.setattr(sitemap, "MOST", most)
    index = client.get("/sitemap.xml")
    assert etree.fromstring(index.content).tag.endswith("}sitemapindex")
    parts = [read(client.get(address.removeprefix(SITE))) for address, _ in read(index)]
    assert [entry for part in parts for entry in part] == whole
    assert {len(part) for part in parts[:-1]} <= {most}
    assert [day for _, day in read(index)] == [max(day for _, day in part) for part in parts]
    # A part has one address: what other spellings answer would be kept as often.
    for part in (0, len(parts) + 1, 10**30, "01", "0001", "+1"):
        assert client.get(f"/sitemap-{part}.xml").status_code == 404


def test_pages_made_of_situations_are_in_it_while_they_hold_something(client, db) -> None:
    waiting = make_situation(screen_labels="In transit\nSent", tools="reminder")
    make_live(waiting)
    make_live(make_situation(screen_labels="В пути\nSent"))
    first, last = Edition.objects.live().order_by("published_at")
    days = {address.removeprefix(SITE): day for address, day in read(client.get("/sitemap.xml"))}
    assert days["/agents/"] == days["/screen/"] == last.published_at.isoformat(timespec="seconds")
    assert days["/reminder/"] == first.published_at.isoformat(timespec="seconds")
    # What one says leads on to its situation.
    assert [path for path in days if path.startswith("/screen/")] == ["/screen/", "/screen/sent/"]
    assert "/refund-dates/" not in days
    publishing.withdraw(items=[waiting], by="tests")
    left = client.get("/sitemap.xml").content.decode()
    assert "/reminder/" not in left
    assert "/screen/sent/" not in left


def test_no_file_holds_more_than_the_protocol_allows() -> None:
    assert sitemap.MOST <= 50_000


@pytest.mark.parametrize("most", [1, 2, 3])
def test_wizards_and_their_maps_may_be_in_different_parts(client, db, monkeypatch, most) -> None:
    end = make_situation()
    make_live(end, make_guide(), *(make_wizard({"a": {"x": end}}) for _ in range(3)))
    whole = read(client.get("/sitemap.xml"))
    monkeypatch.setattr(sitemap, "MOST", most)
    parts = [sitemap.write_part(number) for number in range(1, len(whole) // most + 2)]
    told = [entry[0].text for part in parts if part for entry in etree.fromstring(part.encode())]
    assert told == [address for address, _ in whole]
    assert sum("/map/" in address for address in told) == 3


def test_a_part_costs_what_is_in_it(client, db, monkeypatch) -> None:
    """Rows and queries of a part stay the same however much is published beside it."""
    monkeypatch.setattr(sitemap, "MOST", 4)
    costs = []
    for count in (6, 30):
        make_live(*(make_guide() for _ in range(count)))
        with CaptureQueriesContext(connection) as queries:
            part = client.get("/sitemap-2.xml")
        assert len(read(part)) == 4
        [rows] = [query["sql"] for query in queries if "slug" in query["sql"]]
        assert " LIMIT 4" in rows
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_what_is_withdrawn_leaves_it(client, db) -> None:
    gone = make_situation(slug="gone")
    make_live(gone, make_guide())
    publishing.withdraw(items=[gone], by="tests")
    assert "gone" not in client.get("/sitemap.xml").content.decode()
    assert "/situations/" not in client.get("/sitemap.xml").content.decode()
