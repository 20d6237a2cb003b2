"""Emergency notes on readers' pages: on top, where they belong, and for programs too."""

from datetime import timedelta

import pytest
from django.utils import timezone

from guides import emergency
from tests.factories import make_emergency_note, make_guide, make_live, make_situation, make_wizard
from tests.html import parse

NOTE = "//main/section[@class='emergency']"


@pytest.fixture
def state(db):
    return make_situation(slug="state", body="Do it.")


@pytest.fixture
def guide(db):
    return make_guide({"part": "Text."}, slug="guide")


@pytest.fixture
def wizard(state, guide):
    wizard = make_wizard(
        {"q": {"a": state, "b": guide.sections.get(), "c": "r"}, "r": {"d": state}}
    )
    make_live(state, guide, wizard)
    return wizard


def noted(client, address: str) -> bool:
    return bool(parse(client.get(address)).all(NOTE))


def test_it_stands_first_in_main_under_a_heading_with_words(client, wizard, state) -> None:
    make_emergency_note("Customs **strike**.\n\nWait & see.", state)
    page = parse(client.get(state.address))
    [first, *_] = page.all("//main/*")
    assert first.get("class") == "emergency"
    assert page.text(f"{NOTE}/h2") == "Important"
    assert first.get("aria-labelledby") == first.xpath("h2/@id")[0]
    assert page.texts(f"{NOTE}//details") == ["More Wait & see."]
    assert "Customs strike." in page.text(NOTE)


def test_one_of_a_situation_stands_on_all_ways_to_it(client, wizard, state, guide) -> None:
    make_emergency_note("Text.", state)
    for address, told in {
        state.address: True,
        f"{wizard.address}q=a/": True,
        f"{wizard.address}q=c/r=d/": True,
        f"/embed{state.address}": True,
        f"{wizard.address}q=b/": False,
        wizard.address: False,
        guide.address: False,
        "/": False,
    }.items():
        assert noted(client, address) == told, address


def test_one_of_a_guide_stands_on_its_sections_as_outcomes(client, wizard, state, guide) -> None:
    make_emergency_note("Text.", guide)
    assert noted(client, guide.address)
    assert noted(client, f"{wizard.address}q=b/")
    assert not noted(client, state.address)


def test_one_of_a_wizard_stands_on_its_questions_and_outcomes(client, wizard, state) -> None:
    make_emergency_note("Text.", wizard)
    for path in ("", "q=c/", "q=a/", "q=b/", "map/"):
        assert noted(client, wizard.address + path), path
    # Its first question is asked on the first page.
    assert noted(client, "/")
    assert not noted(client, state.address)


def test_links_of_a_card_open_in_a_new_window(client, wizard, state, guide) -> None:
    make_emergency_note("[x](guide:guide)", state)
    page = parse(client.get(f"/embed{state.address}"))
    assert page.all("//base/@target") == ["_blank"]
    assert page.links["x"] == guide.address


def test_programs_are_told(client, wizard, state, guide, settings) -> None:
    make_emergency_note("Read [x](guide:guide).\n\nMore *here*.", state, guide, wizard)
    for item in (state, guide):
        lines = client.get(f"{item.address.rstrip('/')}.md").content.decode().split("\n")
        assert lines[:3] == [
            f"> **Important.** Read [x]({settings.SITE_URL}{guide.address}).",
            ">",
            "> More *here*.",
        ]
    for item in (state, guide, wizard):
        (note,) = client.get(f"/api{item.address}").json()["notes"]
        assert note["text"].split() == "Read x. More here.".split()
        assert f'href="{settings.SITE_URL}{guide.address}"' in note["html"]


def test_errors_show_those_of_the_whole_site(client, db) -> None:
    make_emergency_note()
    for address in ("/nowhere/", "/guides/never/", "/s/none/"):
        assert noted(client, address)


def test_the_notes_cost_one_query_in_a_moment(client, wizard, state, django_assert_num_queries):
    for on in ((state,), (wizard,), ()):
        make_emergency_note("Text.", *on)
    # The moment, the wizard, what the answer leads to, and on the first page the notes.
    for number in (4, 3, 3):
        with django_assert_num_queries(number):
            page = parse(client.get(f"{wizard.address}q=a/"))
        assert len(page.all(f"{NOTE}/div")) == 3


def test_a_change_of_notes_shows_on_the_next_page(client, wizard, state, guide) -> None:
    note = make_emergency_note("One.", state)
    assert noted(client, state.address)
    emergency.end(notes=[note], by="ada")
    assert not noted(client, state.address)
    make_emergency_note("Two.", guide)
    assert not noted(client, state.address)
    assert noted(client, guide.address)


def test_one_that_is_over_or_planned_is_not_shown(client, wizard, state) -> None:
    now = timezone.now()
    make_emergency_note("Text.", state, ends_at=now)
    make_emergency_note("Text.", state, starts_at=now + timedelta(minutes=5))
    assert not noted(client, state.address)
