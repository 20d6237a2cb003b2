"""What somebody typed is read as needs, each with the words that would meet it."""

from guides.search import query
from guides.search.query import Known, Lexicon, Need, Way


def needs(text: str, *groups: tuple[str, ...], lexicon: Lexicon | None = None, **corrected: str):
    typed = query.typed_words(text)
    rows = [query.phrases(group, "en") for group in groups]
    return query.read_needs(typed, rows, lexicon or Lexicon(), corrected, "en")


def stems(found: list[Need]) -> list[list[tuple[str, ...]]]:
    return [[way.stems for way in need.ways] for need in found]


def test_small_words_are_left_out() -> None:
    assert stems(needs("how do I cancel my orders")) == [[("cancel",)], [("order",)]]


def test_unless_there_are_no_others() -> None:
    assert len(needs("what is it")) == 3


def test_no_is_never_small() -> None:
    assert stems(needs("hasn't arrived")) == [[("not",)], [("arriv",)]]


def test_a_synonym_is_another_way_worth_less() -> None:
    [need] = needs("refund", ("money", "refund"))
    assert need.ways == (Way(query.WHOLE, ("refund",)), Way(query.SAME_MEANING, ("money",)))


def test_a_phrase_is_one_need_its_small_words_included() -> None:
    found = needs("delivery takes too long", ("takes too long", "late"))
    assert stems(found) == [
        [("deliveri",)],
        [("take", "too", "long"), ("late",), ("long",)],
    ]


def test_the_longest_phrase_counts() -> None:
    found = needs("money back", ("money back", "refund"), ("money", "cash"))
    assert found[0].ways[0].stems == ("money", "back")
    assert ("refund",) in stems(found)[0]


def test_a_corrected_word_counts_a_little_less() -> None:
    [need] = needs("cancle", cancle="cancel")
    assert need.ways == (Way(query.MISSPELT, ("cancel",)),)


def test_only_the_last_word_may_be_unfinished() -> None:
    lexicon = Lexicon(prefixed=[Known("shipped", "ship", 3)])
    first, last = needs("canc shi", lexicon=lexicon)
    assert [way.stems for way in first.ways] == [("canc",)]
    assert Way(query.FINISHED, ("ship",)) in last.ways


def test_rare_words_tell_more() -> None:
    assert query.rarity(1) > query.rarity(10) > query.rarity(1000) > 0
    common, rare = needs("order escrow", lexicon=Lexicon(stems={"order": 50, "escrow": 1}))
    assert rare.rarity > common.rarity


def test_words_beyond_the_most_are_not_looked_at() -> None:
    assert len(query.typed_words("word " * 100)) == query.MOST_WORDS
    assert query.typed_words("x" * 100) == []
