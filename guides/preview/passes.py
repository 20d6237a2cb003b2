"""Signed links: a pass opens the preview of one item for seven days, until it is published.

Nothing is kept of a pass. It names the item and the state that readers knew when it was made, so
publishing or withdrawing the item makes every pass to it void.
"""

from typing import Literal

from django.core import signing

from guides import pack
from guides.models import Edition, Item

DAYS = 7
_SALT = "guides.preview"

Why = Literal["expired", "revoked", "gone"]


class Unknown(Exception):
    """No pass of this site."""


class Over(Exception):
    """A pass of this site that opens nothing any more."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def make_pass(item: Item) -> str:
    """A pass to the preview of an item, fit for an address. One query."""
    return signing.dumps([item.KIND, item.pk, *_state(item)], salt=_SALT)


def read_pass(token: str) -> Item:
    """The item that a pass opens. Raises Unknown and Over. Two queries."""
    try:
        kind, pk, *state = signing.loads(token, salt=_SALT, max_age=DAYS * 24 * 60 * 60)
    except signing.SignatureExpired:
        raise Over("expired") from None
    except signing.BadSignature:
        raise Unknown from None
    item = pack.find_row(kind, pk)
    if item is None:
        raise Over("gone")
    if state != _state(item):
        raise Over("revoked")
    return item


def _state(item: Item) -> list[int | bool]:
    """What readers know of an item: the number of its last edition, and whether it is live."""
    last = Edition.objects.of(item).cards().order_by("-number").first()
    return [last.number, last.live] if last else [0, False]
