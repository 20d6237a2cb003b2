"""Content as a folder of files: reading, writing, and the way between files and rows.

``files`` turns text into records and back, ``folder`` whole packs, and neither knows Django;
``rows`` reads records out of rows, ``saving`` puts them in. Enter by the package:
``pack.read_folder(...)``, ``pack.save(...)``.
"""

from guides.pack.files import read_item, write_item
from guides.pack.folder import read_folder, write_folder
from guides.pack.lists import FACTS, SYNONYMS
from guides.pack.problems import PackError, Problem
from guides.pack.records import (
    ChoiceRecord,
    FactRecord,
    Facts,
    GuideRecord,
    ItemRecord,
    Pack,
    PictureRecord,
    QuestionRecord,
    ScenarioRecord,
    SectionRecord,
    SituationRecord,
    SynonymRecord,
    WizardRecord,
    path_of,
)
from guides.pack.rows import (
    MODELS,
    find_row,
    is_empty,
    missing_from,
    read_facts,
    read_items,
    read_row,
    read_rows,
    read_synonyms,
    rows_at,
)
from guides.pack.saving import Change, Saving, save
from guides.pack.texts import Text, texts_of

__all__ = [
    "FACTS",
    "MODELS",
    "SYNONYMS",
    "Change",
    "ChoiceRecord",
    "FactRecord",
    "Facts",
    "GuideRecord",
    "ItemRecord",
    "Pack",
    "PackError",
    "PictureRecord",
    "Problem",
    "QuestionRecord",
    "Saving",
    "ScenarioRecord",
    "SectionRecord",
    "SituationRecord",
    "SynonymRecord",
    "Text",
    "WizardRecord",
    "find_row",
    "is_empty",
    "missing_from",
    "path_of",
    "read_facts",
    "read_folder",
    "read_item",
    "read_items",
    "read_row",
    "read_rows",
    "read_synonyms",
    "rows_at",
    "save",
    "texts_of",
    "write_folder",
    "write_item",
]
