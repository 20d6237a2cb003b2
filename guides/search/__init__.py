"""The only room that knows the search index: what is live, as words, in tables of its own.

The index is derived from live editions and belongs to no migration. Publishing writes it in its
own transaction (``put``), ``prepare`` makes it where it is missing, ``rebuild`` makes it anew.
``find`` answers readers.

Texts become words here, in Python, and where a word stands is kept as sets of entries in a table
of our own. So SQLite and PostgreSQL find the same pages in the same order, and a word that stands
in half of all entries costs as much as any other.
"""

from guides.search.finding import LONGEST, AllLabels, find, labels, saying
from guides.search.index import drop, forget_former, prepare, put, rebuild
from guides.search.results import Found, Hit, Label

__all__ = [
    "LONGEST",
    "AllLabels",
    "Found",
    "Hit",
    "Label",
    "drop",
    "find",
    "forget_former",
    "labels",
    "prepare",
    "put",
    "rebuild",
    "saying",
]
