"""The sitemap: all that is live and may be indexed, in one file or in parts."""

import pytest
from django.conf import settings
from lxml import etree

from guides import publishing
from guides.machines import sitemap
from guides.models import Edition
from tests.factories import make_guide, make_live, make_situation, make_wizard

SITE = settings.SITE_URL


def read(response) -> list[tuple[str, str]]:
    """Address and day of every entry, in order."""
    assert response.status_code == 200
    root = etree.fromstring(response.content)
    return [tuple(child.text for child in entry) for entry in root]


def test_it_lists_home_lists_and_everything_live_with_its_day(client, db) -> None:
    state = make_situation(slug="state")
    make_live(state, make_guide(slug="guide"), make_wizard({"a": {"x": state}}, slug="walk"))
    make_guide(slug="draft")
    entries = read(client.get("/sitemap.xml"))
    paths = ["/", "/guides/", "/guides/guide/", "/situations/", "/situations/state/"]
    paths += ["/wizards/", "/wizards/walk/"]
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
    assert len(whole) == 8
    monkeypatch.setattr(sitemap, "MOST", most)
    index = client.get("/sitemap.xml")
    assert etree.fromstring(index.content).tag.endswith("}sitemapindex")
    parts = [read(client.get(address.removeprefix(SITE))) for address, _ in read(index)]
    assert [entry for part in parts for entry in part] == whole
    assert {len(part) for part in parts[:-1]} <= {most}
    assert [day for _, day in read(index)] == [max(day for _, day in part) for part in parts]
    for part in (0, len(parts) + 1, 10**30):
        assert client.get(f"/sitemap-{part}.xml").status_code == 404


def test_what_is_withdrawn_leaves_it(client, db) -> None:
    gone = make_situation(slug="gone")
    make_live(gone, make_guide())
    publishing.withdraw(items=[gone], by="tests")
    assert "gone" not in client.get("/sitemap.xml").content.decode()
    assert "/situations/" not in client.get("/sitemap.xml").content.decode()
