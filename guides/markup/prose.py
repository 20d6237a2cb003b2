"""The sentences of a text as editors wrote them, with what is not words taken out."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from guides.markup.facts import TOKEN
from guides.markup.parser import MARKDOWN

# Stands where a fact, a code or something to fill in stood.
GAP = "\ufffc"

_END = re.compile(r"(?<=[.!?])\s+")
_BREAKS = {"softbreak", "hardbreak"}


def sentences(source: str, *, markdown: bool) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """The sentences of a text, each with its line (from 1) and the keys of its facts.

    A row of a table is one sentence.
    """
    blocks = _blocks(source) if markdown else ((1, source),)
    for line, block in blocks:
        start = 0
        ends = [match.start() for match in _END.finditer(block)]
        for end in (*ends, len(block)):
            sentence = block[start:end]
            here = line + block[:start].count("\n")
            lead = len(sentence) - len(sentence.lstrip())
            here += sentence[:lead].count("\n")
            keys = tuple(TOKEN.findall(sentence))
            if sentence.strip():
                yield here, TOKEN.sub(GAP, sentence[lead:]), keys
            start = end


def _blocks(source: str) -> Iterator[tuple[int, str]]:
    row: list[str] | None = None
    for token in MARKDOWN.parse(source):
        if token.type == "tr_open":
            row, line = [], (token.map or [0])[0] + 1
        elif token.type == "tr_close":
            yield line, " | ".join(row or ())
            row = None
        elif token.type == "inline":
            words = _words(token.children or ())
            if row is None:
                yield (token.map or [0])[0] + 1, words
            else:
                row.append(words)


def _words(tokens: Sequence[Token]) -> str:
    pieces = []
    for token in tokens:
        if token.type in _BREAKS:
            pieces.append("\n")
        elif token.type in {"text", "fact"}:
            pieces.append(token.content)
        elif token.type in {"code_inline", "slot", "image"}:
            pieces.append(GAP)
    return "".join(pieces)
