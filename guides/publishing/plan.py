"""What readers are to see from a time on: planning it, and doing it once the time has come.

Scheduling freezes the text that was judged, and judges it by the state as it is planned: what is
scheduled until then counts. At its time it is judged again, with the facts as they then are.
"""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from guides import drafts, limits, pack
from guides.models import Edition, Item, Schedule
from guides.models.edition import KINDS, wait_for_others
from guides.models.schedule import ScheduleQuerySet
from guides.pack import ItemRecord, PackError, Problem, path_of
from guides.publishing.batch import Batch, Refused, addresses_of
from guides.publishing.operations import held_by_others, take_away

logger = logging.getLogger("guides.schedule")

Action = Schedule.Action
State = Schedule.State


class Past(ValueError):
    """A time that is over cannot be scheduled."""

    def __init__(self) -> None:
        super().__init__("This time is over: choose one that is still to come.")


@dataclass(frozen=True)
class Ended:
    """What became of a schedule whose time had come: an edition, or the reasons against it."""

    schedule: Schedule
    edition: Edition | None = None
    reasons: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.reasons:
            return "\n  ".join([f"failed: {self.schedule}", *self.reasons])
        if self.edition is None:
            return f"nothing to do: {self.schedule}"
        done = "published" if self.schedule.action == Action.PUBLISH else "withdrawn"
        return f"{done}: {self.edition} ({self.edition.address})"


def schedule(
    *,
    items: Sequence[Item],
    action: str,
    at: datetime,
    by: str,
    note: str = "",
    now: datetime | None = None,
    seen: Mapping[Item, int] | None = None,
) -> list[Schedule]:
    """Plan that items go live with the text of now, or are withdrawn, as one batch.

    What was planned of the same kind for an item before is replaced. ``seen`` are the versions
    that whoever plans has looked at. Raises Past, and Refused with every reason.
    """
    now = now or timezone.now()
    with transaction.atomic():
        wait_for_others()
        if outdated := drafts.outdated(seen or {}):
            raise Refused(outdated)
        records = pack.read_items(items)
        _refuse_unless_fine(records, action, at, now)
        before = Schedule.objects.filter(action=action).of_any(records)
        before.drop(by=by, why="It was scheduled anew.", now=now)
        made = []
        for item, record in records.items():
            source = pack.write_item(record) if action == Action.PUBLISH else ""
            row = Schedule(action=action, at=at, slug=record.slug, source=source, note=note)
            row.kind, row.version, row.made_at, row.made_by = item.KIND, item.version, now, by
            setattr(row, item.KIND, item)
            made.append(row)
        return Schedule.objects.bulk_create(made)


def reschedule(*, schedule: Schedule, at: datetime, by: str, now: datetime | None = None) -> bool:
    """Move what is pending to another time, its text as it was; False where it is over.

    Raises Past, and Refused with every reason.
    """
    now = now or timezone.now()
    with transaction.atomic():
        wait_for_others()
        row = Schedule.objects.pending().filter(pk=schedule.pk).first()
        if row is None:
            return False
        record = _frozen(row) if row.action == Action.PUBLISH else pack.read_row(row.item)
        _refuse_unless_fine({row.item: record}, row.action, at, now)
        Schedule.objects.filter(pk=row.pk).update(at=at, made_at=now, made_by=by)
        return True


def cancel(*, schedule: Schedule, by: str, now: datetime | None = None) -> bool:
    """Drop what is pending, or what failed and is looked at; False where it is over already."""
    now = now or timezone.now()
    with transaction.atomic():
        wait_for_others()
        row = Schedule.objects.filter(pk=schedule.pk)
        seen = row.failed().update(state=State.CANCELLED, ended_at=now, ended_by=by)
        return bool(seen or row.drop(by=by, why="It was cancelled.", now=now))


def publish_due(*, now: datetime | None = None) -> list[Ended]:
    """Do all whose time has come, the earliest first; answers what became of each.

    What is due at the same time is one batch and one transaction. Run again, or twice at once, it
    does nothing twice: each batch is read again under the lock. Nothing due costs one look into a
    small index.
    """
    now = now or timezone.now()
    told: list[Ended] = []
    for at in dict.fromkeys(Schedule.objects.due(now).in_order().values_list("at", flat=True)):
        due = Schedule.objects.due(now).filter(at=at).in_order()
        try:
            with transaction.atomic():
                wait_for_others()
                told += _do(list(due.select_related(*KINDS)), now)
        except Exception:
            # Nobody's mistake in a text, so nothing of it is given up; the next times go on.
            logger.exception("What was due at %s is tried again later", at)
            why = ("it failed unexpectedly and is tried again: the log says why",)
            told += [Ended(row, reasons=why) for row in due]
    return told


def _do(group: Sequence[Schedule], now: datetime) -> list[Ended]:
    """Do one batch: all of it if that can be, else as much as nothing speaks against."""
    ended: dict[int, Ended] = {}
    left = list(group)
    while left:
        found = [*_publish(left, now), *_withdraw(left, now)]
        ended |= {one.schedule.pk: one for one in found}
        still = [one.schedule for one in found if one.reasons]
        # What was withdrawn may have been in the way of an address, so those are tried again.
        if len(still) == len(left):
            break
        left = still
    for one in ended.values():
        row = one.schedule
        row.state, row.ended_at = State.FAILED if one.reasons else State.DONE, now
        row.why = "\n".join(one.reasons)
        row.save(update_fields=("state", "ended_at", "why"))
        if one.reasons:
            logger.error("%s", one)
    return list(ended.values())


def _publish(rows: Sequence[Schedule], now: datetime) -> Iterator[Ended]:
    rows = [row for row in rows if row.action == Action.PUBLISH]
    by_item = {row.item: row for row in rows}
    records: dict[Item, ItemRecord] = {}
    for item, row in by_item.items():
        try:
            records[item] = _frozen(row)
        except PackError as error:
            yield Ended(row, reasons=_told(error.problems))
    while records:
        batch = Batch(list(records), records=records)
        reasons = batch.reasons()
        if not reasons:
            signed = {item: (by_item[item].made_by, _note(by_item[item])) for item in records}
            editions = {edition.item: edition for edition in batch.write(now=now, signed=signed)}
            yield from (Ended(by_item[item], editions.get(item)) for item in records)
            return
        # Those with reasons stay behind. Others may need them, which the next round finds out.
        for item, own in _by_who_stays_behind(records, reasons).items():
            del records[item]
            yield Ended(by_item[item], reasons=_told(own))


def _by_who_stays_behind(
    records: Mapping[Item, ItemRecord], reasons: Sequence[Problem]
) -> dict[Item, list[Problem]]:
    """The items of a batch that something speaks against, the first first.

    Where nothing is wrong with them, but a live wizard's scenario would not come true any more,
    it is those without which it would; all of them, where it takes several.
    """
    found: dict[Item, list[Problem]] = {}
    by_path = {record.path: item for item, record in records.items()}
    for reason in sorted(set(reasons)):
        if reason.path in by_path:
            found.setdefault(by_path[reason.path], []).append(reason)
    if found:
        return found
    for item in records:
        rest = {other: record for other, record in records.items() if other != item}
        left = Batch(list(rest), records=rest).reasons()
        if broken := [reason for reason in reasons if reason not in left]:
            found[item] = broken
    return found or {item: list(reasons) for item in records}


def _withdraw(rows: Sequence[Schedule], now: datetime) -> Iterator[Ended]:
    rows = [row for row in rows if row.action == Action.WITHDRAW]
    going = {row.item: row for row in rows}
    while True:
        held = {item: list(held_by_others(item, going, now)) for item in going}
        if not any(held.values()):
            break
        for item, reasons in held.items():
            if reasons:
                yield Ended(going.pop(item), reasons=_told(reasons))
    for item, row in going.items():
        live = Edition.objects.live().of(item).first()
        if live:
            take_away([live], by=row.made_by, note=_note(row), now=now)
        yield Ended(row, live)


def _told(reasons: Collection[Problem]) -> tuple[str, ...]:
    return tuple(str(reason) for reason in sorted(set(reasons)))


def _frozen(row: Schedule) -> ItemRecord:
    """The record that was scheduled. Raises PackError where its text cannot be read any more."""
    return pack.read_item(path_of(row.kind, row.slug), row.source)


def _note(row: Schedule) -> str:
    planned = f"(scheduled for {timezone.localtime(row.at):%Y-%m-%d %H:%M %Z})"
    return f"{row.note[: limits.NOTE - len(planned) - 1]} {planned}".strip()


def _refuse_unless_fine(
    records: Mapping[Item, ItemRecord], action: str, at: datetime, now: datetime
) -> None:
    if at <= now:
        raise Past
    others = Schedule.objects.pending().filter(at__lte=at).select_related(*KINDS)
    plan = _Plan(records, at, others)
    reasons = list(plan.against_publishing() if action == Action.PUBLISH else plan.against_going())
    reasons += plan.at_the_same_time(action)
    if reasons:
        raise Refused(reasons)


class _Plan:
    """Items and what else is pending until their time: what counts is the state after all."""

    def __init__(
        self, records: Mapping[Item, ItemRecord], at: datetime, others: ScheduleQuerySet
    ) -> None:
        self.records, self.at = records, at
        self.coming: dict[Item, Schedule] = {}
        self.going: dict[Item, Schedule] = {}
        for row in others.in_order():
            coming = row.action == Action.PUBLISH
            now, before = (self.coming, self.going) if coming else (self.going, self.coming)
            now[row.item] = row
            if before.get(row.item) and before[row.item].at < row.at:
                del before[row.item]

    def against_publishing(self) -> Iterator[Problem]:
        frozen = self._frozen()
        batch = Batch([*self.records, *frozen], records={**frozen, **self.records})
        paths = {record.path for record in self.records.values()}
        reasons = batch.reasons()
        own = [reason for reason in reasons if reason.path in paths]
        yield from own
        if len(own) < len(reasons):
            # Of what is planned or live besides: only what would come true without these.
            without = Batch(list(frozen), records=frozen).reasons()
            yield from (one for one in reasons if one not in own and one not in without)
        gone = {
            (item.KIND, slug): row
            for item, row in self.going.items()
            if item not in self.records
            for slug in addresses_of(item)
        }
        for item, record in self.records.items():
            for reference in batch.compiled[item].references:
                row = gone.get((reference.target.kind, reference.target.slug))
                if row:
                    told = f"leads to {reference.target}, which is to be withdrawn by then"
                    yield Problem(record.path, reference.line, reference.place, told)

    def against_going(self) -> Iterator[Problem]:
        frozen = self._frozen()
        leaving = {*self.records, *self.going}
        batch = Batch(list(frozen), records=frozen)
        for item, record in self.records.items():
            if item not in self.coming and not Edition.objects.live().of(item).exists():
                told = "readers see none of it: there is nothing to withdraw"
                yield Problem(record.path, 0, "", told)
            # What is published until then leads where its new text says.
            yield from held_by_others(item, {*leaving, *frozen}, self.at)
            slugs = addresses_of(item)
            for other in frozen.keys() - leaving:
                targets = {one.target for one in batch.compiled[other].references}
                if any(to.kind == item.KIND and to.slug in slugs for to in targets):
                    told = f"the {other.KIND} “{other}”, which is to be published, leads here"
                    yield Problem(record.path, 0, "", told)

    def at_the_same_time(self, action: str) -> Iterator[Problem]:
        other, done = (
            (self.going, "withdrawn") if action == Action.PUBLISH else (self.coming, "published")
        )
        for item, record in self.records.items():
            if item in other and other[item].at == self.at:
                yield Problem(record.path, 0, "", f"is to be {done} at the very same time")

    def _frozen(self) -> dict[Item, ItemRecord]:
        """The texts that are published until then, of other items; unreadable ones will fail."""
        found = {}
        for item, row in self.coming.items():
            if item not in self.records:
                try:
                    found[item] = _frozen(row)
                except PackError:
                    continue
        return found
