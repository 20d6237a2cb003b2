"""Searching finds what is live, exactly where it stands, the same on every database."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from guides import publishing, search, words
from guides.models import Edition, Section, Situation
from guides.search import finding, query, ranking
from guides.search.entries import Entry, counted, entries
from tests.factories import (
    make_guide,
    make_live,
    make_situation,
    make_synonym,
    make_wizard,
)
from tests.search.phrasings import PHRASINGS

EN = "en"


def addresses(text: str) -> list[str]:
    return [hit.address for hit in search.find(text).hits]


def marked(pieces) -> list[str]:
    return [text for text, mark in pieces if mark]


# What it answers


def test_it_links_to_the_section_itself(db) -> None:
    guide = make_guide({"fees": "A zeppelin costs nothing.", "other": "Something else."})
    make_live(guide)
    [hit] = search.find("zeppelin").hits
    assert (hit.kind, hit.address) == ("section", f"{guide.address}#fees")
    assert hit.context == guide.title


def test_it_links_to_the_step_of_a_wizard_that_asks_the_question(db) -> None:
    wizard = make_wizard({"a": {"on": "zeppelin"}, "zeppelin": {"end": make_situation()}})
    make_live(*Situation.objects.all(), wizard)
    [hit] = search.find("zeppelin").hits
    assert (hit.kind, hit.address) == ("question", f"{wizard.address}a=on/")


def test_it_tells_the_verdict_and_the_code_of_a_situation(db) -> None:
    make_live(make_situation(title="Zeppelin", code="Z-1", verdict="cannot"))
    [hit] = search.find("zeppelin").hits
    assert (hit.kind, hit.verdict, hit.code) == ("situation", "cannot", "Z-1")


def test_it_marks_the_words_in_whatever_form_they_stand(db) -> None:
    make_live(make_situation(title="Refunded", summary="Refunds, and REFUNDING. Not a fund."))
    [hit] = search.find("refund").hits
    assert marked(hit.title_pieces) == ["Refunded"]
    assert marked(hit.snippet)[:2] == ["Refunds", "REFUNDING"]
    assert "".join(text for text, _ in hit.title_pieces) == "Refunded"


def test_it_shows_the_stretch_in_which_a_word_stands_however_far_down(db) -> None:
    body = "Nothing here. " * 3000 + "Then a zeppelin came. " + "More of it. " * 3000
    make_live(make_situation(body=body))
    [hit] = search.find("zeppelin").hits
    shown = "".join(text for text, _ in hit.snippet)
    assert "a zeppelin came" in shown
    assert len(shown) <= 210
    assert marked(hit.snippet) == ["zeppelin"]


@pytest.mark.parametrize("typed", ["cafe", "CAFÉ", "Cafe\u0301s", "ｃａｆｅ"])
def test_accents_case_and_widths_do_not_count(db, typed) -> None:
    make_live(make_situation(title="The Café"))
    assert len(addresses(typed)) == 1


@pytest.mark.parametrize("typed", ["can't zeppelin", "can’t zeppelin", "cant zeppelin"])
def test_apostrophes_part_no_words(db, typed) -> None:
    situation = make_situation(title="I can’t find the zeppelin")
    make_live(situation, make_situation(title="I found the zeppelin"))
    assert addresses(typed)[0] == situation.address


def test_the_last_word_may_be_unfinished(db) -> None:
    situation = make_situation(title="The delivery failed")
    make_live(situation)
    for end in range(2, len("delivery") + 1):
        assert addresses("failed " + "delivery"[:end]) == [situation.address]
    assert marked(search.find("deliv").hits[0].title_pieces) == ["delivery"]


def test_it_says_no_where_something_is_not_so(db) -> None:
    shipped, waiting = make_situation(title="It shipped"), make_situation(title="Not shipped")
    make_live(shipped, waiting)
    assert addresses("it has shipped") == [shipped.address, waiting.address]
    assert addresses("it hasn't shipped") == [waiting.address, shipped.address]


def test_what_is_not_so_is_another_thing_than_what_is(db) -> None:
    here, gone = make_situation(title="It arrived"), make_situation(title="It hasn’t arrived yet")
    both = make_situation(title="It arrived, nothing is confirmed")
    make_live(gone, both, here)
    assert addresses("arrived")[0] == here.address
    assert addresses("not arrived")[0] == gone.address
    assert addresses("isn't confirmed")[0] == both.address


def test_a_label_in_a_longer_search_counts_as_the_label(db) -> None:
    situation = make_situation(title="Nothing alike", screen_labels="Awaiting Shipment")
    other = make_situation(title="What it means to be awaiting something", body="Shipment.")
    make_live(other, situation)
    assert addresses("what does awaiting shipment mean")[0] == situation.address
    assert not search.find("what does awaiting shipment mean").hits[0].exact


# The order


def test_what_the_screen_says_comes_first_then_titles_then_headings_then_texts(db) -> None:
    label = make_situation(title="A", screen_labels="Zeppelin lands")
    title = make_situation(title="The zeppelin lands soon")
    heading = make_situation(title="C", summary="The zeppelin lands.", body="")
    text = make_situation(title="D", body="When the zeppelin lands, wait.")
    make_live(text, heading, title, label)
    assert addresses("Zeppelin lands") == [one.address for one in (label, title, heading, text)]


def test_an_exact_title_comes_before_a_longer_one(db) -> None:
    longer = make_situation(title="Payment pending, and much more", position=1)
    exact = make_situation(title="Payment pending", position=2)
    make_live(longer, exact)
    assert addresses("payment pending") == [exact.address, longer.address]


@pytest.mark.parametrize("typed", ["Z-07", "z07", "z-07", "Z 07", "z7", "Z-7"])
def test_a_code_goes_straight_to_its_situation(db, typed) -> None:
    situation = make_situation(code="Z-07", title="The one")
    make_live(situation, make_situation(title="Z 07 is not my code", code="Y-01"))
    found = search.find(typed)
    assert found.hits[0].address == situation.address
    assert found.hits[0].exact


def test_only_one_exact_page_is_the_only_one(db) -> None:
    one, two = make_situation(screen_labels="Here\nThere"), make_situation(screen_labels="There")
    make_live(one, two)
    assert search.find("here").only.address == one.address
    assert search.find("there").only is None
    assert search.find("where").only is None


def test_of_pages_that_say_the_same_editors_say_which_is_first(db) -> None:
    second = make_situation(screen_labels="In transit", position=2)
    first = make_situation(screen_labels="In Transit", position=1)
    make_live(second, first)
    assert addresses("in transit") == [first.address, second.address]


# Misspellings, synonyms, nothing


def test_it_answers_what_was_meant_and_says_so(db) -> None:
    situation = make_situation(title="Cancel my order")
    make_live(situation)
    found = search.find("Cancle my oder!")
    assert found.corrected == "cancel my order!"
    assert [hit.address for hit in found.hits] == [situation.address]


def test_a_letter_typed_twice_is_put_right_though_the_word_is_known(db) -> None:
    make_live(make_situation(title="Paid by PayPal"))
    assert search.find("paypall").corrected == "paypal"
    assert search.find("paypals").corrected == ""


def test_misspelt_synonyms_are_put_right_too(db) -> None:
    make_live(make_situation(title="The seller"))
    make_synonym("seller", "vendor")
    found = search.find("vendro")
    assert found.corrected == "vendor"
    assert found.hits


@pytest.mark.parametrize("typed", ["stock", "early", "mail"])
def test_another_word_is_no_misspelt_one(db, typed) -> None:
    make_live(make_situation(title="Stop really, the email"))
    assert search.find(f"{typed} email").corrected == ""


def test_only_words_that_were_looked_for_are_marked(db) -> None:
    make_live(make_situation(title="How long a refund takes", summary="Long, long days."))
    make_synonym("how long a refund takes", "refund time")
    [hit] = search.find("refund time").hits
    assert marked(hit.title_pieces) == ["refund"]
    assert marked(hit.snippet) == []


def test_words_that_are_there_are_not_corrected(db) -> None:
    make_live(make_situation(title="Form from"))
    assert search.find("from form").corrected == ""


def test_synonyms_find_each_other(db) -> None:
    money, refund = make_situation(title="My money"), make_situation(title="The reimbursement")
    make_live(money, refund)
    make_synonym("money", "reimbursement")
    assert addresses("money") == [money.address, refund.address]
    assert addresses("reimbursements") == [refund.address, money.address]


def test_a_phrase_means_what_another_one_means(db) -> None:
    situation = make_situation(title="It never arrived", body="")
    make_live(situation, make_situation(title="It takes its time", body="Too long."))
    make_synonym("never arrived", "takes too long")
    assert addresses("delivery takes too long")[0] == situation.address


def test_nothing_found_offers_the_closest_titles_and_what_screens_say(db) -> None:
    near = make_situation(title="Airship", position=9, screen_labels="Up there")
    far = make_situation(title="Unlike", position=1)
    make_live(near, far)
    found = search.find("airshopping")
    assert found.hits == ()
    assert [hit.address for hit in found.closest] == [near.address, far.address]
    assert [label.text for label in found.labels] == ["Up there"]


@pytest.mark.parametrize("typed", ["the zzzq", "where is my zzzq", "😀", "???", "x" * 60, "\u200b"])
def test_nothing_found_is_no_dead_end_whatever_was_typed_beside_it(db, typed) -> None:
    situation = make_situation(title="The one that is here", screen_labels="Up there")
    make_live(situation)
    found = search.find(typed)
    assert found.hits == ()
    assert [hit.address for hit in found.closest] == [situation.address]
    assert [label.text for label in found.labels] == ["Up there"]


def test_with_nothing_live_nothing_is_found(db) -> None:
    make_guide()
    found = search.find("anything at all")
    assert (found.hits, found.closest, found.labels) == ((), (), ())


# Safety


def test_drafts_never_show_not_even_in_what_was_meant(db) -> None:
    secret = make_situation(title="Zeppelin", body="Zeppelin.", screen_labels="Zeppelin")
    guide = make_guide({"part": "Alpha."})
    make_live(guide)
    Section.objects.filter(guide=guide).update(body="Zeppelin.", heading="Zeppelin")
    for typed in ("zeppelin", "zepelin", "zepp", secret.code, "alpha"):
        found = search.find(typed)
        assert "eppelin" not in repr((found.hits, found.closest, found.corrected, found.labels))
    make_live(secret)
    assert search.find("zepelin").corrected == "zeppelin"
    publishing.withdraw(items=[secret], by="tests")
    found = search.find("zepelin")
    assert (found.hits, found.corrected) == ((), "")


def test_an_index_left_behind_shows_nothing_that_is_not_live(db) -> None:
    situation = make_situation(title="Zeppelin", screen_labels="Up there")
    [edition] = make_live(situation)
    Edition.objects.filter(pk=edition.pk).update(live=False)
    assert search.find("zeppelin").hits == ()
    assert search.labels() == []
    assert search.saying("up-there") == ("", [])


def test_what_is_published_in_the_middle_of_a_search_breaks_nothing(db, monkeypatch) -> None:
    situation = make_situation(title="Zeppelin")
    make_live(situation)
    ask = finding._Search._shown

    def ask_late(one, ids):
        Situation.objects.filter(pk=situation.pk).update(summary="Anew.")
        make_live(situation)
        return ask(one, ids)

    monkeypatch.setattr(finding._Search, "_shown", ask_late)
    [hit] = search.find("zeppelin").hits
    assert (hit.title, hit.snippet) == ("Zeppelin", ())


HOSTILE = st.text(max_size=40) | st.lists(
    st.sampled_from(
        [*"\"'*():^-+&|!<>{}[]\\%_;,\0\ud800", "NEAR", "AND", "OR", "NOT", "names", "zeppelin", " "]
    ),
    max_size=12,
).map("".join)


@given(typed=HOSTILE)
@settings(max_examples=60)
def test_whatever_is_typed_is_answered(db, typed) -> None:
    typed = typed.encode(errors="replace").decode()
    if not Edition.objects.exists():
        make_live(make_situation(title="Zeppelin"))
    found = search.find(typed)
    assert len(found.query) <= search.LONGEST
    if "zeppelin" in words.split(typed):
        assert found.hits


def test_a_long_search_is_cut(db) -> None:
    found = search.find("zeppelin " * 100)
    assert found.cut
    assert len(found.query) == search.LONGEST
    assert not search.find("zeppelin").cut


@pytest.mark.parametrize(
    "typed", ["cancel", "cancle my oder", "zzz", "in transit", "a b c d e f g " * 9, "the", ""]
)
def test_it_takes_four_queries_at_most_which_read_no_whole_text(shipped, typed) -> None:
    with CaptureQueriesContext(connection) as queries:
        search.find(typed)
    assert len(queries) <= 4
    assert not [q for q in queries if "page_json" in q["sql"] or "source" in q["sql"]]


# The same on every database: what it reads out of the tables is what Python counts itself.


def stems_by_hand(entry: Entry) -> dict[str, set[str]]:
    """The stems in each field of an entry."""
    return dict(zip(ranking.FIELDS, map(set, entry.terms(EN)), strict=True))


def met_by_hand(fields: dict[str, set[str]], needs: list[query.Need]) -> dict[int, int]:
    """The needs that an entry meets, each by its best way in its best field."""
    found: dict[int, int] = {}
    for number, need in enumerate(needs):
        for way in need.ways:
            for field, weight in ranking.FIELDS.items():
                if set(way.stems) <= fields[field]:
                    score = ranking.score_of(need, weight, way.worth)
                    found[number] = max(score, found.get(number, 0))
    return found


def test_the_tables_give_what_is_counted_by_hand(shipped, monkeypatch) -> None:
    monkeypatch.setattr(finding, "_MOST_RANKED", 10_000)
    all_ = [entry for edition in Edition.objects.live() for entry in entries(edition.page)]
    fields = [stems_by_hand(entry) for entry in all_]
    counts = Counter()
    for word, number in counted(all_).items():
        counts[words.stem(word, EN)] += number
    for row in PHRASINGS:
        one = finding._Search(search.Found(row.query))
        for stem, number in one.lexicon.entries.items():
            assert number == counts[stem]
        candidates = one._candidates()
        got = sorted(
            (c.kind, c.address, sorted((n, s) for n, s in c.met.items() if n >= 0))
            for c in candidates
            if any(n >= 0 for n in c.met)
        )
        expected = sorted(
            (entry.kind, entry.address, sorted(met.items()))
            for entry, stems in zip(all_, fields, strict=True)
            if (met := met_by_hand(stems, one.needs))
        )
        assert got == expected, row.query
