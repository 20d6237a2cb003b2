"""Pictures in text: how a text names one, and the HTML that shows it at the size that fits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from guides import limits

FORMATS = ("jpg", "png", "gif", "webp", "avif")
# Where readers fetch the files of pictures, and what their names look like.
FOLDER = "/pictures/"
NAME = re.compile(rf"[0-9a-f]{{32}}-[1-9][0-9]{{0,4}}\.(?:{'|'.join(FORMATS)})")
TOKEN = re.compile(r"picture:([a-z0-9-]+)")

# CSS pixels that a picture takes at most: the measure of a text, and not more than a screen.
_WIDEST = 608
_HIGHEST = 720
# What stands beside a text on a phone: twice the side of the page.
_SIDES = 32
# No screen shows more pixels of a text's width; a first choice for what knows no ``srcset``.
_MOST_PIXELS = 1600
_PLAIN_PIXELS = 800


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as texts show it: its words, and the names of its files.

    ``key`` stands for one state of its pixels and is never used for another. ``widths`` are
    those of its files, in pixels, small first; the last file has ``width`` times ``height``.
    An empty ``alt`` is a decorative one's.
    """

    alt: str
    key: str
    format: str
    width: int
    height: int
    widths: tuple[int, ...]
    transparent: bool = False

    def path(self, width: int) -> str:
        """Where readers fetch the file of a width."""
        return f"{FOLDER}{self.key}-{width}.{self.format}"

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height in CSS pixels where there is room; narrower screens scale it down."""
        scale = min(1, _WIDEST / self.width, _HIGHEST / self.height)
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))

    @property
    def small(self) -> str:
        """The path of its lightest file."""
        return self.path(self.widths[0])


def show(picture: Picture, alt: str) -> str:
    """The element that shows a picture; the sanitiser lets these attributes through."""
    width, height = picture.shown
    widths = [one for one in picture.widths if one <= _MOST_PIXELS] or [picture.widths[0]]
    plain = next((one for one in widths if one >= min(_PLAIN_PIXELS, 2 * width)), widths[-1])
    pieces = [f'<img src="{picture.path(plain)}"']
    if len(widths) > 1:
        files = ", ".join(f"{picture.path(one)} {one}w" for one in widths)
        sizes = f"(min-width: {width + _SIDES}px) {width}px, calc(100vw - {_SIDES}px)"
        pieces.append(f'srcset="{files}" sizes="{sizes}"')
    if picture.transparent:
        # What was drawn for white paper: dark lines would be lost on a dark page.
        pieces.append('class="clear"')
    pieces.append(f'width="{width}" height="{height}" alt="{escape(alt)}"')
    return " ".join([*pieces, 'loading="lazy" decoding="async">'])


def allow(tag: str, attribute: str, value: str) -> str | None:
    """For the sanitiser: the value of an attribute of a picture, where ``show`` can write it."""
    if tag == "img" and attribute in {"src", "srcset"}:
        entries = value.split(", ") if attribute == "srcset" else [value]
        paths = [entry.partition(" ")[0] for entry in entries]
        if not all(p.startswith(FOLDER) and NAME.fullmatch(p[len(FOLDER) :]) for p in paths):
            return None
    return value


def named(source: str, pictures: Mapping[str, Picture]) -> tuple[tuple[str, Picture], ...]:
    """Those pictures that a Markdown text may name, by slug."""
    slugs = dict.fromkeys(TOKEN.findall(source)) if "picture:" in source else {}
    return tuple((slug, pictures[slug]) for slug in slugs if slug in pictures)


def find(src: str, title: str, alt: str, pictures: Mapping[str, Picture]) -> Picture | str:
    """The picture that ``![alt](src)`` shows, or why there is none."""
    kind, _, slug = src.partition(":")
    if kind != "picture":
        return f"the picture “{src}” is not in the library: upload it, write ![](picture:slug)"
    if slug not in pictures:
        return f"unknown picture “{slug}”"
    if title:
        return f"a picture has no title: write “{title}” into the text"
    if len(alt) > limits.ALT:
        return f"the words of a picture have {len(alt)} characters; at most {limits.ALT} fit"
    return pictures[slug]
