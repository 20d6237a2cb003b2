"""The last word on rendered HTML: only what the renderer itself can write comes through."""

import nh3

from guides.markup import pictures
from guides.markup.parser import LABELS

SCHEMES = {"http", "https", "mailto", "tel"}
# The class of a list whose items can be ticked.
TODO = "todo"

_TAGS = set(
    "a blockquote br code div em h2 h3 h4 h5 h6 hr img li ol p pre s span strong "
    "table tbody td th thead tr ul".split()
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href"},
    "img": {"src", "srcset", "sizes", "width", "height", "alt"},
    "ol": {"start"},
    "li": {"data-step"},
    "span": {"data-slot", "data-words"},
}
_VALUES = {
    "div": {"lang": {"en"}},
    "img": {"loading": {"lazy"}, "decoding": {"async"}},
    "span": {"data-keys": {"numeric", "text"}},
}
_HEADING_CLASSES = {f"h{level}": {"label"} for level in range(2, 7)}
_CELL_CLASSES = {cell: {"center", "right"} for cell in ("td", "th")}
_CLASSES: dict[str, set[str]] = {
    "div": {"block", *(name.partition(" ")[0] for name in LABELS)},
    "p": {"label"},
    "span": {"slot"},
    "img": {"clear"},
    "ol": {TODO},
    "ul": {TODO},
    **_HEADING_CLASSES,
    **_CELL_CLASSES,
}


def clean(raw: str) -> str:
    """HTML with nothing in it but the elements, attributes and values listed here."""
    return nh3.clean(
        raw,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        tag_attribute_values=_VALUES,
        attribute_filter=pictures.allow,
        url_schemes=SCHEMES,
        link_rel=None,
        strip_comments=True,
    ).strip()
