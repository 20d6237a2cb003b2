"""The only door between the working copy and readers: publish, withdraw, restore, load.

Each is one transaction and keyword-only, and each refuses with every reason at once. Publishing
takes a batch, because items may refer to each other: what counts is the state after it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.template.defaultfilters import pluralize
from django.utils import timezone

from guides import audit, pack, search
from guides.models import Edition, Item
from guides.models.edition import wait_for_others
from guides.pack import Change, Pack, PackError, Problem
from guides.publishing.batch import Batch, addresses_of
from guides.publishing.scenarios import broken_by_withdrawal


class Refused(Exception):
    """A publication that would break something readers see; carries every reason."""

    def __init__(self, reasons: Iterable[Problem]) -> None:
        self.reasons = sorted(set(reasons))
        super().__init__("\n".join(str(reason) for reason in self.reasons))


@dataclass(frozen=True)
class Loaded:
    """What loading a pack did: each change with the edition it made, if any."""

    changes: tuple[tuple[Change, Edition | None], ...]
    left_alone: tuple[str, ...]

    def table(self, *, dry_run: bool = False) -> Iterator[str]:
        """One line for each item, and a last one that counts."""
        width = max((len(change.name) for change, _ in self.changes), default=0)
        for change, edition in self.changes:
            published = f"  published as edition {edition.number}" if edition else ""
            yield f"{change.status:<10} {change.name:<{width}}{published}".rstrip()
        for path in self.left_alone:
            yield f"{'not here':<10} {path}: left as it is"
        changes = sum(change.status != "unchanged" for change, _ in self.changes)
        editions = sum(edition is not None for _, edition in self.changes)
        told = f"{changes} change{pluralize(changes)}, {editions} edition{pluralize(editions)}"
        yield told + (" (dry run)" if dry_run else "")


def publish(
    *, items: Sequence[Item], by: str, note: str = "", now: datetime | None = None
) -> list[Edition]:
    """Publish the working copies of items as one batch; answers the new editions.

    An item whose live edition says the same already gets none. Raises Refused.
    """
    with transaction.atomic():
        wait_for_others()
        batch = Batch(items)
        if reasons := batch.reasons():
            raise Refused(reasons)
        return batch.write(by=by, note=note, now=now or timezone.now())


def reasons_against(*, items: Sequence[Item]) -> list[Problem]:
    """Why items could not be published as one batch now; writes nothing."""
    return sorted(set(Batch(items).reasons()))


def would_change(*, items: Sequence[Item]) -> list[Item]:
    """The items of which publishing would make an edition: readers see something else now."""
    return Batch(items).changed()


def withdraw(
    *, items: Sequence[Item], by: str, note: str = "", now: datetime | None = None
) -> list[Edition]:
    """Take items away from readers; their addresses answer 410. Answers what was withdrawn.

    Raises Refused, naming what leads there, where another live item leads to one of them.
    """
    with transaction.atomic():
        wait_for_others()
        reasons = [reason for item in items for reason in _held_by_others(item, items)]
        if reasons:
            raise Refused(reasons)
        editions = [edition for item in items for edition in Edition.objects.live().of(item)]
        Edition.objects.filter(pk__in=[edition.pk for edition in editions]).update(
            live=False,
            withdrawn_at=now or timezone.now(),
            withdrawn_by=by,
            withdrawn_note=note,
        )
        search.put([], gone=[edition.pk for edition in editions])
        return editions


def restore(*, edition: Edition) -> Item:
    """Make the working copy equal to an edition again; publishing it is another step.

    The item keeps its present address. Raises PackError where the text names what is gone.
    """
    with transaction.atomic():
        item = edition.item
        record = pack.read_item(pack.read_row(item).path, edition.source)
        # What is its address now may stand among the former ones of that time.
        former = tuple(slug for slug in record.formerly if slug != item.slug)
        pack.save(pack=Pack.of(replace(record, formerly=former)))
        item.refresh_from_db()
        return item


def load(
    *, folder: Path, by: str, publish_too: bool, dry_run: bool = False, note: str = ""
) -> Loaded:
    """Make the working copy equal to a pack, and publish it too if asked: all of it or nothing.

    Raises PackError for what is wrong in the files, Refused for what may not be published.
    """
    found = pack.read_folder(folder)
    if problems := audit.audit_pack(found):
        raise PackError(problems)
    with transaction.atomic():
        changes = pack.save(pack=found)
        rows = [change.row for change in changes if change.row]
        editions = publish(items=rows, by=by, note=note) if publish_too else []
        by_row = {(edition.kind, edition.item.pk): edition for edition in editions}
        told = tuple(
            (change, by_row.get((change.row.KIND, change.row.pk)) if change.row else None)
            for change in changes
        )
        loaded = Loaded(told, tuple(pack.missing_from(found)))
        transaction.set_rollback(dry_run)
    return loaded


def _held_by_others(item: Item, items: Sequence[Item]) -> Iterator[Problem]:
    """What is live, not among the items, and leads to one of them."""
    addresses = addresses_of(item)
    for edition in Edition.objects.live().leading_to(item.KIND, addresses).cards():
        if edition.item not in items:
            told = f"the {edition.kind} “{edition.title}” ({edition.address}) leads here"
            yield Problem(pack.read_row(item).path, 0, "", told)
            yield from broken_by_withdrawal(edition, item.KIND, addresses)
