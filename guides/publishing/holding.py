"""What a batch holds of its items: few of them whole, of thousands the pages pressed."""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass

from guides.batches import in_batches
from guides.compiler import Compiled, Pressed
from guides.models import Edition, Item


class CompiledItems(Mapping[Item, Compiled]):
    """Compiled items. ``bare`` holds all but the pages, which are opened one at a time."""

    def __init__(self, *, pressed: bool) -> None:
        self.pressed = pressed
        self.bare: dict[Item, Compiled] = {}
        self._closed: dict[Item, Pressed] = {}

    def put(self, item: Item, compiled: Compiled) -> None:
        if self.pressed:
            self.take(item, Pressed.of(compiled))
        else:
            self.bare[item] = compiled

    def take(self, item: Item, found: Pressed) -> None:
        """As ``put``, for what was pressed before."""
        if self.pressed:
            self._closed[item], self.bare[item] = found, found.rest
        else:
            self.bare[item] = found.open()

    def __getitem__(self, item: Item) -> Compiled:
        return self._closed[item].open() if item in self._closed else self.bare[item]

    def __iter__(self) -> Iterator[Item]:
        return iter(self.bare)

    def __len__(self) -> int:
        return len(self.bare)


@dataclass(frozen=True, slots=True)
class Replaced:
    """A live edition beside what is to take its place; ``anchors`` are those of a guide."""

    same_text: bool
    same_page: bool
    anchors: frozenset[str]


def replaced(edition: Edition, compiled: Compiled, text: str) -> Replaced:
    """Compare an edition with what is to take its place."""
    page = edition.page
    anchors = frozenset(page.anchors if edition.kind == "guide" else ())
    return Replaced(edition.source == text, page == compiled.page, anchors)


def whole(editions: Mapping[Item, Edition]) -> Iterator[tuple[Item, Edition]]:
    """The editions with their long texts; those without are read again, some at a time."""
    for item, edition in editions.items():
        if not edition.get_deferred_fields():
            yield item, edition
    cards = {e.pk: item for item, e in editions.items() if e.get_deferred_fields()}
    for some in in_batches(cards):
        for edition in Edition.objects.filter(pk__in=some).order_by():
            yield cards[edition.pk], edition


def light(edition: Edition) -> Edition:
    """A copy without the long texts: who asks it for one reads that again."""
    found = copy(edition)
    for name in ("page_json", "source", "page"):
        found.__dict__.pop(name, None)
    return found
