"""How content names other content (``guide:slug#anchor``) and the address each name stands for."""

import re
from dataclasses import dataclass

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

# The kinds that have a page, with the folder that holds them in addresses and in packs.
KINDS = {"guide": "guides", "situation": "situations", "wizard": "wizards"}


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """A guide, situation or wizard, or with an anchor one section of a guide."""

    kind: str
    slug: str
    anchor: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.slug}" + (f"#{self.anchor}" if self.anchor else "")

    @property
    def address(self) -> str:
        return address(self.kind, self.slug, self.anchor)


def address(kind: str, slug: str, anchor: str = "") -> str:
    """The path of a page on the site; the URL configuration has the same patterns."""
    return f"/{KINDS[kind]}/{slug}/" + (f"#{anchor}" if anchor else "")


def parse_link(href: str) -> Target | None:
    """Read ``guide:slug``, ``guide:slug#anchor``, ``situation:slug`` or ``wizard:slug``."""
    kind, _, rest = href.partition(":")
    slug, hash_sign, anchor = rest.partition("#")
    if kind not in KINDS or not SLUG.fullmatch(slug):
        return None
    if hash_sign and (kind != "guide" or not SLUG.fullmatch(anchor)):
        return None
    return Target(kind, slug, anchor)
