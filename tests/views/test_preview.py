"""/preview/<token>/: the working copy for whoever has the link, and for nobody else."""

import re

import pytest
from django.urls import resolve

from guides import publishing
from guides.models import Edition, Question
from guides.preview import make_pass
from tests.factories import make_guide, make_live, make_situation, make_wizard
from tests.html import parse
from tests.publishing import everything


def there(item) -> str:
    return f"/preview/{make_pass(item)}/"


@pytest.fixture
def tree(db):
    """A wizard of which nothing is live: two questions, a situation, and a section."""
    guide = make_guide({"part": "Text of a section that nobody reads yet."}, title="The guide")
    other = make_situation(title="Related and a draft")
    end = make_situation([guide.sections.get()], [other], title="The end")
    choices = {"x": end, "z": guide.sections.get()}
    return make_wizard({"order": {"a": "next", "b": end}, "next": choices}, slug="own")


def walk(client, start: str) -> dict:
    """Every page that links below a start lead to, by address."""
    found, waiting = {}, [start]
    while waiting:
        address = waiting.pop()
        if address not in found:
            response = client.get(address)
            found[address] = parse(response)
            assert response.status_code == 200, address
            links = found[address].all("//main//a/@href")
            waiting += [link.partition("#")[0] for link in links if link.startswith(start)]
    return found


def test_a_wizard_is_walked_whole_before_anything_of_it_is_live(client, tree):
    start = there(tree)
    pages = walk(client, start)
    steps = {address.removeprefix(start) for address in pages}
    assert steps >= {
        "", "map/", "order=a/", "order=b/", "order=a/next=x/", "order=a/next=z/",
    }  # fmt: skip
    assert pages[f"{start}order=a/next=x/"].h1 == "The end"
    assert pages[f"{start}order=a/next=z/"].h1 == "Part"
    assert "Text of a section" in pages[f"{start}order=a/next=z/"].main
    assert pages[f"{start}order=a/next=x/"].links["Back"] == f"{start}order=a/"
    change = pages[f"{start}order=a/next=x/"].links["Change your answer to “order?”"]
    assert change == f"{start}?keep=next=x"
    for address, page in pages.items():
        assert "Preview of the working copy, not what readers see." in page.main, address
        assert page.meta("robots") == "noindex, nofollow"
        assert not page.all("//link[@rel='canonical']")
        for link in page.all("//a[@href]"):
            inside = link.get("href").startswith((start, "#"))
            assert inside or link.get("target") == "_blank", (address, link.get("href"))
            assert inside or "hx-get" not in link.attrib


def test_it_says_what_readers_would_get_and_what_is_in_the_way(client, tree):
    page = parse(client.get(there(tree)))
    assert page.h1 == "order?"
    assert "leads to what is not live: situation:" in page.main


def test_other_drafts_are_shown_as_outcomes_only(client, tree):
    page = parse(client.get(f"{there(tree)}order=b/"))
    assert "Related and a draft" not in page.main
    assert "The guide" not in page.main
    outcome = parse(client.get(f"{there(tree)}order=a/next=z/"))
    [onward] = outcome.all("//p[@class='onward']/a")
    assert onward.get("href") is None


def test_what_is_live_is_shown_as_it_is_live(client, tree):
    end = tree.questions.get(key="order").choices.get(key="b").to_situation
    make_live(*[link.section.guide for link in end.section_links.all()])
    make_live(*[link.related for link in end.related_links.all()], end)
    end.title = "Changed since"
    end.save()
    page = parse(client.get(f"{there(tree)}order=b/"))
    assert page.h1 == "The end"
    assert "Related and a draft" in page.main
    assert parse(client.get(there(end))).h1 == "Changed since"


@pytest.mark.parametrize("make", [make_guide, make_situation])
def test_it_shows_the_working_copy_with_the_readers_template(client, db, make):
    item = make(title="As it was")
    make_live(item)
    item.title = "As it is now"
    item.save()
    response = client.get(there(item))
    names = {template.name for template in response.templates}
    assert f"guides/{item.KIND}_detail.html" in names
    assert parse(response).h1 == "As it is now"
    assert parse(client.get(item.address)).h1 == "As it was"


def test_links_to_itself_stay_inside(client, db):
    guide = make_guide({"a": "[see](guide:me#b)", "b": "Text."}, slug="me", formerly="old")
    start = there(guide)
    assert parse(client.get(start)).links["see"] == f"{start}#b"


def test_an_htmx_step_brings_the_banner_along(client, tree):
    response = client.get(f"{there(tree)}order=a/", headers={"HX-Request": "true"})
    text = response.content.decode()
    assert text.startswith("<title>")
    assert re.search(r'<main id="main"[^>]*>\s*<aside class="notice preview"', text)
    assert "HX-Request" in response["Vary"]


def answers(client, tree) -> dict:
    start = there(tree)
    ended = there(make_live(make_guide())[0].item)
    publishing.withdraw(items=[Edition.objects.get().item], by="Ada")
    return {
        200: client.get(start),
        404: client.get("/preview/nothing/"),
        410: client.get(ended),
    }


def test_no_answer_is_kept_or_found_or_passed_on_or_framed(client, tree):
    for status, response in answers(client, tree).items():
        assert response.status_code == status
        assert response["Cache-Control"] == "no-store, private"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
        assert not response.cookies
        assert "ETag" not in response
        assert "noindex" in parse(response).meta("robots")


def test_what_opens_nothing_says_so_in_the_design_of_the_site(client, tree):
    found = answers(client, tree)
    assert parse(found[404]).h1 == "This is no link to a preview"
    assert parse(found[410]).h1 == "This preview is over"
    assert "published or withdrawn since" in parse(found[410]).main


@pytest.mark.parametrize("below", ["order=nothing/", "no/answer/", "order=a/next=x/more=1/"])
def test_answers_that_do_not_fit_are_asked_again(client, tree, below):
    response = client.get(there(tree) + below)
    assert response.status_code == 404
    assert "does not fit these questions" in parse(response).main


def test_there_is_nothing_below_a_guide(client, db):
    response = client.get(f"{there(make_guide())}order=a/")
    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store, private"


def test_it_only_reads(client, tree):
    start = there(tree)
    before = everything()
    walk(client, start)
    assert client.post(start).status_code == 405
    assert client.head(start).status_code == 200
    assert everything() == before


def broken(db_tree):
    yield make_guide({"a": "{fact:nothing} [x](guide:nowhere) ::: what\n\n::: nothing"})
    yield make_guide(0)
    yield make_situation(tools="refund-dates", title="{fact:nothing}", hazard="{fact:no}")
    yield make_wizard({"q": {}})
    yield make_wizard({"q": {"x": "q"}})
    lost = make_wizard({"q": {"x": make_situation()}})
    lost.start = "nowhere"
    lost.save()
    yield lost
    strange = make_wizard({"q": {"x": "r"}, "r": {"x": make_situation()}})
    Question.objects.filter(wizard=strange, key="r").update(wizard=lost)
    yield strange


def test_what_is_broken_is_shown_with_its_problems_and_never_fails(client, tree):
    for item in broken(tree):
        response = client.get(there(item))
        assert response.status_code == 200, item
        assert "It cannot be published like this" in parse(response).main, item
        if item.KIND == "wizard":
            below = client.get(f"{there(item)}map/")
            assert below.status_code == 200
            assert client.get(f"{there(item)}q=x/").status_code in {200, 404}


def test_unknown_facts_are_marked(client, db):
    page = parse(client.get(there(make_guide({"a": "It takes {fact:nothing}."}))))
    assert page.texts("//main//mark") == ["{fact:nothing}"]


def test_robots_are_told_to_stay_away(client, db):
    assert "Disallow: /preview/" in client.get("/robots.txt").content.decode()
    assert resolve("/preview/x/").url_name == "preview"
