"""A rendered text as plain text: for search, summaries and messages. Knows only our own HTML.

A picture says its words in brackets; where lines are to be told to somebody, it is left out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from guides.markup.document import Part

_HEADINGS = set("h2 h3 h4 h5 h6".split())
_BLOCKS = _HEADINGS | set("p li tr pre blockquote div ol ul table hr".split())


@dataclass(frozen=True, slots=True)
class Line:
    """The words of one block of a text, and where they stand.

    ``number`` is that of a step, 0 for anything else; ``depth`` counts the lists around the line,
    ``block`` names the pack's block around it. ``heads`` tells headings and labels from texts.
    """

    words: str
    mark: str = ""
    number: int = 0
    depth: int = 0
    block: str = ""
    heads: bool = False

    def __str__(self) -> str:
        return self.mark + self.words


def plain(html: str) -> str:
    """The words of a rendered text, a line for each block; items of lists keep their mark."""
    return "\n".join(map(str, _read(html, pictures=True)))


def plain_parts(parts: Iterable[Part]) -> str:
    """As ``plain``, for a text of several parts."""
    pieces = (
        plain(part.html) if part.html else "\n".join(plain(stage.html) for stage in part.stages)
        for part in parts
    )
    return "\n".join(piece for piece in pieces if piece)


def read_lines(parts: Iterable[Part]) -> Iterator[Line]:
    """The lines of a text of several parts, but for its timelines and its pictures."""
    for part in parts:
        yield from _read(part.html)


def _read(html: str, *, pictures: bool = False) -> list[Line]:
    reader = _Reader(pictures)
    reader.feed(html)
    reader.close()
    reader.end_line()
    return reader.lines


class _Reader(HTMLParser):
    def __init__(self, pictures: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._pictures = pictures
        self.lines: list[Line] = []
        self._line: list[str] = []
        self._mark = ""
        self._number = 0
        self._heads = False
        # For each open list: the number of its next item, or 0 where items have no number.
        self._lists: list[int] = []
        # For each open div: the name of the pack's block, if it is one.
        self._divs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.end_line()
        values = dict(attrs)
        classes = (values.get("class") or "").split()
        if tag == "ol":
            start = values.get("start") or ""
            self._lists.append(int(start) if start.isdecimal() else 1)
        elif tag == "ul":
            self._lists.append(0)
        elif tag == "li" and self._lists:
            self._number = self._lists[-1]
            self._mark = f"{self._number}. " if self._number else "- "
            self._lists[-1] += bool(self._number)
        elif tag in {"td", "th"} and "".join(self._line).strip():
            self._line.append(" – ")
        elif tag == "br":
            self._line.append(" ")
        elif tag == "img" and self._pictures and values.get("alt"):
            self._line.append(f" [{values['alt']}] ")
        elif tag == "div":
            self._divs.append(classes[1] if classes[:1] == ["block"] and classes[1:] else "")
        if tag in _HEADINGS or classes == ["label"]:
            self._heads = True

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_line()
        if tag in {"ol", "ul"} and self._lists:
            self._lists.pop()
        elif tag == "div" and self._divs:
            self._divs.pop()

    def handle_data(self, data: str) -> None:
        self._line.append(data)

    def end_line(self) -> None:
        words = " ".join("".join(self._line).split())
        if words:
            block = next((name for name in reversed(self._divs) if name), "")
            self.lines.append(
                Line(words, self._mark, self._number, len(self._lists), block, self._heads)
            )
            self._mark, self._number = "", 0
        self._line = []
        self._heads = False
