"""Cutting a guide's text into sections, and joining them again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guides import markup
from guides.markup import split_sections

LINES = st.sampled_from(
    [
        "",
        " ",
        "text",
        "    code",
        "## A",
        "## ",
        "##",
        "##B",
        " ## C",
        "### D",
        "# E",
        "```",
        "````",
        "``` py",
        "```a`b",
        "~~~",
        "~~~~ x",
        "  ```",
        "> ## F",
        "- ## G",
        "\t",
    ]
)


@given(lines=st.lists(LINES, max_size=14))
@settings(max_examples=60)
def test_sections_join_to_the_text_that_was_cut(lines):
    chunks = split_sections("\n".join(lines))
    joined = [line for c in chunks for line in (c.heading, *c.body.split("\n")) if line.strip()]
    assert joined == [line for line in lines if line.strip()]


@given(lines=st.lists(LINES, max_size=14))
@settings(max_examples=40)
def test_joined_sections_are_cut_at_the_same_places(lines):
    chunks = split_sections("\n".join(lines))
    joined = "\n\n".join(piece for c in chunks for piece in (c.heading, c.body) if piece)
    again = split_sections(joined)
    assert [(c.heading, c.body) for c in again] == [(c.heading, c.body) for c in chunks]


@given(lines=st.lists(LINES, max_size=14))
@settings(max_examples=40)
def test_a_section_says_where_it_stands(lines):
    for chunk in split_sections("\n".join(lines)):
        if chunk.heading:
            assert lines[chunk.line - 1] == chunk.heading
        if chunk.body.strip():
            assert lines[chunk.body_line - 1] == chunk.body.split("\n")[0]


def test_the_first_piece_is_what_stands_before_any_heading():
    chunks = split_sections("Before\n\n## A\n\n1\n\n## B\n2")
    assert [(c.heading, c.body, c.line, c.body_line) for c in chunks] == [
        ("", "Before", 1, 1),
        ("## A", "1", 3, 5),
        ("## B", "2", 7, 8),
    ]


def test_a_heading_inside_a_fence_is_no_section():
    chunks = split_sections("```\n## no\n```\n## yes\n~~~~\n## no\n~~~\n## no\n~~~~~")
    assert [chunk.heading for chunk in chunks] == ["", "## yes"]
    assert not any(chunk.unclosed for chunk in chunks)


def test_a_fence_that_is_never_closed_is_found():
    assert split_sections("a\n\n``` x\n## swallowed")[0].unclosed == (3,)


@pytest.mark.parametrize(
    "source",
    [
        "- ```\n  code\n  ```",
        "1. Run this:\n\n   ```\n   code\n   ```",
        "> ```\n> code\n> ```",
        "- a\n  - ~~~\n    code\n    ~~~",
    ],
)
def test_a_fence_that_markdown_closes_is_not_told_as_open(source):
    assert markup.render(source, facts={}, level=2).problems == ()


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("source", ["```\ncode", "- a\n\n```\ncode\n\nmore", "~~~\na\n```"])
def test_a_fence_that_markdown_never_closes_is_told(source, level):
    problems = markup.render(source, facts={}, level=level).problems
    line = source[: source.index(source.strip("- a\n")[:3])].count("\n") + 1
    assert [(p.line, p.text) for p in problems] == [
        (line, "a code fence is opened and never closed")
    ]
