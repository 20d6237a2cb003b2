"""Judges rendered HTML by what a browser would make of it: only what is listed may occur."""

import re

from lxml import html

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

TAGS = set(
    "a blockquote br code div em h2 h3 h4 h5 h6 hr img li ol p pre s span strong "
    "table tbody td th thead tr ul".split()
)
CLASSES = {
    "div": {"block", "hazard", "note", "app", "website", "message", "timeline", "checklist"},
    "p": {"label"},
    "span": {"slot"},
    "img": {"clear"},
    "ol": {"todo"},
    "ul": {"todo"},
    "th": {"center", "right"},
    "td": {"center", "right"},
    **{f"h{level}": {"label"} for level in range(2, 7)},
}
ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "img": {"src", "srcset", "sizes", "width", "height", "alt", "loading", "decoding"},
    "div": {"lang"},
    "li": {"data-step"},
    "span": {"data-slot", "data-words", "data-keys"},
}
# Where the files of pictures are: nothing else is ever fetched by a page.
PICTURE = re.compile(r"/pictures/[0-9a-f]{32}-[0-9]+\.(jpg|png|gif|webp|avif)")
SCHEMES = {"http", "https", "mailto", "tel"}


def elements(text: str) -> list[html.HtmlElement]:
    """Every element of a piece of HTML."""
    # The parser refuses to keep control characters in a text; as text they do nothing.
    kept = CONTROL.sub("\ufffd", text)
    return list(html.fragment_fromstring(kept, create_parent="main").iterdescendants())


def hrefs(text: str) -> list[str]:
    return [element.get("href") for element in elements(text) if element.get("href") is not None]


def scheme(href: str) -> str:
    """The scheme as browsers see it: they skip control characters and do not mind case."""
    seen = re.sub(r"[\x00-\x20\x7f-\x9f\u2028\u2029]", "", href)
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", seen)
    return match[1].lower() if match else ""


def faults(text: str) -> list[str]:
    """What occurs in the HTML and is not listed."""
    found = []
    if not text.strip():
        return found
    for element in elements(text):
        tag = element.tag
        if not isinstance(tag, str) or tag not in TAGS:
            found.append(f"<{tag}>")
            continue
        for name, value in element.attrib.items():
            if name == "class":
                found += [f"{tag}.{c}" for c in set(value.split()) - CLASSES.get(tag, set())]
            elif name not in ATTRIBUTES.get(tag, set()):
                found.append(f"{tag}[{name}]")
        href = element.get("href")
        if href is not None and scheme(href) not in {"", *SCHEMES}:
            found.append(href)
        if tag == "img":
            files = [one.split(" ")[0] for one in element.get("srcset", "").split(", ") if one]
            found += [src for src in [element.get("src"), *files] if not PICTURE.fullmatch(src)]
        if element.get("lang", "en") != "en":
            found.append("lang")
        if element.get("data-keys", "text") not in {"text", "numeric"}:
            found.append("data-keys")
        if not (element.get("start") or "0").isdigit():
            found.append("start")
    return found
