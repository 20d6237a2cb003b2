"""What records lead to by name, and the keys of the rows that answer to these names."""

from collections.abc import Iterator

from guides.batches import in_batches
from guides.models import Address, Section
from guides.models.fields import lines
from guides.pack.records import ItemRecord, SituationRecord, WizardRecord
from guides.pack.rows import MODELS, manager


def targets_of(record: ItemRecord) -> Iterator[tuple[str, str]]:
    """The sections and situations that a record leads to by name: (kind, name)."""
    if isinstance(record, SituationRecord):
        yield from (("section", name) for name in record.sections)
        yield from (("situation", slug) for slug in record.related)
    elif isinstance(record, WizardRecord):
        for choice in (choice for question in record.questions for choice in question.choices):
            kind, _, name = choice.to.partition(":")
            if kind != "question":
                yield kind, name
        for scenario in record.scenarios:
            kind, _, name = scenario.reaches.partition(":")
            yield kind, name


def find_items(kind: str, slugs: set[str]) -> dict[str, int]:
    """The keys of the rows of a kind by the slug asked for, present or published once."""
    rows, former = manager(MODELS[kind]), Address.objects.filter(kind=kind)
    found: dict[str, int] = {}
    for some in in_batches(slugs):
        found |= former.filter(slug__in=some).values_list("slug", kind)
        found |= rows.filter(slug__in=some).values_list("slug", "pk")
    return found


def find_sections(names: set[str]) -> dict[str, int]:
    """The keys of sections by the ``guide#anchor`` asked for, present or former."""
    guides = find_items("guide", {name.partition("#")[0] for name in names})
    by_anchor: dict[tuple[int, str], int] = {}
    for some in in_batches(set(guides.values())):
        rows = Section.objects.filter(guide__in=some).order_by()
        found = list(rows.values_list("pk", "guide_id", "anchor", "formerly"))
        for pk, guide, _, former in found:
            by_anchor |= {(guide, anchor): pk for anchor in lines(former)}
        by_anchor |= {(guide, anchor): pk for pk, guide, anchor, _ in found}
    split = {name: name.partition("#") for name in names}
    places = {name: (guides.get(slug, 0), anchor) for name, (slug, _, anchor) in split.items()}
    return {name: by_anchor[place] for name, place in places.items() if place in by_anchor}
