import pytest

from guides import publishing
from tests.factories import make_live, make_situation
from tests.html import parse


@pytest.mark.parametrize("code", ["S-07", "s-07", "S07", "s07"])
def test_it_forgives_letter_case_and_a_missing_dash(client, db, code):
    situation = make_situation(code="S-07")
    make_live(situation)
    response = client.get(f"/s/{code}/")
    assert (response.status_code, response["Location"]) == (302, situation.address)


@pytest.mark.parametrize("code", ["S-99", "-", "%00", "💥", "x" * 300])
def test_it_offers_the_list_for_a_code_nobody_has(client, db, code):
    situation = make_situation(code="S-07")
    make_live(situation)
    response = client.get(f"/s/{code}/")
    assert response.status_code == 404
    assert situation.address in parse(response).links.values()


def test_it_does_not_know_the_code_of_a_draft(client, db):
    make_situation(code="S-07")
    assert client.get("/s/S-07/").status_code == 404


def test_it_leads_to_the_page_that_says_a_situation_is_gone(client, db):
    situation = make_situation(code="S-07")
    make_live(situation)
    publishing.withdraw(items=[situation], by="tests")
    assert client.get("/s/S-07/", follow=True).status_code == 410


def test_it_says_what_a_code_looks_like_here(client, db):
    make_live(make_situation(code="P-1"))
    text = parse(client.get("/s/P-2/")).main
    assert "P-1" in text
    assert "S-07" not in text
