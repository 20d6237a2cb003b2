from guides import flow
from guides.models import Edition
from tests.factories import make_live, make_situation, make_wizard
from tests.html import parse


def test_it_links_every_question_and_every_outcome(client, shipped):
    wizard = Edition.objects.find("wizard", "cancel-payment").page
    page = parse(client.get("/wizards/cancel-payment/map/"))
    links = set(page.links.values()) | {a.get("href") for a in page.all("//main//a")}
    for question in wizard.questions:
        assert question.text in page.main
    for _, outcome in flow.paths(wizard.graph):
        kind, _, name = outcome.partition(":")
        slug, _, anchor = name.partition("#")
        address = f"/situations/{slug}/" if kind == "situation" else f"/guides/{slug}/#{anchor}"
        assert address in links


def test_it_nests_questions_under_the_choices_that_lead_to_them(client, db):
    end = make_situation(title="The end")
    wizard = make_wizard({"a": {"x": "b"}, "b": {"y": end}})
    make_live(end, wizard)
    page = parse(client.get(f"{wizard.address}map/"))
    assert page.all("//li[contains(., 'x!')]//li[contains(., 'y!')][contains(., 'The end')]")


def test_it_tells_a_shared_question_once(client, db):
    end = make_situation()
    wizard = make_wizard({"a": {"x": "c", "y": "c"}, "c": {"only": end}})
    make_live(end, wizard)
    assert parse(client.get(f"{wizard.address}map/")).main.count("only!") == 1


def test_it_hides_drafts(client, db):
    assert client.get(f"{make_wizard().address}map/").status_code == 404
