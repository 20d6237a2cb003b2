"""Items about to be published together: why they may not be, and writing their editions.

What is judged is the state after the batch. So every name is looked up first among its items, by
the address each will have, then among what is live besides.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from guides import audit, pack, pages, pictures, search
from guides.compiler import Compiled, compile_item
from guides.markup import Target
from guides.models import Address, Edition, Item, PictureUse, Reference, code_key
from guides.models.edition import of
from guides.pack import Facts, ItemRecord, PackError, Problem, SituationRecord
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
    """The last edition of each item, which is the live one if any is: a query for each kind."""
    found: dict[Item, Edition] = {}
    for kind, by_pk in _by_kind(items):
        later = Edition.objects.filter(**{kind: OuterRef(kind)}, number__gt=OuterRef("number"))
        last = Edition.objects.filter(~Exists(later), **{f"{kind}__in": list(by_pk)})
        for edition in last.order_by():
            found[by_pk[edition.item_id]] = edition
    return found


def addresses_of_all(items: Sequence[Item]) -> dict[Item, set[str]]:
    """As ``addresses_of``, for many items: a query for each kind."""
    found: dict[Item, set[str]] = {item: set() for item in items}
    for kind, by_pk in _by_kind(items):
        for address in Address.objects.filter(**{f"{kind}__in": list(by_pk)}):
            found[by_pk[address.item_id]].add(address.slug)
    return found


def _by_kind(items: Sequence[Item]) -> Iterator[tuple[str, dict[int, Item]]]:
    for kind in pages.PAGES:
        found = {item.pk: item for item in items if kind == item.KIND}
        if found:
            yield kind, found


class Batch:
    """Some items, compiled, with the live editions they replace.

    ``records`` are taken in the place of what the rows of their items say, ``facts`` in the place
    of the working copy's.
    """

    def __init__(
        self,
        items: Sequence[Item],
        records: Mapping[Item, ItemRecord] | None = None,
        facts: Facts | None = None,
    ) -> None:
        facts = pack.read_facts() if facts is None else facts
        library = pictures.kept()
        given = records or {}
        self.items = list(dict.fromkeys(items))
        self.last = _last_editions(self.items)
        self.live = {item: last for item, last in self.last.items() if last.live}
        self.addresses = addresses_of_all(self.items)
        self.compiled: dict[Item, Compiled] = {}
        read = pack.read_items([item for item in self.items if item not in given])
        for item in self.items:
            record = given[item] if item in given else read[item]
            before = self.last[item].page if item in self.last else None
            self.compiled[item] = compile_item(
                record,
                facts=facts,
                pictures=library,
                before=before,
                language=settings.SITE_LANGUAGE,
            )
        self.texts: dict[Item, str] = {}
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
        return self.compiled[item].record

    def text(self, item: Item) -> str:
        """The text of an item's file, written once."""
        if item not in self.texts:
            self.texts[item] = pack.write_item(self.record(item))
        return self.texts[item]

    def reasons(self) -> list[Problem]:
        """Why this batch may not be published: the whole list, or nothing."""
        found: list[Problem] = []
        self._look_up()
        exists = cache(self._exists_afterwards)
        for item, compiled in self.compiled.items():
            found += (*compiled.problems, *compiled.faults)
            found += audit.dangling(compiled, exists, "leads to what is not live:")
            found += self._unreadable(item)
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
        self.codes_of: dict[int, set[str]] = defaultdict(set)
        self.situations_of: dict[str, set[int]] = defaultdict(set)
        situations = {
            item.pk: code_key(record.code)
            for item in self.items
            if isinstance(record := self.record(item), SituationRecord)
        }
        if situations:
            among = Q(code_key__in=set(situations.values())) | Q(situation__in=list(situations))
            codes = Edition.objects.situations().filter(among).order_by()
            for pk, key in codes.values_list("situation", "code_key").distinct():
                self.codes_of[pk].add(key)
                self.situations_of[key].add(pk)

    def _look_up_targets(self) -> None:
        """The live editions outside this batch that it leads to: a query for each kind."""
        self.led_to: dict[tuple[str, str], Edition] = {}
        targets = {ref.target for one in self.compiled.values() for ref in one.references}
        for kind in pages.PAGES:
            slugs = {to.slug for to in targets if to.kind == kind}
            slugs = {slug for slug in slugs if (kind, slug) not in self.holders}
            if slugs:
                found = Edition.objects.live().asked_for(kind, slugs).order_by()
                # Only guides have sections, whose anchors their pages know.
                for edition in found if kind == "guide" else found.cards():
                    self.led_to[kind, edition.asked] = edition

    def _exists_afterwards(self, target: Target) -> bool:
        """Whether readers can open a target once this batch is live."""
        holder = self.holders.get((target.kind, target.slug))
        if holder is not None:
            return not target.anchor or target.anchor in audit.anchors_of(self.record(holder))
        edition = self.led_to.get((target.kind, target.slug))
        if edition is None:
            return False
        return not target.anchor or edition.page.section(target.anchor) is not None

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
        edition = self.live.get(item)
        if edition is None or item.KIND != "guide":
            return
        present = audit.anchors_of(self.record(item))
        for anchor in edition.page.anchors - present:
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
        signatures = signed or {}
        changed = self.changed()
        replaced = [self.live[item].pk for item in changed if item in self.live]
        # First the old ones go, so that two items of a batch can exchange addresses.
        Edition.objects.filter(pk__in=replaced).update(live=False)
        made = [
            self._edition(item, signature=signatures.get(item, (by, note)), now=now)
            for item in changed
        ]
        Edition.objects.bulk_create(made)
        self._write_addresses(changed)
        Reference.objects.bulk_create(
            Reference(edition=edition, kind=to.kind, slug=to.slug, anchor=to.anchor)
            for item, edition in zip(changed, made, strict=True)
            for to in dict.fromkeys(ref.target for ref in self.compiled[item].references)
        )
        PictureUse.objects.bulk_create(
            PictureUse(edition=edition, slug=slug, key=key)
            for item, edition in zip(changed, made, strict=True)
            for slug, key in self.compiled[item].pictures
        )
        search.put(made, gone=replaced)
        return made

    def _differs(self, item: Item) -> bool:
        live, compiled = self.live.get(item), self.compiled[item]
        return live is None or live.source != self.text(item) or live.page != compiled.page

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
