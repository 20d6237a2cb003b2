import pytest
from django.conf import settings as django_settings

from guides import publishing
from tests.factories import make_live, make_situation
from tests.html import parse

CARD = "/embed/situations/state/"


@pytest.fixture
def state(db):
    state = make_situation(
        slug="state", title="Shipped", summary="Too late.", hazard="Wait.", verdict="cannot",
        code="S-07", body="Refuse it.\n\n1. More.",
    )  # fmt: skip
    make_live(state)
    return state


def test_it_tells_the_answer_and_links_the_whole_page_in_a_new_window(client, state):
    page = parse(client.get(CARD))
    assert page.h1 == "Shipped"
    for words in ("No, you can’t now", "Too late.", "Wait.", "Refuse it.", "S-07"):
        assert words in page.main
    assert "More." not in page.main
    [link] = page.all("//a")
    assert link.get("href") == page.canonical == django_settings.SITE_URL + state.address
    assert (link.get("target"), link.get("rel")) == ("_blank", "noopener")
    assert page.meta("robots") == "noindex"
    assert not page.all("//script | //header | //footer | //style | //*[@style]")


def test_it_warns_of_what_only_the_text_warns_of_and_shows_no_message_as_an_action(client, db):
    body = "::: message\nHello.\n:::\n\n::: hazard\nNever pay twice.\n:::\n\n1. Send it."
    state = make_situation(slug="state", hazard="", body=body)
    make_live(state)
    page = parse(client.get(CARD))
    assert page.texts("//*[@class='hazard']") == ["Be careful. Never pay twice."]
    assert page.texts("//*[@class='action']") == ["Send it."]
    assert "Hello." not in page.main


def ancestors(response) -> str:
    rules = response["Content-Security-Policy"].split("; ")
    [found] = [rule for rule in rules if rule.startswith("frame-ancestors")]
    return found


def test_it_can_be_framed_nowhere_unless_the_owner_says_so(client, state):
    response = client.get(CARD)
    assert (response.status_code, response["X-Frame-Options"]) == (200, "DENY")
    assert ancestors(response) == "frame-ancestors 'none'"


def test_it_can_be_framed_where_the_owner_says_so_and_nothing_else_can(client, state, settings):
    settings.EMBED_ANCESTORS = ["https://desk.example", "https://*.example.com"]
    response = client.get(CARD)
    again = client.get(CARD, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    for answer in (response, again, client.head(CARD)):
        assert ancestors(answer) == "frame-ancestors https://desk.example https://*.example.com"
        assert "X-Frame-Options" not in answer
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    for path in (state.address, "/", "/s/S-07/", "/api/", "/embed/situations/never/", "/admin/"):
        answer = client.get(path)
        assert ancestors(answer) == "frame-ancestors 'none'", path
        assert answer["X-Frame-Options"] == "DENY", path


def test_a_former_address_leads_on(client, state):
    state.slug = "new"
    state.save()
    make_live(state)
    response = client.get(CARD)
    assert (response.status_code, response["Location"]) == (301, "/embed/situations/new/")


def test_what_was_withdrawn_says_so_as_small_as_it_was(client, state, settings):
    settings.EMBED_ANCESTORS = ["*"]
    publishing.withdraw(items=[state], by="tests")
    response = client.get(CARD)
    page = parse(response)
    assert response.status_code == 410
    assert page.h1 == "This page was withdrawn"
    assert "Shipped" not in response.content.decode()
    assert ancestors(response) == "frame-ancestors *"
