"""Every text of an item, each with its place as messages name it."""

from collections.abc import Iterator
from dataclasses import dataclass

from guides.pack.records import GuideRecord, ItemRecord, SituationRecord, WizardRecord


@dataclass(frozen=True, slots=True)
class Text:
    """A text of an item that may name facts; Markdown where ``level`` is not 0.

    ``level`` is that of the heading above it on its page, ``heading`` the words of that heading
    where it is not the item's title.
    """

    place: str
    source: str
    level: int = 0
    heading: str = ""


def texts_of(record: ItemRecord) -> Iterator[Text]:
    """The texts that readers see, in their order; empty ones are left out."""
    return (text for text in _texts_of(record) if text.source)


def _texts_of(record: ItemRecord) -> Iterator[Text]:
    yield Text("title", record.title)
    yield Text("summary", record.summary)
    if isinstance(record, GuideRecord):
        yield Text("introduction", record.introduction, level=2)
        for section in record.sections:
            place = f"section {section.anchor}"
            yield Text(place, section.heading)
            yield Text(place, section.body, level=2, heading=section.heading)
    elif isinstance(record, SituationRecord):
        yield Text("hazard", record.hazard)
        yield Text("body", record.body, level=1)
    elif isinstance(record, WizardRecord):
        yield from _texts_of_wizard(record)


def _texts_of_wizard(record: WizardRecord) -> Iterator[Text]:
    for question in record.questions:
        here = f"questions.{question.id}"
        yield Text(f"{here}.text", question.text)
        yield Text(f"{here}.hint", question.hint)
        for number, choice in enumerate(question.choices, start=1):
            place = f"{here}.choices.{number}"
            yield Text(f"{place}.label", choice.label, heading=question.text)
            yield Text(f"{place}.hint", choice.hint, heading=question.text)
