"""Pages cut into what a search can find: each entry one address, with its words by importance."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from guides import flow, steps, words
from guides.markup import Part, address, plain, plain_parts
from guides.pages import GuidePage, SituationPage, WizardPage

# What no reader types, such as the digits of a hash, is no word of the index.
LONGEST_WORD = 40

_STANDS_OUT = re.compile(r"<(h[2-6]|strong)\b[^>]*>(.*?)</\1>", re.DOTALL)
_MARK = re.compile(r"^(?:- |\d+\. )+")


@dataclass(frozen=True)
class Entry:
    """Something to find. ``names`` are what it is called, ``heads`` what stands out in it.

    ``body`` is what is shown of it, and searched last; names and heads that are not part of it
    are searched all the same.
    """

    kind: str
    address: str
    title: str
    context: str = ""
    verdict: str = ""
    code: str = ""
    labels: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    body: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.title, *filter(None, (self.code,)))

    @cached_property
    def _split(self) -> tuple[list[list[str]], ...]:
        """The folded words of names, of heads and of the body, text by text: all that counts."""
        return tuple(
            [[word for word in words.split(text) if len(word) <= LONGEST_WORD] for text in field]
            for field in (self.names, self.heads, self.body.split("\n"))
        )

    @cached_property
    def words(self) -> set[str]:
        """Every folded word, as it was written."""
        return {word for field in self._split for text in field for word in text}

    def terms(self, language: str) -> tuple[list[str], list[str], list[str]]:
        """The stems of names, of heads and of the body, each once, with and without a "no"."""
        names, heads, body = (
            sorted(set().union(*(words.stems(text, language) for text in field)))
            for field in self._split
        )
        return names, heads, body


def entries(page: Any) -> Iterator[Entry]:
    """What can be found of a page."""
    return _CUTTERS[type(page)](page)


def counted(found: Iterable[Entry]) -> Counter[str]:
    """In how many entries each word stands."""
    return Counter(word for entry in found for word in entry.words)


def _standing_out(parts: Iterable[Part]) -> tuple[str, ...]:
    """The headings inside a text, and its bold words: names of what one sees, mostly."""
    htmls = (html for part in parts for html in (part.html, *(s.html for s in part.stages)))
    return tuple(plain(match[2]) for html in htmls for match in _STANDS_OUT.finditer(html))


def _running(*texts: str) -> str:
    """Texts as one, without the marks of lists."""
    lines = (line for text in texts for line in text.split("\n"))
    return "\n".join(filter(None, (_MARK.sub("", line) for line in lines)))


def _of_guide(page: GuidePage) -> Iterator[Entry]:
    introduction = plain_parts(page.introduction)
    yield Entry(
        kind="guide",
        address=page.address,
        title=page.title,
        heads=(page.summary,),
        body=_running(page.summary, introduction),
    )
    for section in page.sections:
        body = _running(plain_parts(section.body))
        yield Entry(
            kind="section",
            address=address("guide", page.slug, section.anchor),
            title=section.heading,
            context=page.title,
            heads=(page.title, *_standing_out(section.body)),
            body=body,
        )


def _of_situation(page: SituationPage) -> Iterator[Entry]:
    yield Entry(
        kind="situation",
        address=page.address,
        title=page.title,
        verdict=page.verdict,
        code=page.code,
        labels=page.screen_labels,
        heads=(page.summary, *page.screen_labels, *_standing_out(page.body)),
        body=_running(page.summary, page.hazard, plain_parts(page.body)),
    )


def _of_wizard(page: WizardPage) -> Iterator[Entry]:
    yield Entry(
        kind="wizard",
        address=page.address,
        title=page.title,
        heads=(page.summary,),
        body=_running(page.summary),
    )
    for id, way in flow.shortest(page.graph).items():
        question = page.question(id)
        labels = tuple(choice.label for choice in question.choices)
        hints = (question.hint, *(choice.hint for choice in question.choices))
        yield Entry(
            kind="question",
            address=steps.href(page, way),
            title=question.text,
            context=page.title,
            heads=labels,
            body=" · ".join((*labels, *filter(None, hints))),
        )


_CUTTERS: dict[type, Callable[[Any], Iterator[Entry]]] = {
    GuidePage: _of_guide,
    SituationPage: _of_situation,
    WizardPage: _of_wizard,
}
