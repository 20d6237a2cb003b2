import pytest

from guides import publishing
from tests.factories import make_live, make_situation, make_wizard
from tests.html import parse


def test_what_one_situation_says_leads_straight_to_it(client, db) -> None:
    situation = make_situation(screen_labels="In Transit")
    make_live(situation)
    answer = client.get("/screen/in-transit/")
    assert (answer.status_code, answer["Location"]) == (302, situation.address)


def test_what_several_say_lets_choose_between_them(client, db) -> None:
    second = make_situation(title="Two", screen_labels="Sent", position=2, verdict="cannot")
    first = make_situation(title="One", screen_labels="Sent", position=1, verdict="can")
    make_live(second, first, make_wizard({"start": {"on": first}}))
    page = parse(client.get("/screen/sent/"))
    assert page.h1 == "“Sent”: which of these is you?"
    assert page.texts("//ul[@class='cards']//a") == ["One", "Two"]
    assert "Yes, you can" in page.main
    assert page.links["None of these: start?"].startswith("/wizards/")


@pytest.mark.parametrize("spelled", ["In%20Transit", "IN-TRANSIT", "“in transit”"])
def test_other_spellings_lead_to_the_one_address(client, db, spelled) -> None:
    make_live(*(make_situation(screen_labels=label) for label in ("In Transit", "in transit")))
    answer = client.get(f"/screen/{spelled}/")
    assert (answer.status_code, answer["Location"]) == (301, "/screen/in-transit/")


@pytest.mark.parametrize("unknown", ["nothing-says-this", "~", "%20", "%00"])
def test_what_no_screen_says_is_not_there(client, db, unknown) -> None:
    situation = make_situation(screen_labels="Gone")
    make_live(situation)
    publishing.withdraw(items=[situation], by="tests")
    assert client.get(f"/screen/{unknown}/").status_code == 404
    assert client.get("/screen/gone/").status_code == 404


def test_labels_in_any_script_have_an_address(client, db) -> None:
    situation = make_situation(screen_labels="В пути")
    make_live(situation)
    page = parse(client.get("/screen/"))
    answer = client.get(page.links["В пути"], follow=True)
    assert answer.request["PATH_INFO"] == situation.address
    assert client.get("/screen/в-пути/")["Location"] == situation.address


def test_it_names_the_address_that_the_sitemap_names(client, db) -> None:
    make_live(*(make_situation(screen_labels="В пути") for _ in range(2)))
    page = parse(client.get("/screen/в-пути/"))
    assert page.canonical.isascii()
    assert f"<loc>{page.canonical}</loc>" in client.get("/sitemap.xml").content.decode()
