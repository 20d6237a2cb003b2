"""A rendered text as Markdown again, with whole addresses: for programs that read.

Knows only our own HTML. The pack's blocks come out as what any Markdown reader understands:
what must not be done and what is to be copied stand in quotes, the rest as headings and lists.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from guides.markup.document import Part, Stage

_VOID = {"br", "hr", "img"}
_INLINE = set("a br code em img s span strong".split())
_QUOTED = {"hazard", "note", "message"}
_STATES = {"can": "Open", "maybe": "It depends", "cannot": "Closed"}

# What would be read as more than a character: anywhere, and at the start of a block. An
# underscore inside a word is one, and an ampersand that begins no entity.
_SPECIAL = re.compile(r"[\\`*\[\]<~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_OPENING = re.compile(r"(?=#{1,6}(?:\s|$)|[-+](?:\s|$)|>|-(?:\s*-){2}|=+\s*$)")
_WHITE = re.compile(r"[ \t\r\n\f]+")
_NUMBER = re.compile(r"(\d+)(?=[.)](?:\s|$))")


@dataclass
class _Node:
    """An element, or with an empty tag the whole text."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list["_Node | str"] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set(self.attrs.get("class", "").split())

    @property
    def elements(self) -> "list[_Node]":
        return [child for child in self.children if isinstance(child, _Node)]

    @property
    def text(self) -> str:
        return "".join(c if isinstance(c, str) else c.text for c in self.children)


def markdown(html: str, *, origin: str) -> str:
    """A rendered text as Markdown; ``origin`` stands before the addresses of this site."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _Writer(origin).document(reader.root.children)


def markdown_parts(parts: Iterable[Part], *, origin: str) -> str:
    """As ``markdown``, for a text of several parts; stages say what they still allow."""
    html = (part.html or _as_list(part.stages) for part in parts)
    return markdown("\n".join(html), origin=origin)


def escape(text: str) -> str:
    """Words that are no Markdown as Markdown of one line."""
    return _start(_SPECIAL.sub(r"\\\g<0>", " ".join(text.split())))


def _as_list(stages: Sequence[Stage]) -> str:
    return "<ol>" + "".join(f"<li>{_told(stage)}</li>" for stage in stages) + "</ol>"


def _told(stage: Stage) -> str:
    state = f"{_STATES[stage.state]}: " if stage.state else ""
    rest = stage.html.removeprefix("<p>")
    return ("<p>" if rest != stage.html else "") + state + rest


def _start(text: str) -> str:
    """The text so that the first characters of its lines begin no block."""
    return "\n".join(_start_line(line.strip(" ")) for line in text.split("\n"))


def _start_line(line: str) -> str:
    if number := _NUMBER.match(line):
        return f"{number[1]}\\{line[number.end() :]}"
    return f"\\{line}" if _OPENING.match(line) else line


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        # The sanitiser closes what it opens, in order.
        if tag not in _VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def _flat(children: Sequence[_Node | str]) -> Iterator[_Node | str]:
    """Children in order, with those of blocks that are not quoted in the place of the block.

    An element without a tag stands where a block begins or ends, and at the end of all.
    """
    for child in children:
        if isinstance(child, _Node) and child.tag == "div" and not child.classes & _QUOTED:
            yield _Node("")
            yield from _flat(child.children)
        else:
            yield child
    yield _Node("")


class _Writer:
    def __init__(self, origin: str) -> None:
        self.origin = origin

    def document(self, children: Sequence[_Node | str]) -> str:
        return "\n\n".join(self.blocks(children))

    def blocks(self, children: Sequence[_Node | str]) -> list[str]:
        """Each block of a text; words that stand beside blocks are one of their own."""
        found: list[str] = []
        words: list[_Node | str] = []
        last = ""
        for child in _flat(children):
            if isinstance(child, str) or child.tag in _INLINE:
                words.append(child)
                continue
            if said := _start(self.inline(words)):
                found.append(said)
                last = ""
            words = []
            if child.tag in {"ul", "ol"}:
                # Lists that follow each other would be read as one, but for another mark.
                second = last == child.tag
                found.append(self.list_(child, second))
                last = "" if second else child.tag
            elif block := self.block(child):
                found.append(block)
                last = ""
        return found

    def block(self, node: _Node) -> str:
        match node.tag:
            case "p":
                said = _start(self.inline(node.children))
                return f"**{said}**" if "label" in node.classes else said
            case "h2" | "h3" | "h4" | "h5" | "h6":
                return "#" * int(node.tag[1]) + " " + self.inline(node.children)
            case "hr":
                return "___"
            case "pre":
                return _fence(node.text)
            case "table":
                return self.table(node)
            case "blockquote" | "div":
                return _quote(self.document(node.children))
            case _:
                return ""

    def list_(self, node: _Node, second: bool) -> str:
        items = [child for child in node.elements if child.tag == "li"]
        loose = any(child.tag == "p" for item in items for child in item.elements)
        gap = "\n\n" if loose else "\n"
        insides = [gap.join(self.blocks(item.children)) for item in items]
        marks = self.marks(node, second, insides)
        lines = (
            f"{mark} {_indent(inside, len(mark) + 1)}".rstrip()
            for mark, inside in zip(marks, insides, strict=True)
        )
        return gap.join(lines)

    def marks(self, node: _Node, second: bool, insides: Sequence[str]) -> list[str]:
        """The mark of each item; of a second list in a row it is another."""
        if node.tag == "ol":
            first = int(node.attrs.get("start", 1))
            return [f"{number}{'.)'[second]}" for number, _ in enumerate(insides, first)]
        # The same mark in front of itself, thrice, would be a line across the page.
        doubled = any(inside.startswith("-*"[second]) for inside in insides)
        return ["-*"[second ^ doubled]] * len(insides)

    def table(self, node: _Node) -> str:
        rows = [row for part in node.elements for row in part.elements]
        cells = [[self.cell(cell) for cell in row.elements] for row in rows]
        aligned = [_align(cell.classes) for cell in rows[0].elements]
        return "\n".join(f"| {' | '.join(row)} |" for row in [cells[0], aligned, *cells[1:]])

    def cell(self, node: _Node) -> str:
        return self.inline(node.children).replace("|", "\\|")

    def inline(self, children: Iterable[_Node | str]) -> str:
        pieces: list[str] = []
        for child in children:
            if isinstance(child, str):
                pieces.append(_SPECIAL.sub(r"\\\g<0>", _WHITE.sub(" ", child)))
                continue
            if child.tag == "a" and pieces and pieces[-1].endswith("!"):
                pieces[-1] = pieces[-1][:-1] + "\\!"
            pieces.append(self.element(child, after=pieces[-1] if pieces else ""))
        return "".join(pieces).strip(" ")

    def element(self, node: _Node, after: str) -> str:
        inside = "" if node.tag in {"br", "code"} else self.inline(node.children)
        before = " " if node.text[:1].isspace() else ""
        # Two stars in a row would be one mark.
        mark = "_" if "*" in {after[-1:], inside[:1], inside[-1:]} else "*"
        match node.tag:
            case "br":
                return "\\\n"
            case "code":
                return _code(node.text)
            case "img":
                alt = _SPECIAL.sub(r"\\\g<0>", _WHITE.sub(" ", node.attrs.get("alt", "")))
                return f"![{alt}]({self.origin}{node.attrs.get('src', '')})"
            case "em":
                return f"{mark}{inside}{mark}"
            case "strong":
                return f"{mark * 2}{inside}{mark * 2}"
            case "s":
                return f"~~{inside}~~"
            case "a":
                href = node.attrs.get("href", "")
                href = self.origin + href if href.startswith("/") else href
                return f"{before}[{inside}]({f'<{href}>' if set(href) & set('()') else href})"
            case _:
                return inside


def _quote(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _indent(text: str, width: int) -> str:
    first, *rest = text.split("\n")
    return "\n".join([first, *(" " * width + line if line else "" for line in rest)])


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _fence(text: str) -> str:
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}\n{text.removesuffix(chr(10))}\n{fence}"


def _code(text: str) -> str:
    ticks = "`" * (_longest_run(text) + 1)
    text = " ".join(text.split("\n"))
    padded = f" {text} " if text[:1] in "` " or text[-1:] in "` " else text
    return f"{ticks}{padded}{ticks}"


def _align(classes: set[str]) -> str:
    return ":-:" if "center" in classes else "--:" if "right" in classes else "---"
