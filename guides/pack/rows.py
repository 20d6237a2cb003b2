"""Rows to records: the working copy read out, and what else is asked of it as a whole."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import models
from django.db.models import F, Prefetch

from guides import pictures
from guides.batches import AT_ONCE, in_batches
from guides.markup import tidy
from guides.models import (
    Choice,
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
from guides.pack.records import (
    ChoiceRecord,
    FactRecord,
    Facts,
    GuideRecord,
    ItemRecord,
    Pack,
    PictureRecord,
    QuestionRecord,
    ScenarioRecord,
    SectionRecord,
    SituationRecord,
    SynonymRecord,
    WizardRecord,
    path_of,
)

MODELS: dict[str, type[Item]] = {"guide": Guide, "situation": Situation, "wizard": Wizard}

_ORDER = ("position", "id")
# Of what a row leads to only the name is read, beside the row itself and never as a row of its own:
# a wizard can have ten thousand choices. Asking for it by a list of keys, as Django would, is more
# than SQLite takes where there are more than a thousand.
_TO = {
    "situation_slug": F("to_situation__slug"),
    "anchor": F("to_section__anchor"),
    "guide_slug": F("to_section__guide__slug"),
}
_IN_GUIDE = {"anchor": F("section__anchor"), "guide_slug": F("section__guide__slug")}
# The default order of rows would join their items as well: the rows of one item need it not.
_PREFETCH: dict[str, tuple[Any, ...]] = {
    "guide": (Prefetch("sections", Section.objects.order_by(*_ORDER)),),
    "situation": (
        Prefetch("section_links", SituationSection.objects.annotate(**_IN_GUIDE).order_by(*_ORDER)),
        Prefetch(
            "related_links",
            RelatedSituation.objects.annotate(slug=F("related__slug")).order_by(*_ORDER),
        ),
    ),
    "wizard": (
        Prefetch("questions", Question.objects.order_by(*_ORDER)),
        Prefetch("questions__choices", Choice.objects.annotate(**_TO).order_by(*_ORDER)),
        Prefetch("scenarios", Scenario.objects.annotate(**_TO).order_by(*_ORDER)),
    ),
}


def read_facts(rows: Iterable[Fact] | None = None) -> Facts:
    """Every fact of the working copy; or else those of some rows, which need not be saved."""
    return Facts(tuple(_read_fact(fact) for fact in (Fact.objects.all() if rows is None else rows)))


def read_synonyms() -> tuple[SynonymRecord, ...]:
    """Every group of synonyms of the working copy."""
    return tuple(SynonymRecord(row.key, row.words_list) for row in Synonym.objects.all())


def read_rows() -> Pack:
    """The whole working copy. Holds its records, but never all of its rows."""
    return Pack(
        facts=read_facts().records,
        synonyms=read_synonyms(),
        guides=tuple(_read_guide(row) for row in _each("guide")),
        situations=tuple(_read_situation(row) for row in _each("situation")),
        wizards=tuple(_read_wizard(row) for row in _each("wizard")),
        pictures=tuple(_read_picture(row) for row in Picture.objects.all()),
    )


def read_row(item: Item) -> ItemRecord:
    """The record of one item as the database has it now."""
    record: ItemRecord = _READERS[item.KIND](_rows(item.KIND).get(pk=item.pk))
    return record


def read_items(items: Iterable[Item]) -> dict[Item, ItemRecord]:
    """The records of some items, in their order; a few queries for each kind among them.

    Of many items, as many queries for each few hundred.
    """
    items = list(items)
    # By their keys: rows would hold all that was read of them.
    found: dict[tuple[str, int], ItemRecord] = {}
    for kind in MODELS:
        for pks in in_batches(item.pk for item in items if kind == item.KIND):
            rows = _rows(kind).filter(pk__in=pks)
            found |= {(kind, row.pk): _READERS[kind](row) for row in rows}
    return {item: found[item.KIND, item.pk] for item in items}


def find_row(kind: str, pk: int) -> Item | None:
    """The item of a kind by its key."""
    found: Item | None = manager(MODELS[kind]).filter(pk=pk).first()
    return found


def rows_at(kind: str, slugs: Iterable[str]) -> list[Item]:
    """The items of a kind that have one of these slugs in the working copy.

    One query for each few hundred slugs.
    """
    rows = manager(MODELS[kind])
    return [row for some in in_batches(set(slugs)) for row in rows.filter(slug__in=some)]


def _rows(kind: str) -> Any:
    return manager(MODELS[kind]).prefetch_related(*_PREFETCH[kind])


def _each(kind: str) -> Iterator[Any]:
    return iter(_rows(kind).iterator(chunk_size=AT_ONCE))


def manager(model: type[models.Model]) -> Any:
    """The manager of a kind, whose fields the type checker cannot know."""
    return model._default_manager


def _read_fact(row: Fact) -> FactRecord:
    return FactRecord(
        key=row.key,
        label=row.label,
        low=row.low,
        high=None if row.high == row.low else row.high,
        unit=row.unit,
        source=row.source,
        checked=row.checked,
        group=row.group,
        note=row.note,
    )


def _read_picture(row: Picture) -> PictureRecord:
    return PictureRecord(
        slug=row.slug,
        format=row.format,
        alt=row.alt,
        decorative=row.decorative,
        digest=row.digest,
        file=pictures.path_of(row.key, row.width, row.format),
    )


def _common(row: Item) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "title": row.title,
        "summary": row.summary,
        "reviewed": row.reviewed,
        "position": row.position,
        "review_every_days": row.review_every_days,
        "formerly": row.formerly_list,
    }


def _read_guide(row: Guide) -> GuideRecord:
    sections = tuple(
        SectionRecord(s.anchor, s.heading, tidy(s.body), s.formerly_list)
        for s in row.sections.all()
    )
    return GuideRecord(**_common(row), introduction=tidy(row.introduction), sections=sections)


def _read_situation(row: Situation) -> SituationRecord:
    return SituationRecord(
        **_common(row),
        code=row.code,
        verdict=row.verdict,
        hazard=row.hazard,
        sections=tuple(f"{link.guide_slug}#{link.anchor}" for link in _of(row, "section_links")),
        related=tuple(link.slug for link in _of(row, "related_links")),
        screen_labels=row.screen_labels_list,
        tools=row.tools_list,
        body=tidy(row.body),
    )


def _read_wizard(row: Wizard) -> WizardRecord:
    keys = {question.pk: question.key for question in row.questions.all()}
    questions = tuple(
        QuestionRecord(
            id=question.key,
            text=question.text,
            hint=question.hint,
            choices=tuple(
                ChoiceRecord(choice.key, choice.label, _to(choice, keys), choice.hint)
                for choice in _of(question, "choices")
            ),
        )
        for question in row.questions.all()
    )
    scenarios = tuple(
        ScenarioRecord(scenario.answers, _to(scenario, {}), scenario.mentions_list)
        for scenario in _of(row, "scenarios")
    )
    return WizardRecord(**_common(row), start=row.start, questions=questions, scenarios=scenarios)


def _of(row: models.Model, name: str) -> Iterable[Any]:
    """The rows of a row, each with the names of what it leads to."""
    rows: Iterable[Any] = getattr(row, name).all()
    return rows


def _to(row: Any, keys: Mapping[int, str]) -> str:
    """What a choice or a scenario leads to; questions of its own wizard are at hand by ``keys``."""
    if row.situation_slug is not None:
        return f"situation:{row.situation_slug}"
    if row.anchor is not None:
        return f"section:{row.guide_slug}#{row.anchor}"
    # A question of another wizard, which no form lets in, is asked for by itself.
    return f"question:{keys[row.to_question_id]}" if row.to_question_id in keys else str(row.to)


_READERS: dict[str, Any] = {
    "guide": _read_guide,
    "situation": _read_situation,
    "wizard": _read_wizard,
}


def missing_from(pack: Pack) -> list[str]:
    """The paths of items and pictures that the working copy has and a pack has not."""
    present = {record.path for record in pack.items}
    paths = (
        path_of(kind, slug)
        for kind, model in MODELS.items()
        for slug in manager(model).values_list("slug", flat=True)
    )
    slugs = {record.slug for record in pack.pictures}
    others = (_read_picture(row) for row in Picture.objects.exclude(slug__in=slugs))
    return [
        *(path for path in paths if path not in present),
        *(record.path for record in others),
    ]


def is_empty() -> bool:
    """Whether the working copy holds nothing; what was ever published is still in it."""
    kinds: tuple[type[models.Model], ...] = (*MODELS.values(), Fact, Synonym, Picture)
    return not any(manager(model).exists() for model in kinds)
