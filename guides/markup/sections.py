"""Where the sections of a guide begin in its Markdown, line by line.

The rule is one of lines, not of rendered blocks, so that cutting a text into sections and joining
them again gives the same text: a line that starts with ``## `` outside a code fence is a heading.
"""

import re
from dataclasses import dataclass

_FENCE = re.compile(r"\s*(`{3,}|~{3,})(.*)$")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A heading line (empty for the text before the first one) and the body below it.

    ``line`` and ``body_line`` count from 1 in the text that was cut.
    """

    heading: str
    line: int
    body: str
    body_line: int
    open_fence: int = 0


def split_sections(text: str) -> list[Chunk]:
    """Cut a text at its ``## `` lines; the first chunk is what stands before them.

    A body loses the blank lines around it. ``open_fence`` is the line of a code fence that is
    never closed, which would swallow the headings below it, or 0.
    """
    chunks: list[Chunk] = []
    heading, heading_line = "", 1
    body: list[str] = []
    fence, fence_line = "", 0

    def finish() -> None:
        lead = next((i for i, line in enumerate(body) if line.strip()), 0)
        first = heading_line + (1 if heading else 0)
        text = "\n".join(body).strip("\n")
        text = re.sub(r"\A(?:[ \t]*\n)+|(?:\n[ \t]*)+\Z", "", text)
        chunks.append(Chunk(heading, heading_line, text, first + lead, fence_line))

    for number, line in enumerate(text.split("\n"), start=1):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not mark[2].strip():
                fence, fence_line = "", 0
        elif mark and not (mark[1][0] == "`" and "`" in mark[2]):
            fence, fence_line = mark[1], number
        elif line.startswith("## "):
            finish()
            heading, heading_line, body = line, number, []
            continue
        body.append(line)
    finish()
    return chunks
