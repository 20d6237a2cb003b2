from guides import paging
from tests.factories import make_live, make_situation
from tests.html import parse


def test_it_lists_what_screens_say_in_the_order_of_the_situations(client, db) -> None:
    make_live(
        make_situation(screen_labels="Last", position=9),
        make_situation(screen_labels="First\nSecond", position=1),
    )
    page = parse(client.get("/screen/"))
    assert page.h1 == "What does your order screen say?"
    assert page.texts("//ul[@class='choices']//a") == ["First", "Second", "Last"]


def test_it_names_the_screen_as_the_site_does(client, db, settings) -> None:
    settings.SCREEN_NAME = "printer"
    assert parse(client.get("/screen/")).h1 == "What does your printer say?"


def test_it_hides_what_only_drafts_say(client, db) -> None:
    make_situation(screen_labels="Secret")
    assert "Secret" not in parse(client.get("/screen/")).main


def test_each_page_says_which_it_is(client, db, monkeypatch) -> None:
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    make_live(*(make_situation(screen_labels=f"Label {n}", position=n) for n in range(5)))
    page = parse(client.get("/screen/?page=2"))
    assert page.h1 == "What does your order screen say? Page 2 of 3"
    assert page.title.startswith(f"{page.h1} – ")
    assert page.canonical.endswith("/screen/?page=2")
    assert page.texts("//ul[@class='choices']//a") == ["Label 2", "Label 3"]
