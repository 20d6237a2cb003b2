from guides.models import Situation
from tests.factories import make_guide, make_live, make_situation, make_wizard
from tests.html import parse


def test_it_asks_the_first_question_of_the_first_wizard(client, shipped):
    page = parse(client.get("/"))
    assert page.h1 == "Where is your order now?"
    hrefs = [link.get("href") for link in page.all("//ul[contains(@class, 'choices')]//a")]
    assert hrefs[0] == "/wizards/cancel-payment/order=just-ordered/"
    assert len(hrefs) == 8


def test_it_puts_the_question_before_everything_else(client, shipped):
    page = parse(client.get("/"))
    headings = page.texts("//main//*[self::h1 or self::h2]")
    assert headings[0] == "Where is your order now?"


def test_it_draws_the_life_of_an_order_with_the_open_stretch(client, shipped):
    page = parse(client.get("/"))
    stages = page.all("//*[contains(@class, 'picture')]//ol/li")
    assert [stage.get("data-state") for stage in stages] == [
        "maybe", "can", "cannot", "cannot", "cannot",
    ]  # fmt: skip
    assert page.texts("//*[contains(@class, 'picture')]//ol/li//*[contains(@class, 'mark')]") == [
        "It depends", "Open", "Closed", "Closed", "Closed",
    ]  # fmt: skip
    assert "/situations/already-shipped/" in page.links.values()


def test_it_leads_to_situations_and_guides(client, shipped):
    links = parse(client.get("/")).links.values()
    assert "/situations/" in links
    assert "/guides/cancel-payment/" in links


def test_it_hides_drafts(client, db):
    make_live(make_situation(title="Seen by all"))
    make_situation(title="Still a draft")
    make_guide(title="A guide in the making")
    text = parse(client.get("/")).main
    assert "Seen by all" in text
    assert "Still a draft" not in text
    assert "in the making" not in text


def test_it_lists_situations_where_no_picture_shows_them(client, db):
    situation = make_situation(title="The parcel is late")
    make_live(situation)
    assert situation.address in parse(client.get("/")).links.values()


def test_it_offers_the_other_wizards(client, db):
    shown, other = make_wizard(position=1), make_wizard(position=2, title="Something else")
    make_live(shown, other, *Situation.objects.all())
    assert parse(client.get("/")).links["Something else"] == other.address


def test_it_says_so_when_nothing_is_published(client, db):
    response = client.get("/")
    assert response.status_code == 200
    assert "nothing" in parse(response).main.lower()


def test_it_offers_what_the_screen_may_say(client, db):
    only = make_situation(screen_labels="Only here\nShared", position=1)
    make_live(only, make_situation(screen_labels="Shared", position=2))
    page = parse(client.get("/"))
    assert "What does your order screen say?" in page.texts("//h2")
    assert page.links["Only here"] == only.address
    assert page.links["Shared"] == "/screen/shared/"


def test_it_offers_a_dozen_of_them_and_a_way_to_the_rest(client, db):
    make_live(make_situation(screen_labels="\n".join(f"Label {n}" for n in range(12))))
    assert "Something else" not in parse(client.get("/")).links
    make_live(make_situation(screen_labels="One more", position=9))
    page = parse(client.get("/"))
    assert page.links["Something else"] == "/screen/"
    assert "One more" not in page.main
