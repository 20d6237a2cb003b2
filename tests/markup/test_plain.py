"""Rendered texts come back as plain words, a line for each block."""

from hypothesis import given, settings

from guides import markup
from guides.markup import plain, plain_parts
from tests.pack.strategies import bodies


def text(source: str) -> str:
    return plain_parts(markup.render(source, facts={"f": "3–15 days"}, level=1).parts)


def test_blocks_stand_on_lines_of_their_own() -> None:
    source = "A **bold** _word_.\n\n## Heading\n\nIt takes {fact:f} & `more`."
    assert text(source) == "A bold word.\nHeading\nIt takes 3–15 days & more."


def test_lists_keep_numbers_and_marks() -> None:
    assert text("3. a\n4. b\n   - c\n\n- d") == "3. a\n4. b\n- c\n- d"


def test_tables_keep_their_rows() -> None:
    assert text("| a | b |\n| --- | --- |\n| 1 | 2 |") == "a – b\n1 – 2"


def test_timelines_and_messages_are_told_too() -> None:
    told = text("::: timeline\n1. **One** first\n2. **Two** then\n:::\n\n::: message\nHi.\n:::")
    assert told.splitlines()[:2] == ["One first", "Two then"]
    assert told.endswith("Hi.")


def test_what_looks_like_html_in_a_text_stays_text() -> None:
    assert plain("<p>&lt;b&gt; &amp;amp;</p>") == "<b> &amp;"


@given(source=bodies)
@settings(max_examples=30)
def test_no_word_is_lost(source) -> None:
    document = markup.render(source, facts={}, level=1)
    got = plain_parts(document.parts)
    assert "\n\n" not in got
    for word in document.text.split():
        if word.isalnum() and word.isascii():
            assert word in got
