"""Content as a folder of files: reading, writing, and the way between files and rows.

``files`` turns text into records and back and knows no Django; ``rows`` reads records out of rows,
``saving`` puts them in. Enter by the package: ``pack.read_folder(...)``, ``pack.save(...)``.
"""

from guides.pack.files import read_folder, read_item, write_folder, write_item
from guides.pack.problems import PackError, Problem
from guides.pack.records import (
    ChoiceRecord,
    FactRecord,
    Facts,
    GuideRecord,
    ItemRecord,
    Pack,
    QuestionRecord,
    ScenarioRecord,
    SectionRecord,
    SituationRecord,
    SynonymRecord,
    WizardRecord,
    path_of,
)
from guides.pack.rows import is_empty, missing_from, read_facts, read_items, read_row, read_rows
from guides.pack.saving import Change, save

__all__ = [
    "Change",
    "ChoiceRecord",
    "FactRecord",
    "Facts",
    "GuideRecord",
    "ItemRecord",
    "Pack",
    "PackError",
    "Problem",
    "QuestionRecord",
    "ScenarioRecord",
    "SectionRecord",
    "SituationRecord",
    "SynonymRecord",
    "WizardRecord",
    "is_empty",
    "missing_from",
    "path_of",
    "read_facts",
    "read_folder",
    "read_item",
    "read_items",
    "read_row",
    "read_rows",
    "save",
    "write_folder",
    "write_item",
]
