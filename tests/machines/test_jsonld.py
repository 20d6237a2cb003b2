"""What pages say of themselves to search engines, and that no text can end its block."""

import json
from typing import Any

import pytest
from django.conf import settings

from guides.machines import jsonld
from guides.models import Edition
from tests.factories import make_guide, make_live, make_situation
from tests.html import parse

SITE = settings.SITE_URL


def things(client, address: str) -> dict[str, Any]:
    [block] = parse(client.get(address)).all("//head/script[@type='application/ld+json']")
    return {thing["@type"]: thing for thing in json.loads(block.text)["@graph"]}


def test_a_guide_is_an_article_with_the_days_of_its_editions(client, db) -> None:
    guide = make_guide(slug="guide", title="Old", summary="About it.")
    make_live(guide)
    guide.title = "New"
    guide.save()
    make_live(guide)
    first, second = Edition.objects.of(guide).order_by("number")
    article = things(client, "/guides/guide/")["Article"]
    assert (article["headline"], article["description"]) == ("New", "About it.")
    assert article["datePublished"] == first.published_at.isoformat(timespec="seconds")
    assert article["dateModified"] == second.published_at.isoformat(timespec="seconds")
    assert article["publisher"]["name"] == settings.SITE_NAME
    assert "author" not in article


def test_a_situation_is_a_question_with_its_answer_in_words(client, db) -> None:
    body = "Open **My Orders**.\n\n1. Tap.\n2. Wait."
    make_live(
        make_situation(slug="s", title="Shipped", summary="Too late.", hazard="Wait.", body=body)
    )
    question = things(client, "/situations/s/")["FAQPage"]["mainEntity"]
    assert question["name"] == "Shipped"
    answer = "Too late.\nWait.\nOpen My Orders. 1. Tap. 2. Wait."
    assert question["acceptedAnswer"]["text"] == answer


def test_the_trail_leads_from_the_first_page_to_this_one(client, db) -> None:
    make_live(make_situation(slug="s", title="Shipped"))
    trail = things(client, "/situations/s/")["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in trail] == [
        (1, settings.SITE_NAME, f"{SITE}/"),
        (2, "Situations", f"{SITE}/situations/"),
        (3, "Shipped", f"{SITE}/situations/s/"),
    ]


@pytest.mark.parametrize(
    "evil", ["</script><script>alert(1)</script>", "</script /x", "<!-- <script x", "&lt;", "]]>"]
)
def test_no_text_can_end_the_block(client, db, evil: str) -> None:
    make_live(make_situation(slug="s", title=evil, summary=evil), make_guide(slug="g", title=evil))
    assert things(client, "/situations/s/")["FAQPage"]["mainEntity"]["name"] == evil
    assert things(client, "/guides/g/")["Article"]["headline"] == evil
    assert len(parse(client.get("/situations/s/")).all("//script[not(@src)]")) == 1


def test_it_is_no_part_of_what_htmx_swaps(client, db) -> None:
    make_live(make_situation(slug="s"))
    answer = client.get("/situations/s/", headers={"HX-Request": "true"})
    assert b"ld+json" not in answer.content


def answer_of(client, body: str) -> str:
    situation = make_situation(summary="Short.", body=body)
    make_live(situation)
    faq = things(client, situation.address)["FAQPage"]
    return str(faq["mainEntity"]["acceptedAnswer"]["text"]).removeprefix("Short.\n")


def test_long_steps_are_cut_between_words(client, db) -> None:
    told = answer_of(client, "Tap the button. " * 200)
    assert len(told) <= jsonld.LONGEST_STEPS
    assert told.endswith(("Tap …", "the …", "button. …"))


def test_a_message_to_send_is_no_part_of_the_answer(client, db) -> None:
    message = "::: message\nHi, {order number}.\n:::"
    assert answer_of(client, f"Write.\n\n{message}\n\n1. Wait.") == "Write. 1. Wait."
