"""What is wrong with the content: references that lead nowhere, and pages nobody is led to.

The same rules serve a pack about to be loaded, a publication about to be made and the report on
the whole working copy; they differ only in what counts as being there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.utils import timezone

from guides import emergency, pictures, scenarios
from guides.compiler import Compiled, Reference, compile_item
from guides.flow import ONWARD
from guides.markup import KINDS, Target
from guides.markup import Picture as Shown
from guides.models import Address, Edition, EmergencyNote, Picture
from guides.numbers import Contradiction, Contradictions
from guides.pack import (
    Facts,
    GuideRecord,
    ItemRecord,
    Pack,
    Problem,
    WizardRecord,
    path_of,
    read_item,
    read_rows,
)
from guides.pages import Page, WizardPage, read_outcome, review_due
from guides.progress import NOBODY, Progress

Exists = Callable[[Target], bool]


@dataclass(frozen=True, slots=True)
class LiveEdition:
    """What readers can open: an item under its slug in the working copy, with all addresses."""

    kind: str
    slug: str
    addresses: tuple[str, ...]
    anchors: frozenset[str]


def live_editions() -> list[LiveEdition]:
    """Everything that is live. Reads every live guide: for reports, not for requests."""
    addresses: dict[tuple[str, int], list[str]] = {}
    for address in Address.objects.all():
        addresses.setdefault((address.kind, address.item_id), []).append(address.slug)
    editions = Edition.objects.live().select_related(*KINDS)
    return [
        LiveEdition(
            kind=edition.kind,
            slug=edition.item.slug,
            addresses=tuple(addresses.get((edition.kind, edition.item_id), ())),
            anchors=frozenset(edition.page.anchors if edition.kind == "guide" else ()),
        )
        for edition in editions
    ]


@dataclass(frozen=True)
class Names:
    """The items by all their addresses: present and former ones, and those readers knew."""

    records: Mapping[tuple[str, str], ItemRecord] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Iterable[ItemRecord], live: Sequence[LiveEdition] = ()) -> "Names":
        found = {(record.KIND, record.slug): record for record in records}
        for record in list(found.values()):
            for slug in record.formerly:
                found.setdefault((record.KIND, slug), record)
        for one in live:
            for slug in one.addresses:
                if (one.kind, one.slug) in found:
                    found.setdefault((one.kind, slug), found[one.kind, one.slug])
        return cls(found)

    def find(self, target: Target) -> ItemRecord | None:
        return self.records.get((target.kind, target.slug))

    def exists(self, target: Target) -> bool:
        record = self.find(target)
        return record is not None and (not target.anchor or target.anchor in anchors_of(record))


def anchors_of(record: ItemRecord) -> frozenset[str]:
    """Every anchor that works in a guide, present or former; none in anything else."""
    if not isinstance(record, GuideRecord):
        return frozenset()
    return frozenset(
        name for section in record.sections for name in (section.anchor, *section.formerly)
    )


def audit_pack(
    pack: Pack, *, progress: Progress = NOBODY, keep: Callable[[Compiled], object] | None = None
) -> list[Problem]:
    """What keeps a pack from being loaded: unknown facts, broken Markdown, links to nothing.

    A wizard that does not hang together may be loaded: it is refused when it is published.
    ``keep`` is given each item compiled, as nothing else holds more than one.
    """
    names = Names.of(pack.items)
    found: list[Problem] = []
    count = sum(1 for _ in pack.items)
    for compiled in progress.over(compile_pack(pack), "Checking", count):
        found += compiled.problems
        found += dangling(compiled, names.exists)
        if keep:
            keep(compiled)
    return sorted(set(found))


def audit_content(*, today: date) -> list[Problem]:
    """Everything that is wrong with the working copy as a whole, and with what leads to nothing.

    Emergency notes that are not over are looked at too.

    Reads the whole content: for a command and a report, not for a request.
    """
    pack = read_rows()
    compiled = list(compile_pack(pack))
    live = live_editions()
    names = Names.of(pack.items, live)
    found: list[Problem] = []
    for one in compiled:
        found += (*one.problems, *one.faults, *one.hints)
        found += dangling(one, names.exists)
    found += (one.problem for one in contradictions(pack))
    found += _failing_scenarios(compiled, names)
    found += _not_live(compiled, names, live)
    found += _outdated(pack)
    found += _unreached(pack, compiled)
    found += _idle_pictures(pack, compiled)
    found += _overdue(pack, today)
    found += emergency.problems_of(EmergencyNote.objects.not_over(timezone.now()))
    return sorted(set(found))


def _failing_scenarios(compiled: Sequence[Compiled], names: Names) -> Iterator[Problem]:
    """The scenarios that do not come true in the working copy as a whole."""
    pages = {one.record.path: one.page for one in compiled}

    def find(target: Target) -> Page | None:
        record = names.find(target)
        return pages[record.path] if record else None

    for one in compiled:
        if isinstance(one.record, WizardRecord) and isinstance(one.page, WizardPage):
            yield from scenarios.problems(one.record, one.page, find)


def compile_pack(pack: Pack) -> Iterator[Compiled]:
    """Every item of a pack, one after the other, compiled with its own facts for this site."""
    facts, language = Facts(pack.facts), settings.SITE_LANGUAGE
    shown = {picture.slug: picture.shown for picture in pack.pictures}
    for record in pack.items:
        yield compile_item(record, facts=facts, pictures=shown, lines=pack.lines, language=language)


def contradictions(pack: Pack) -> Iterator[Contradiction]:
    """The numbers in the texts of a pack that contradict one of its facts."""
    check = Contradictions(Facts(pack.facts), settings.SITE_LANGUAGE)
    for record in pack.items:
        yield from check.within(record, pack.lines)


def dangling(compiled: Compiled, exists: Exists, why: str = "there is no") -> Iterator[Problem]:
    """The references of an item to what does not exist."""
    for reference in compiled.references:
        if not exists(reference.target):
            yield _tell(compiled.record, reference, f"{why} {reference.target}")


def _tell(record: ItemRecord, reference: Reference, text: str) -> Problem:
    return Problem(record.path, reference.line, reference.place, text)


def _not_live(
    compiled: Sequence[Compiled], names: Names, live: Sequence[LiveEdition]
) -> Iterator[Problem]:
    """Choices, and links out of what is live, to what exists but readers cannot see."""
    seen = {(one.kind, one.slug): one for one in live}
    for one in compiled:
        if one.record.KIND != "wizard" and (one.record.KIND, one.record.slug) not in seen:
            continue
        for reference in one.references:
            target = reference.target
            record = names.find(target)
            if record is None or not names.exists(target):
                continue
            edition = seen.get((record.KIND, record.slug))
            if edition is None or (target.anchor and target.anchor not in edition.anchors):
                yield _tell(one.record, reference, f"leads to {target}, which is not live")


def is_outdated(edition: Edition, facts: Facts, shown: Mapping[str, Shown] | None = None) -> bool:
    """Whether a page would be another if it were published now: by a fact, a picture or its form.

    ``shown`` are the pictures of the library, which are read where they are not given.
    """
    shown = pictures.kept() if shown is None else shown
    record = read_item(path_of(edition.kind, edition.slug), edition.source)
    language = settings.SITE_LANGUAGE
    again = compile_item(
        record, facts=facts, pictures=shown, before=edition.page, language=language
    )
    # A fact or a picture that is gone is told as such, at the working copy that names it.
    return not again.problems and bool(again.page != edition.page)


def _outdated(pack: Pack) -> Iterator[Problem]:
    facts, shown = Facts(pack.facts), pictures.kept()
    for edition in Edition.objects.live():
        if is_outdated(edition, facts, shown):
            path = path_of(edition.kind, edition.slug)
            told = "readers see a fact, picture or form as it was: publish it again"
            yield Problem(path, 0, "", told)


def _unreached(pack: Pack, compiled: Sequence[Compiled]) -> Iterator[Problem]:
    """Sections that nothing links to, and situations that no path of a wizard ends in."""
    linked = {r.target for one in compiled for r in one.references}
    ends = {target for one in compiled for target in _ends(one.page)}
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


def _idle_pictures(pack: Pack, compiled: Sequence[Compiled]) -> Iterator[Problem]:
    """Pictures that no text shows, and those that cannot be shown as their files are gone."""
    named = {slug for one in compiled for slug, _ in one.pictures}
    gone = {row.slug for row in Picture.objects.all() if pictures.missing(row.shown)}
    for picture in pack.pictures:
        if picture.slug in gone:
            yield Problem(picture.path, 0, "", "its file is gone: bring it again")
        if picture.slug not in named:
            yield Problem(picture.path, 0, "", "no text shows this picture")


def _ends(page: Page) -> Iterator[Target]:
    """Where the paths of a wizard end; choices that no path reaches do not count."""
    if isinstance(page, WizardPage) and page.start in page.graph.questions:
        for question in page.graph.reachable(page.start):
            for to in page.graph.questions[question].values():
                if not to.startswith(ONWARD):
                    yield read_outcome(to)


def _overdue(pack: Pack, today: date) -> Iterator[Problem]:
    for record in pack.items:
        due = review_due(record.reviewed, record.review_every_days)
        if due < today:
            told = f"is past its review date: it was due on {due.isoformat()}"
            yield Problem(record.path, 0, "reviewed", told)
