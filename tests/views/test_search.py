from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guides.models import Situation
from tests.factories import make_guide, make_live, make_situation, make_wizard
from tests.html import parse


def search(client, q: str, **more):
    return client.get(f"/search/?{urlencode({'q': q, **more})}")


def test_it_says_what_each_hit_is_and_marks_the_words(client, db) -> None:
    guide = make_guide({"fees": "No fees for zeppelins."}, title="The guide")
    situation = make_situation(title="Zeppelin lost", code="Z-1", verdict="cannot")
    wizard = make_wizard({"a": {"on": "zeppelin"}, "zeppelin": {"end": situation}}, title="Walk")
    make_live(guide, situation, wizard)
    page = parse(search(client, "zeppelin"))
    assert page.links["Zeppelin lost"] == situation.address
    assert page.links["Fees"] == f"{guide.address}#fees"
    assert page.links["zeppelin?"] == f"{wizard.address}a=on/"
    kinds = page.texts("//p[@class='kind']")
    assert sorted(kinds) == ["In the guide “The guide”", "Question of “Walk”", "Situation Z-1"]
    assert "No, you can’t now" in page.main
    assert {text.lower() for text in page.texts("//mark")} == {"zeppelin", "zeppelins"}
    page = parse(search(client, "the guide"))
    assert page.texts("//p[@class='kind']")[0] == "Guide"
    assert page.links["The guide"] == guide.address
    page = parse(search(client, "walk"))
    assert page.texts("//p[@class='kind']") == ["Questions"]
    assert page.links["Walk"] == wizard.address


def test_it_keeps_what_was_typed_in_the_field(client, db) -> None:
    page = parse(search(client, 'a "b" <c>'))
    assert [field.get("value") for field in page.all("//header//input[@name='q']")] == ['a "b" <c>']
    assert page.all("//*[@data-query]")[0].get("data-query") == 'a "b" <c>'


def test_what_is_typed_is_escaped(client, db) -> None:
    make_live(make_situation(title="<b>Zeppelin</b> & more", summary="<i>A zeppelin</i>"))
    answer = search(client, "zeppelin <script>").content.decode()
    assert "<script>" not in answer.partition("<main")[2]
    assert "<b>" not in answer
    assert "&lt;b&gt;<mark>Zeppelin</mark>&lt;/b&gt;" in answer


def test_it_says_what_it_took_a_misspelt_word_for(client, db) -> None:
    make_live(make_situation(title="Cancel my order"))
    page = parse(search(client, "cancle my oder"))
    assert page.h1 == "Did you mean “cancel my order”?"
    assert "1 page for “cancel my order”" in page.main


def test_nothing_found_is_no_dead_end(client, db) -> None:
    situation = make_situation(title="Airship", screen_labels="Up there")
    make_live(situation, make_wizard({"start": {"on": situation}}))
    page = parse(search(client, "airshopping"))
    assert "Nothing was found for “airshopping”" in page.main
    assert page.h1 == "start?"
    assert page.links["on!"].endswith("/start=on/")
    assert page.links["Up there"] == situation.address
    assert page.links["Airship"] == situation.address


def test_with_no_word_it_asks_the_first_question(client, db) -> None:
    situation = make_situation(screen_labels="Up there")
    make_live(situation, make_wizard({"start": {"on": situation}}))
    page = parse(client.get("/search/"))
    assert page.h1 == "start?"
    assert page.links["Up there"] == situation.address
    assert "Nothing was found" not in page.main


def test_with_nothing_published_it_still_answers(client, db) -> None:
    assert parse(client.get("/search/")).h1 == "Search"
    assert parse(search(client, "anything")).h1 == "Search"


@pytest.mark.parametrize("typed", ["Z-07", "z07", "Up there", "up THERE", "Lost in the air"])
def test_pressing_enter_goes_to_the_only_page_that_is_meant(client, db, typed) -> None:
    situation = make_situation(code="Z-07", title="Lost in the air", screen_labels="Up there")
    make_live(situation, make_situation())
    answer = search(client, typed, go=1)
    assert (answer.status_code, answer["Location"]) == (302, situation.address)
    assert search(client, typed).status_code == 200


@pytest.mark.parametrize("typed", ["Shared", "lost", "Up thre", ""])
def test_pressing_enter_stays_where_more_than_one_page_may_be_meant(client, db, typed) -> None:
    make_live(
        make_situation(title="Lost in the air", screen_labels="Up there\nShared"),
        make_situation(title="Lost at sea", screen_labels="Shared"),
    )
    assert search(client, typed, go=1).status_code == 200


def test_a_long_search_is_cut_and_says_so(client, db) -> None:
    make_live(make_situation(title="Zeppelin"))
    page = parse(search(client, "zeppelin " * 200))
    assert "Only the first 200 characters were searched" in page.main
    assert page.links["Zeppelin"]


def test_it_is_not_indexed(client, shipped) -> None:
    page = parse(search(client, "refund"))
    assert "noindex" in page.meta("robots")
    assert page.all("//link[@rel='canonical']") == []


@pytest.mark.parametrize("typed", ["", "refund", "cancle", "zzzqqq", "s-07", "the"])
def test_it_takes_four_queries_at_most_and_one_for_emergency_notes(client, shipped, typed) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert search(client, typed).status_code == 200
    assert len(queries) <= 5, [query["sql"][:80] for query in queries]
    assert Situation.objects.exists()


def test_its_length_does_not_grow_with_the_texts(client, db) -> None:
    make_live(*(make_situation(body="A zeppelin. " + "More words. " * 5000) for _ in range(12)))
    assert len(search(client, "zeppelin").content) < 30_000
