"""The only door between the working copy and readers: publish, withdraw, restore, load.

Each is one transaction and keyword-only, and each refuses with every reason at once. Publishing
takes a batch, because items may refer to each other: what counts is the state after it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.template.defaultfilters import pluralize
from django.utils import timezone

from guides import audit, drafts, emergency, pack, pictures, search
from guides.batches import in_batches
from guides.compiler import Compiled, Pressed
from guides.models import Edition, Item, Revision, Schedule
from guides.models.edition import wait_for_others
from guides.pack import Change, Pack, PackError, Problem, path_of
from guides.progress import NOBODY, Progress
from guides.publishing.batch import Batch, Refused, addresses_of
from guides.publishing.facts import republish
from guides.publishing.scenarios import broken_by_withdrawal


@dataclass(frozen=True)
class Loaded:
    """What loading a pack did: each change with the edition it made, if any.

    ``republished`` are the live pages outside the pack on which its facts changed something.
    """

    changes: tuple[tuple[Change, Edition | None], ...]
    left_alone: tuple[str, ...]
    republished: tuple[Edition, ...] = ()

    def table(self, *, dry_run: bool = False) -> Iterator[str]:
        """One line for each item, and a last one that counts."""
        width = max((len(change.name) for change, _ in self.changes), default=0)
        for change, edition in self.changes:
            published = f"  published as edition {edition.number}" if edition else ""
            yield f"{change.status:<10} {change.name:<{width}}{published}".rstrip()
        for path in self.left_alone:
            yield f"{'not here':<10} {path}: left as it is"
        for edition in self.republished:
            path = path_of(edition.kind, edition.slug)
            yield f"{'by a fact':<10} {path}  published as edition {edition.number}"
        changes = sum(change.status != "unchanged" for change, _ in self.changes)
        editions = sum(edition is not None for _, edition in self.changes)
        editions += len(self.republished)
        told = f"{changes} change{pluralize(changes)}, {editions} edition{pluralize(editions)}"
        yield told + (" (dry run)" if dry_run else "")


def publish(
    *,
    items: Sequence[Item],
    by: str,
    note: str = "",
    now: datetime | None = None,
    seen: Mapping[Item, int] | None = None,
) -> list[Edition]:
    """Publish the working copies of items as one batch; answers the new editions.

    An item whose live edition says the same already gets none. ``seen`` are the versions that
    whoever publishes has looked at: nobody publishes what is another text by now. Raises Refused.

    A text of the item that was scheduled before is older, so it is not published any more: a
    time that comes must not lead readers back.
    """
    now = now or timezone.now()
    with transaction.atomic():
        wait_for_others()
        if outdated := drafts.outdated(seen or {}):
            raise Refused(outdated)
        batch = Batch(items)
        if reasons := batch.reasons():
            raise Refused(reasons)
        editions = batch.write(by=by, note=note, now=now)
        _drop_overtaken([edition.item for edition in editions], by=by, now=now)
        return editions


def _drop_overtaken(items: Sequence[Item], *, by: str, now: datetime) -> None:
    for some in in_batches(items):
        overtaken = Schedule.objects.to_publish().of_any(some)
        overtaken.drop(by=by, why="Another text was published by hand before.", now=now)


def reasons_against(*, items: Sequence[Item]) -> list[Problem]:
    """Why items could not be published as one batch now; writes nothing."""
    return sorted(set(Batch(items).reasons()))


def compiled(*, items: Sequence[Item]) -> dict[Item, Compiled]:
    """The working copies of items as publishing would make them, whatever is wrong with them."""
    return dict(Batch(items).compiled)


def would_change(*, items: Sequence[Item]) -> list[Item]:
    """The items of which publishing would make an edition: readers see something else now."""
    return Batch(items).changed()


def withdraw(
    *,
    items: Sequence[Item],
    by: str,
    note: str = "",
    now: datetime | None = None,
    seen: Mapping[Item, int] | None = None,
) -> list[Edition]:
    """Take items away from readers; their addresses answer 410. Answers what was withdrawn.

    Raises Refused, naming what leads there, where another live item leads to one of them, or
    where an item is not the version that was ``seen``. Nothing that was scheduled brings back
    what was withdrawn by hand.
    """
    now = now or timezone.now()
    with transaction.atomic():
        wait_for_others()
        if outdated := drafts.outdated(seen or {}):
            raise Refused(outdated)
        reasons = [reason for item in items for reason in held_by_others(item, items, now)]
        if reasons:
            raise Refused(reasons)
        editions = [edition for item in items for edition in Edition.objects.live().of(item)]
        take_away(editions, by=by, note=note, now=now)
        held = Schedule.objects.of_any([edition.item for edition in editions])
        held.drop(by=by, why="It was withdrawn by hand before.", now=now)
        return editions


def take_away(editions: Sequence[Edition], *, by: str, note: str, now: datetime) -> None:
    """Make editions withdrawn that nothing live leads to."""
    pks = [edition.pk for edition in editions]
    Edition.objects.filter(pk__in=pks).update(
        live=False, withdrawn_at=now, withdrawn_by=by, withdrawn_note=note
    )
    search.put([], gone=pks)


def restore(*, edition: Edition | Revision, by: str, seen: int | None = None) -> Item:
    """Make the working copy equal to an edition, or to one of its own former states, again.

    Publishing it is another step. The item keeps its present address. Raises PackError where the
    text names what is gone, Refused where the item is not the version that was ``seen``.
    """
    with transaction.atomic():
        wait_for_others()
        item = edition.item
        if seen is not None and (outdated := drafts.outdated({item: seen})):
            raise Refused(outdated)
        record = pack.read_item(pack.read_row(item).path, edition.source)
        # What is its address now may stand among the former ones of that time.
        former = tuple(slug for slug in record.formerly if slug != item.slug)
        drafts.save_pack(
            found=Pack.of(replace(record, formerly=former)),
            by=by,
            how=Revision.How.RESTORED,
            note=edition.name,
        )
        item.refresh_from_db()
        return item


def load(
    *,
    folder: Path,
    by: str,
    publish_too: bool,
    dry_run: bool = False,
    note: str = "",
    overwrite: bool = False,
    progress: Progress = NOBODY,
) -> Loaded:
    """Make the working copy equal to a pack, and publish it too if asked: all of it or nothing.

    Live pages outside the pack are then published again where one of its facts changes them.
    Reports the phases Reading, Checking, Saving, Publishing and Indexing. Holds the records of the
    pack and its pages pressed, about three times what its files take.

    Raises PackError for what is wrong in the files, and, without ``overwrite``, where they would
    replace what was saved at the desk and is not published; Refused for what may not be published.
    """
    found = pack.read_folder(folder, progress)
    ready: dict[str, Pressed] = {}

    def keep(compiled: Compiled) -> None:
        if publish_too:
            ready[compiled.record.path] = Pressed.of(compiled)

    if problems := audit.audit_pack(found, progress=progress, keep=keep):
        raise PackError(problems)
    with pictures.together():
        wait_for_others()
        before = pack.read_facts()
        changes = drafts.save_pack(
            found=found,
            by=by,
            how=Revision.How.LOADED,
            note=note,
            overwrite=overwrite,
            progress=progress,
        )
        rows = [change.row for change in changes if change.row]
        editions: list[Edition] = []
        if publish_too:
            records = dict(zip(rows, found.items, strict=True))
            editions = republish(
                since=before,
                items=rows,
                by=by,
                note=note,
                records=records,
                ready=ready,
                progress=progress,
            )
        if publish_too:
            emergency.render_again()
        by_row = {(edition.kind, edition.item.pk): edition for edition in editions}
        told = tuple(
            (change, by_row.get((change.row.KIND, change.row.pk)) if change.row else None)
            for change in changes
        )
        ours = set(rows)
        others = tuple(edition for edition in editions if edition.item not in ours)
        _drop_overtaken([e.item for e in editions if e.item in ours], by=by, now=timezone.now())
        loaded = Loaded(told, tuple(pack.missing_from(found)), others)
        transaction.set_rollback(dry_run)
    return loaded


def held_by_others(item: Item, items: Collection[Item], now: datetime) -> Iterator[Problem]:
    """What is live, not among the items, and leads to one of them; and notes not over by then."""
    addresses = addresses_of(item)
    for edition in Edition.objects.live().leading_to(item.KIND, addresses).cards():
        if edition.item not in items:
            told = f"the {edition.kind} “{edition.title}” ({edition.address}) leads here"
            yield Problem(pack.read_row(item).path, 0, "", told)
            yield from broken_by_withdrawal(edition, item.KIND, addresses)
    for note in emergency.leading_to(item.KIND, addresses, now=now):
        told = f"leads to the {item.KIND} “{item}”: end the note first, or let it lead elsewhere"
        yield Problem(emergency.path_of(note), 0, "text", told)
