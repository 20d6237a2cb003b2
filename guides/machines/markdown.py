"""A guide or a situation as Markdown, for programs and for whoever pastes it elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate

from guides import markup
from guides.markup import Part, escape
from guides.models import EmergencyNote
from guides.origin import absolute
from guides.pages import VERDICTS, GuidePage, Page, SituationPage


def guide(page: GuidePage, notes: Sequence[EmergencyNote] = ()) -> str:
    """A guide from its title to the day it was checked; ``notes`` stand on top."""
    blocks = [*_urgent(notes), *_opening(page), _text(page.introduction)]
    for section in page.sections:
        blocks += [f"## {escape(section.heading)}", _text(section.body)]
    return joined([*blocks, _closing(page)])


def situation(
    page: SituationPage, around: Mapping[str, Any], notes: Sequence[EmergencyNote] = ()
) -> str:
    """A situation from its verdict to its code, with what it points to (of ``shelf.around``)."""
    title, summary = _opening(page)
    blocks = [*_urgent(notes), title, f"**{VERDICTS[page.verdict]}.** {summary}"]
    if page.hazard:
        blocks.append(f"> **Be careful.** {escape(page.hazard)}")
    blocks.append(_text(page.body))
    if around["sections"]:
        links = [link(f"{card.heading} ({card.guide})", card.href) for card in around["sections"]]
        blocks += ["## Read more", "\n".join(links)]
    if around["related"]:
        links = [link(card.title, card.address) for card in around["related"]]
        blocks += ["## Close to this", "\n".join(links)]
    if page.screen_labels:
        labels = "\n".join(f"- {escape(label)}" for label in page.screen_labels)
        blocks += ["## The screen may say", labels]
    code = f"Code: {escape(page.code)}  \n" if page.code else ""
    return joined([*blocks, code + _closing(page)])


def _opening(page: Page) -> tuple[str, str]:
    return f"# {escape(page.title)}", escape(page.summary)


def _urgent(notes: Iterable[EmergencyNote]) -> list[str]:
    """The emergency notes as quotes: as the title is the page's, so are the blocks below it."""
    texts = [_text([Part(html=note.html), Part(html=note.more)]) for note in notes]
    return [
        "\n".join(f"> {line}".rstrip() for line in f"**Important.** {t}".split("\n")) for t in texts
    ]


def _closing(page: GuidePage | SituationPage) -> str:
    late = ", not since: details may have changed" if page.is_unchecked(localdate()) else ""
    return f"Checked on {page.reviewed.isoformat()}{late}  \n<{absolute(page.address)}>"


def _text(parts: Iterable[markup.Part]) -> str:
    return markup.markdown_parts(parts, origin=settings.SITE_URL)


def link(words: str, path: str, said: str = "") -> str:
    """An item of a list: a link with what is said of it."""
    return f"- [{escape(words)}]({absolute(path)})" + (f": {escape(said)}" if said else "")


def joined(blocks: Iterable[str]) -> str:
    """Blocks as a whole text."""
    return "\n\n".join(block for block in blocks if block) + "\n"
