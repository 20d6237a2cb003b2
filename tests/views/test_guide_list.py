from tests.factories import make_guide, make_live
from tests.html import parse


def test_it_lists_live_guides_in_their_order(client, db):
    second, first = make_guide(title="Second", position=2), make_guide(title="First", position=1)
    make_live(second, first)
    links = list(parse(client.get("/guides/")).links)
    assert links.index("First") < links.index("Second")


def test_it_hides_drafts(client, db):
    make_guide(title="Still a draft")
    assert "Still a draft" not in parse(client.get("/guides/")).main


def test_it_shows_what_is_live_while_the_working_copy_changes(client, db):
    guide = make_guide(title="As published")
    make_live(guide)
    guide.title = "As being written"
    guide.save()
    text = parse(client.get("/guides/")).main
    assert "As published" in text
    assert "As being written" not in text
