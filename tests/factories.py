"""Makes content for tests: ``make_guide(**fields)`` and the like, each with sensible defaults."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

from django.utils import timezone
from PIL import Image

from guides import emergency, pack, pictures, publishing
from guides.models import (
    Choice,
    Edition,
    EmergencyNote,
    Fact,
    Guide,
    Item,
    Picture,
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


def make_file(
    format: str = "png", size: tuple[int, int] = (6, 4), *, frames: int = 1, **options: Any
) -> bytes:
    """A file with a picture: its format by extension, other options as Pillow saves them."""
    images = [Image.new("RGB", size, (40 * n, 90, 160)) for n in range(frames)]
    if frames > 1:
        options = {"save_all": True, "append_images": images[1:], "duration": 100, **options}
    buffer = BytesIO()
    images[0].save(buffer, {"jpg": "jpeg"}.get(format, format), **options)
    return buffer.getvalue()


def make_picture(file: bytes | None = None, format: str = "png", **fields: Any) -> Picture:
    """A picture of the library, of a small file unless told otherwise."""
    picture = Picture(**{"slug": f"picture-{next(_numbers)}", "alt": "What it shows", **fields})
    made = pictures.make(file or make_file(format), format)
    pictures.save(picture=picture, made=made, by="tests")
    return picture


def make_synonym(*words: str, **fields: Any) -> Synonym:
    """A group of words that mean the same; money and refund unless told otherwise."""
    words = words or ("money", "refund")
    key = f"synonym-{next(_numbers)}"
    return Synonym.objects.create(**{"key": key, "words": "\n".join(words), **fields})


def make_emergency_note(
    text: str = "Parcels wait at customs.",
    *on: Item,
    ends_at: datetime | None = None,
    **fields: Any,
) -> EmergencyNote:
    """A note that stands for an hour, on the whole site unless items are named."""
    compiled = emergency.compile_text(text, pack.read_facts())
    assert not compiled.problems
    fields = {
        "everywhere": not on,
        "ends_at": ends_at or timezone.now() + timedelta(hours=1),
        "html": compiled.html,
        "more": compiled.more,
        **fields,
    }
    note = EmergencyNote.objects.create(text=text, **fields)
    for item in on:
        getattr(note, f"{item.KIND}s").add(item)
    return note


def make_live(*items: Item, note: str = "") -> list[Edition]:
    """Publish items as one batch."""
    return publishing.publish(items=items, by="tests", note=note)


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files by their path inside a folder."""
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder
