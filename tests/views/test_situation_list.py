from tests.factories import make_guide, make_live, make_situation
from tests.html import parse


def test_it_groups_situations_by_stage(client, shipped):
    page = parse(client.get("/situations/"))
    assert page.texts("//main//h2") == [
        "Pay", "Order created", "Shipped", "Received", "Receipt confirmed",
    ]  # fmt: skip


def test_it_lists_every_live_situation_once(client, shipped):
    links = [link.get("href") for link in parse(client.get("/situations/")).all("//main//a")]
    situations = [link for link in links if link.startswith("/situations/")]
    assert len(situations) == len(set(situations)) == 17


def test_it_keeps_situations_that_no_stage_names(client, db):
    named, other = make_situation(), make_situation()
    guide = make_guide({"a": f"::: timeline\n1. **Paid** [x](situation:{named.slug})\n:::"})
    make_live(named, other, guide)
    page = parse(client.get("/situations/"))
    assert page.texts("//main//h2") == ["Paid", "At any time"]
    assert other.address in page.links.values()


def test_it_needs_no_picture(client, db):
    situation = make_situation()
    make_live(situation)
    assert situation.address in parse(client.get("/situations/")).links.values()


def test_it_hides_drafts(client, db):
    draft = make_situation(title="Still a draft")
    page = parse(client.get("/situations/"))
    assert draft.title not in page.main
