"""Content as a folder of files: reading, writing, and the way between files and rows.

``files`` turns text into records and back and knows no Django; ``rows`` turns records into rows
and back. Enter by the package: ``pack.read_folder(...)``, ``pack.save(...)``.
"""

from guides.pack.files import read_folder, read_item, write_folder, write_item
from guides.pack.problems import PackError, Problem
from guides.pack.records import (
    ChoiceRecord,
    FactRecord,
    GuideRecord,
    ItemRecord,
    Pack,
    QuestionRecord,
    SectionRecord,
    SituationRecord,
    WizardRecord,
)
from guides.pack.rows import (
    Change,
    live_names,
    missing_from,
    read_row,
    read_rows,
    save,
    spelled_facts,
)

__all__ = [
    "Change",
    "ChoiceRecord",
    "FactRecord",
    "GuideRecord",
    "ItemRecord",
    "Pack",
    "PackError",
    "Problem",
    "QuestionRecord",
    "SectionRecord",
    "SituationRecord",
    "WizardRecord",
    "live_names",
    "missing_from",
    "read_folder",
    "read_item",
    "read_row",
    "read_rows",
    "save",
    "spelled_facts",
    "write_folder",
    "write_item",
]
