"""A rendered text as plain lines, each with where it stands."""

from hypothesis import given, settings
from hypothesis import strategies as st

from guides import markup
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
