"""The only door between the working copy and readers: publish, withdraw, restore, load.

Each is one transaction and keyword-only, and each refuses with every reason at once. Publishing
takes a batch, because items may refer to each other: what counts is the state after it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from guides import audit, pack, pages
from guides.compiler import Compiled, compile_item
from guides.markup import Target
from guides.models import Address, Edition, Item, Reference, code_key
from guides.models.edition import of
from guides.pack import Change, ItemRecord, Pack, PackError, Problem, SituationRecord

# Any number of our own: publications wait for each other under this key on PostgreSQL.
_LOCK = 7_305_281


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
        yield f"{changes} changes, {editions} editions" + (" (dry run)" if dry_run else "")


def publish(
    *, items: Sequence[Item], by: str, note: str = "", now: datetime | None = None
) -> list[Edition]:
    """Publish the working copies of items as one batch; answers the new editions.

    An item whose live edition says the same already gets none. Raises Refused.
    """
    with transaction.atomic():
        _wait_for_others()
        batch = _Batch(items)
        if reasons := batch.reasons():
            raise Refused(reasons)
        return batch.write(by=by, note=note, now=now or timezone.now())


def withdraw(
    *, items: Sequence[Item], by: str, note: str = "", now: datetime | None = None
) -> list[Edition]:
    """Take items away from readers; their addresses answer 410. Answers what was withdrawn.

    Raises Refused, naming what leads there, where another live item leads to one of them.
    """
    with transaction.atomic():
        _wait_for_others()
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
        return editions


def restore(*, edition: Edition) -> Item:
    """Make the working copy equal to an edition again; publishing it is another step.

    The item keeps its present address. Raises PackError where the text names what is gone.
    """
    with transaction.atomic():
        item = edition.item
        record = pack.read_item(pack.read_row(item).path, edition.source)
        pack.save(pack=Pack.of(record))
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


def _wait_for_others() -> None:
    """Let publications happen one after the other, so that each sees the state it is judged by.

    SQLite's IMMEDIATE transactions do so by themselves.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _addresses(item: Item) -> set[str]:
    """Every address at which readers may look for an item."""
    found = Address.objects.filter(**of(item)).values_list("slug", flat=True)
    return {item.slug, *item.formerly_list, *found}


def _held_by_others(item: Item, items: Sequence[Item]) -> Iterator[Problem]:
    """What is live, not among the items, and leads to one of them."""
    leading = Edition.objects.live().leading_to(item.KIND, _addresses(item)).cards()
    for edition in leading:
        if edition.item not in items:
            told = f"the {edition.kind} “{edition.title}” ({edition.address}) leads here"
            yield Problem(pack.read_row(item).path, 0, "", told)


class _Batch:
    """Items about to be published together, compiled, with what they replace."""

    def __init__(self, items: Sequence[Item]) -> None:
        facts = pack.spelled_facts()
        self.items = list(dict.fromkeys(items))
        self.live = {item: Edition.objects.live().of(item).first() for item in self.items}
        self.compiled: dict[Item, Compiled] = {}
        for item in self.items:
            last = self.live[item] or Edition.objects.of(item).order_by("-number").first()
            record = pack.read_row(item)
            before = last.page if last else None
            self.compiled[item] = compile_item(record, facts=facts, before=before)
        self.names = audit.Names(
            {
                (item.KIND, slug): audit.anchors_of(self.record(item))
                for item in self.items
                for slug in _addresses(item)
            }
        )

    def record(self, item: Item) -> ItemRecord:
        return self.compiled[item].record

    def reasons(self) -> list[Problem]:
        """Why this batch may not be published: the whole list, or nothing."""
        found: list[Problem] = []
        exists = cache(self._exists_afterwards)
        for item, compiled in self.compiled.items():
            found += (*compiled.problems, *compiled.faults)
            found += audit.dangling(compiled, exists, "leads to what is not live:")
            found += self._lost_anchors(item)
            found += self._taken_addresses(item)
            found += self._code_reasons(item)
        return found

    def _exists_afterwards(self, target: Target) -> bool:
        """Whether readers can open a target once this batch is live."""
        if (target.kind, target.slug) in self.names.anchors:
            return self.names.exists(target)
        edition = Edition.objects.live().at(target.kind, [target.slug]).first()
        if edition is None or edition.item in self.compiled:
            return False
        return not target.anchor or edition.page.section(target.anchor) is not None

    def _lost_anchors(self, item: Item) -> Iterator[Problem]:
        """Sections that readers are sent to from outside this batch and that it takes away."""
        edition = self.live[item]
        if edition is None or item.KIND != "guide":
            return
        present = audit.anchors_of(self.record(item))
        for section in edition.page.sections:
            for anchor in {section.anchor, *section.formerly} - present:
                for other in Edition.objects.live().leading_to("guide", _addresses(item), anchor):
                    if other.item not in self.compiled:
                        told = f"the section is gone, but {other.address} leads to it"
                        yield Problem(self.record(item).path, 0, f"section {anchor}", told)

    def _taken_addresses(self, item: Item) -> Iterator[Problem]:
        """Addresses that another item has now, or will have after this batch."""
        record = self.record(item)
        theirs = {other.slug: other for other in self.items if other.KIND == item.KIND}
        for slug in (record.slug, *record.formerly):
            holder = theirs.get(slug)
            if holder is None:
                edition = Edition.objects.live().filter(kind=item.KIND, slug=slug).first()
                holder = edition.item if edition else None
                if holder in self.compiled:
                    continue
            if holder is not None and holder != item:
                told = f"{slug} is the address of the {item.KIND} “{holder.title}”"
                yield Problem(record.path, 0, "slug" if slug == record.slug else "formerly", told)

    def _code_reasons(self, item: Item) -> Iterator[Problem]:
        record = self.record(item)
        if not isinstance(record, SituationRecord):
            return
        key = code_key(record.code)
        other = Edition.objects.with_code(record.code).exclude(situation_id=item.pk).first()
        if other:
            told = f"{record.code} was published as the code of “{other.title}”: it is never reused"
            yield Problem(record.path, 0, "code", told)
        first = Edition.objects.of(item).exclude(code_key=key).first()
        if first:
            told = f"a code never changes: readers know this situation as {first.code}"
            yield Problem(record.path, 0, "code", told)

    def write(self, *, by: str, note: str, now: datetime) -> list[Edition]:
        changed = [item for item in self.items if self._differs(item)]
        replaced = [live.pk for item in changed if (live := self.live[item])]
        # First the old ones go, so that two items of a batch can exchange addresses.
        Edition.objects.filter(pk__in=replaced).update(live=False)
        return [self._write_one(item, by=by, note=note, now=now) for item in changed]

    def _differs(self, item: Item) -> bool:
        live, compiled = self.live[item], self.compiled[item]
        return (
            live is None
            or live.source != pack.write_item(compiled.record)
            or live.page_json != pages.to_json(compiled.page)
        )

    def _write_one(self, item: Item, *, by: str, note: str, now: datetime) -> Edition:
        compiled = self.compiled[item]
        page, record = compiled.page, compiled.record
        last = Edition.objects.of(item).order_by("-number").first()
        code = page.code if isinstance(page, pages.SituationPage) else ""
        edition = Edition(
            **of(item),
            number=last.number + 1 if last else 1,
            slug=page.slug,
            title=page.title,
            summary=page.summary,
            position=record.position,
            code=code,
            code_key=code_key(code),
            verdict=page.verdict if isinstance(page, pages.SituationPage) else "",
            has_picture=isinstance(page, pages.GuidePage) and bool(page.stages),
            source=pack.write_item(record),
            page_json=pages.to_json(page),
            published_at=now,
            published_by=by,
            note=note,
        )
        edition.save()
        for slug in (record.slug, *record.formerly):
            others = dict.fromkeys(pages.PAGES)
            Address.objects.update_or_create(
                kind=item.KIND, slug=slug, defaults={**others, **of(item)}
            )
        targets = dict.fromkeys(reference.target for reference in compiled.references)
        Reference.objects.bulk_create(
            Reference(edition=edition, kind=t.kind, slug=t.slug, anchor=t.anchor) for t in targets
        )
        return edition
