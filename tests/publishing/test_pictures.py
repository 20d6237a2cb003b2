"""Published pages keep the pictures they were published with, until they are published again."""

from datetime import date

import pytest

from guides import audit, markup, pack, pictures, publishing
from guides.models import Edition, PictureUse, Reference
from tests.factories import make_file, make_guide, make_live, make_picture, make_situation

TODAY = date(2026, 11, 23)


@pytest.fixture
def picture(db):
    return make_picture(slug="order", alt="The order page")


@pytest.fixture
def guide(picture):
    guide = make_guide({"part": "See ![](picture:order)"}, slug="g")
    make_live(guide)
    return guide


def shown(guide) -> str:
    return Edition.objects.live().of(guide).get().page.sections[0].body[0].html


def outdated(guide) -> bool:
    return audit.is_outdated(Edition.objects.live().of(guide).get(), pack.read_facts())


def test_the_page_shows_it_and_the_edition_notes_it(guide, picture):
    assert f'src="{picture.shown.small}"' in shown(guide)
    assert 'alt="The order page"' in shown(guide)
    assert list(PictureUse.objects.values_list("slug", "key")) == [("order", picture.key)]
    assert not Reference.objects.exists()
    assert list(pictures.shown_by("order")) == list(Edition.objects.live())


@pytest.mark.parametrize("what", ["words", "file"])
def test_a_live_page_keeps_it_as_it_was_until_it_is_published_again(guide, picture, client, what):
    before, former = shown(guide), picture.shown.small
    if what == "words":
        picture.alt = "New words"
        pictures.save(picture=picture, made=None, by="ada")
    else:
        made = pictures.make(make_file("png", (9, 9)), "png")
        pictures.save(picture=picture, made=made, by="ada")
    assert shown(guide) == before
    response = client.get(former)
    assert response.status_code == 200
    assert b"".join(response.streaming_content)
    assert outdated(guide)
    assert publishing.would_change(items=[guide]) == [guide]
    told = [p for p in audit.audit_content(today=TODAY) if "publish it again" in p.text]
    assert [problem.path for problem in told] == ["guides/g.md"]
    [edition] = make_live(guide)
    assert edition.number == 2
    assert shown(guide) != before
    assert not outdated(guide)
    assert make_live(guide) == []


def test_an_unknown_picture_is_a_reason_against(db):
    guide = make_guide({"part": "a\n\n![](picture:none)"}, slug="g")
    with pytest.raises(publishing.Refused) as refused:
        make_live(guide)
    assert [str(reason) for reason in refused.value.reasons] == [
        "guides/g.md: section part: line 3: unknown picture “none”"
    ]


def test_the_library_is_audited(guide, picture):
    make_picture(slug="idle")
    pictures.path_of(picture.key, 6, "png").unlink()
    told = [str(p) for p in audit.audit_content(today=TODAY) if p.path.startswith("pictures/")]
    assert told == [
        "pictures/idle.png: no text shows this picture",
        "pictures/order.png: its file is gone: bring it again",
    ]


def test_restoring_takes_the_picture_as_it_is_now(guide, picture):
    edition = Edition.objects.get()
    guide.sections.update(body="Nothing.")
    made = pictures.make(make_file("png", (9, 9)), "png")
    pictures.save(picture=picture, made=made, by="ada")
    publishing.restore(edition=edition, by="tests")
    make_live(guide)
    assert picture.shown.small in shown(guide)


def test_readers_and_programs_get_it_in_their_own_form(picture, client, settings):
    situation = make_situation(slug="s", body="Tap it. ![](picture:order)\n\n1. Then wait.")
    make_live(situation)
    page = client.get("/situations/s/").content.decode()
    path = picture.shown.small
    assert f'<img src="{path}"' in page
    # What is pasted into a chat has no place for it.
    assert "[The order page]" not in page
    text = client.get("/situations/s.md").content.decode()
    assert f"![The order page]({settings.SITE_URL}{path})" in text
    answer = client.get("/api/situations/s/").json()["body"]
    assert f'<img src="{settings.SITE_URL}{path}"' in answer["html"]
    assert answer["text"].startswith("Tap it. [The order page]")
    found = client.get("/api/search/", {"q": "order page"}).json()
    assert [hit["address"] for hit in found["hits"]] == [f"{settings.SITE_URL}/situations/s/"]
    card = client.get("/embed/situations/s/").content.decode()
    assert "<img" not in card


def test_every_file_that_the_api_names_has_a_whole_address(db, client, settings, monkeypatch):
    monkeypatch.setattr("guides.pictures.making.WIDTHS", (80, 40))
    noise = make_file("jpg", (120, 60), quality=100)
    make_picture(noise, "jpg", slug="wide")
    situation = make_situation(slug="s", body='![](picture:wide) say `srcset="/a" sizes="b"`')
    make_live(situation)
    html = client.get("/api/situations/s/").json()["body"]["html"]
    assert markup.plain(html).endswith('say srcset="/a" sizes="b"')
    [files] = [one.split('"')[1] for one in html.split(" srcset=")[1:2]]
    assert files.count(settings.SITE_URL + "/pictures/") == files.count("w") >= 2
