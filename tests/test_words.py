"""Words are compared without what does not count, and each still stands where it stood."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides import words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cancel Order", ["cancel", "order"]),
        ("can’t, can't; CANT", ["cant", "cant", "cant"]),
        ("Crème brûlée", ["creme", "brulee"]),
        ("Straße", ["strasse"]),
        ("S-07 (in-transit)", ["s", "07", "in", "transit"]),
        ("ＦＵＬＬ width", ["full", "width"]),
        ("snake_case", ["snake", "case"]),
        ("...", []),
    ],
)
def test_a_text_is_split_into_folded_words(text, expected) -> None:
    assert words.split(text) == expected


@given(text=st.text())
def test_folding_twice_is_folding_once(text) -> None:
    assert words.fold(words.fold(text)) == words.fold(text)


@given(text=st.text())
def test_words_hold_nothing_that_a_query_language_could_read(text) -> None:
    assert all(word.isalnum() for word in words.split(text))
    key = words.key(text)
    assert words.key(key) == key


@given(text=st.text())
def test_what_is_flat_is_as_long_as_the_text_with_a_space_before(text) -> None:
    composed = words.composed(text)
    flat = words.flat(composed)
    assert len(flat) == len(composed) + 1
    for start, _, word in words.spans(composed):
        if word.isascii() and composed[start : start + len(word)].lower() == word:
            assert flat[start : start + 1 + len(word)] == f" {word}" or not flat[start].isspace()


@given(text=st.text())
def test_spans_are_where_the_words_stand(text) -> None:
    end = 0
    for start, stop, word in words.spans(text):
        assert end <= start < stop
        assert word == words.fold(text[start:stop])
        end = stop


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        *((word, "cancel") for word in "cancel cancels canceled cancelled canceling".split()),
        *((word, "not") for word in "not no never hasnt isnt cannot dont wont".split()),
        ("deliveries", "deliveri"),
    ],
)
def test_english_words_come_to_their_stems(word, stem) -> None:
    assert words.stem(word, "en") == words.stem(word, "en-GB") == stem


def test_other_languages_have_stemmers_of_their_own_or_none() -> None:
    assert words.stem("bestellungen", "de") == "bestell"
    assert words.stem("不", "zh") == "不"
    assert words.stem("hasnt", "de") != "not"
    assert not words.is_small("the", "de")
    assert words.is_small("the", "en-US")


def test_a_stemmer_serves_one_thread_at_a_time() -> None:
    made = [f"cancel{'s' * n}word{n}ing" for n in range(300)]
    words.stem.cache_clear()
    expected = {word: words.stem(word, "en") for word in made}
    words.stem.cache_clear()
    wrong: list[str] = []

    def check() -> None:
        wrong.extend(word for word in made if words.stem(word, "en") != expected[word])

    threads = [threading.Thread(target=check) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_no_is_taken_into_what_it_is_said_of() -> None:
    def stems(text: str) -> list[str]:
        return [term.stem for term in words.bind(words.split(text), "en")]

    assert stems("It hasn't yet arrived") == ["it", "yet", "notarriv"]
    assert stems("not shipped, the seller says no") == ["notship", "the", "seller", "say", "not"]
    assert stems("no, never mind it") == ["notmind", "it"]
    assert stems("nothing at all") == ["not", "at", "all"]


@given(text=st.text("ab no.'", max_size=30))
def test_binding_loses_no_other_word(text) -> None:
    folded = words.split(text)
    terms = words.bind(folded, "en")
    assert [folded[term.place] for term in terms] == [term.word for term in terms]
    kept = {term.place for term in terms}
    assert all(words.stem(folded[at], "en") == words.NOT for at in {*range(len(folded))} - kept)
    assert all(term.denied == (term.stem != term.plain) for term in terms)


WITH_NO = st.lists(st.sampled_from(["no", "not", "the", "yet", "order", "arrived", "cant"]))


@given(folded=WITH_NO)
def test_stems_are_those_that_binding_gives(folded) -> None:
    terms = words.bind(folded, "en")
    assert words.stems(folded, "en") == {s for term in terms for s in (term.stem, term.plain)}


def test_letters_that_are_kept_are_few(monkeypatch) -> None:
    letters = words._Letters(str.upper)
    monkeypatch.setattr(words._Letters, "MOST", 3)
    assert "abcdefabc".translate(letters) == "ABCDEFABC"
    assert len(letters) == 3
