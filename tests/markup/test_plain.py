"""Rendered texts come back as plain words, a line for each block, each with where it stands."""

from hypothesis import given, settings
from hypothesis import strategies as st

from guides import markup
from guides.markup import plain, plain_parts
from tests.pack.strategies import bodies

TEXT = """
First of all.

### In short

::: app
1. Tap **Orders**.
2. Then:
   - this

   Still the second.
:::

::: hazard
Not that.
:::

| a | b |
| - | - |
| c | d |

::: timeline
1. **Now** See [this](situation:a).
:::
"""


def read(source: str, level: int = 2) -> tuple[markup.Part, ...]:
    return markup.render(source, facts={}, level=level).parts


def test_a_text_is_a_line_for_each_block_with_the_marks_of_lists():
    assert markup.plain_parts(read(TEXT)).split("\n") == [
        "First of all.",
        "In short",
        "In the app",
        "1. Tap Orders.",
        "2. Then:",
        "- this",
        "Still the second.",
        "Be careful",
        "Not that.",
        "a – b",
        "c – d",
        "Now See this.",
    ]


def test_a_line_says_where_it_stands():
    lines = [
        (line.words, line.number, line.depth, line.block, line.heads)
        for line in markup.read_lines(read(TEXT))
    ]
    assert lines == [
        ("First of all.", 0, 0, "", False),
        ("In short", 0, 0, "", True),
        ("In the app", 0, 0, "app", True),
        ("Tap Orders.", 1, 1, "app", False),
        ("Then:", 2, 1, "app", False),
        ("this", 0, 2, "app", False),
        ("Still the second.", 0, 1, "app", False),
        ("Be careful", 0, 0, "hazard", True),
        ("Not that.", 0, 0, "hazard", False),
        ("a – b", 0, 0, "", False),
        ("c – d", 0, 0, "", False),
    ]


def test_a_list_goes_on_with_the_number_it_begins_with():
    assert [line.number for line in markup.read_lines(read("4. a\n5. b"))] == [4, 5]


@given(source=bodies, level=st.integers(1, 2))
@settings(max_examples=30)
def test_lines_are_what_the_plain_text_has(source, level):
    parts = [part for part in read(source, level) if part.html]
    lines = list(markup.read_lines(parts))
    assert "\n".join(map(str, lines)) == markup.plain_parts(parts)
    assert all(line.words and line.words == " ".join(line.words.split()) for line in lines)
    assert all(bool(line.number) <= bool(line.depth) for line in lines)


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
