"""Markdown written back: whoever reads it sees the same words, and nothing becomes markup."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from guides import markup
from tests.conftest import CONTENT
from tests.pack.strategies import bodies, lines

ORIGIN = "https://help.example.org"
# A reader of its own, which knows nothing of the pack's blocks.
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
FACTS = dict.fromkeys(
    re.findall(r"^\[(.+)\]$", (CONTENT / "facts.toml").read_text(), re.M), "3–15 days"
)


def written(source: str) -> str:
    return markup.markdown_parts(render(source).parts, origin=ORIGIN)


def render(source: str) -> markup.Document:
    return markup.render(source, facts=FACTS, level=1)


def words(html: str) -> str:
    return " ".join(markup.plain(html).split())


def texts() -> list[str]:
    return [path.read_text().split("+++\n")[2] for path in sorted(CONTENT.glob("*s/*.md"))]


@pytest.mark.parametrize("source", texts())
def test_the_shipped_texts_read_the_same_again(source: str) -> None:
    assert words(READER.render(written(source))) == words(render(source).html)


@settings(max_examples=150)
@given(bodies | st.lists(lines(40), max_size=4).map("\n\n".join))
def test_any_text_reads_the_same_again(source: str) -> None:
    assert words(READER.render(written(source))) == words(render(source).html)


@given(lines(60))
def test_words_that_are_no_markdown_stay_words(text: str) -> None:
    [paragraph] = READER.parse(markup.escape(text))[1:-1]
    assert [child.type for child in paragraph.children] == ["text"]
