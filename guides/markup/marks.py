"""Marks, in a rendered text, for the editor who writes it: what leads nowhere, what is unknown.

Knows only our own HTML. Readers never get a marked text.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import escape, unescape

from guides.markup.facts import TOKEN
from guides.markup.sanitiser import SCHEMES

_TAG = re.compile(r"""(<(?:[^">]|"[^"]*")*>)""")
_HREF = re.compile(r'\shref="([^"]*)"')
_VERBATIM = {"<code>": 1, "<pre>": 1, "</code>": -1, "</pre>": -1}


@dataclass(frozen=True, slots=True)
class Mark:
    """Words to put behind a link; ``grave`` where nothing can be published like this."""

    words: str
    grave: bool = True


def mark(html: str, *, links: Mapping[str, Mark | None], facts: Collection[str]) -> str:
    """A rendered text with its troubles marked in words.

    ``links`` has the address of everything that the text links to, with what is wrong there:
    these links become plain words, as nobody can follow them; the others open in a new tab.
    ``facts`` are the keys that are known.
    """
    pieces: list[str] = []
    verbatim = 0
    pending = ""
    for piece in _TAG.split(html):
        verbatim += _VERBATIM.get(piece, 0)
        if piece.startswith("<a") and piece[2:3] in {" ", ">"}:
            opening, pending = _open_link(piece, links)
            pieces.append(opening)
        elif piece == "</a>":
            pieces.append(pending)
        elif piece.startswith("<") or verbatim:
            pieces.append(piece)
        else:
            pieces.append(_mark_facts(piece, facts))
    return "".join(pieces)


def _open_link(tag: str, links: Mapping[str, Mark | None]) -> tuple[str, str]:
    """How a link begins and ends once it is marked."""
    found = _HREF.search(tag)
    if found is None:
        return _marked(Mark("names nothing"))
    href = unescape(found[1])
    if trouble := links.get(href):
        return _marked(trouble)
    # An address of this site that no target has was written by hand.
    if href not in links and href.partition(":")[0] not in SCHEMES:
        return _marked(Mark("cannot be checked"))
    return tag[:-1] + ' target="_blank" rel="noopener">', "</a>"


def _marked(trouble: Mark) -> tuple[str, str]:
    kind = "grave" if trouble.grave else "mild"
    return f'<mark class="{kind}">', f" <small>({escape(trouble.words)})</small></mark>"


def _mark_facts(text: str, known: Collection[str]) -> str:
    def wrap(match: re.Match[str]) -> str:
        if unescape(match[1]) in known:
            return match[0]
        opening, end = _marked(Mark("unknown fact"))
        return f"{opening}{match[0]}{end}"

    return TOKEN.sub(wrap, text)
