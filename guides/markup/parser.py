"""The one Markdown parser: CommonMark with tables, the pack's blocks, facts and slots."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from guides.markup.facts import TOKEN

DEEPEST = 20
# The tokens of line breaks inside a text.
BREAKS = {"softbreak", "hardbreak"}

# The blocks of the pack format with the label that readers see above each.
LABELS = {
    "hazard": "Be careful",
    "note": "Good to know",
    "app": "In the app",
    "website": "On the website",
    "message": "Message to copy",
    "message en": "The same message in English",
    "checklist": "Checklist",
    "timeline": "",
}
# These name a way to do something, so they are headings a screen reader can jump to.
HEADED = {"app", "website"}

# The English form of a message, for a page in another language.
ENGLISH = "message en"

# What is written in digits, so that a phone may show its number pad: by its English words.
_DIGITS = {"order number"}

_SLOT = re.compile(r"\{([^{}\n]+)\}")


@dataclass
class Slot:
    """What a message asks for. What is filled in for one ``id`` stands in all slots of that id;
    ``keys`` is the keyboard for it, as in the attribute ``inputmode``."""

    words: str
    id: str = ""
    keys: str = "text"

    def __post_init__(self) -> None:
        self.id = self.id or self.words
        self.keys = "numeric" if self.words.casefold() in _DIGITS else self.keys

    def pair(self, english: "Slot") -> None:
        """Make a slot of the English form ask for the same as this one."""
        english.id = self.id
        if "numeric" in {self.keys, english.keys}:
            self.keys = english.keys = "numeric"


def same_pattern(slots: Sequence[Slot], others: Sequence[Slot]) -> bool:
    """Whether two texts ask for as many things, and repeat the same of them."""
    return _pattern(slots) == _pattern(others)


def _pattern(slots: Sequence[Slot]) -> list[int]:
    words = [slot.words for slot in slots]
    return [words.index(one) for one in words]


def block_name(params: str) -> str:
    """The name of a block from what stands after its colons."""
    return " ".join(params.split())


def open_fence(token: Token, lines: Sequence[str]) -> bool:
    """Whether a fence token runs to the end of what it stands in because nobody closed it."""
    assert token.map is not None
    first, end = token.map
    closing = re.match(r"[\s>]*(`{3,}|~{3,})\s*$", lines[end - 1])
    return end - 1 == first or not closing or not closing[1].startswith(token.markup)


def open_block(token: Token, lines: Sequence[str]) -> bool:
    """Whether a block's opening token runs to the end because no ``:::`` closes it."""
    assert token.map is not None
    end = lines[token.map[1]] if token.map[1] < len(lines) else ""
    return not re.match(r"[\s>]*:{3,}\s*$", end)


def _read_braces(state: StateInline, silent: bool) -> bool:
    """Read ``{fact:key}`` and ``{words}``; only a message block opens the second for filling."""
    if state.src[state.pos] != "{":
        return False
    fact = TOKEN.match(state.src, state.pos)
    match = fact or _SLOT.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        token = state.push("fact" if fact else "slot", "", 0)
        token.content = match[0]
        token.meta = {"key": match[1]}
    state.pos = match.end()
    return True


def _render_words(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    words = escapeHtml(tokens[index].content)
    slot: Slot | None = tokens[index].meta.get("slot")
    if slot is None:
        return words
    data = {"slot": slot.id, "words": slot.words, "keys": slot.keys} if slot.words else {}
    told = "".join(f' data-{name}="{escapeHtml(value)}"' for name, value in data.items())
    return f'<span class="slot"{told}>{words}</span>'


def _render_picture(_self: Any, tokens: Sequence[Token], index: int, _o: Any, _env: Any) -> str:
    # Without one it is unknown, and told as such: its words stand in its place.
    return str(tokens[index].meta.get("html", "")) or escapeHtml(tokens[index].content)


def _render_block(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Any) -> str:
    token = tokens[index]
    if token.nesting == -1:
        return "</div>\n"
    name = token.meta["name"]
    tag = f"h{token.meta['level']}" if name in HEADED else "p"
    label = f'<{tag} class="label">{LABELS[name]}</{tag}>' if LABELS[name] else ""
    kind, _, language = name.partition(" ")
    lang = f' lang="{language}"' if language else ""
    return f'<div class="block {kind}"{lang}>{label}\n'


def _make() -> MarkdownIt:
    markdown = MarkdownIt("js-default", {"html": False, "maxNesting": DEEPEST})
    # A row of dashes under a line would make it a heading and tear sections apart.
    markdown.disable("lheading")
    container_plugin(
        markdown,
        "block",
        validate=lambda params, _markup: block_name(params) in LABELS,
        render=_render_block,
    )
    markdown.inline.ruler.before("emphasis", "braces", _read_braces)
    for name in ("fact", "slot"):
        markdown.add_render_rule(name, _render_words)
    markdown.add_render_rule("image", _render_picture)
    return markdown


MARKDOWN = _make()
