"""Makes content for tests: ``make_guide(**fields)`` and the like, each with sensible defaults."""

from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from guides import publishing
from guides.models import (
    Choice,
    Edition,
    Fact,
    Guide,
    Item,
    Question,
    RelatedSituation,
    Scenario,
    Section,
    Situation,
    SituationSection,
    Synonym,
    Wizard,
)

REVIEWED = date(2026, 11, 22)

_numbers = count(1)


def _item(kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    number = next(_numbers)
    return {
        "slug": f"{kind}-{number}",
        "title": f"The {kind} {number}",
        "summary": f"What the {kind} {number} says.",
        "reviewed": REVIEWED,
        **fields,
    }


def make_guide(sections: int | dict[str, str] = 1, **fields: Any) -> Guide:
    """A guide; ``sections`` is their number, or their bodies by anchor."""
    guide = Guide.objects.create(**_item("guide", fields))
    if isinstance(sections, int):
        sections = {f"part-{n}": f"Text of part {n}." for n in range(1, sections + 1)}
    for position, (anchor, body) in enumerate(sections.items(), start=1):
        heading = anchor.replace("-", " ").capitalize()
        Section.objects.create(
            guide=guide, anchor=anchor, heading=heading, body=body, position=position
        )
    return guide


def make_situation(
    sections: list[Section] | None = None, related: list[Situation] | None = None, **fields: Any
) -> Situation:
    """A situation with the sections that apply and the related situations."""
    fields = {
        "code": f"T-{next(_numbers):03}",
        "verdict": "maybe",
        "body": "Do this first.\n\n1. Then this.",
        **fields,
    }
    situation = Situation.objects.create(**_item("situation", fields))
    for position, section in enumerate(sections or [], start=1):
        SituationSection.objects.create(situation=situation, section=section, position=position)
    for position, other in enumerate(related or [], start=1):
        RelatedSituation.objects.create(situation=situation, related=other, position=position)
    return situation


def make_wizard(tree: dict[str, dict[str, Any]] | None = None, **fields: Any) -> Wizard:
    """A wizard from ``{question: {choice: target}}``; its first question is the start.

    A target is the key of a question, a Situation or a Section. Without a tree it asks one
    question that leads to a new situation.
    """
    tree = tree or {"order": {"shipped": make_situation()}}
    wizard = Wizard.objects.create(**_item("wizard", {"start": next(iter(tree)), **fields}))
    questions = {
        key: Question.objects.create(wizard=wizard, key=key, text=f"{key}?", position=position)
        for position, key in enumerate(tree, start=1)
    }
    for key, choices in tree.items():
        for position, (choice, target) in enumerate(choices.items(), start=1):
            Choice.objects.create(
                question=questions[key],
                key=choice,
                label=f"{choice}!",
                position=position,
                to_question=questions[target] if isinstance(target, str) else None,
                to_situation=target if isinstance(target, Situation) else None,
                to_section=target if isinstance(target, Section) else None,
            )
    return wizard


def make_scenario(
    wizard: Wizard, answers: str, reaches: Situation | Section, *mentions: str
) -> Scenario:
    """A scenario, the last of its wizard."""
    return Scenario.objects.create(
        wizard=wizard,
        position=wizard.scenarios.count() + 1,
        answers=answers,
        to_situation=reaches if isinstance(reaches, Situation) else None,
        to_section=reaches if isinstance(reaches, Section) else None,
        mentions="\n".join(mentions),
    )


def make_fact(**fields: Any) -> Fact:
    """A fact; 3 to 15 business days unless told otherwise."""
    defaults = {
        "key": f"fact-{next(_numbers)}",
        "label": "A refund",
        "low": 3,
        "high": 15,
        "unit": "business-days",
        "source": "The bank",
        "checked": REVIEWED,
    }
    return Fact.objects.create(**{**defaults, **fields})


def make_synonym(*words: str, **fields: Any) -> Synonym:
    """A group of words that mean the same; money and refund unless told otherwise."""
    words = words or ("money", "refund")
    key = f"synonym-{next(_numbers)}"
    return Synonym.objects.create(**{"key": key, "words": "\n".join(words), **fields})


def make_live(*items: Item, note: str = "") -> list[Edition]:
    """Publish items as one batch."""
    return publishing.publish(items=items, by="tests", note=note)


def write_files(folder: Path, files: dict[str, str]) -> Path:
    """Write files by their path inside a folder."""
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="")
    return folder
