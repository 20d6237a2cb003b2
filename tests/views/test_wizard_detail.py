from tests.factories import make_live, make_situation, make_wizard
from tests.html import parse


def test_it_asks_the_first_question(client, db):
    situation = make_situation()
    wizard = make_wizard({"order": {"shipped": situation, "lost": situation}})
    make_live(situation, wizard)
    page = parse(client.get(wizard.address))
    assert page.h1 == "order?"
    assert page.links["shipped!"] == f"{wizard.address}order=shipped/"
    assert page.links["lost!"] == f"{wizard.address}order=lost/"


def test_it_says_how_many_questions_can_follow(client, db):
    end = make_situation()
    wizard = make_wizard({"a": {"x": "b", "y": end}, "b": {"x": "c"}, "c": {"x": end}})
    make_live(end, wizard)
    assert "Question 1, at most 2 more" in parse(client.get(wizard.address)).main


def test_it_hides_drafts(client, db):
    assert client.get(make_wizard().address).status_code == 404


def test_the_first_question_offers_what_the_screen_may_say(client, db):
    situation = make_situation(screen_labels="Up there")
    wizard = make_wizard({"a": {"on": "b"}, "b": {"end": situation}})
    make_live(situation, wizard)
    assert parse(client.get(wizard.address)).links["Up there"] == situation.address
    assert "Up there" not in parse(client.get(f"{wizard.address}a=on/")).links
