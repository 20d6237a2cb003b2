"""What somebody typed is read as needs, each with the words that would meet it."""

from guides.search import query
from guides.search.query import Known, Need, Way


def needs(text: str, *groups: tuple[str, ...], **more) -> list[Need]:
    rows = [query.bind_group(group, "en")[0] for group in groups]
    options = {"entries": {}, "finished": [], "corrected": {}, **more}
    return query.read_needs(query.typed_words(text), rows, language="en", **options)


def stems(found: list[Need]) -> list[list[tuple[str, ...]]]:
    return [[way.stems for way in need.ways] for need in found]


def test_small_words_are_left_out() -> None:
    assert stems(needs("how do I cancel my orders")) == [[("cancel",)], [("order",)]]


def test_unless_there_are_no_others() -> None:
    assert len(needs("what is it")) == 3


def test_a_no_belongs_to_what_it_is_said_of() -> None:
    [need] = needs("it hasn't yet arrived")
    assert need.ways == (Way(query.WHOLE, ("notarriv",)), Way(query.PART, ("arriv",)))
    assert stems(needs("no")) == [[("not",)]]


def test_what_is_not_so_by_another_word_is_not_so() -> None:
    [need] = needs("not dispatched", ("shipped", "dispatched"))
    assert ("notship",) in stems([need])[0]


def test_a_synonym_is_another_way_worth_less() -> None:
    [need] = needs("refund", ("money", "refund"))
    assert need.ways == (Way(query.WHOLE, ("refund",)), Way(query.SAME_MEANING, ("money",)))


def test_a_phrase_is_one_need_its_small_words_included() -> None:
    found = needs("delivery takes too long", ("takes too long", "late"))
    assert stems(found) == [[("deliveri",)], [("take", "too", "long"), ("late",), ("long",)]]


def test_a_phrase_that_denies_is_one_too() -> None:
    found = needs("it never came", ("never came", "hasn’t arrived"))
    assert stems(found) == [[("notcame",), ("notarriv",), ("came",)]]


def test_the_longest_phrase_counts() -> None:
    found = needs("money back", ("money back", "refund"), ("money", "cash"))
    assert found[0].ways[0].stems == ("money", "back")
    assert ("refund",) in stems(found)[0]


def test_a_corrected_word_counts_a_little_less() -> None:
    [need] = needs("cancle", corrected={"cancle": "cancel"})
    assert need.ways == (Way(query.MISSPELT, ("cancel",)),)


def test_only_the_last_word_may_be_unfinished() -> None:
    first, last = needs("canc shi", finished=[Known("shipped", "ship", 3)])
    assert [way.stems for way in first.ways] == [("canc",)]
    assert Way(query.FINISHED, ("ship",)) in last.ways


def test_rare_words_tell_more() -> None:
    assert query.rarity(1) > query.rarity(10) > query.rarity(1000) > 0
    common, rare = needs("order escrow", entries={"order": 50, "escrow": 1})
    assert rare.rarity > common.rarity


def test_words_beyond_the_most_are_not_looked_at() -> None:
    assert len(query.typed_words("word " * 100)) == query.MOST_WORDS
    assert query.typed_words("x" * 100) == []
