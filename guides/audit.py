"""What is wrong with the content: references that lead nowhere, and pages nobody is led to.

The same rules serve a pack about to be loaded, a publication about to be made and the report on
the whole working copy; they differ only in what counts as being there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from guides.compiler import Compiled, Reference, compile_item
from guides.markup import Target
from guides.pack import GuideRecord, ItemRecord, Pack, Problem, live_names, read_rows

Exists = Callable[[Target], bool]


@dataclass(frozen=True)
class Names:
    """The addresses of some items, present and former, with the anchors of each guide."""

    anchors: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Iterable[ItemRecord]) -> "Names":
        found: dict[tuple[str, str], frozenset[str]] = {}
        for record in records:
            for slug in (record.slug, *record.formerly):
                found[record.KIND, slug] = anchors_of(record)
        return cls(found)

    def exists(self, target: Target) -> bool:
        anchors = self.anchors.get((target.kind, target.slug))
        return anchors is not None and (not target.anchor or target.anchor in anchors)


def anchors_of(record: ItemRecord) -> frozenset[str]:
    """Every anchor that works in a guide, present or former; none in anything else."""
    if not isinstance(record, GuideRecord):
        return frozenset()
    return frozenset(
        name for section in record.sections for name in (section.anchor, *section.formerly)
    )


def audit_pack(pack: Pack) -> list[Problem]:
    """What keeps a pack from being loaded: unknown facts, broken Markdown, links to nothing.

    A wizard that does not hang together may be loaded: it is refused when it is published.
    """
    names = Names.of(pack.items)
    found: list[Problem] = []
    for compiled in compile_pack(pack):
        found += compiled.problems
        found += dangling(compiled, names.exists)
    return sorted(set(found))


def audit_content(*, today: date) -> list[Problem]:
    """Everything that is wrong with the working copy as a whole, and with what leads to nothing.

    Reads the whole content: for a command and a report, not for a request.
    """
    pack = read_rows()
    compiled = compile_pack(pack)
    names = Names.of(pack.items)
    found: list[Problem] = []
    for one in compiled:
        found += (*one.problems, *one.faults)
        found += dangling(one, names.exists)
    found += _not_live(compiled, live_names())
    found += _unreached(pack, compiled)
    found += _overdue(pack, today)
    return sorted(set(found))


def compile_pack(pack: Pack) -> list[Compiled]:
    """Every item of a pack, compiled with the pack's own facts."""
    facts = pack.spelled_facts
    return [compile_item(record, facts=facts, lines=pack.lines) for record in pack.items]


def dangling(compiled: Compiled, exists: Exists, why: str = "there is no") -> Iterator[Problem]:
    """The references of an item to what does not exist."""
    for reference in compiled.references:
        if not exists(reference.target):
            yield _tell(compiled.record, reference, f"{why} {reference.target}")


def _tell(record: ItemRecord, reference: Reference, text: str) -> Problem:
    return Problem(record.path, reference.line, reference.place, text)


def _not_live(compiled: Sequence[Compiled], live: set[tuple[str, str]]) -> Iterator[Problem]:
    """Choices, and links out of what is live, to what exists but readers cannot see."""
    hidden = {
        (one.record.KIND, slug)
        for one in compiled
        for slug in (one.record.slug, *one.record.formerly)
        if (one.record.KIND, one.record.slug) not in live
    }
    for one in compiled:
        if one.record.KIND != "wizard" and (one.record.KIND, one.record.slug) not in live:
            continue
        for reference in one.references:
            if (reference.target.kind, reference.target.slug) in hidden:
                yield _tell(
                    one.record, reference, f"leads to {reference.target}, which is not live"
                )


def _unreached(pack: Pack, compiled: Sequence[Compiled]) -> Iterator[Problem]:
    """Sections that nothing links to, and situations that no path of a wizard ends in."""
    linked = {r.target for one in compiled for r in one.references}
    ends = {r.target for one in compiled if one.record.KIND == "wizard" for r in one.references}
    for guide in pack.guides:
        for section in guide.sections:
            names = [
                Target("guide", slug, anchor)
                for slug in (guide.slug, *guide.formerly)
                for anchor in (section.anchor, *section.formerly)
            ]
            if not linked.intersection(names):
                place = f"section {section.anchor}"
                yield Problem(guide.path, 0, place, "nothing links to this section")
    for situation in pack.situations:
        if not any(Target("situation", s) in ends for s in (situation.slug, *situation.formerly)):
            yield Problem(situation.path, 0, "", "no path of a wizard reaches this situation")


def _overdue(pack: Pack, today: date) -> Iterator[Problem]:
    for record in pack.items:
        due = record.reviewed + timedelta(days=record.review_every_days)
        if due < today:
            told = f"is past its review date: it was due on {due.isoformat()}"
            yield Problem(record.path, 0, "reviewed", told)
