"""Items about to be published together: why they may not be, and writing their editions.

What is judged is the state after the batch. So every name is looked up first among its items, by
the address each will have, then among what is live besides.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime
from functools import cache, cached_property

from django.conf import settings
from django.db.models import Exists, OuterRef

from guides import audit, pack, pages, pictures, search
from guides.batches import AT_ONCE, in_batches
from guides.compiler import Pressed, compile_item
from guides.markup import Target
from guides.models import Address, Edition, Item, PictureUse, Reference, code_key
from guides.models.edition import of
from guides.pack import Facts, ItemRecord, PackError, Problem, SituationRecord
from guides.progress import NOBODY, Progress
from guides.publishing.holding import CompiledItems, Replaced, light, replaced, whole
from guides.publishing.scenarios import broken


class Refused(Exception):
    """A publication that would break something readers see; carries every reason."""

    def __init__(self, reasons: Iterable[Problem]) -> None:
        self.reasons = sorted(set(reasons))
        super().__init__("\n".join(str(reason) for reason in self.reasons))


def addresses_of(item: Item) -> set[str]:
    """Every address at which readers find an item, present or former; none before it was live."""
    return set(Address.objects.filter(**of(item)).values_list("slug", flat=True))


def _last_editions(items: Sequence[Item]) -> dict[Item, Edition]:
    """The last edition of each item, which is the live one if any is.

    A query for each few hundred of a kind. Of more items than that without their long texts.
    """
    found: dict[Item, Edition] = {}
    for kind, by_pk in _by_kind(items):
        later = Edition.objects.filter(**{kind: OuterRef(kind)}, number__gt=OuterRef("number"))
        last = Edition.objects.filter(~Exists(later), **{f"{kind}__in": list(by_pk)}).order_by()
        # A wizard remembers what the one before it asked.
        held = len(items) <= AT_ONCE or kind == "wizard"
        for edition in last if held else last.cards():
            found[by_pk[edition.item_id]] = edition
    return found


def addresses_of_all(items: Sequence[Item]) -> dict[Item, set[str]]:
    """As ``addresses_of``, for many items: a query for each few hundred of a kind."""
    found: dict[Item, set[str]] = {item: set() for item in items}
    for kind, by_pk in _by_kind(items):
        for address in Address.objects.filter(**{f"{kind}__in": list(by_pk)}):
            found[by_pk[address.item_id]].add(address.slug)
    return found


def _by_kind(items: Iterable[Item]) -> Iterator[tuple[str, dict[int, Item]]]:
    """Items by their keys, so many of one kind at a time as a query may name."""
    found = list(items)
    for kind in pages.PAGES:
        for some in in_batches(item for item in found if kind == item.KIND):
            yield kind, {item.pk: item for item in some}


class Batch:
    """Some items, compiled, with the live editions they replace.

    ``records`` are taken in the place of what the rows of their items say, ``facts`` in the place
    of the working copy's. ``ready`` are items compiled before, by the paths of their records.
    Of thousands of items it holds the records, and their pages pressed.
    """

    def __init__(
        self,
        items: Sequence[Item],
        records: Mapping[Item, ItemRecord] | None = None,
        facts: Facts | None = None,
        ready: Mapping[str, Pressed] | None = None,
        progress: Progress = NOBODY,
    ) -> None:
        facts = pack.read_facts() if facts is None else facts
        library = pictures.kept()
        given = records or {}
        self.progress = progress
        self.items = list(dict.fromkeys(items))
        self.last = _last_editions(self.items)
        self.live = {item: last for item, last in self.last.items() if last.live}
        self.addresses = addresses_of_all(self.items)
        # What files cannot keep stands in rows only: all others were read from a text.
        self.from_rows = [item for item in self.items if item not in given]
        read = pack.read_items(self.from_rows)
        self.compiled = CompiledItems(pressed=len(self.items) > AT_ONCE)
        for item in progress.over(self.items, "Publishing", len(self.items)):
            record = given[item] if item in given else read.pop(item)
            found = (ready or {}).get(record.path)
            if found is not None and found.is_settled:
                self.compiled.take(item, found)
                continue
            compiled = compile_item(
                record,
                facts=facts,
                pictures=library,
                before=self.last[item].page
                if item in self.last and item.KIND == "wizard"
                else None,
                language=settings.SITE_LANGUAGE,
            )
            self.compiled.put(item, compiled)
        self.by_slug = {(item.KIND, self.record(item).slug): item for item in self.items}
        self.holders = self._holders()

    def _holders(self) -> dict[tuple[str, str], Item]:
        """Who of the batch answers at an address afterwards: by its slug before all else."""
        found = dict(self.by_slug)
        for item in self.items:
            for slug in self.record(item).formerly:
                found.setdefault((item.KIND, slug), item)
        for item in self.items:
            for slug in self.addresses[item]:
                found.setdefault((item.KIND, slug), item)
        return found

    def record(self, item: Item) -> ItemRecord:
        return self.compiled.bare[item].record

    def text(self, item: Item) -> str:
        """The text of an item's file."""
        return pack.write_item(self.record(item))

    @cached_property
    def replaced(self) -> dict[Item, Replaced]:
        """The live editions as what is published compares to them. Reads their texts and pages."""
        return {
            item: replaced(edition, self.compiled[item], self.text(item))
            for item, edition in whole(self.live)
        }

    def reasons(self) -> list[Problem]:
        """Why this batch may not be published: the whole list, or nothing."""
        found: list[Problem] = []
        self._look_up()
        exists = cache(self._exists_afterwards)
        for item in self.from_rows:
            found += self._unreadable(item)
        for item, compiled in self.compiled.bare.items():
            found += (*compiled.problems, *compiled.faults)
            found += audit.dangling(compiled, exists, "leads to what is not live:")
            found += self._lost_anchors(item)
            found += self._taken_addresses(item)
            found += self._code_reasons(item)
        return found + broken(self)

    def _look_up(self) -> None:
        """What readers know already: of whole batches at once, as hardly any item is in the way."""
        self.live_at: dict[tuple[str, str], int] = {}
        self.known_at: dict[tuple[str, str], int] = {}
        for kind, by_pk in _by_kind(self.items):
            records = [self.record(item) for item in by_pk.values()]
            slugs = {slug for record in records for slug in (record.slug, *record.formerly)}
            at = {"kind": kind, "slug__in": slugs}
            live = Edition.objects.live().filter(**at).order_by().values_list("slug", kind)
            self.live_at |= {(kind, slug): pk for slug, pk in live}
            known = Address.objects.filter(**at).values_list("slug", kind)
            self.known_at |= {(kind, slug): pk for slug, pk in known}
        self._look_up_targets()
        self._look_up_codes()

    def _look_up_codes(self) -> None:
        """The codes that situations of this batch were published with, and who had its codes."""
        self.codes_of: dict[int, set[str]] = defaultdict(set)
        self.situations_of: dict[str, set[int]] = defaultdict(set)
        for kind, by_pk in _by_kind(self.items):
            if kind != "situation":
                continue
            records = [self.record(item) for item in by_pk.values()]
            keys = {code_key(r.code) for r in records if isinstance(r, SituationRecord)}
            editions = Edition.objects.order_by().values_list("situation", "code_key")
            # Each by its own index, which one condition for both would not be.
            ours = editions.filter(situation__in=list(by_pk))
            for pk, key in ours.union(editions.filter(code_key__in=keys - {""})):
                self.codes_of[pk].add(key)
                self.situations_of[key].add(pk)

    def _look_up_targets(self) -> None:
        """What is live outside this batch and it leads to, with the anchors that work there.

        A query for each few hundred of a kind. Only guides have anchors, which their pages know.
        """
        self.led_to: dict[tuple[str, str], Set[str]] = {}
        bare = self.compiled.bare.values()
        targets = {ref.target for one in bare for ref in one.references}
        for kind in pages.PAGES:
            slugs = {to.slug for to in targets if to.kind == kind}
            for some in in_batches(slug for slug in slugs if (kind, slug) not in self.holders):
                live = Edition.objects.live()
                if kind == "guide":
                    found = live.asked_for(kind, some).order_by()
                    self.led_to |= {(kind, one.asked): one.page.anchors for one in found}
                else:
                    self.led_to |= {(kind, at): frozenset() for at in live.answering(kind, some)}

    def _exists_afterwards(self, target: Target) -> bool:
        """Whether readers can open a target once this batch is live."""
        holder = self.holders.get((target.kind, target.slug))
        if holder is not None:
            return not target.anchor or target.anchor in audit.anchors_of(self.record(holder))
        anchors = self.led_to.get((target.kind, target.slug))
        return anchors is not None and (not target.anchor or target.anchor in anchors)

    def _unreadable(self, item: Item) -> Iterator[Problem]:
        """What a file could not hold: the edition's text must give its record back."""
        record = self.record(item)
        try:
            same = pack.read_item(record.path, self.text(item)) == record
        except PackError as error:
            yield from error.problems
        else:
            if not same:
                yield Problem(record.path, 0, "", "holds characters that a file cannot keep")

    def _lost_anchors(self, item: Item) -> Iterator[Problem]:
        """Sections that readers are sent to from outside this batch and that it takes away."""
        if item not in self.replaced or item.KIND != "guide":
            return
        present = audit.anchors_of(self.record(item))
        for anchor in self.replaced[item].anchors - present:
            for other in self._led_from_outside("guide", self.addresses[item], anchor):
                told = f"the section is gone, but {other.address} leads to it"
                yield Problem(self.record(item).path, 0, f"section {anchor}", told)

    def _led_from_outside(
        self, kind: str, slugs: set[str], anchor: str | None = None
    ) -> Iterator[Edition]:
        """The live editions of other items that lead to one of these addresses."""
        for edition in Edition.objects.live().leading_to(kind, slugs, anchor).cards():
            if edition.item not in self.compiled:
                yield edition

    def _taken_addresses(self, item: Item) -> Iterator[Problem]:
        """Addresses that another item has, or that readers still take for another item's."""
        record = self.record(item)
        for slug in (record.slug, *record.formerly):
            place = "slug" if slug == record.slug else "formerly"
            if holder := self._other_holder(item, slug):
                told = f"{slug} is the address of the {item.KIND} “{holder.title}”"
                yield Problem(record.path, 0, place, told)
                continue
            if self.known_at.get((item.KIND, slug), item.pk) != item.pk:
                for other in self._led_from_outside(item.KIND, {slug}):
                    told = f"{other.address} leads to another {item.KIND} by the address {slug}"
                    yield Problem(record.path, 0, place, f"{told}: publish it in the same batch")

    def _other_holder(self, item: Item, slug: str) -> Item | None:
        """Another item that has an address as its own once this batch is live."""
        other = self.by_slug.get((item.KIND, slug))
        if other is not None and other != item:
            return other
        if self.live_at.get((item.KIND, slug), item.pk) == item.pk:
            return None
        edition = Edition.objects.live().filter(kind=item.KIND, slug=slug).cards().first()
        return edition.item if edition and edition.item not in self.compiled else None

    def _code_reasons(self, item: Item) -> Iterator[Problem]:
        record = self.record(item)
        if not isinstance(record, SituationRecord):
            return
        key = code_key(record.code)
        if key and self.situations_of[key] - {item.pk}:
            other = Edition.objects.with_code(record.code).exclude(situation_id=item.pk)[0]
            told = f"{record.code} was published as the code of “{other.title}”: it is never reused"
            yield Problem(record.path, 0, "code", told)
        if self.codes_of[item.pk] - {key}:
            first = Edition.objects.of(item).exclude(code_key=key)[0]
            told = f"a code never changes: readers know this situation as {first.code}"
            yield Problem(record.path, 0, "code", told)

    def changed(self) -> list[Item]:
        """The items that differ from what is live, in text or, by a fact, in the page."""
        return [item for item in self.items if self._differs(item)]

    def write(
        self,
        *,
        by: str = "",
        note: str = "",
        now: datetime,
        signed: Mapping[Item, tuple[str, str]] | None = None,
    ) -> list[Edition]:
        """Make the editions of what differs from what is live.

        ``signed`` says by item who publishes it with which note, where that is not the same.
        """
        changed = self.changed()
        replaced = [self.live[item].pk for item in changed if item in self.live]
        # First the old ones go, so that two items of a batch can exchange addresses.
        for some in in_batches(replaced):
            Edition.objects.filter(pk__in=some).update(live=False)
        made: list[Edition] = []
        search.put(self._written(changed, made, signed or {}, (by, note), now), gone=replaced)
        return made

    def _written(
        self,
        items: Sequence[Item],
        made: list[Edition],
        signed: Mapping[Item, tuple[str, str]],
        signature: tuple[str, str],
        now: datetime,
    ) -> Iterator[Edition]:
        """Write editions some at a time, each then to be indexed, and note them as ``made``.

        Of thousands those that are noted hold no long texts: who asks for one reads it.
        """
        for some in in_batches(self.progress.over(items, "Indexing", len(items))):
            editions = [
                self._edition(item, signature=signed.get(item, signature), now=now) for item in some
            ]
            Edition.objects.bulk_create(editions)
            self._write_addresses(some)
            self._write_uses(some, editions)
            made += map(light, editions) if len(items) > AT_ONCE else editions
            yield from editions

    def _write_uses(self, items: Sequence[Item], editions: Sequence[Edition]) -> None:
        """Note what editions lead to and show."""
        bare = [self.compiled.bare[item] for item in items]
        Reference.objects.bulk_create(
            Reference(edition=edition, kind=to.kind, slug=to.slug, anchor=to.anchor)
            for one, edition in zip(bare, editions, strict=True)
            for to in dict.fromkeys(ref.target for ref in one.references)
        )
        PictureUse.objects.bulk_create(
            PictureUse(edition=edition, slug=slug, key=key)
            for one, edition in zip(bare, editions, strict=True)
            for slug, key in one.pictures
        )

    def _differs(self, item: Item) -> bool:
        before = self.replaced.get(item)
        return before is None or not (before.same_text and before.same_page)

    def _edition(self, item: Item, *, signature: tuple[str, str], now: datetime) -> Edition:
        compiled = self.compiled[item]
        by, note = signature
        page, record = compiled.page, compiled.record
        last = self.last.get(item)
        code = page.code if isinstance(page, pages.SituationPage) else ""
        tools = page.tools if isinstance(page, pages.SituationPage) else ()
        return Edition(
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
            has_refund_dates="refund-dates" in tools,
            has_reminder="reminder" in tools,
            source=self.text(item),
            page_json=pages.to_json(page),
            headings=pages.headings(page),
            published_at=now,
            published_by=by,
            note=note,
        )

    def _write_addresses(self, items: Sequence[Item]) -> None:
        """Lead every address of these items to them, whoever answered there before."""
        nobody = dict.fromkeys(pages.PAGES)
        found = {
            (item.KIND, slug): Address(slug=slug, **{**nobody, **of(item)})
            for item in items
            for slug in (self.record(item).slug, *self.record(item).formerly)
        }
        Address.objects.bulk_create(
            found.values(),
            update_conflicts=True,
            unique_fields=("kind", "slug"),
            update_fields=tuple(pages.PAGES),
        )
