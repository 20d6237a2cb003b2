"""Markdown in, safe HTML out: the one renderer. Knows nothing of Django, rows or files.

Enter by the package: ``markup.render(source, facts=..., pictures=..., level=...)``.
"""

from guides.markup.document import Document, Heading, Link, Part, Problem, Stage
from guides.markup.facts import fill, spell
from guides.markup.markdown import escape, markdown, markdown_parts
from guides.markup.marks import Mark, mark
from guides.markup.pictures import FORMATS, NAME, Picture
from guides.markup.plain import Line, plain, plain_parts, read_lines
from guides.markup.renderer import LONGEST, render
from guides.markup.sections import Chunk, split_sections, tidy
from guides.markup.targets import KINDS, SLUG, Target, address, parse_link

__all__ = [
    "FORMATS",
    "KINDS",
    "LONGEST",
    "NAME",
    "SLUG",
    "Chunk",
    "Document",
    "Heading",
    "Line",
    "Link",
    "Mark",
    "Part",
    "Picture",
    "Problem",
    "Stage",
    "Target",
    "address",
    "escape",
    "fill",
    "mark",
    "markdown",
    "markdown_parts",
    "parse_link",
    "plain",
    "plain_parts",
    "read_lines",
    "render",
    "spell",
    "split_sections",
    "tidy",
]
