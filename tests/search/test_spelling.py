"""A misspelt word is taken for the one it most likely is, or for none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides.search.query import Known
from guides.search.spelling import mend, nearest, tails, without_doubles

WORDS = ("cancel", "order", "refund", "paypal", "received", "shipment", "seller", "card", "cart")
NEAR = [Known(word, word, 3) for word in WORDS]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cancle", "cancel"),
        ("oder", "order"),
        ("refnd", "refund"),
        ("paypla", "paypal"),
        ("recieved", "received"),
        ("shipmnt", "shipment"),
        ("selller", "seller"),
        ("zeppelin", ""),
        ("ab", ""),
        ("12345", ""),
    ],
)
def test_it_mends_what_thumbs_do(typed, meant) -> None:
    assert mend(typed, NEAR) == meant


def test_of_two_as_near_the_more_usual_word_is_meant() -> None:
    near = [Known("card", "card", 1), Known("cart", "cart", 9)]
    assert mend("carx", near) == "cart"
    assert mend("carx", near[::-1]) == "cart"


letters = st.text("abcdefgh", min_size=5, max_size=12)


@given(word=letters, place=st.integers(0, 11), letter=st.sampled_from("abcdefgh"))
def test_one_letter_wrong_left_out_or_exchanged_is_mended(word, place, letter) -> None:
    place %= len(word) - 1
    near = [Known(word, word, 1)]
    wrong = word[:place] + letter + word[place + 1 :]
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    without, more = word[:place] + word[place + 1 :], word[:place] + letter + word[place:]
    for typed in (wrong, without, swapped, more):
        # Of a short word the first letter must be right: it is rather another word.
        if typed[0] == word[0] or len(typed) >= 5:
            assert mend(typed, near) == word


@given(word=letters, place=st.integers(0, 11))
def test_a_letter_typed_twice_is_told_from_the_forms_of_a_word(word, place) -> None:
    place %= len(word)
    typed = word[:place] + word[place] + word[place:]
    assert without_doubles(typed, {word, "other"}) == word
    assert without_doubles(word, {word}) == ""


@given(word=letters, letter=st.sampled_from("abcdefgh"))
def test_what_begins_otherwise_by_one_slip_is_found_by_its_tail(word, letter) -> None:
    """The index is asked for words that begin with the same letter, and for these tails."""
    for meant in (letter + word[1:], letter + word, word[1:], word[1] + word[0] + word[2:]):
        assert meant[0] == word[0] or meant[1:] in tails(word)


def test_nearest_are_those_most_alike_then_all_that_could_be_meant() -> None:
    same = [f"ship{letter}" for letter in "abcdefghij"]
    known = [text for word in (*same, "shipyard", "shp") for text in (word, "3")]
    found = [one.word for one in nearest("ship", known, "en")]
    assert found[:5] == same[:5]
    assert set(found) == {*same, "shp"}
    assert found == [one.word for one in nearest("ship", sorted_pairs(known), "en")]
    assert [one.entries for one in nearest("ship", known, "en")] == [3] * len(found)
    assert nearest("ship", [], "en") == []


def sorted_pairs(known: list[str]) -> list[str]:
    """The same words in another order."""
    pairs = sorted(zip(known[::2], known[1::2], strict=True), reverse=True)
    return [text for pair in pairs for text in pair]
