"""Lets the links of a page lead where its file needs them; every other byte stays as it was.

The parser finds the tags and tells where they stand, so nothing is written anew but the values
that change. What it cannot read twice in the same way is an error, never a guess.
"""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from html.parser import HTMLParser

Follow = Callable[[str], str]

# Attributes that hold one address; a list of them stands in srcset.
_ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "poster",
    "hx-get",
    "hx-push-url",
    "hx-replace-url",
}
_NO_ADDRESS = {"true", "false"}
_ATTRIBUTE = re.compile(r"""(?<=[\s"'])([^\s"'<>/=]+)\s*=\s*("[^"]*"|'[^']*')""")
_REFRESH = re.compile(r"(\s*[0-9]+\s*;\s*url=)(.+)", re.IGNORECASE)
_CSS_ADDRESS = re.compile(
    r"""(?P<before>\burl\(\s*|@import\s+(?=["']))(?P<quote>["']?)(?P<url>[^"'()\s]+)(?P=quote)"""
)


def rewrite(html: str, follow: Follow, *, head: str = "") -> str:
    """A page in which each link is what ``follow`` makes of it, absolute ones too.

    ``head`` is put after the tag that names the encoding. Raises ValueError for a tag that
    cannot be read.
    """
    page = _Page(html, follow, head)
    page.feed(html)
    # What is left waits for the end of a tag, which does not come.
    if "<" in page.rawdata:
        raise ValueError(f"the page ends in the middle of a tag: {page.rawdata[:40]}")
    return page.written()


def rewrite_css(css: str, follow: Follow) -> str:
    """A style sheet in which each address is what ``follow`` makes of it."""

    def one(match: re.Match[str]) -> str:
        url, quote = match["url"], match["quote"]
        led = url if url.startswith(("data:", "#")) else follow(url)
        return f"{match['before']}{quote}{led}{quote}"

    return _CSS_ADDRESS.sub(one, css)


class _Page(HTMLParser):
    def __init__(self, html: str, follow: Follow, head: str) -> None:
        super().__init__(convert_charrefs=False)
        self.html, self.follow, self.head = html, follow, head
        self.pieces: list[str] = []
        self.done = 0
        self.lines = [0, *(found.end() for found in re.finditer("\n", html))]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        raw = self.get_starttag_text()
        assert raw is not None
        line, column = self.getpos()
        begin = self.lines[line - 1] + column
        if not self.html.startswith(raw, begin):
            raise ValueError(f"line {line}: the tag {raw} cannot be read")
        changed = _rewrite_tag(tag, raw, attrs, self.follow)
        if tag == "meta" and self.head and any(name == "charset" for name, _ in attrs):
            changed, self.head = changed + self.head, ""
        if changed != raw:
            self.pieces += [self.html[self.done : begin], changed]
            self.done = begin + len(raw)

    def written(self) -> str:
        return "".join([*self.pieces, self.html[self.done :]])


def _rewrite_tag(tag: str, raw: str, attrs: list[tuple[str, str | None]], follow: Follow) -> str:
    known = {name: value for name, value in attrs if value is not None}
    found = list(_ATTRIBUTE.finditer(raw))
    if [(m[1].lower(), unescape(m[2][1:-1])) for m in found] != [
        (name, value) for name, value in attrs if value is not None
    ]:
        raise ValueError(f"the tag {raw} cannot be read: put each value in quotes")
    pieces, done = [], 0
    for match in found:
        name = match[1].lower()
        old = known[name]
        new = _rewrite_value(tag, name, old, known, follow)
        if new != old:
            pieces += [raw[done : match.start(2)], f'"{escape(new)}"']
            done = match.end(2)
    return "".join([*pieces, raw[done:]])


def _rewrite_value(tag: str, name: str, value: str, known: dict[str, str], follow: Follow) -> str:
    if name in _ADDRESSES and value.strip().lower() not in _NO_ADDRESS:
        return follow(value)
    if name == "srcset":
        return ", ".join(_followed(value, follow))
    if tag == "meta" and name == "content":
        refresh = _REFRESH.fullmatch(value)
        if refresh and known.get("http-equiv", "").lower() == "refresh":
            return refresh[1] + follow(refresh[2])
        if known.get("property") == "og:image":
            follow(value)  # it stays whole, but has to be there
    return value


def _followed(srcset: str, follow: Follow) -> Iterator[str]:
    for candidate in srcset.split(","):
        url, _, size = candidate.strip().partition(" ")
        yield f"{follow(url)} {size}".rstrip()
