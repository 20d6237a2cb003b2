"""The one shape of content between files, rows and pages: frozen records, equal by value.

Field names are the keys of the pack format and stand in its order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import ClassVar

from guides.markup import KINDS, Picture, spell


def path_of(kind: str, slug: str) -> str:
    """The file of an item inside a pack."""
    return f"{KINDS[kind]}/{slug}.{'toml' if kind == 'wizard' else 'md'}"


@dataclass(frozen=True)
class ItemRecord:
    """What can be published: a guide, a situation or a wizard."""

    KIND: ClassVar[str]

    slug: str
    title: str
    summary: str
    reviewed: date
    position: int = 0
    review_every_days: int = 180
    formerly: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The file of this item inside a pack."""
        return path_of(self.KIND, self.slug)


@dataclass(frozen=True, slots=True)
class SectionRecord:
    """A section of a guide; ``formerly`` are former anchors."""

    anchor: str
    heading: str
    body: str = ""
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True)
class GuideRecord(ItemRecord):
    """A guide with its sections in order."""

    KIND = "guide"

    introduction: str = ""
    sections: tuple[SectionRecord, ...] = ()


@dataclass(frozen=True)
class SituationRecord(ItemRecord):
    """A situation; ``sections`` are ``guide#anchor``, ``related`` are slugs, ``tools`` words."""

    KIND = "situation"

    code: str = ""
    verdict: str = "maybe"
    hazard: str = ""
    sections: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    screen_labels: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    body: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceRecord:
    """A choice; ``to`` is as in the format: ``question:order``, ``section:guide#anchor``."""

    id: str
    label: str
    to: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    """A question with its choices in order."""

    id: str
    text: str
    hint: str = ""
    choices: tuple[ChoiceRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class ScenarioRecord:
    """That ``answers`` (``order=shipped/arrived=no``) must reach a page which says something.

    ``reaches`` is as a choice's ``to``, but never a question.
    """

    answers: str
    reaches: str
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True)
class WizardRecord(ItemRecord):
    """A decision tree; ``start`` is the id of its first question."""

    KIND = "wizard"

    start: str = ""
    questions: tuple[QuestionRecord, ...] = ()
    scenarios: tuple[ScenarioRecord, ...] = ()


@dataclass(frozen=True)
class FactRecord:
    """A number with its unit; ``high`` is None where there is one number."""

    key: str
    label: str
    low: int
    unit: str
    source: str
    checked: date
    group: str = ""
    high: int | None = None
    note: str = ""

    @property
    def spelled(self) -> str:
        return spell(self.low, self.high, self.unit)


@dataclass(frozen=True)
class Facts:
    """The facts that texts name and tools reckon with, in their order."""

    records: tuple[FactRecord, ...] = ()

    @cached_property
    def spelled(self) -> dict[str, str]:
        """Every fact's spelling by key."""
        return {fact.key: fact.spelled for fact in self.records}

    def of_group(self, group: str) -> tuple[FactRecord, ...]:
        return tuple(fact for fact in self.records if fact.group == group)


@dataclass(frozen=True)
class SynonymRecord:
    """Words and phrases that mean the same to a search; ``key`` only names the group."""

    key: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class PictureRecord:
    """A picture: its words (none where it is decorative), and where its file can be read.

    ``digest`` is that of the file; of rows it is that of the file they keep.
    """

    slug: str
    format: str
    alt: str = ""
    decorative: bool = False
    digest: str = ""
    file: Path = field(default=Path(), compare=False)

    @property
    def path(self) -> str:
        """The file of this picture inside a pack."""
        return f"pictures/{self.slug}.{self.format}"

    @property
    def shown(self) -> Picture:
        """The picture as texts show it, before it has files that readers could fetch."""
        return Picture(self.alt, "0" * 32, self.format, width=1, height=1, widths=(1,))


@dataclass(frozen=True)
class Pack:
    """A whole pack. ``lines`` tells where in its file a text begins: (path, place) to line."""

    facts: tuple[FactRecord, ...] = ()
    guides: tuple[GuideRecord, ...] = ()
    situations: tuple[SituationRecord, ...] = ()
    wizards: tuple[WizardRecord, ...] = ()
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict, compare=False)
    synonyms: tuple[SynonymRecord, ...] = ()
    pictures: tuple[PictureRecord, ...] = ()

    @classmethod
    def of(cls, *records: ItemRecord) -> "Pack":
        """A pack of some items and no facts."""
        return cls(
            guides=tuple(record for record in records if isinstance(record, GuideRecord)),
            situations=tuple(record for record in records if isinstance(record, SituationRecord)),
            wizards=tuple(record for record in records if isinstance(record, WizardRecord)),
        )

    @property
    def items(self) -> Iterator[ItemRecord]:
        """Everything that can be published, in the order in which it can be saved."""
        yield from self.guides
        yield from self.situations
        yield from self.wizards
