"""Situations shown on other sites: which one an address means, and what oEmbed says of it."""

from collections.abc import Callable
from html import escape
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

import msgspec
from django.conf import settings
from django.urls import Resolver404, resolve, reverse

from guides import steps
from guides.markup import Target
from guides.models import Edition, Moved, Withdrawn, linked
from guides.origin import absolute

# Pixels of a card, where whoever shows it sets no bounds.
WIDTH, HEIGHT = 480, 400


class Card(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An answer of oEmbed 1.0: ``rich`` with a frame, or a ``link`` where frames are closed."""

    version: Literal["1.0"]
    type: Literal["rich", "link"]
    title: str
    provider_name: str
    provider_url: str
    cache_age: int
    html: str = ""
    width: int | None = None
    height: int | None = None


def situation_at(address: str) -> Edition:
    """The live situation that a whole address of this site means.

    That is its page, its short address, or the end of a wizard. Raises Edition.DoesNotExist for
    every other address, and for what is withdrawn. At most four queries.
    """
    unknown = Edition.DoesNotExist("situation at this address")
    try:
        parts, site = urlsplit(address), urlsplit(settings.SITE_URL)
        if (parts.scheme, parts.netloc.lower()) != (site.scheme, site.netloc):
            raise unknown
        # The last slash may be missing: the site leads on from there, too.
        match = resolve(unquote(parts.path).removesuffix("/") + "/")
    except (ValueError, Resolver404):
        raise unknown from None
    find = _FINDERS.get(match.url_name or "")
    try:
        found = find(**match.kwargs) if find else None
    except Withdrawn:
        raise unknown from None
    if found is None or not found.live:
        raise unknown
    return found


def card(edition: Edition, *, width: int = WIDTH, height: int = HEIGHT) -> Card:
    """What oEmbed says of a situation, no larger than asked for."""
    kind: Any = {"type": "link"}
    if settings.EMBED_ANCESTORS:
        size = {"width": min(width, WIDTH), "height": min(height, HEIGHT)}
        kind = {"type": "rich", "html": _frame(edition, **size), **size}
    return Card(
        version="1.0",
        title=edition.title,
        provider_name=settings.SITE_NAME,
        provider_url=absolute(reverse("home")),
        cache_age=settings.PUBLIC_CACHE_CONTROL["max_age"],
        **kind,
    )


def _frame(edition: Edition, *, width: int, height: int) -> str:
    # Its own origin lets it load its stylesheet; it has no script that could use it for more.
    src = absolute(reverse("situation_embed", kwargs={"slug": edition.slug}))
    return (
        f'<iframe src="{escape(src)}" title="{escape(edition.title)}" width="{width}" '
        f'height="{height}" frameborder="0" loading="lazy" referrerpolicy="no-referrer" '
        'sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"></iframe>'
    )


def _by_slug(slug: str) -> Edition | None:
    try:
        return linked.find("situation", slug)
    except Moved as moved:
        return moved.edition


def _by_code(code: str) -> Edition | None:
    return Edition.objects.with_code(code).cards().order_by("-live", "-number").first()


def _by_answers(slug: str, answers: str) -> Edition | None:
    try:
        wizard = linked.find("wizard", slug)
    except Moved as moved:
        wizard = moved.edition
    outcome = steps.take(wizard.page, steps.read_answers(answers)).outcome
    return _by_target(outcome) if outcome else None


def _by_target(target: Target) -> Edition | None:
    return _by_slug(target.slug) if target.kind == "situation" else None


_FINDERS: dict[str, Callable[..., Edition | None]] = {
    "situation_detail": _by_slug,
    "situation_by_code": _by_code,
    "wizard_step": _by_answers,
}
