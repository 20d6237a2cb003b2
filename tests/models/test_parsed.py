"""The pages of wizards that a process keeps parsed: few, and of no other edition."""

from datetime import UTC, datetime

from guides.models.parsed import LEAST_CHARACTERS, Parsed, ParsedPages

DAY = datetime(2026, 11, 22, tzinfo=UTC)


def parsed(page: str, characters: int = LEAST_CHARACTERS) -> Parsed:
    return Parsed(DAY, page, characters)


def test_the_first_that_came_makes_room() -> None:
    pages = ParsedPages(most=2, most_characters=10 * LEAST_CHARACTERS)
    for pk, page in ((1, "a"), (2, "b"), (3, "c"), (2, "d")):
        pages.put(pk, parsed(page))
    assert {pk: one.page for pk, one in pages.all().items()} == {3: "c", 2: "d"}
    pages.forget()
    assert pages.all() == {}


def test_all_together_take_so_much_and_no_more() -> None:
    pages = ParsedPages(most=9, most_characters=3 * LEAST_CHARACTERS)
    for pk in range(5):
        pages.put(pk, parsed("page"))
    assert list(pages.all()) == [2, 3, 4]
    pages.put(5, parsed("large", 2 * LEAST_CHARACTERS))
    assert list(pages.all()) == [4, 5]
    pages.put(6, parsed("too large", 3 * LEAST_CHARACTERS + 1))
    assert list(pages.all()) == [4, 5]


def test_what_is_parsed_in_no_time_is_not_kept() -> None:
    pages = ParsedPages()
    pages.put(1, parsed("small", LEAST_CHARACTERS - 1))
    assert pages.all() == {}


def test_who_looks_at_all_sees_the_same_whatever_comes() -> None:
    pages = ParsedPages(most=1)
    pages.put(1, parsed("a"))
    seen = pages.all()
    pages.put(2, parsed("b"))
    assert list(seen) == [1]
