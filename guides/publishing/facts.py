"""Facts change at once for everybody: the live pages that use one are published again with it.

What is published again is the text that readers see, with the new facts. What editors changed in
the working copy since stays there, and is published when they say so.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from guides import limits, pack
from guides.compiler import REFUND, Pressed
from guides.markup.facts import TOKEN
from guides.models import Edition, Fact, Item
from guides.models.edition import wait_for_others
from guides.pack import FactRecord, Facts, ItemRecord, PackError, Problem, path_of
from guides.progress import NOBODY, Progress
from guides.publishing.batch import Batch, Refused, addresses_of_all


def change_facts(
    *, save: Callable[[], object], by: str, now: datetime | None = None
) -> list[Edition]:
    """Run ``save``, which changes facts, and publish again the live pages that use them.

    Answers the new editions. Raises Refused, with nothing saved, where one may not be published.
    """
    with transaction.atomic():
        wait_for_others()
        before = pack.read_facts()
        save()
        return republish(since=before, by=by, now=now)


def reasons_against_facts(
    *, saved: Sequence[Fact] = (), gone: Sequence[Fact] = ()
) -> list[Problem]:
    """Why facts could not be ``saved`` as they are now, or be ``gone``; writes nothing.

    Nobody publishes between this and the end of the transaction around it.
    """
    with transaction.atomic():
        wait_for_others()
        rows = list(Fact.objects.all())
        aside = {row.pk for row in (*saved, *gone)}
        after = [*(row for row in rows if row.pk not in aside), *saved]
        # A new row is the last of its position.
        after.sort(key=lambda row: (row.position, row.pk is None, row.pk))
        try:
            affected = _Affected.by(pack.read_facts(rows), pack.read_facts(after))
        except PackError as error:
            return error.problems
        return sorted(set(affected.batch().reasons()))


def republish(
    *,
    since: Facts,
    items: Sequence[Item] = (),
    by: str,
    note: str = "",
    now: datetime | None = None,
    records: Mapping[Item, ItemRecord] | None = None,
    ready: Mapping[str, Pressed] | None = None,
    progress: Progress = NOBODY,
) -> list[Edition]:
    """Publish items, and with them every other live page on which facts changed ``since``.

    The others get a note that names these facts; so do items without a ``note`` that nothing
    else has changed. One batch. ``records`` and ``ready`` say of the items what is known of them
    already, as in Batch. Raises Refused.
    """
    with transaction.atomic():
        wait_for_others()
        try:
            affected = _Affected.by(since, pack.read_facts(), besides=items)
        except PackError as error:
            raise Refused(error.problems) from None
        batch = affected.batch(items, records=records, ready=ready, progress=progress)
        if reasons := batch.reasons():
            raise Refused(reasons)
        # What an editor changed is said by the editor.
        signed = {
            item: (by, told)
            for item, told in affected.notes.items()
            if item in affected.records or (not note and batch.replaced[item].same_text)
        }
        return batch.write(by=by, note=note, signed=signed, now=now or timezone.now())


@dataclass(frozen=True)
class _Affected:
    """The live pages that facts changed: their texts, and what to note at each.

    ``records`` leaves out the items that are published anyway; ``notes`` does not.
    """

    facts: Facts
    records: Mapping[Item, ItemRecord]
    notes: Mapping[Item, str]

    @classmethod
    def by(cls, before: Facts, after: Facts, besides: Sequence[Item] = ()) -> "_Affected":
        """Two queries, and three more for each kind. Raises PackError: an unreadable edition."""
        told = dict(_differences(before, after))
        refund = before.of_group(REFUND) != after.of_group(REFUND)
        editions = (
            list(
                Edition.objects.live()
                .with_facts(told, refund=refund)
                .defer("page_json")
                .select_related("guide", "situation", "wizard")
                .order_by("kind", "position", "slug")
            )
            if told or refund
            else []
        )
        in_group = {f.key for facts in (before, after) for f in facts.of_group(REFUND)}
        notes = {}
        for edition in editions:
            named = set(TOKEN.findall(edition.source))
            if edition.has_refund_dates and refund:
                named |= in_group
            if facts := [told[key] for key in told if key in named]:
                notes[edition.item] = _note(facts)
            elif edition.has_refund_dates and refund:
                notes[edition.item] = f"Facts of the group {REFUND}: another order"
        beside = set(besides)
        others = [e for e in editions if e.item in notes and e.item not in beside]
        addresses = addresses_of_all([edition.item for edition in others])
        records = {e.item: _as_read(e, addresses[e.item]) for e in others}
        return cls(after, records, notes)

    def batch(
        self,
        items: Sequence[Item] = (),
        *,
        records: Mapping[Item, ItemRecord] | None = None,
        ready: Mapping[str, Pressed] | None = None,
        progress: Progress = NOBODY,
    ) -> Batch:
        """These pages and some items, as what is published together."""
        known = {**(records or {}), **self.records}
        together = [*items, *self.records]
        return Batch(together, records=known, facts=self.facts, ready=ready, progress=progress)


def _as_read(edition: Edition, addresses: set[str]) -> ItemRecord:
    """The text that readers see, without former addresses that are another item's by now."""
    record = pack.read_item(path_of(edition.kind, edition.slug), edition.source)
    former = tuple(slug for slug in record.formerly if slug in addresses)
    return replace(record, formerly=former)


def _differences(before: Facts, after: Facts) -> Iterator[tuple[str, str]]:
    """The facts that are not the same in both, each with what to say of it."""
    old = {fact.key: fact for fact in before.records}
    new = {fact.key: fact for fact in after.records}
    for key in {**old, **new}:
        if old.get(key) != new.get(key):
            yield key, f"Fact {key}: {_difference(old.get(key), new.get(key))}"


def _difference(old: FactRecord | None, new: FactRecord | None) -> str:
    if old is None:
        return f"new, {new.spelled}" if new else ""
    if new is None:
        return f"removed, was {old.spelled}"
    if old.spelled != new.spelled:
        return f"{old.spelled} → {new.spelled}"
    names = ("label", "group", "note", "source", "checked")
    changed = [name for name in names if getattr(old, name) != getattr(new, name)]
    return f"{', '.join(changed)} changed"


def _note(told: Sequence[str]) -> str:
    note = "; ".join(told)
    return note if len(note) <= limits.NOTE else f"{note[: limits.NOTE - 1]}…"
