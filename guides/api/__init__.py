"""The read-only API: the shapes it answers with, where they come from, and its description.

Enter by the package: ``api.encode(api.guide(request.GET, "refunds"))``.
"""

from guides.api.answers import (
    guide,
    guides,
    index,
    situation,
    situations,
    wizard,
    wizards,
)
from guides.api.hits import search
from guides.api.openapi import document
from guides.api.parameters import BadParameter, read_number, read_once
from guides.api.problems import Problem, encode, problem

__all__ = [
    "BadParameter",
    "Problem",
    "document",
    "encode",
    "guide",
    "guides",
    "index",
    "problem",
    "read_number",
    "read_once",
    "search",
    "situation",
    "situations",
    "wizard",
    "wizards",
]
