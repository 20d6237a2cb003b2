"""Whatever editors do, in whatever order: what holds for readers after every step."""

import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from django.db.models import ProtectedError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from guides import pack, publishing
from guides.markup import Target
from guides.models import (
    Address,
    Choice,
    Edition,
    Fact,
    Guide,
    Item,
    Moved,
    Reference,
    RelatedSituation,
    Section,
    Situation,
    SituationSection,
    Withdrawn,
    Wizard,
)
from guides.pack import PackError
from guides.publishing import Refused
from tests.factories import make_fact, make_guide, make_situation, make_wizard
from tests.publishing import everything, undone

MODELS: dict[str, Any] = {"guide": Guide, "situation": Situation, "wizard": Wizard}
# Each takes a fraction of a second; HISTORIES=1000 looks for longer.
EXAMPLES = int(os.environ.get("HISTORIES", "6"))
SLUGS = ("a", "b", "c")
ANCHORS = ("p", "q")

some = st.integers(0, 5)
slugs = st.sampled_from(SLUGS)
kinds = st.sampled_from(("guide", "guide", "situation", "situation", "wizard"))
targets = st.one_of(
    st.builds("{}:{}".format, kinds, slugs),
    st.builds("guide:{}#{}".format, slugs, st.sampled_from(ANCHORS)),
)
bodies = st.one_of(
    st.just("Text."),
    st.just("Takes {fact:wait}."),
    st.just("Takes {fact:unknown}."),
    targets.map("See [it]({}).".format),
)
subsets = st.sets(some, min_size=1)
at_once = st.booleans()


def pick(rows: Any, index: int) -> Any:
    found = list(rows)
    return found[index % len(found)]


class Desk(RuleBasedStateMachine):
    """Editors at work on few items with few names, so that they get in each other's way."""

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        self.open.enter_context(undone())
        self.folder = Path(self.open.enter_context(tempfile.TemporaryDirectory()))
        self.packs = 0
        self.ever_live: set[tuple[str, str]] = set()
        self.seen: dict[str, list[set[Any]]] = {}
        self.frozen: dict[int, dict[str, Any]] = {}

    def teardown(self) -> None:
        self.open.close()

    @initialize(live=st.sampled_from([True, True, True, False]))
    def begin(self, live: bool) -> None:
        make_fact(key="wait")
        guides = [make_guide(dict.fromkeys(ANCHORS, "Text."), slug=s) for s in "ab"]
        one = make_situation(code="S-1", slug="a", sections=[guides[0].sections.first()])
        other = make_situation(code="S-2", slug="b", related=[one])
        make_wizard({"x": {"on": "y", "end": one}, "y": {"end": other}}, slug="a")
        if live:
            publishing.publish(items=self.items(), by="tests")

    def items(self) -> list[Item]:
        return [item for model in MODELS.values() for item in model.objects.order_by("pk")]

    def chosen(self, indexes: set[int]) -> list[Item]:
        found = self.items()
        return list({index % len(found): pick(found, index) for index in indexes}.values())

    def attempt(self, operation: Callable[[], Any]) -> None:
        """Whatever is refused has changed nothing."""
        before = everything()
        try:
            operation()
        except (Refused, PackError):
            assert everything() == before

    # Edits of the working copy, as forms would save them.

    @rule(index=some, slug=slugs, at_once=at_once)
    def rename(self, index: int, slug: str, at_once: bool) -> None:
        item = pick(self.items(), index)
        if not MODELS[item.KIND].objects.filter(slug=slug).exists():
            item.slug = slug
            item.save()
        self.publish_these([item] if at_once else [])

    @rule(kind=kinds, at_once=at_once)
    def exchange_slugs(self, kind: str, at_once: bool) -> None:
        rows = list(MODELS[kind].objects.order_by("pk"))[:2]
        if len(rows) == 2:
            found = [row.slug for row in rows]
            for row, slug in zip(rows * 2, ("x", "y", *reversed(found)), strict=True):
                row.slug = slug
                row.save()
            self.publish_these(rows if at_once else [])

    @rule(index=some, former=st.sets(slugs, max_size=2))
    def name_former_addresses(self, index: int, former: set[str]) -> None:
        item = pick(self.items(), index)
        item.formerly = "\n".join(sorted(former))
        item.save()

    @rule(index=some, body=bodies)
    def write_situation(self, index: int, body: str) -> None:
        situation = pick(Situation.objects.order_by("pk"), index)
        situation.body = body
        situation.save()

    @rule(index=some, body=bodies)
    def write_section(self, index: int, body: str) -> None:
        if Section.objects.exists():
            section = pick(Section.objects.order_by("pk"), index)
            section.body = body
            section.save()

    @rule(index=some, former=st.sampled_from(["", "p", "q"]), at_once=at_once)
    def rename_section(self, index: int, former: str, at_once: bool) -> None:
        if Section.objects.exists():
            section = pick(Section.objects.order_by("pk"), index)
            others = section.guide.sections.exclude(pk=section.pk)
            taken = {name for s in others for name in (s.anchor, *s.formerly_list)}
            section.anchor = next(a for a in (*ANCHORS, "r", "s") if a not in {*taken, former})
            section.formerly = "" if former in taken else former
            section.save()
            self.publish_these([section.guide] if at_once else [])

    @rule(index=some, at_once=at_once)
    def delete_section(self, index: int, at_once: bool) -> None:
        if Section.objects.exists():
            section = pick(Section.objects.order_by("pk"), index)
            with suppress(ProtectedError):
                section.delete()
            self.publish_these([section.guide] if at_once else [])

    @rule(index=some, sections=st.sets(some, max_size=2))
    def list_sections(self, index: int, sections: set[int]) -> None:
        situation = pick(Situation.objects.order_by("pk"), index)
        situation.section_links.all().delete()
        rows = list(Section.objects.order_by("pk"))
        for position, row in enumerate({pick(rows, i) for i in sections} if rows else ()):
            SituationSection.objects.create(situation=situation, section=row, position=position)

    @rule()
    def relate_to_nothing(self) -> None:
        RelatedSituation.objects.all().delete()

    @rule(index=some, onto=some, section=st.booleans())
    def lead_a_choice(self, index: int, onto: int, section: bool) -> None:
        rows = Section.objects.all() if section else Situation.objects.all()
        if rows.exists():
            choice = pick(Choice.objects.order_by("pk"), index)
            choice.to_question = choice.to_situation = choice.to_section = None
            name = "to_section" if section else "to_situation"
            setattr(choice, name, pick(rows.order_by("pk"), onto))
            choice.save()

    @rule(high=st.integers(3, 5))
    def correct_the_fact(self, high: int) -> None:
        Fact.objects.update(high=high)

    # What goes through the door.

    def publish_these(self, items: list[Item]) -> None:
        if not items:
            return
        before = self.led_to()
        self.attempt(lambda: publishing.publish(items=items, by="tests"))
        for (edition, target), item in self.led_to().items():
            if edition.item not in items:
                assert before[edition, target] == item, f"{edition} leads to another {target}"

    @rule(indexes=subsets)
    def publish(self, indexes: set[int]) -> None:
        self.publish_these(self.chosen(indexes))

    @rule()
    def publish_everything(self) -> None:
        self.publish_these(self.items())

    @rule(indexes=subsets)
    def withdraw(self, indexes: set[int]) -> None:
        self.attempt(lambda: publishing.withdraw(items=self.chosen(indexes), by="tests"))

    @rule(index=st.integers(0, 30))
    def restore(self, index: int) -> None:
        if Edition.objects.exists():
            edition = pick(Edition.objects.order_by("pk"), index)
            self.attempt(lambda: publishing.restore(edition=edition, by="tests"))

    @rule()
    def dump(self) -> None:
        pack.write_folder(pack.read_rows(), self.folder / str(self.packs))
        self.packs += 1

    @rule(index=some, publish_too=st.booleans(), dry_run=st.booleans())
    def load(self, index: int, publish_too: bool, dry_run: bool) -> None:
        if self.packs:
            before = everything()
            self.attempt(
                lambda: publishing.load(
                    folder=self.folder / str(index % self.packs),
                    by="tests",
                    publish_too=publish_too,
                    dry_run=dry_run,
                )
            )
            assert not dry_run or everything() == before

    # What holds after every step.

    @invariant()
    def one_edition_is_live_per_item_and_address(self) -> None:
        live = list(Edition.objects.live())
        assert len({(e.kind, e.item_id) for e in live}) == len(live)
        assert len({(e.kind, e.slug) for e in live}) == len(live)

    @invariant()
    def whatever_readers_are_led_to_is_live(self) -> None:
        if self.seen_before("led to", Reference):
            return
        for edition, target in self.led_to():
            found = self.find(target.kind, target.slug)
            assert found.live, f"{edition} leads to {target}"
            assert not target.anchor or found.page.section(target.anchor), (
                f"{edition} leads to {target}, a section that {found} has not"
            )

    @invariant()
    def every_address_that_was_ever_live_answers(self) -> None:
        if self.seen_before("addresses", Address):
            return
        self.ever_live |= set(Edition.objects.values_list("kind", "slug"))
        self.ever_live |= set(Address.objects.values_list("kind", "slug"))
        for kind, slug in self.ever_live:
            assert self.find(kind, slug)

    @invariant()
    def editions_never_change(self) -> None:
        for row in Edition.objects.values():
            row = {name: value for name, value in row.items() if name not in Edition.CHANGING}
            assert self.frozen.setdefault(row["id"], row) == row
        assert set(self.frozen) == set(Edition.objects.values_list("pk", flat=True))

    def seen_before(self, name: str, model: Any) -> bool:
        """Whether editions and these rows are as they were when this was asked last."""
        rows = (Edition.objects.values_list("pk", "live"), model.objects.values_list())
        now = [set(found) for found in rows]
        before, self.seen[name] = self.seen.get(name), now
        return before == now

    def led_to(self) -> dict[tuple[Edition, Target], int]:
        """The item behind everything that live editions lead to."""
        references = Reference.objects.filter(edition__live=True).select_related("edition")
        return {
            (r.edition, Target(r.kind, r.slug, r.anchor)): self.find(r.kind, r.slug).item_id
            for r in references
        }

    def find(self, kind: str, slug: str) -> Edition:
        """What an address answers with; raises DoesNotExist where it answers with nothing."""
        try:
            return Edition.objects.find(kind, slug)
        except (Moved, Withdrawn) as answer:
            return answer.edition


def test_readers_are_safe_from_everything_that_editors_do(db) -> None:
    bounds = settings(max_examples=EXAMPLES, stateful_step_count=20)
    run_state_machine_as_test(Desk, settings=bounds)
