"""Record to page: renders the Markdown once, and notes every reference and problem on the way."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from guides import dates, flow, limits, markup, pages
from guides.markup import Part, Picture, Target
from guides.pack import (
    Facts,
    GuideRecord,
    ItemRecord,
    Problem,
    QuestionRecord,
    SituationRecord,
    WizardRecord,
)

# The group of the facts that the tool ``refund-dates`` offers.
REFUND = "refund"


@dataclass(frozen=True)
class Reference:
    """That an item leads to another, and at which place and line of its own (0: not known)."""

    target: Target
    place: str
    line: int = 0


@dataclass(frozen=True)
class Compiled:
    """A record with the page it makes; the page may be shown only when nothing is wrong.

    ``problems`` are those of its texts, ``faults`` those of a wizard that does not hang together.
    ``hints`` keep nothing from being published: messages whose English form is missing, asks for
    other things, or is not needed.
    """

    record: ItemRecord
    page: pages.Page
    references: tuple[Reference, ...]
    problems: tuple[Problem, ...]
    faults: tuple[Problem, ...]
    hints: tuple[Problem, ...] = ()
    # The pictures its page shows: slug and the key of the files.
    pictures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Pressed:
    """A compiled record that takes a fraction of its room: ``rest`` is all of it but its page."""

    rest: Compiled
    page: bytes

    @classmethod
    def of(cls, compiled: Compiled) -> "Pressed":
        page = zlib.compress(pages.write(compiled.page), 1)
        return cls(replace(compiled, page=_NO_PAGE), page)

    def open(self) -> Compiled:
        page = pages.read(self.rest.record.KIND, zlib.decompress(self.page))
        return replace(self.rest, page=page)

    @property
    def is_settled(self) -> bool:
        """Whether its page is the same wherever it is compiled with facts of the same spelling."""
        record = self.rest.record
        tools = record.tools if isinstance(record, SituationRecord) else ()
        asks_more = self.rest.pictures or self.rest.problems or "refund-dates" in tools
        return record.KIND != "wizard" and not asks_more


_NO_PAGE = pages.Page("", "", "", date.min, 1)


@dataclass
class _Notes:
    """What compiling one record gathers."""

    record: ItemRecord
    facts: Facts
    lines: Mapping[tuple[str, str], int]
    english: bool
    library: Mapping[str, Picture]
    references: list[Reference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    hints: list[Problem] = field(default_factory=list)
    pictures: list[tuple[str, str]] = field(default_factory=list)

    def problem(self, place: str, text: str, line: int = 0) -> None:
        self.problems.append(Problem(self.record.path, line or self.line(place), place, text))

    def line(self, place: str) -> int:
        return self.lines.get((self.record.path, place), 0)

    def fill(self, place: str, text: str) -> str:
        """A plain text with its facts in place."""
        filled, unknown = markup.fill(text, self.facts.spelled)
        for key in unknown:
            self.problem(place, f"unknown fact “{key}”")
        return filled

    def render(self, place: str, source: str, level: int) -> tuple[Part, ...]:
        """A Markdown text as parts of a page."""
        document = markup.render(
            source,
            facts=self.facts.spelled,
            pictures=self.library,
            level=level,
            without_english=self.english,
        )
        self.pictures += document.pictures
        first = self.line(place)
        for problem in document.problems:
            self.problems.append(self._inside(place, problem.line, problem.text))
        for lines, told in self._of_messages(document):
            self.hints += [self._inside(place, line, told) for line in lines]
        for link in document.links:
            line = first + link.line - 1 if first else 0
            self.references.append(Reference(link.target, place, line))
        return document.parts

    def _of_messages(self, document: markup.Document) -> Iterator[tuple[tuple[int, ...], str]]:
        """What is told of the English forms, each with its lines."""
        if self.english:
            yield document.english, "this site is in English: it shows no ::: message en"
            return
        told = "this message has no English form below it: write one as ::: message en"
        yield document.without_english, told
        told = "has not the same braces as the message above: as many, the same ones repeated"
        yield document.unlike, told

    def _inside(self, place: str, line: int, text: str) -> Problem:
        """A problem in a line of a text: where it stands in the file, or else in the text."""
        first = self.line(place)
        told = text if first else f"line {line}: {text}"
        return Problem(self.record.path, first + line - 1 if first else 0, place, told)

    def refer(self, place: str, target: Target) -> None:
        self.references.append(Reference(target, place, self.line(place)))


def compile_item(
    record: ItemRecord,
    *,
    facts: Facts,
    pictures: Mapping[str, Picture] | None = None,
    before: pages.Page | None = None,
    lines: Mapping[tuple[str, str], int] | None = None,
    language: str = "en",
) -> Compiled:
    """Compile a record; ``before`` is the page it replaces, ``lines`` where its texts stand.

    ``pictures`` are those its texts may show, by slug.

    ``language`` is the tag of the site's: in English, messages need no English form.

    Costs one Markdown rendering for each text of the record; touches no database.
    """
    notes = _Notes(record, facts, lines or {}, is_english(language), pictures or {})
    page = _COMPILERS[record.KIND](record, notes, before)
    return Compiled(
        record=record,
        page=page,
        references=tuple(notes.references),
        problems=tuple(notes.problems),
        faults=tuple(notes.faults),
        hints=tuple(notes.hints),
        pictures=tuple(dict.fromkeys(notes.pictures)),
    )


def is_english(language: str) -> bool:
    """Whether a language tag (``en``, ``en-GB``) means English."""
    return language.partition("-")[0].lower() == "en"


def _common(record: ItemRecord, notes: _Notes) -> dict[str, Any]:
    title = notes.fill("title", record.title)
    if len(title) > limits.TITLE:
        told = f"has {len(title)} characters with its facts in place; at most {limits.TITLE} fit"
        notes.problem("title", told)
    return {
        "slug": record.slug,
        "title": title,
        "summary": notes.fill("summary", record.summary),
        "reviewed": record.reviewed,
        "review_every_days": record.review_every_days,
    }


def _compile_guide(record: GuideRecord, notes: _Notes, _before: Any) -> pages.GuidePage:
    sections = tuple(
        pages.Section(
            anchor=section.anchor,
            heading=notes.fill(f"section {section.anchor}", section.heading),
            body=notes.render(f"section {section.anchor}", section.body, level=2),
            formerly=section.formerly,
        )
        for section in record.sections
    )
    if not record.sections and not record.introduction:
        notes.problem("", "this guide is empty")
    introduction = notes.render("introduction", record.introduction, level=2)
    return pages.GuidePage(**_common(record, notes), introduction=introduction, sections=sections)


def _compile_situation(record: SituationRecord, notes: _Notes, _before: Any) -> pages.SituationPage:
    for name in record.sections:
        guide, _, anchor = name.partition("#")
        notes.refer("sections", Target("guide", guide, anchor))
    for slug in record.related:
        notes.refer("related", Target("situation", slug))
    return pages.SituationPage(
        **_common(record, notes),
        code=record.code,
        verdict=record.verdict,  # type: ignore[arg-type]  # files and rows allow no other
        hazard=notes.fill("hazard", record.hazard),
        body=notes.render("body", record.body, level=1),
        sections=record.sections,
        related=record.related,
        screen_labels=record.screen_labels,
        tools=record.tools,
        methods=tuple(_methods(notes)) if "refund-dates" in record.tools else (),
    )


def _methods(notes: _Notes) -> Iterator[pages.Method]:
    """The facts that the refund dates are reckoned with."""
    facts = notes.facts.of_group(REFUND)
    if not facts:
        notes.problem("tools", f"refund-dates needs a fact of the group “{REFUND}”")
    for fact in facts:
        high = fact.low if fact.high is None else fact.high
        if not dates.is_countable(high, fact.unit):
            told = f"the fact “{fact.key}” is too long: {dates.MOST_DAYS} days can be counted"
            notes.problem("tools", told)
        yield pages.Method(
            key=fact.key,
            label=fact.label,
            low=fact.low,
            high=high,
            unit=fact.unit,
            source=fact.source,
            checked=fact.checked,
            note=fact.note,
        )


def _compile_wizard(
    record: WizardRecord, notes: _Notes, before: pages.WizardPage | None
) -> pages.WizardPage:
    questions = tuple(_compile_question(question, notes) for question in record.questions)
    page = pages.WizardPage(**_common(record, notes), start=record.start, questions=questions)
    for fault in flow.faults(page.graph):
        place = f"questions.{fault.question}"
        told = f"choice {fault.choice}: {fault.text}" if fault.choice else fault.text
        notes.faults.append(Problem(record.path, notes.line(place), place, told))
    if before is None:
        return page
    retired = (before.edges | set(before.retired)) - page.edges
    return replace(page, retired=tuple(sorted(retired)))


def _compile_question(record: QuestionRecord, notes: _Notes) -> pages.Question:
    here = f"questions.{record.id}"
    choices = []
    for number, choice in enumerate(record.choices, start=1):
        place = f"{here}.choices.{number}"
        if not choice.to.startswith(flow.ONWARD):
            notes.refer(f"{place}.to", pages.read_outcome(choice.to))
        label = notes.fill(f"{place}.label", choice.label)
        choices.append(
            pages.Choice(choice.id, label, choice.to, notes.fill(f"{place}.hint", choice.hint))
        )
    return pages.Question(
        id=record.id,
        text=notes.fill(f"{here}.text", record.text),
        choices=tuple(choices),
        hint=notes.fill(f"{here}.hint", record.hint),
    )


_COMPILERS: dict[str, Callable[[Any, _Notes, Any], pages.Page]] = {
    "guide": _compile_guide,
    "situation": _compile_situation,
    "wizard": _compile_wizard,
}
