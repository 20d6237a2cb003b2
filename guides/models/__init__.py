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
from guides.models.due import NextCheck
from guides.models.edition import Address, Edition, EditionQuerySet, Moved, Reference, Withdrawn
from guides.models.emergency import EmergencyNote, EmergencyNoteQuerySet
from guides.models.picture import Picture, PictureUse
from guides.models.presence import OpenForm
from guides.models.revision import Revision
from guides.models.schedule import Schedule
from guides.models.version import ContentVersion, raise_version
from guides.models.wizard import Choice, Question, Scenario, Wizard

__all__ = [
    "Address",
    "Choice",
    "ContentVersion",
    "Edition",
    "EditionQuerySet",
    "EmergencyNote",
    "EmergencyNoteQuerySet",
    "Fact",
    "Guide",
    "Item",
    "Moved",
    "NextCheck",
    "OpenForm",
    "Picture",
    "PictureUse",
    "Question",
    "Reference",
    "RelatedSituation",
    "Revision",
    "Scenario",
    "Schedule",
    "Section",
    "Situation",
    "SituationSection",
    "Synonym",
    "Versioned",
    "Withdrawn",
    "Wizard",
    "code_key",
    "raise_version",
    "with_code",
]
