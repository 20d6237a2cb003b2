"""The only room that knows the search index: what is live, as words, in tables of its own.

The index is derived from live editions and belongs to no migration. Publishing writes it in its
own transaction (``put``), ``prepare`` makes it where it is missing, ``rebuild`` makes it anew.
``find`` answers readers. Texts become words here, in Python, so that SQLite (FTS5) and PostgreSQL
(tsvector) index the same words and find the same pages in the same order.
"""

from guides.search.finding import LONGEST, find, labels, saying
from guides.search.index import drop, prepare, put, rebuild
from guides.search.results import Found, Hit, Label

__all__ = [
    "LONGEST",
    "Found",
    "Hit",
    "Label",
    "drop",
    "find",
    "labels",
    "prepare",
    "put",
    "rebuild",
    "saying",
]
