from tests.factories import make_live, make_situation, make_wizard
from tests.html import parse


def test_it_lists_live_wizards_only(client, db):
    end = make_situation()
    make_live(end, make_wizard({"q": {"c": end}}, title="Find your page"))
    make_wizard(title="Still a draft")
    page = parse(client.get("/wizards/"))
    assert "Find your page" in page.links
    assert "Still a draft" not in page.main
