"""Where the sections of a guide begin in its Markdown, and what surrounds a text.

The parser itself says where a heading is, so what is cut here is what would be shown as one.
"""

from dataclasses import dataclass

from markdown_it.token import Token

from guides.markup.parser import MARKDOWN, open_block, open_fence


@dataclass(frozen=True, slots=True)
class Chunk:
    """A heading line (empty for the text before the first one) and the body below it.

    ``line`` and ``body_line`` count from 1 in the text that was cut. ``unclosed`` are the lines
    of code fences and blocks that are never closed, which swallow what is below them.
    """

    heading: str
    line: int
    body: str
    body_line: int
    unclosed: tuple[int, ...] = ()


def split_sections(text: str) -> list[Chunk]:
    """Cut a text at its headings of the second level; the first chunk stands before them."""
    lines = text.split("\n")
    tokens: list[Token] = []
    MARKDOWN.block.parse(text, MARKDOWN, {}, tokens)
    headings = (t for t in tokens if t.type == "heading_open" and t.tag == "h2" and t.level == 0)
    starts = [t.map[0] for t in headings if t.map]
    never = {"fence": open_fence, "container_block_open": open_block}
    unclosed = [t.map[0] for t in tokens if t.map and t.type in never and never[t.type](t, lines)]
    chunks = []
    for start, end in zip([-1, *starts], [*starts, len(lines)], strict=True):
        body, skipped = trim(lines[start + 1 : end])
        chunks.append(
            Chunk(
                heading=lines[start] if start >= 0 else "",
                line=max(start, 0) + 1,
                body="\n".join(body),
                body_line=start + 2 + skipped,
                unclosed=tuple(line + 1 for line in unclosed if start < line < end),
            )
        )
    return chunks


def trim(lines: list[str]) -> tuple[list[str], int]:
    """Lines without the blank ones around them, and how many were taken from the front."""
    full = [index for index, line in enumerate(lines) if line.strip(" \t")]
    if not full:
        return [], 0
    return lines[full[0] : full[-1] + 1], full[0]


def tidy(text: str) -> str:
    """A Markdown text as records hold it: LF, no blank lines around it."""
    lines, _ = trim(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(lines)
