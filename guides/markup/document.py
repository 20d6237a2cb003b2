"""What rendering yields: the HTML in parts, the plain text, and what the text leans on."""

from dataclasses import dataclass

from guides.markup.targets import Target


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a Markdown text; ``line`` counts from 1 within that text."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link to other content; ``line`` counts from 1 within the text."""

    line: int
    target: Target


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the text, with its HTML level (1-6)."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One item of a timeline: its name, its HTML, and the situations it links to, by slug.

    ``state`` stays empty in an edition; a page being read fills it with the verdict of the
    stage's first situation.
    """

    title: str
    html: str
    situations: tuple[str, ...] = ()
    state: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a page: either HTML or the stages of a timeline, never both.

    Timelines stay data, because a page marks each stage with the verdicts of its situations,
    which belong to other editions.
    """

    html: str = ""
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A rendered Markdown text.

    Of its messages it notes the lines: ``without_english`` of those with no English form below
    them, ``english`` of the English forms, ``unlike`` of those that ask for other things than
    the message above.
    """

    parts: tuple[Part, ...] = ()
    text: str = ""
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    # The slugs of the pictures that are shown, each with the key of its files.
    pictures: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    without_english: tuple[int, ...] = ()
    english: tuple[int, ...] = ()
    unlike: tuple[int, ...] = ()

    @property
    def html(self) -> str:
        """All HTML in one string, timelines as plain lists."""
        return "".join(part.html or _as_list(part.stages) for part in self.parts)


def _as_list(stages: tuple[Stage, ...]) -> str:
    items = "".join(f"<li>{stage.html}</li>" for stage in stages)
    return f'<div class="timeline"><ol>{items}</ol></div>'
