"""Text to record and record to text: the pack format, strictly read and canonically written.

No Django, no rows. Every problem of a file is found at once and told with file, line and key.
"""

import re
import sys
from collections.abc import Callable, Mapping
from typing import Any

from guides import limits
from guides.markup import LONGEST, SLUG, split_sections, tidy
from guides.pack import tables
from guides.pack.lists import FACTS, SYNONYMS
from guides.pack.pictures import FOLDER, PICTURES
from guides.pack.problems import PackError, Problem
from guides.pack.records import (
    ChoiceRecord,
    GuideRecord,
    ItemRecord,
    QuestionRecord,
    ScenarioRecord,
    SectionRecord,
    SituationRecord,
    WizardRecord,
)

FENCE = "+++"

_HEADING = re.compile(
    r'## (?P<heading>\S.*?) +\{#(?P<anchor>[^\s{}"]+)(?: +formerly="(?P<formerly>[^"]*)")?\}\s*'
)
# Characters of a heading line with its anchors; what is longer cannot be right, and need not be
# looked at to its end.
_LONGEST_HEADING = 2_000

Lines = tables.Lines


def read_item(path: str, text: str, lines: Lines | None = None) -> ItemRecord:
    """Read one item's file, whose path inside the pack says kind and slug. Raises PackError.

    ``lines`` is filled with the line at which each Markdown text begins.
    """
    folder, _, name = path.partition("/")
    stem, _, ending = name.rpartition(".")
    read = _READERS.get((folder, ending))
    if read is None:
        told = (
            f"a pack holds guides/*.md, situations/*.md, wizards/*.toml, {FACTS}, {SYNONYMS}, "
            f"{PICTURES} and {FOLDER}*"
        )
        raise PackError([Problem(path, 0, "", f"does not belong here: {told}")])
    if not SLUG.fullmatch(stem) or len(stem) > limits.SLUG:
        told = f"the file name must be a slug of at most {limits.SLUG} characters: a-z, 0-9, -"
        raise PackError([Problem(path, 0, "", told)])
    return read(path, stem, text, tables.FORGOTTEN if lines is None else lines)


def _read_guide(path: str, slug: str, text: str, lines: Lines) -> GuideRecord:
    front, body, body_line = _split_front(path, text)
    table, reader = tables.parse(path, front, first_line=2)
    values = reader.read(table, tables.GUIDE)
    first, *others = split_sections(body)
    lines[path, "introduction"] = body_line + first.body_line - 1
    sections = []
    headings: list[int] = []
    for chunk in others:
        match = _HEADING.fullmatch(chunk.heading[:_LONGEST_HEADING])
        line = body_line + chunk.line - 1
        if not match:
            told = f"“{chunk.heading[:80]}” must look like: ## Heading {{#anchor}}"
            reader.problems.append(Problem(path, line, "", told))
            continue
        former = tuple((match["formerly"] or "").split())
        reader.problems += _name_problems(path, line, match, former)
        lines[path, sys.intern(f"section {match['anchor']}")] = body_line + chunk.body_line - 1
        headings.append(line)
        sections.append(SectionRecord(match["anchor"], match["heading"], chunk.body, former))
    for chunk in (first, *others):
        for unclosed in chunk.unclosed:
            line = body_line + unclosed - 1
            told = "a code fence or block is opened here and never closed"
            reader.problems.append(Problem(path, line, "", told))
        if len(chunk.body) > LONGEST:
            told = f"the text has {len(chunk.body):,} characters; at most {LONGEST:,} fit"
            reader.problems.append(Problem(path, body_line + chunk.line - 1, "", told))
    reader.problems += _twice(path, sections, headings)
    reader.finish(lines)
    assert values is not None
    return GuideRecord(slug=slug, introduction=first.body, sections=tuple(sections), **values)


def _read_situation(path: str, slug: str, text: str, lines: Lines) -> SituationRecord:
    front, body, body_line = _split_front(path, text)
    table, reader = tables.parse(path, front, first_line=2)
    values = reader.read(table, tables.SITUATION)
    tidied = tidy(body)
    if len(tidied) > LONGEST:
        told = f"the text has {len(tidied):,} characters; at most {LONGEST:,} fit"
        reader.problems.append(Problem(path, body_line, "", told))
    lead = next((i for i, line in enumerate(body.split("\n")) if line.strip()), 0)
    lines[path, "body"] = body_line + lead
    reader.finish(lines)
    assert values is not None
    return SituationRecord(slug=slug, body=tidied, **values)


def _read_wizard(path: str, slug: str, text: str, lines: Lines) -> WizardRecord:
    table, reader = tables.parse(path, text)
    values = reader.read(table, tables.WIZARD, inner=("questions", "scenarios"))
    questions = []
    found = table.get("questions", {})
    if not isinstance(found, Mapping):
        reader.problem(("questions",), "must be tables such as [questions.order]")
        found = {}
    for id, value in found.items():
        place = ("questions", id)
        if not SLUG.fullmatch(id) or len(id) > limits.SLUG:
            reader.problem(place, "a question's id may hold only a-z, 0-9 and single hyphens")
        asked = reader.read(value, tables.QUESTION, place, inner=("choices",))
        if isinstance(value, Mapping):
            choices = _read_choices(reader, value.get("choices", []), (*place, "choices"))
            if asked is not None:
                questions.append(QuestionRecord(id=id, choices=choices, **asked))
    scenarios = _read_scenarios(reader, table.get("scenarios", []))
    reader.finish(lines)
    assert values is not None
    return WizardRecord(slug=slug, questions=tuple(questions), scenarios=scenarios, **values)


def _read_choices(
    reader: tables.Reader, found: Any, place: tuple[str, ...]
) -> tuple[ChoiceRecord, ...]:
    if not isinstance(found, list):
        reader.problem(place, f"must be tables such as [[{'.'.join(place)}]]")
        return ()
    choices: list[ChoiceRecord] = []
    for number, value in enumerate(found, start=1):
        here = (*place, str(number))
        if values := reader.read(value, tables.CHOICE, here):
            if any(values["id"] == choice.id for choice in choices):
                reader.problem((*here, "id"), f"“{values['id']}” is the id of a choice above")
            choices.append(ChoiceRecord(**values))
    return tuple(choices)


def _read_scenarios(reader: tables.Reader, found: Any) -> tuple[ScenarioRecord, ...]:
    if not isinstance(found, list):
        reader.problem(("scenarios",), "must be tables such as [[scenarios]]")
        return ()
    scenarios: list[ScenarioRecord] = []
    seen: set[str] = set()
    for number, value in enumerate(found, start=1):
        here = ("scenarios", str(number))
        if values := reader.read(value, tables.SCENARIO, here):
            if values["answers"] in seen:
                reader.problem((*here, "answers"), "are those of a scenario above")
            seen.add(values["answers"])
            scenarios.append(ScenarioRecord(**values))
    return tuple(scenarios)


_READERS: dict[tuple[str, str], Callable[[str, str, str, Lines], ItemRecord]] = {
    ("guides", "md"): _read_guide,
    ("situations", "md"): _read_situation,
    ("wizards", "toml"): _read_wizard,
}


def write_item(record: ItemRecord) -> str:
    """The canonical text of an item's file."""
    if isinstance(record, GuideRecord):
        return _write_markdown(tables.write(record, tables.GUIDE), _guide_body(record))
    if isinstance(record, SituationRecord):
        return _write_markdown(tables.write(record, tables.SITUATION), record.body)
    assert isinstance(record, WizardRecord)
    parts = (*map(_write_question, record.questions), *map(_write_scenario, record.scenarios))
    return tables.write(record, tables.WIZARD) + "".join(parts)


def _guide_body(record: GuideRecord) -> str:
    pieces = [record.introduction] if record.introduction else []
    for section in record.sections:
        former = f' formerly="{" ".join(section.formerly)}"' if section.formerly else ""
        pieces.append(f"## {section.heading} {{#{section.anchor}{former}}}")
        if section.body:
            pieces.append(section.body)
    return "\n\n".join(pieces)


def _write_markdown(front: str, body: str) -> str:
    return f"{FENCE}\n{front}{FENCE}\n" + (f"\n{body}\n" if body else "")


def _write_question(question: QuestionRecord) -> str:
    head = f"\n[questions.{question.id}]\n{tables.write(question, tables.QUESTION)}"
    choices = (
        f"[[questions.{question.id}.choices]]\n{tables.write(choice, tables.CHOICE)}"
        for choice in question.choices
    )
    return head + "".join(choices)


def _write_scenario(scenario: ScenarioRecord) -> str:
    return f"\n[[scenarios]]\n{tables.write(scenario, tables.SCENARIO)}"


def _split_front(path: str, text: str) -> tuple[str, str, int]:
    """Front matter, body, and the line at which the body begins."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        raise PackError([Problem(path, 1, "", f"must begin with front matter: a line {FENCE}")])
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    raise PackError([Problem(path, 1, "", f"the front matter is never closed by a line {FENCE}")])


def _name_problems(
    path: str, line: int, match: re.Match[str], former: tuple[str, ...]
) -> list[Problem]:
    bad = [name for name in (match["anchor"], *former) if not SLUG.fullmatch(name)]
    found = [
        Problem(path, line, "", f"the anchor “{name}” may hold only a-z, 0-9 and single hyphens")
        for name in bad
    ]
    for name, value, most in (
        ("heading", match["heading"], limits.TITLE),
        ("anchor", match["anchor"], limits.SLUG),
    ):
        if len(value) > most:
            told = f"the {name} has {len(value)} characters; at most {most} fit"
            found.append(Problem(path, line, "", told))
    return found


def _twice(path: str, sections: list[SectionRecord], headings: list[int]) -> list[Problem]:
    seen: set[str] = set()
    found = []
    for section, line in zip(sections, headings, strict=True):
        for anchor in (section.anchor, *section.formerly):
            if anchor in seen:
                told = f"the anchor “{anchor}” stands twice in this guide"
                found.append(Problem(path, line, f"section {section.anchor}", told))
            seen.add(anchor)
    return found
