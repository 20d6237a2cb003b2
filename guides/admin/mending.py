"""Where a problem is mended: the admin's form of the item it names, at the field or row.

``mending.where(problem)`` answers for one, ``mending.links(problems)`` for a list in few queries,
``mending.told(problems)`` as sentences.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html

from guides.models import Address, Choice, EmergencyNote, Fact, Question, Section
from guides.pack import Problem
from guides.pack.rows import MODELS, manager

_FILE = re.compile(r"(guide|situation|wizard)s/(.+)\.(?:md|toml)")
_NOTE = re.compile(r"emergency note ([0-9]{1,18})")
_SCENARIO = re.compile(r"scenario ([1-9][0-9]{0,5}) ")
# Flow tells a choice in the text: the place is its question's.
_CHOICE = re.compile(r"choice ([a-z0-9-]+): ")

# Places of an item whose field has no input of that name, and the part of the form that has it.
_PARTS = {"sections": "section_links-group", "related": "related_links-group"}


def where(problem: Problem) -> str:
    """The address of the form, with the field or row as its fragment; empty for what is gone."""
    return links([problem])[0][1]


def links(problems: Sequence[Problem]) -> list[tuple[Problem, str]]:
    """Each problem with where it is mended. At most ten queries, however many they are."""
    places = _Places(problems)
    return [(problem, places.where(problem)) for problem in problems]


def told(problems: Sequence[Problem]) -> list[str]:
    """Each problem as a sentence, the file that it names linked to where it is mended."""
    return [_told(problem, href) for problem, href in links(problems)]


def _told(problem: Problem, href: str) -> str:
    if not href:
        return f"In {problem}"
    said = ": ".join(part for part in (problem.place, problem.text) if part)
    return format_html('In <a href="{}">{}</a>: {}', href, problem.path, said)


class _Places:
    """The rows that some problems name, looked up all at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        problems = list(problems)
        self.items: dict[tuple[str, str], int] = {}
        named = {match.groups() for p in problems if (match := _FILE.fullmatch(p.path))}
        for kind, model in MODELS.items():
            slugs = {slug for of, slug in named if of == kind}
            if slugs:
                self._find_items(kind, manager(model).filter(slug__in=slugs), slugs)
        self.sections = _numbered(
            Section.objects.filter(guide__in=self._of("guide")), "guide_id", "anchor"
        )
        questions = Question.objects.filter(wizard__in=self._of("wizard"))
        self.questions = {(q.wizard_id, q.key): q.pk for q in questions}
        self.choices = _numbered(
            Choice.objects.filter(question__in=self.questions.values()), "question_id", "key"
        )
        keys = {p.place.partition(".")[0] for p in problems if p.path == "facts.toml"}
        self.facts = dict(Fact.objects.filter(key__in=keys).values_list("key", "pk"))

    def _find_items(self, kind: str, rows: QuerySet[Any], slugs: set[str]) -> None:
        for slug, pk in rows.values_list("slug", "pk"):
            self.items[kind, slug] = pk
        # What is live may still have the address that the working copy has left.
        for row in Address.objects.filter(kind=kind, slug__in=slugs):
            self.items.setdefault((kind, row.slug), row.item_id)

    def _of(self, kind: str) -> list[int]:
        return [pk for (of, _), pk in self.items.items() if of == kind]

    def where(self, problem: Problem) -> str:
        if note := _NOTE.fullmatch(problem.path):
            return _form(EmergencyNote, int(note[1]), "id_text")
        if problem.path == "facts.toml":
            key, _, name = problem.place.partition(".")
            part = f"id_{name}" if name else ""
            return _form(Fact, self.facts[key], part) if key in self.facts else ""
        match = _FILE.fullmatch(problem.path)
        pk = self.items.get((match[1], match[2])) if match else None
        if match is None or pk is None:
            return ""
        word, _, rest = problem.place.partition(".")
        if word == "questions" and (at := self._question(pk, rest, problem.text)):
            return at
        return _form(MODELS[match[1]], pk, self._part(pk, problem.place))

    def _part(self, pk: int, place: str) -> str:
        """The part of an item's form that a place means; the field of that name unless known."""
        if scenario := _SCENARIO.match(place):
            return f"scenarios-{int(scenario[1]) - 1}"
        kind, _, name = place.partition(" ")
        if kind == "section" and (number := self.sections.get((pk, name))) is not None:
            return f"sections-{number}"
        return _PARTS.get(place, f"id_{place}" if place.isidentifier() else "")

    def _question(self, wizard: int, place: str, text: str) -> str:
        """The form of a question, at ``<key>``, ``<key>.text`` or ``<key>.choices.<n>.label``."""
        key, *rest = place.split(".")
        pk = self.questions.get((wizard, key))
        if pk is None:
            return ""
        told = _CHOICE.match(text)
        match rest:
            case ["choices", number, ("label" | "hint") as name]:
                part = f"id_choices-{int(number) - 1}-{name}"
            case ["choices", number, *_]:
                part = f"choices-{int(number) - 1}"
            case [name]:
                part = f"id_{name}"
            case _ if told and (pk, told[1]) in self.choices:
                part = f"choices-{self.choices[pk, told[1]]}"
            case _:
                part = "id_text"
        return _form(Question, pk, part)


def _numbered(rows: Any, parent: str, name: str) -> dict[tuple[int, str], int]:
    """The number of each row among those of its parent, as its inline form counts them."""
    counts: dict[int, int] = {}
    found = {}
    for of, key in rows.order_by("position").values_list(parent, name):
        found[of, key] = counts.get(of, 0)
        counts[of] = found[of, key] + 1
    return found


def _form(model: Any, pk: int, part: str) -> str:
    address = reverse(f"admin:guides_{model._meta.model_name}_change", args=[pk])
    return f"{address}#{part}" if part else address
