from guides import publishing
from guides.models import Section
from tests.factories import make_guide, make_live, make_situation
from tests.html import parse


def test_it_gives_each_section_its_anchor(client, db):
    guide = make_guide({"before": "One.", "after": "Two."})
    make_live(guide)
    page = parse(client.get(guide.address))
    assert page.h1 == guide.title
    for anchor, heading in (("before", "Before"), ("after", "After")):
        [section] = page.all(f"//section[@id='{anchor}']")
        assert section.xpath("string(.//h2)").strip().startswith(heading)


def test_it_lists_its_contents(client, db):
    guide = make_guide({"before": "One.", "after": "Two."})
    make_live(guide)
    hrefs = [link.get("href") for link in parse(client.get(guide.address)).all("//nav//a")]
    assert [href for href in hrefs if href.startswith("#")] == ["#before", "#after"]


def test_it_keeps_former_anchors_working(client, db):
    guide = make_guide({"now": "One."})
    Section.objects.filter(guide=guide).update(formerly="once\nlong-ago")
    make_live(guide)
    page = parse(client.get(guide.address))
    [section] = page.all("//section[@id='now']")
    for anchor in ("once", "long-ago"):
        [mark] = page.all(f"//*[@id='{anchor}']")
        assert mark in section.iter()


def test_it_marks_the_stages_of_its_picture(client, db):
    open_, closed = make_situation(verdict="can"), make_situation(verdict="cannot")
    guide = make_guide(
        {
            "life": "::: timeline\n"
            f"1. **Paid** [a](situation:{open_.slug})\n"
            f"2. **Gone** [b](situation:{closed.slug})\n"
            ":::"
        }
    )
    make_live(open_, closed, guide)
    stages = parse(client.get(guide.address)).all("//*[@class='picture']/ol/li")
    assert [stage.get("data-state") for stage in stages] == ["can", "cannot"]


def test_it_hides_drafts(client, db):
    assert client.get(make_guide().address).status_code == 404


def test_it_leads_from_a_former_slug_to_the_live_page(client, db):
    guide = make_guide(slug="old")
    make_live(guide)
    guide.slug = "new"
    guide.save()
    make_live(guide)
    response = client.get("/guides/old/?from=mail")
    assert (response.status_code, response["Location"]) == (301, "/guides/new/?from=mail")


def test_it_leads_from_an_address_named_formerly(client, db):
    make_live(make_guide(slug="new", formerly="older\noldest"))
    for slug in ("older", "oldest"):
        response = client.get(f"/guides/{slug}/")
        assert (response.status_code, response["Location"]) == (301, "/guides/new/")


def test_it_says_that_a_withdrawn_page_is_gone(client, shipped):
    guide = make_guide(title="Not any more")
    make_live(guide)
    publishing.withdraw(items=[guide], by="tests")
    response = client.get(guide.address)
    assert response.status_code == 410
    page = parse(response)
    assert "withdrawn" in page.main.lower()
    assert "/wizards/cancel-payment/" in page.links.values()
    assert "/situations/already-shipped/" in page.links.values()


def test_it_does_not_know_what_never_was(client, db):
    assert client.get("/guides/never/").status_code == 404
