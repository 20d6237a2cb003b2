"""What leads to what: every place in which content names a section, a situation, a fact ...

Looked for both in the working copy and in what readers see, as the two need not agree. Databases
find the items that may hold a name; their texts are then read as they are rendered, so that what
is told is exact. A few queries, however much is asked for at once.

A kind of thing that content can name has an entry in ``NAMES``; how texts name it stands in
``_words`` and ``_named_by_text``, and what names it by other means in ``_named_by_record``.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db.models import Model, Q
from django.utils import timezone

from guides import markup, pack
from guides.compiler import REFUND
from guides.emergency import LEVEL
from guides.markup.facts import TOKEN
from guides.mentions import any_of, drafts_with
from guides.models import (
    Address,
    Edition,
    EmergencyNote,
    Fact,
    Guide,
    Item,
    Question,
    Reference,
    Section,
    Situation,
    Wizard,
)
from guides.pack import ItemRecord, SituationRecord, WizardRecord, path_of
from guides.pack.rows import MODELS, manager

# Places that no text holds.
START, TOOL = "start", "tool refund-dates"
NOTE = "emergency note"


class Name(NamedTuple):
    """How content names something: ``guide``, slug and anchor; ``fact`` and key; ...

    A ``group`` of facts is named by a tool; a ``question`` by the key of its wizard's row and its
    own, ``3/order``.
    """

    kind: str
    slug: str
    anchor: str = ""


# What is looked for: a kind and a slug, with whatever anchor.
Wanted = Collection[tuple[str, str]]


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """That an item names something at a place; in its working copy (``draft``), live, or both.

    ``question`` is the key of the question that holds the place, ``page`` the live address. An
    emergency note, of ``kind`` NOTE, is no item and has one text only, a ``draft`` here.
    """

    kind: str
    title: str
    pk: int
    place: str
    question: str = ""
    draft: bool = False
    page: str = ""

    @property
    def live(self) -> bool:
        return bool(self.page)

    @property
    def is_note(self) -> bool:
        return self.kind == NOTE

    @property
    def where(self) -> tuple[str, int, str]:
        return (self.kind, self.pk, self.place)

    def is_in(self, item: Item) -> bool:
        return (self.kind, self.pk) == (item.KIND, item.pk)


def of(rows: Sequence[Model]) -> dict[Any, list[Use]]:
    """What names each of some rows of the kinds in NAMES; a row that nothing names has none."""
    names = _names_of(rows)
    found: dict[Any, list[Use]] = {row: [] for row in rows}
    for name, use in _find({name[:2] for name in names}):
        for row in names.get(name, ()):
            found[row].append(use)
    return {row: merged(uses) for row, uses in found.items()}


def of_names(names: Collection[Name]) -> dict[Name, list[Use]]:
    """What would miss these names, whatever answers to them; a name nobody uses is left out.

    Rows that lead to rows hold no names: they follow when something is renamed.
    """
    found: dict[Name, list[Use]] = defaultdict(list)
    for name, use in _find({name[:2] for name in names}, by_rows=False):
        if name in names:
            found[name].append(use)
    return {name: merged(uses) for name, uses in found.items()}


def of_slugs(kind: str, slugs: Collection[str]) -> dict[str, list[Use]]:
    """As ``of_names``, for an item of a kind by one of these slugs, with whatever anchor."""
    found: dict[str, list[Use]] = defaultdict(list)
    for name, use in _find({(kind, slug) for slug in slugs}, by_rows=False):
        found[name.slug].append(use)
    return {slug: merged(uses) for slug, uses in found.items()}


def merged(uses: Iterable[Use]) -> list[Use]:
    """One use for each place, in order, that says both whether it is live and in a draft."""
    found: dict[tuple[str, int, str], Use] = {}
    for use in uses:
        other = found.setdefault(use.where, use)
        found[use.where] = replace(
            other, draft=use.draft or other.draft, page=use.page or other.page
        )
    return sorted(found.values())


def slugs_of(item: Item) -> set[str]:
    """Every slug by which an item is found: present, former and public ones."""
    return _slugs_of([item])[item]


def anchors_in(texts: Iterable[str], slugs: Collection[str]) -> set[str]:
    """The sections of a guide, by its ``slugs``, that Markdown texts link to."""
    wanted = {("guide", slug) for slug in slugs}
    words = _words(wanted)
    return {
        name.anchor
        for text in texts
        if any(word in text for word in words)
        for name in _named_by_text(text, 2)
        if name[:2] in wanted
    }


def holders(kind: str, slugs: Collection[str], besides: Item) -> dict[str, Item]:
    """Other items of a kind that answer to one of these slugs, present, former or public."""
    found: dict[str, Item] = {}
    addresses = Address.objects.filter(kind=kind, slug__in=slugs).select_related(kind)
    found |= {row.slug: row.item for row in addresses}
    former = any_of("formerly", sorted(slugs))
    for row in manager(MODELS[kind]).filter(former | Q(slug__in=slugs)):
        found |= {slug: row for slug in (row.slug, *row.formerly_list) if slug in slugs}
    return {slug: row for slug, row in found.items() if row.pk != besides.pk}


# ----- How rows are named -----


def _names_of(rows: Sequence[Model]) -> dict[Name, list[Any]]:
    by_kind: dict[type[Model], list[Any]] = defaultdict(list)
    for row in rows:
        by_kind[type(row)].append(row)
    found: dict[Name, list[Any]] = defaultdict(list)
    for kind, same in by_kind.items():
        for name, row in NAMES[kind](same):
            found[name].append(row)
    return dict(found)


def _of_items(rows: Sequence[Any]) -> Iterator[tuple[Name, Any]]:
    for row, slugs in _slugs_of(rows).items():
        yield from ((Name(row.KIND, slug), row) for slug in slugs)


def _of_sections(rows: Sequence[Section]) -> Iterator[tuple[Name, Any]]:
    slugs = _slugs_of(list({row.guide for row in rows}))
    for row in rows:
        for slug in slugs[row.guide]:
            for anchor in (row.anchor, *row.formerly_list):
                yield Name("guide", slug, anchor), row


def _of_questions(rows: Sequence[Question]) -> Iterator[tuple[Name, Any]]:
    return ((Name("question", f"{row.wizard_id}/{row.key}"), row) for row in rows)


def _of_facts(rows: Sequence[Fact]) -> Iterator[tuple[Name, Any]]:
    for row in rows:
        yield Name("fact", row.key), row
        if row.group == REFUND:
            yield Name("group", REFUND), row


NAMES: dict[type[Model], Callable[[Sequence[Any]], Iterator[tuple[Name, Any]]]] = {
    Guide: _of_items,
    Situation: _of_items,
    Wizard: _of_items,
    Section: _of_sections,
    Question: _of_questions,
    Fact: _of_facts,
}


def _slugs_of(rows: Sequence[Any]) -> dict[Any, set[str]]:
    """Every slug by which items of one kind are found. Three queries."""
    if not rows:
        return {}
    kind = rows[0].KIND
    found = {row: {row.slug, *row.formerly_list} for row in rows}
    by_pk = {row.pk: row for row in rows}
    for pk, slug in Address.objects.filter(**{f"{kind}__in": rows}).values_list(kind, "slug"):
        found[by_pk[pk]].add(slug)
    # What is the present slug of another item leads to that one.
    former = {slug for row, slugs in found.items() for slug in slugs - {row.slug}}
    if former:
        taken = manager(MODELS[kind]).filter(slug__in=former).values_list("pk", "slug")
        owners = {slug: pk for pk, slug in taken}
        found = {
            row: {slug for slug in slugs if owners.get(slug, row.pk) == row.pk}
            for row, slugs in found.items()
        }
    return found


# ----- Where names stand -----


def _find(wanted: Wanted, *, by_rows: bool = True) -> Iterator[tuple[Name, Use]]:
    """Every place that names something wanted; ``by_rows``: drafts that hold a row, too."""
    if not wanted:
        return
    words = _words(wanted)
    records = pack.read_items(drafts_with(wanted, words))
    for item, record in records.items():
        for name, place, question in _named_in(record, item.pk, wanted, words, by_rows):
            use = Use(item.KIND, record.title, item.pk, place, question, draft=True)
            yield name, use
    for edition in _editions(wanted):
        path = path_of(edition.kind, edition.slug)
        record = pack.read_item(path, edition.source)
        for name, place, question in _named_in(record, edition.item_id, wanted, words, True):
            told = (edition.kind, record.title, edition.item_id, place, question)
            yield name, Use(*told, page=edition.address)
    notes = EmergencyNote.objects.not_over(timezone.now())
    for note in notes.filter(any_of("text", words)):
        for name in _named_by_text(note.text, LEVEL):
            if name[:2] in wanted:
                yield name, Use(NOTE, str(note), note.pk, "text", draft=True)


def _words(wanted: Wanted) -> list[str]:
    """What stands in a text that names something wanted."""
    found = {
        f"{{fact:{slug}}}" if kind == "fact" else f"{kind}:{slug}"
        for kind, slug in wanted
        if kind not in {"group", "question"}
    }
    return sorted(found)


def _editions(wanted: Wanted) -> Any:
    """The live editions that name something wanted. One query."""
    kinds: Mapping[str, set[str]] = defaultdict(set)
    for kind, slug in wanted:
        kinds[kind].add(slug)
    found = Q(pk__in=())
    for kind in MODELS:
        if kinds[kind]:
            where = Reference.objects.filter(kind=kind, slug__in=kinds[kind])
            found |= Q(pk__in=where.values("edition"))
    live = Edition.objects.live()
    if kinds["fact"] or kinds["group"]:
        by_fact = live.with_facts(kinds["fact"], refund=bool(kinds["group"]))
        found |= Q(pk__in=by_fact.order_by().values("pk"))
    if kinds["question"]:
        found |= Q(wizard__in={name.partition("/")[0] for name in kinds["question"]})
    return live.filter(found).defer("page_json").order_by()


def _named_in(
    record: ItemRecord, pk: int, wanted: Wanted, words: Sequence[str], by_rows: bool
) -> Iterator[tuple[Name, str, str]]:
    """What an item names of what is wanted: name, place, and the key of the place's question."""
    for name, place, question in _named_by_record(record, pk) if by_rows else ():
        if name[:2] in wanted:
            yield name, place, question
    for text in pack.texts_of(record):
        if any(word in text.source for word in words):
            place, question = _told(record, text.place)
            for name in _named_by_text(text.source, text.level):
                if name[:2] in wanted:
                    yield name, place, question


def _named_by_record(record: ItemRecord, pk: int) -> Iterator[tuple[Name, str, str]]:
    """What an item names by other means than its texts."""
    if isinstance(record, SituationRecord):
        for section in record.sections:
            slug, _, anchor = section.partition("#")
            yield Name("guide", slug, anchor), "sections that apply", ""
        for slug in record.related:
            yield Name("situation", slug), "related situations", ""
        if "refund-dates" in record.tools:
            yield Name("group", REFUND), TOOL, ""
    elif isinstance(record, WizardRecord):
        yield Name("question", f"{pk}/{record.start}"), START, ""
        for question in record.questions:
            for choice in question.choices:
                place = f"question {question.id}, choice {choice.id}"
                yield _led_to(choice.to, pk), place, question.id
        for number, scenario in enumerate(record.scenarios, start=1):
            yield _led_to(scenario.reaches, pk), f"scenario {number}", ""


def _led_to(to: str, wizard: int) -> Name:
    """What a choice of a wizard, or a scenario, leads ``to``."""
    kind, _, name = to.partition(":")
    slug, _, anchor = name.partition("#")
    slug = f"{wizard}/{slug}" if kind == "question" else slug
    return Name("guide" if kind == "section" else kind, slug, anchor)


def _named_by_text(source: str, level: int) -> Iterator[Name]:
    """What a text names: facts, and in Markdown what it links to."""
    for key in TOKEN.findall(source):
        yield Name("fact", key)
    if level:
        # Facts do not matter to links.
        for link in markup.render(source, facts={}, level=level).links:
            yield Name(link.target.kind, link.target.slug, link.target.anchor)


def _told(record: ItemRecord, place: str) -> tuple[str, str]:
    """A place in words, and the key of the question that holds it."""
    if not isinstance(record, WizardRecord) or not place.startswith("questions."):
        return place, ""
    _, key, *inside = place.split(".")
    if inside[0] != "choices":
        return f"question {key}", key
    question = next(question for question in record.questions if question.id == key)
    return f"question {key}, choice {question.choices[int(inside[1]) - 1].id}", key
