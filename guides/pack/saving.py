"""Records to rows: making the working copy equal to a pack, all of it or nothing.

Only rows that differ are touched. Positions are unique per parent, and databases check that row
by row, so rows that change places first step aside (see ``_step_aside``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import models
from django.db.models import F, ProtectedError, RestrictedError

from guides import pictures
from guides.batches import in_batches
from guides.models import (
    Choice,
    Fact,
    Guide,
    Item,
    Question,
    RelatedSituation,
    Scenario,
    Section,
    Situation,
    SituationSection,
    Synonym,
    Wizard,
    code_key,
)
from guides.models.content import CODE_KEY
from guides.pack.library import save_pictures
from guides.pack.lists import SYNONYMS
from guides.pack.problems import PackError, Problem, Status
from guides.pack.records import (
    GuideRecord,
    ItemRecord,
    Pack,
    QuestionRecord,
    SituationRecord,
    WizardRecord,
)
from guides.pack.rows import MODELS, manager, read_facts, read_items, read_synonyms, rows_at
from guides.pack.targets import find_items, find_sections, targets_of
from guides.progress import NOBODY, Progress


@dataclass(frozen=True, slots=True)
class Change:
    """What saving did to something; ``name`` is its path in the pack, or the key of a fact."""

    name: str
    status: Status
    row: Item | None = None


def save(*, pack: Pack) -> list[Change]:
    """Make the working copy of everything in a pack equal to it; what is not in it stays.

    Raises PackError, with nothing written, where rows outside the pack are in the way.
    """
    with pictures.together():
        return Saving(pack).run()


class Saving:
    """One pack on its way into rows; ``replaced`` are the items that it says otherwise.

    Made and run in one transaction. Costs time in the length of the pack, whatever else there is.
    """

    def __init__(self, pack: Pack, progress: Progress = NOBODY) -> None:
        self.pack = pack
        self.progress = progress
        self.problems: list[Problem] = []
        self.rows: dict[tuple[str, str], Item] = {}
        self.replaced: list[Item] = []
        self.stale: list[tuple[str, Section | Question]] = []
        self._created: set[tuple[str, str]] = set()
        self._changed: list[ItemRecord] = []
        for kind in MODELS:
            self._find_rows(kind, [record for record in pack.items if kind == record.KIND])
        self.codes = self._find_codes()

    @property
    def records(self) -> dict[Item, ItemRecord]:
        """The records by their rows, once these are saved."""
        return {self.rows[r.KIND, r.slug]: r for r in self.pack.items}

    def run(self) -> list[Change]:
        changes = self._save_facts() + self._save_synonyms()
        told, problems = save_pictures(self.pack.pictures)
        changes += [Change(path, status) for path, status in told]
        self.problems += problems
        changed = self.progress.over(self._changed, "Saving", len(self._changed))
        for kind, same in groupby(changed, key=attrgetter("KIND")):
            for records in in_batches(same):
                self._save_items(kind, records)
        if self.problems:
            raise PackError(self.problems)
        self._find_targets(self._changed)
        self._link_situations()
        for record in self._changed:
            if isinstance(record, WizardRecord):
                self._save_questions(record)
                self._save_scenarios(record)
        self._delete_stale()
        touched = {(record.KIND, record.slug) for record in self._changed}
        return changes + [self._told(record, touched) for record in self.pack.items]

    def _find_rows(self, kind: str, records: Sequence[ItemRecord]) -> None:
        """The row of each record, by its present name or a former one, and what differs."""
        slugs = {name for record in records for name in (record.slug, *record.formerly)}
        found = {row.slug: row for row in rows_at(kind, slugs)}
        for some in in_batches(records):
            known = read_items(found[record.slug] for record in some if record.slug in found)
            for record in some:
                names = (record.slug, *record.formerly)
                row = next((found[name] for name in names if name in found), None)
                if row is None or known.get(row) != record:
                    self._changed.append(record)
                if row is None:
                    self._created.add((kind, record.slug))
                elif known.get(row) != record:
                    self.replaced.append(row)
                self.rows[kind, record.slug] = row or MODELS[kind]()

    def _find_codes(self) -> dict[str, Item]:
        """Who has the codes of the pack, by what codes are compared by; its own rows are those."""
        ours = {row.pk: row for (kind, _), row in self.rows.items() if kind == "situation"}
        keys = {code_key(record.code) for record in self.pack.situations}
        found: dict[str, Item] = {}
        for some in in_batches(keys):
            rows = Situation.objects.alias(key=CODE_KEY).filter(key__in=some)
            found |= {code_key(row.code): ours.get(row.pk, row) for row in rows}
        return found

    def _told(self, record: ItemRecord, touched: set[tuple[str, str]]) -> Change:
        key = (record.KIND, record.slug)
        if key in self._created:
            return Change(record.path, "created", self.rows[key])
        return Change(record.path, "changed" if key in touched else "unchanged", self.rows[key])

    def _save_facts(self) -> list[Change]:
        names = ("label", "low", "high", "unit", "source", "checked", "group", "note")
        rows = {
            record: {name: getattr(record, name) for name in names} for record in self.pack.facts
        }
        return [
            Change(record.key, status)
            for record, status in _save_list(Fact, rows, read_facts().records)
        ]

    def _save_synonyms(self) -> list[Change]:
        rows = {record: {"words": "\n".join(record.words)} for record in self.pack.synonyms}
        return [
            Change(f"{SYNONYMS}: {record.key}", status)
            for record, status in _save_list(Synonym, rows, read_synonyms())
        ]

    def _save_items(self, kind: str, records: Sequence[ItemRecord]) -> None:
        """Save the rows of records of one kind, and the sections of guides."""
        new: list[Any] = []
        for record in records:
            row = self.rows[kind, record.slug]
            if self._fill(record, row):
                _save_or_add(row, new)
        manager(MODELS[kind]).bulk_create(new)
        sections: list[Section] = []
        for record in records:
            row = self.rows[kind, record.slug]
            if isinstance(record, GuideRecord) and isinstance(row, Guide):
                self._save_sections(record, row, sections)
        Section.objects.bulk_create(sections, batch_size=1000)

    def _fill(self, record: ItemRecord, row: Item) -> bool:
        """Make the columns of a row equal to a record; False where its code is taken."""
        for name in ("slug", "title", "summary", "reviewed", "position", "review_every_days"):
            setattr(row, name, getattr(record, name))
        row.formerly = "\n".join(record.formerly)
        if isinstance(record, SituationRecord):
            assert isinstance(row, Situation)
            if not self._take_code(record, row):
                return False
            for name in ("code", "verdict", "hazard", "body"):
                setattr(row, name, getattr(record, name))
            row.screen_labels = "\n".join(record.screen_labels)
            row.tools = "\n".join(record.tools)
        elif isinstance(record, GuideRecord):
            assert isinstance(row, Guide)
            row.introduction = record.introduction
        elif isinstance(record, WizardRecord):
            assert isinstance(row, Wizard)
            row.start = record.start
        return True

    def _take_code(self, record: SituationRecord, row: Situation) -> bool:
        key = code_key(record.code)
        taken = self.codes.get(key)
        if taken and taken is not row:
            told = f"“{record.code}” is the code of the situation “{taken.slug}” already"
            self.problems.append(Problem(record.path, 0, "code", told))
            return False
        if row.pk:
            self.codes.pop(code_key(row.code), None)
        self.codes[key] = row
        return True

    def _save_sections(self, record: GuideRecord, guide: Guide, new: list[Section]) -> None:
        """Save the sections that a guide has; those it gets are added to ``new``."""
        created = ("guide", record.slug) in self._created
        rows = [] if created else _step_aside(guide.sections.all(), len(record.sections))
        known = {section.anchor: section for section in rows}
        for position, section in enumerate(record.sections, start=1):
            names = (section.anchor, *section.formerly)
            row = next((known.pop(name) for name in names if name in known), Section(guide=guide))
            row.position, row.anchor, row.heading = position, section.anchor, section.heading
            row.body, row.formerly = section.body, "\n".join(section.formerly)
            _save_or_add(row, new)
        self.stale += [(record.path, section) for section in known.values()]

    def _find_targets(self, changed: list[ItemRecord]) -> None:
        """The rows that changed items lead to, in the pack or outside it.

        An old edition may name what was renamed since, so former names count where no present
        one is meant. (A pack read from files names only what it holds itself.)
        """
        names = {target for record in changed for target in targets_of(record)}
        self.situations = find_items("situation", {n for kind, n in names if kind == "situation"})
        self.sections = find_sections({name for kind, name in names if kind == "section"})
        for record in changed:
            for kind, name in targets_of(record):
                if name not in (self.sections if kind == "section" else self.situations):
                    told = f"there is no {kind} “{name}”"
                    self.problems.append(Problem(record.path, 0, "", told))
        if self.problems:
            raise PackError(self.problems)

    def _link_situations(self) -> None:
        """Make the links of the changed situations equal to their records."""
        records = [r for r in self._changed if isinstance(r, SituationRecord)]
        for some in in_batches(records):
            sections: list[SituationSection] = []
            related: list[RelatedSituation] = []
            for record in some:
                row = self.rows["situation", record.slug]
                others = [self.situations[slug] for slug in record.related]
                if row.pk in others:
                    told = "names the situation itself, which has this address now"
                    raise PackError([Problem(record.path, 0, "related", told)])
                led_to = [self.sections[name] for name in record.sections]
                sections += self._links(SituationSection, row, "section_id", led_to)
                related += self._links(RelatedSituation, row, "related_id", others)
            SituationSection.objects.bulk_create(sections, batch_size=1000)
            RelatedSituation.objects.bulk_create(related, batch_size=1000)

    def _links(self, model: Any, row: Item, name: str, wanted: list[int]) -> Iterator[Any]:
        """The links of a situation in their order, to be written; none where they are right."""
        if ("situation", row.slug) not in self._created:
            links = model.objects.filter(situation=row)
            if list(links.values_list(name, flat=True)) == wanted:
                return
            links.delete()
        for position, pk in enumerate(wanted, start=1):
            yield model(situation_id=row.pk, position=position, **{name: pk})

    def _save_questions(self, record: WizardRecord) -> None:
        wizard = self.rows["wizard", record.slug]
        assert isinstance(wizard, Wizard)
        before = _step_aside(wizard.questions.all(), len(record.questions))
        known = {question.key: question for question in before}
        rows: dict[str, Question] = {}
        new: list[Any] = []
        for position, question in enumerate(record.questions, start=1):
            row = known.pop(question.id, None) or Question(wizard=wizard, key=question.id)
            row.position, row.text, row.hint = position, question.text, question.hint
            row.version += 1
            _save_or_add(row, new)
            rows[question.id] = row
        Question.objects.bulk_create(new)
        new = []
        for question in record.questions:
            self._save_choices(question, rows, new)
        Choice.objects.bulk_create(new)
        # Questions that are left over may lead to each other, so their choices go first.
        Choice.objects.filter(question__in=known.values()).delete()
        self.stale += [(record.path, question) for question in known.values()]

    def _save_choices(
        self, record: QuestionRecord, rows: Mapping[str, Question], new: list[Any]
    ) -> None:
        question = rows[record.id]
        before = _step_aside(question.choices.all(), len(record.choices))
        known = {choice.key: choice for choice in before}
        for position, choice in enumerate(record.choices, start=1):
            row = known.pop(choice.id, None) or Choice(question=question, key=choice.id)
            row.position, row.label, row.hint = position, choice.label, choice.hint
            kind, _, name = choice.to.partition(":")
            row.to_question = rows[name] if kind == "question" else None
            row.to_situation_id = self.situations[name] if kind == "situation" else None
            row.to_section_id = self.sections[name] if kind == "section" else None
            _save_or_add(row, new)
        Choice.objects.filter(pk__in=[row.pk for row in known.values()]).delete()

    def _save_scenarios(self, record: WizardRecord) -> None:
        """Write them anew where they differ: nothing leads to one."""
        wizard = self.rows["wizard", record.slug]
        wanted = []
        for scenario in record.scenarios:
            kind, _, name = scenario.reaches.partition(":")
            situation = self.situations[name] if kind == "situation" else None
            section = self.sections[name] if kind == "section" else None
            wanted.append((scenario.answers, situation, section, "\n".join(scenario.mentions)))
        names = ("answers", "to_situation_id", "to_section_id", "mentions")
        rows = Scenario.objects.filter(wizard_id=wizard.pk)
        if list(rows.values_list(*names)) != wanted:
            rows.delete()
            Scenario.objects.bulk_create(
                Scenario(
                    wizard_id=wizard.pk, position=position, **dict(zip(names, values, strict=True))
                )
                for position, values in enumerate(wanted, start=1)
            )

    def _delete_stale(self) -> None:
        """Delete what the pack no longer has, last: its own items may have let go of it by now."""
        for path, row in self.stale:
            try:
                row.delete()
            except (ProtectedError, RestrictedError) as error:
                objects = (
                    error.protected_objects
                    if isinstance(error, ProtectedError)
                    else error.restricted_objects
                )
                users = ", ".join(sorted(f"“{user}”" for user in objects))
                told = f"“{row}” is missing here, but still led to by {users}"
                self.problems.append(Problem(path, 0, "", told))
        if self.problems:
            raise PackError(self.problems)


def _step_aside(rows: "models.QuerySet[Any]", room: int) -> list[Any]:
    """Move rows to positions above any in use and above ``room``, so that each can take its own.

    Answers the rows as they were.
    """
    found = list(rows)
    if found:
        last = max(row.position for row in found)
        rows.update(position=F("position") + max(last, room) + 1)
    return found


def _save_or_add(row: models.Model, new: list[Any]) -> None:
    """Save a row that exists; note one that doesn't, as those are written all at once."""
    if row.pk:
        row.save()
    else:
        new.append(row)


def _save_list(
    model: type[models.Model], wanted: Mapping[Any, dict[str, Any]], before: Iterable[Any]
) -> list[tuple[Any, Status]]:
    """Save the rows of a list: their values by record. Answers what was done to each."""
    known = {record.key: record for record in before}
    positions = dict(manager(model).values_list("key", "position"))
    told: list[tuple[Any, Status]] = []
    new = []
    for position, (record, values) in enumerate(wanted.items()):
        rows = manager(model).filter(key=record.key)
        if record.key not in known:
            new.append(model(key=record.key, position=position, **values))
            told.append((record, "created"))
            continue
        # The order of the file is kept, but is no change to what anybody reads.
        if positions[record.key] != position:
            rows.update(position=position)
        if known[record.key] != record:
            # As the pack says it, whoever changed it before.
            rows.update(**values, version=F("version") + 1, saved_at=None, saved_by="")
        told.append((record, "unchanged" if known[record.key] == record else "changed"))
    manager(model).bulk_create(new)
    return told
