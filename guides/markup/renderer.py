"""Markdown to a Document: CommonMark with tables, the pack's blocks and facts, then a sanitiser.

Raw HTML is off and the sanitiser allows only what this module itself can produce, so a text can
at worst look odd. Everything an editor must mend comes back as a Problem with its line.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from markdown_it.token import Token

from guides.markup import pictures as images
from guides.markup.document import Document, Heading, Link, Part, Problem, Stage
from guides.markup.facts import TOKEN
from guides.markup.parser import (
    BREAKS,
    DEEPEST,
    ENGLISH,
    HEADED,
    LABELS,
    MARKDOWN,
    Slot,
    block_name,
    open_block,
    open_fence,
    same_pattern,
)
from guides.markup.pictures import Picture
from guides.markup.sanitiser import SCHEMES, TODO, clean
from guides.markup.targets import KINDS, parse_link
from guides.markup.ticking import name_steps

# Characters in one text. Generous for a section (about 60 printed pages), small enough that
# the worst text a person can paste is rendered in a few seconds.
LONGEST = 100_000

_MESSAGES = {"message", ENGLISH}
_COLONS = re.compile(r"[\s>]*(:{3,})\s*(.*)$")

_NO_PICTURES: Mapping[str, Picture] = MappingProxyType({})


@dataclass
class _Block:
    """A block of the pack: where it begins in the text and in what is gathered, what it asks."""

    name: str
    line: int
    start: int
    level: int
    above: "_Block | None" = None
    before: tuple[int, int, int] = (0, 0, 0)
    end: int = -1
    slots: list[Slot] = field(default_factory=list)


def render(
    source: str,
    *,
    facts: Mapping[str, str],
    level: int,
    pictures: Mapping[str, Picture] = _NO_PICTURES,
    without_english: bool = False,
) -> Document:
    """Render a Markdown text.

    ``facts`` maps a fact's key to its spelling, ``pictures`` a picture's slug to it. ``level`` is
    the HTML level of the heading that stands above the text on its page (1 for a situation, 2 for
    a section): headings inside must be below it. ``without_english`` leaves the English forms of
    messages out, for a page that is in English itself. Never raises on content; what is wrong
    stands in ``problems``. Cheap for a text that was rendered lately: checking, comparing and
    publishing one ask for the same document.
    """
    named = dict.fromkeys(TOKEN.findall(source))
    spelled = tuple((key, facts[key]) for key in named if key in facts)
    shown = images.named(source, pictures)
    return _render(source, spelled, shown, level, without_english)


@lru_cache(maxsize=256)
def _render(
    source: str,
    named: tuple[tuple[str, str], ...],
    shown: tuple[tuple[str, Picture], ...],
    level: int,
    without_english: bool,
) -> Document:
    if len(source) > LONGEST:
        told = f"the text has {len(source):,} characters; at most {LONGEST:,} fit"
        return Document(problems=(Problem(1, told),))
    # As the parser takes them: what tokens say of lines is true of these.
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    tokens = MARKDOWN.parse(source)
    reading = _Reading(lines, dict(named), dict(shown), level, without_english)
    reading.read(tokens)
    for start, end in reversed(reading.left_out):
        del tokens[start : end + 1]
    name_steps(tokens)
    return Document(
        parts=tuple(_parts(tokens)),
        text="\n".join(reading.text),
        headings=tuple(reading.headings),
        links=tuple(dict.fromkeys(reading.links)),
        pictures=tuple(dict.fromkeys(reading.pictures)),
        problems=tuple(sorted(reading.problems, key=lambda problem: problem.line)),
        without_english=tuple(reading.without_english),
        english=tuple(reading.english),
        unlike=tuple(reading.unlike),
    )


class _Reading:
    """One pass over the tokens: resolves links, facts and slots, and notes what is wrong."""

    def __init__(
        self,
        lines: list[str],
        facts: Mapping[str, str],
        library: Mapping[str, Picture],
        level: int,
        leave_out: bool,
    ) -> None:
        self.lines = lines
        self.facts = facts
        self.library = library
        self.level = level
        self._leave_out = leave_out
        self.text: list[str] = []
        self.headings: list[Heading] = []
        self.links: list[Link] = []
        self.pictures: list[tuple[str, str]] = []
        self.problems: list[Problem] = []
        self.without_english: list[int] = []
        self.english: list[int] = []
        self.unlike: list[int] = []
        # The first and the last token of each block that is left out.
        self.left_out: list[tuple[int, int]] = []
        # The open blocks, and the one closed last.
        self._blocks: list[_Block] = []
        self._closed: _Block | None = None
        self._line = 1
        self._below = level
        self._in_heading = False

    def problem(self, text: str) -> None:
        self.problems.append(Problem(self._line, text))

    def read(self, tokens: list[Token]) -> None:
        for index, token in enumerate(tokens):
            if token.map:
                self._line = token.map[0] + 1
            if token.nesting == 1 and token.level >= DEEPEST - 1:
                # The parser drops what lies deeper without a word; we say so instead.
                self.problem(f"lists, quotes and blocks are nested more than {DEEPEST} deep")
            if token.type == "container_block_open":
                self._open_block(token, index)
            elif token.type == "container_block_close":
                self._close_block(index)
            elif token.type in {"ordered_list_open", "bullet_list_open"}:
                self._list(token)
            elif token.type == "heading_open":
                self._heading(token, tokens[index + 1].content)
            elif token.type in {"th_open", "td_open"}:
                _align_by_class(token)
            elif token.type in {"fence", "code_block"}:
                if token.type == "fence" and open_fence(token, self.lines):
                    self.problem("a code fence is opened and never closed")
                self.text.append(token.content.strip())
            elif token.type == "inline":
                self._in_heading = tokens[index - 1].type == "heading_open"
                self._inline(token)

    def _open_block(self, token: Token, index: int) -> None:
        name = block_name(token.info)
        block = _Block(name, self._line, index, token.level, before=self._gathered)
        if open_block(token, self.lines):
            self.problem(f"the block “{name}” is opened with ::: and never closed")
        elif name == ENGLISH:
            block.above = self._message_above(index)
            if block.above is None:
                self.problem(f"::: {ENGLISH} stands directly below the ::: message that it repeats")
            else:
                self.without_english.remove(block.above.line)
        if name == "message":
            self.without_english.append(self._line)
        self._blocks.append(block)
        token.meta["name"] = name
        token.meta["level"] = min(self._below + 1, 6)

    def _message_above(self, index: int) -> _Block | None:
        """The message that is closed right before this token."""
        above = self._closed
        return above if above and (above.name, above.end) == ("message", index - 1) else None

    def _close_block(self, index: int) -> None:
        block = self._closed = self._blocks.pop()
        block.end = index
        if block.name != ENGLISH:
            return
        self.english.append(block.line)
        if block.above and same_pattern(block.above.slots, block.slots):
            for slot, english in zip(block.above.slots, block.slots, strict=True):
                slot.pair(english)
        elif block.above:
            self.unlike.append(block.line)
        if self._leave_out:
            outside = [(start, end) for start, end in self.left_out if start < block.start]
            self.left_out = [*outside, (block.start, index)]
            texts, headings, links = block.before
            del self.text[texts:], self.headings[headings:], self.links[links:]

    @property
    def _gathered(self) -> tuple[int, int, int]:
        return len(self.text), len(self.headings), len(self.links)

    def _list(self, token: Token) -> None:
        """Mark a list whose items can be ticked: steps, and every list of a checklist."""
        block = self._blocks[-1] if self._blocks else None
        name = block.name if block and token.level == block.level + 1 else ""
        if name == "checklist" or (token.tag == "ol" and (name in HEADED or token.level == 0)):
            token.attrs["class"] = TODO

    def _heading(self, token: Token, text: str) -> None:
        level = int(token.tag[1])
        if level <= self.level:
            self.problem(
                f"the heading “{text}” stands on the level of the page's own: "
                f"use at least {'#' * (self.level + 1)}"
            )
        elif level > self._below + 1:
            self.problem(f"the heading “{text}” skips a level: use {'#' * (self._below + 1)}")
        self._below = level
        self.headings.append(Heading(level, text))

    def _inline(self, token: Token) -> None:
        spoken: list[str] = []
        first = self._line
        for child in token.children or ():
            if child.type in BREAKS:
                self._line += 1
            elif child.type == "link_open":
                self._link(child)
            elif child.type == "image":
                self._picture(child)
            elif child.type == "fact":
                self._fact(child)
            elif child.type == "slot":
                self._slot(child)
            spoken.append(" " if child.type in BREAKS else child.content)
        for offset, line in enumerate(token.content.split("\n")):
            if colons := _COLONS.match(line):
                self._stray_colons(first + offset, colons[2].strip())
        self.text.append("".join(spoken))

    def _stray_colons(self, line: int, name: str) -> None:
        known = ", ".join(LABELS)
        told = f"unknown block “{name}”: {known}" if name else "::: closes no block"
        if name in LABELS:
            told = f"::: {name} opens no block here: put an empty line above it"
        elif name.startswith("message "):
            told = f"unknown block “{name}”: a message has no other form than ::: {ENGLISH}"
        self.problems.append(Problem(line, told))

    def _link(self, token: Token) -> None:
        href = str(token.attrs["href"])
        scheme = href.partition(":")[0].lower() if ":" in href else ""
        if target := parse_link(href):
            self.links.append(Link(self._line, target))
            token.attrs["href"] = target.address
        elif scheme in KINDS or scheme == "section":
            self.problem(f"“{href}” names nothing: write guide:slug, guide:slug#anchor, ...")
        elif scheme not in SCHEMES:
            self.problem(
                f"the link “{href}” cannot be checked: write guide:slug, situation:slug or "
                "wizard:slug, or a whole https:// address"
            )

    def _picture(self, token: Token) -> None:
        alt = self._words(token.children or ())
        src = str(token.attrs["src"])
        found = images.find(src, str(token.attrs.get("title", "")), alt, self.library)
        if self._in_heading or any(block.name in _MESSAGES for block in self._blocks):
            found = "a heading and a message to copy hold words alone: put the picture below"
        if isinstance(found, str):
            self.problem(found)
        else:
            self.pictures.append((src.partition(":")[2], found.key))
            alt = alt or found.alt
            token.meta["html"] = images.show(found, alt)
        token.content = alt

    def _words(self, tokens: Sequence[Token]) -> str:
        """The words of a picture: plain ones, whatever marks they have."""
        for token in tokens:
            if token.type == "fact":
                self._fact(token)
            elif token.type == "image":
                self._picture(token)
        told = (" " if token.type in BREAKS else token.content for token in tokens)
        return " ".join("".join(told).split())

    def _fact(self, token: Token) -> None:
        key = token.meta["key"]
        if key not in self.facts:
            self.problem(f"unknown fact “{key}”")
        token.content = self.facts.get(key, token.content)

    def _slot(self, token: Token) -> None:
        asking = [block for block in self._blocks if block.name in _MESSAGES]
        if asking:
            slot = token.meta["slot"] = Slot(token.content[1:-1].strip())
            asking[-1].slots.append(slot)
            token.content = f"[{slot.words}]"


def _align_by_class(token: Token) -> None:
    """Say alignment by class: the page allows no style attributes."""
    style = str(token.attrs.pop("style", ""))
    align = style.removeprefix("text-align:")
    if align in {"center", "right"}:
        token.attrs["class"] = align


def _parts(tokens: list[Token]) -> Iterator[Part]:
    """Cut the page at its top-level timelines, which stay data."""
    start = 0
    for index, end in _timelines(tokens):
        if html := _html(tokens[start:index]):
            yield Part(html=html)
        yield Part(stages=tuple(_stages(tokens[index + 1 : end])))
        start = end + 1
    if html := _html(tokens[start:]):
        yield Part(html=html)


def _timelines(tokens: list[Token]) -> Iterator[tuple[int, int]]:
    for index, token in enumerate(tokens):
        if token.type != "container_block_open" or token.level or token.meta["name"] != "timeline":
            continue
        end = next(
            later
            for later in range(index, len(tokens))
            if tokens[later].type == "container_block_close" and tokens[later].level == 0
        )
        inside = tokens[index + 1 : end]
        # Anything but one numbered list is shown as an ordinary block.
        if [t.type for t in inside if t.level == 1] == ["ordered_list_open", "ordered_list_close"]:
            yield index, end


def _stages(tokens: list[Token]) -> Iterator[Stage]:
    opens = [i for i, t in enumerate(tokens) if t.type == "list_item_open" and t.level == 2]
    closes = [i for i, t in enumerate(tokens) if t.type == "list_item_close" and t.level == 2]
    for start, end in zip(opens, closes, strict=True):
        inside = tokens[start + 1 : end]
        texts = [token.children for token in inside if token.children]
        children = [child for text in texts for child in text]
        links = [str(child.attrs["href"]) for child in children if child.type == "link_open"]
        slugs = [href.split("/")[2] for href in links if href.startswith("/situations/")]
        yield Stage(_title(texts[0] if texts else []), _html(inside), tuple(dict.fromkeys(slugs)))


def _title(children: list[Token]) -> str:
    """A stage is called by the first bold words of its first text, else by that text."""
    opens = [i for i, child in enumerate(children) if child.type == "strong_open"]
    if opens:
        ends = (i for i, c in enumerate(children) if c.type == "strong_close" and i > opens[0])
        children = children[opens[0] : next(ends)]
    words = (" " if child.type in BREAKS else child.content for child in children)
    return " ".join("".join(words).split()).strip(" .:")


def _html(tokens: Sequence[Token]) -> str:
    return clean(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))
