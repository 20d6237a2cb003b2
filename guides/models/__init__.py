"""Rows: the working copy that editors change, and the editions that readers see."""

from guides.models.content import (
    Fact,
    Guide,
    Item,
    RelatedSituation,
    Section,
    Situation,
    SituationSection,
    Synonym,
    Versioned,
    code_key,
    with_code,
)
from guides.models.edition import Address, Edition, EditionQuerySet, Moved, Reference, Withdrawn
from guides.models.revision import Revision
from guides.models.wizard import Choice, Question, Scenario, Wizard

__all__ = [
    "Address",
    "Choice",
    "Edition",
    "EditionQuerySet",
    "Fact",
    "Guide",
    "Item",
    "Moved",
    "Question",
    "Reference",
    "RelatedSituation",
    "Revision",
    "Scenario",
    "Section",
    "Situation",
    "SituationSection",
    "Synonym",
    "Versioned",
    "Withdrawn",
    "Wizard",
    "code_key",
    "with_code",
]
