"""Where the links of a previewed page lead: back into the preview, or out of it in a new window.

Works on the HTML that readers would get, because it is the very same: every link of every template
and text passes here, so none can be forgotten.
"""

import re
from collections.abc import Mapping

from guides.markup import KINDS

Name = tuple[str, str]

_KIND_OF = {folder: kind for kind, folder in KINDS.items()}
# A whole tag. Inside quotes anything may stand; templates and the sanitiser escape the rest.
_TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')
_LEADING = re.compile(r"<(?:a|form) ")
# One after the other, so that what stands in a value is no attribute.
_ATTRIBUTE = re.compile(r'\s([^\s"=<>]+)(?:="([^"]*)")?')
_PAGE = re.compile(r"/(guides|situations|wizards)/([^/?#]+)/")
_FACT = re.compile(r"\{fact:[^{}\n<>]*\}")


def named(html: str) -> set[Name]:
    """The items that the links of a page lead to, by kind and slug."""
    found = set()
    for tag in _TAG.findall(html):
        if page := _PAGE.match(_where(_read(tag))):
            found.add((_KIND_OF[page[1]], page[2]))
    return found


def keep_inside(html: str, *, base: str, inside: Mapping[Name, str]) -> str:
    """Lead to ``inside`` by the addresses it names, nowhere where they are empty, and out else.

    What begins with ``base`` is inside already, as is what leads about the page itself.
    """
    return _TAG.sub(lambda tag: _lead(tag[0], base, inside), html)


def mark_facts(html: str) -> str:
    """Mark what no fact was found for, in the text of a page."""
    start, end = html.find("<main"), html.rfind("</main>")
    pieces = []
    at = start
    for tag in _TAG.finditer(html, start, end):
        pieces += [_FACT.sub(r"<mark>\g<0></mark>", html[at : tag.start()]), tag[0]]
        at = tag.end()
    return "".join([html[:start], *pieces, html[at:]])


def _read(tag: str) -> dict[str, str]:
    """The attributes of a link or a form; of other tags none are needed."""
    return dict(_ATTRIBUTE.findall(tag)) if _LEADING.match(tag) else {}


def _where(attributes: Mapping[str, str]) -> str:
    return attributes.get("href", attributes.get("action", ""))


def _lead(tag: str, base: str, inside: Mapping[Name, str]) -> str:
    attributes = _read(tag)
    where = _where(attributes)
    if not where or "target" in attributes or where.startswith(("#", base)):
        return tag
    page = _PAGE.match(where)
    led = inside.get((_KIND_OF[page[1]], page[2])) if page else None
    if page and led:
        for name in attributes.keys() & {"href", "action", "hx-get"}:
            attributes[name] = attributes[name].replace(page[0], led, 1)
    else:
        # What is swapped in from outside would take the banner away.
        attributes = {k: value for k, value in attributes.items() if not k.startswith("hx-")}
        if led == "":
            attributes.pop("href", None)
        else:
            attributes |= {"target": "_blank", "rel": "noopener"}
    name = tag[1 : tag.index(" ")]
    return f"<{name} " + " ".join(f'{key}="{value}"' for key, value in attributes.items()) + ">"
