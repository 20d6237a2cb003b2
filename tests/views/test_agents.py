from tests.factories import make_live, make_situation
from tests.html import parse


def test_it_explains_codes_by_one_that_is_there(client, db) -> None:
    make_live(make_situation(code="Z-07"))
    page = parse(client.get("/agents/"))
    assert page.h1 == "For support agents"
    assert "Z-07" in page.main
    assert "/s/Z-07/" in page.main


def test_it_has_one_field_that_finds(client, db) -> None:
    page = parse(client.get("/agents/"))
    [form] = page.all("//form[.//input[@name='q']]")
    assert form.get("action") == "/search/"
    assert page.all("//main//*[@data-query]") or page.all("//main/*[@data-query]")


def test_it_is_led_to_from_every_page(client, db) -> None:
    assert parse(client.get("/guides/")).all("//footer//a[@href='/agents/']")
