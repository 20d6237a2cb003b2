"""A rendered text as plain text: for search, summaries and messages. Knows only our own HTML."""

from collections.abc import Iterable
from html.parser import HTMLParser

from guides.markup.document import Part

_BLOCKS = set("p h2 h3 h4 h5 h6 li tr pre blockquote div ol ul table hr".split())


def plain(html: str) -> str:
    """The words of a rendered text, a line for each block; items of lists keep their mark."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_line()
    return "\n".join(reader.lines)


def plain_parts(parts: Iterable[Part]) -> str:
    """As ``plain``, for a text of several parts."""
    pieces = (
        plain(part.html) if part.html else "\n".join(plain(stage.html) for stage in part.stages)
        for part in parts
    )
    return "\n".join(piece for piece in pieces if piece)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._line: list[str] = []
        self._mark = ""
        # For each open list: the number of its next item, or 0 where items have no number.
        self._lists: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.end_line()
        if tag == "ol":
            start = dict(attrs).get("start") or ""
            self._lists.append(int(start) if start.isdecimal() else 1)
        elif tag == "ul":
            self._lists.append(0)
        elif tag == "li" and self._lists:
            number = self._lists[-1]
            self._mark = f"{number}. " if number else "- "
            self._lists[-1] += bool(number)
        elif tag in {"td", "th"} and "".join(self._line).strip():
            self._line.append(" – ")
        elif tag == "br":
            self._line.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_line()
        if tag in {"ol", "ul"} and self._lists:
            self._lists.pop()

    def handle_data(self, data: str) -> None:
        self._line.append(data)

    def end_line(self) -> None:
        words = " ".join("".join(self._line).split())
        if words:
            self.lines.append(self._mark + words)
            self._mark = ""
        self._line = []
