"""What the API answers with: frozen shapes that are encoded, and described, as they stand."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

from guides.pages import Verdict

Address = Annotated[
    str, Meta(extra_json_schema={"format": "uri"}, description="A whole address on this site")
]


@dataclass(frozen=True)
class Text:
    """A text as sanitised HTML and as plain text; addresses in the HTML are whole."""

    html: str
    text: str


@dataclass(frozen=True)
class Link:
    """Another page, or a section of one."""

    title: str
    address: Address


@dataclass(frozen=True)
class Index:
    """Where everything is."""

    name: str
    language: str
    openapi: Address
    guides: Address
    situations: Address
    wizards: Address
    search: Address


@dataclass(frozen=True, kw_only=True)
class Card:
    """What lists say of an item; ``api`` is where all of it stands."""

    slug: str
    title: str
    summary: str
    address: Address
    api: Address
    published: datetime


@dataclass(frozen=True, kw_only=True)
class GuideCard(Card):
    """A guide in a list."""


@dataclass(frozen=True, kw_only=True)
class SituationCard(Card):
    """A situation in a list; ``short_address`` leads to it by its code."""

    code: str
    verdict: Verdict
    short_address: Address


@dataclass(frozen=True, kw_only=True)
class WizardCard(Card):
    """A wizard in a list."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One page of a list; ``total`` counts the items of all pages."""

    total: int
    page: int
    pages: int
    previous: Address | None
    next: Address | None


@dataclass(frozen=True, kw_only=True)
class GuideList(Listing):
    """Guides in the order in which the site lists them."""

    items: tuple[GuideCard, ...]


@dataclass(frozen=True, kw_only=True)
class SituationList(Listing):
    """Situations in the order in which the site lists them."""

    items: tuple[SituationCard, ...]


@dataclass(frozen=True, kw_only=True)
class WizardList(Listing):
    """Wizards in the order in which the site lists them."""

    items: tuple[WizardCard, ...]


@dataclass(frozen=True)
class Dates:
    """When an item was first published, and when its text was last checked and is due again.

    ``overdue`` where that is past by more than the time between two checks: its page says so.
    """

    first_published: datetime
    checked: date
    check_again: date
    overdue: bool


@dataclass(frozen=True)
class Section:
    """A section of a guide."""

    anchor: str
    heading: str
    address: Address
    body: Text


@dataclass(frozen=True, kw_only=True)
class Guide(GuideCard):
    """A guide; ``notes`` are what stands on top of its page at this moment."""

    dates: Dates
    markdown: Address
    notes: tuple[Text, ...]
    introduction: Text
    sections: tuple[Section, ...]


@dataclass(frozen=True, kw_only=True)
class Situation(SituationCard):
    """A situation: the answer, what must not be done, and what to do.

    ``notes`` are what stands on top of its page at this moment.
    """

    dates: Dates
    markdown: Address
    notes: tuple[Text, ...]
    answer: str
    hazard: str
    body: Text
    screen_labels: tuple[str, ...]
    sections: tuple[Link, ...]
    related: tuple[Link, ...]


class ToQuestion(Struct, frozen=True, tag_field="kind", tag="question"):
    """A choice that leads to another question of the same wizard."""

    question: str


class ToSituation(Struct, frozen=True, tag_field="kind", tag="situation"):
    """A choice that leads to a situation."""

    title: str
    address: Address


class ToSection(Struct, frozen=True, tag_field="kind", tag="section"):
    """A choice that leads to a section of a guide."""

    title: str
    address: Address


Target = ToQuestion | ToSituation | ToSection


@dataclass(frozen=True)
class Choice:
    """An answer; ``address`` is the wizard's own page after giving it."""

    id: str
    label: str
    hint: str
    address: Address
    to: Target


@dataclass(frozen=True)
class Question:
    """A question; ``address`` asks it, by a shortest way that leads to it."""

    id: str
    text: str
    hint: str
    address: Address
    choices: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class Wizard(WizardCard):
    """A wizard as a graph: its questions by id, each choice leading on or to a page.

    ``notes`` are what stands on top of its pages at this moment.
    """

    dates: Dates
    notes: tuple[Text, ...]
    start: str
    map: Address
    questions: tuple[Question, ...]


Kind = Literal["situation", "section", "guide", "wizard", "question"]


@dataclass(frozen=True)
class Piece:
    """A stretch of a snippet; ``marked`` where it matches what was searched for."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Hit:
    """A page, a section or a question that fits; ``context`` says where it stands."""

    kind: Kind
    address: Address
    title: str
    context: str
    verdict: Verdict | None
    code: str
    snippet: tuple[Piece, ...]


@dataclass(frozen=True)
class Found:
    """What was found, best first, and with no hit the pages ``closest`` to the words.

    ``query`` is what was read of them (``cut`` where that is not all), ``corrected`` how it was
    read where words were misspelt; ``more`` fits beside what is told.
    """

    query: str
    cut: bool
    corrected: str
    hits: tuple[Hit, ...]
    more: bool
    closest: tuple[Hit, ...]
