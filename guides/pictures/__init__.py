"""The library of pictures: what is taken in, where its files stand, and who shows it.

``making`` turns a file into safe files and knows no Django; ``storage`` keeps these on the disk;
``library`` writes rows and files together. Enter by the package: ``pictures.save(...)``.
"""

from guides.pictures.library import (
    InUse,
    Use,
    delete,
    kept,
    save,
    shown_by,
    uses,
)
from guides.pictures.making import LARGEST, Header, Made, Refused, digest, make, read_header
from guides.pictures.storage import find_file, missing, path_of, together

__all__ = [
    "LARGEST",
    "Header",
    "InUse",
    "Made",
    "Refused",
    "Use",
    "delete",
    "digest",
    "find_file",
    "kept",
    "make",
    "missing",
    "path_of",
    "read_header",
    "save",
    "shown_by",
    "together",
    "uses",
]
