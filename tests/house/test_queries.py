"""How many queries each public address takes: few, whatever there is, and whatever stands on top.

The one that tells the moment is among them.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils.timezone import localdate

from guides import kept, publishing
from guides.models import Item
from tests.factories import (
    make_emergency_note,
    make_fact,
    make_guide,
    make_live,
    make_situation,
    make_wizard,
)

TODAY = localdate()
LATER = TODAY + timedelta(days=30)
TIMELINE = "::: timeline\n{}\n:::"
# By the name of an address: where it is, what it answers, and its queries at most.
MOST: dict[str, list[tuple[str, int, int]]] = {
    "home": [("/", 200, 5)],
    "guide_list": [("/guides/", 200, 3)],
    "guide_detail": [("/guides/hub/", 200, 3), ("/guides/none/", 404, 4), ("/guides/old/", 301, 3)],
    "situation_list": [("/situations/", 200, 4)],
    "situation_detail": [
        ("/situations/hub/", 200, 3),
        ("/situations/none/", 404, 4),
        ("/situations/old/", 301, 3),
        ("/situations/gone/", 410, 4),
    ],
    "situation_by_code": [("/s/h-01/", 302, 2), ("/s/none/", 404, 3)],
    "wizard_list": [("/wizards/", 200, 3)],
    "wizard_detail": [("/wizards/hub/", 200, 3), ("/wizards/none/", 404, 4)],
    "wizard_map": [("/wizards/hub/map/", 200, 4)],
    "wizard_step": [
        ("/wizards/hub/a=on/", 200, 2),
        ("/wizards/hub/a=on/?keep=b=hub", 200, 2),
        ("/wizards/hub/a=on/b=hub/", 200, 3),
        ("/wizards/hub/a=on/b=section/", 200, 3),
        ("/wizards/hub/a=on/b=old/", 200, 3),
        ("/wizards/hub/a=never/", 404, 2),
        ("/wizards/old/a=on/", 301, 3),
    ],
    "search": [("/search/", 200, 3)],
    "screen_list": [("/screen/", 200, 3)],
    "screen_detail": [("/screen/shared/", 200, 4), ("/screen/none/", 404, 3)],
    "agents": [("/agents/", 200, 2)],
    "refund_dates": [("/refund-dates/", 200, 2)],
    "refund_file": [(f"/refund-dates/refund.ics?method=back&confirmed={TODAY}", 200, 2)],
    "reminder": [("/reminder/", 200, 2)],
    "reminder_file": [(f"/reminder/reminder.ics?ends={LATER}&before=1", 200, 2)],
    "guide_markdown": [("/guides/hub.md", 200, 3)],
    "situation_markdown": [("/situations/hub.md", 200, 3)],
    "sitemap": [("/sitemap.xml", 200, 6)],
    "sitemap_part": [("/sitemap-1.xml", 200, 6)],
    "robots": [("/robots.txt", 200, 1)],
    "feed": [("/feed/", 200, 2)],
    "llms": [("/llms.txt", 200, 5)],
    "situation_embed": [("/embed/situations/hub/", 200, 2), ("/embed/situations/gone/", 410, 3)],
    "oembed": [("/oembed/?url=http://127.0.0.1:8000/wizards/hub/a=on/b=hub/", 200, 4)],
    "api_index": [("/api/", 200, 1)],
    "api_openapi": [("/api/openapi.json", 200, 4)],
    "api_guides": [("/api/guides/", 200, 3)],
    "api_guide": [("/api/guides/hub/", 200, 3)],
    "api_situations": [("/api/situations/", 200, 3)],
    "api_situation": [("/api/situations/hub/", 200, 3)],
    "api_wizards": [("/api/wizards/", 200, 3)],
    "api_wizard": [("/api/wizards/hub/", 200, 4)],
    # What finding takes is held by the tests of the search.
    "api_search": [("/api/search/?q=", 200, 6)],
}
NOWHERE = [("/nowhere/", 404, 2)]
ADDRESSES = [one for addresses in [*MOST.values(), NOWHERE] for one in addresses]


@pytest.fixture(params=[1, 9])
def hubs(request, db) -> list[Item]:
    """Everything leads to ``hub`` and from there to so many others, each of a kind of its own."""
    make_fact(key="back", group="refund")
    near = [make_situation(screen_labels="Shared") for _ in range(request.param)]
    stages = "\n".join(f"1. **Stage** [x](situation:{one.slug})" for one in near)
    guides = [make_guide({"part": "Text."}) for _ in near]
    guides.append(make_guide({"part": TIMELINE.format(stages), "more": "Text."}, slug="old"))
    hub = make_situation(
        slug="old",
        code="H-01",
        related=near,
        sections=[guide.sections.first() for guide in guides],
        screen_labels="Shared",
        tools="refund-dates\nreminder",
    )
    gone = make_situation(slug="gone")
    section = guides[-1].sections.first()
    tree = {"a": {"on": "b"}, "b": {"hub": hub, "section": section, "old": near[0]}}
    wizards = [make_wizard(tree) for _ in near]
    wizards.append(make_wizard(tree, slug="old", position=9))
    make_live(*near, *guides, hub, gone, *wizards)
    for item in (guides[-1], hub, wizards[-1]):
        item.slug = "hub"
        item.save()
    near[0].slug = "renamed"
    near[0].save()
    make_live(guides[-1], hub, wizards[-1], near[0])
    publishing.withdraw(items=[gone], by="tests")
    return [guides[-1], hub, wizards[-1]]


def queries(client: Client, address: str, status: int) -> list[str]:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == status, address
    return [query["sql"] for query in found]


def assert_few(client: Client, before: Callable[[], object], more: int = 0) -> None:
    over = {}
    for address, status, most in ADDRESSES:
        before()
        found = queries(client, address, status)
        if len(found) > most + more:
            over[address] = (len(found), most)
    assert not over


def test_every_public_address_has_its_bound() -> None:
    named = {
        pattern.name
        for pattern in get_resolver("guides.urls").url_patterns
        if hasattr(pattern.callback, "query_keys") and pattern.name
    }
    assert set(MOST) == named


def test_a_page_takes_few_queries_also_as_the_first_of_its_moment(client, hubs) -> None:
    assert_few(client, kept.forget)


def test_notes_on_top_of_pages_cost_one_query_in_all(client, hubs) -> None:
    make_emergency_note()
    for item in hubs:
        make_emergency_note("Text.", item)
    client.get("/robots.txt")
    assert_few(client, kept.forget, more=1)
    client.get("/agents/")
    assert_few(client, lambda: None)
