"""The items whose working copy may name something: found by the database, to be read to be sure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
from operator import or_

from django.db.models import Model, Q

from guides.models import (
    Choice,
    Item,
    Question,
    RelatedSituation,
    Section,
    SituationSection,
)
from guides.models.edition import MOST_TERMS
from guides.pack.rows import MODELS, manager


def drafts_with(wanted: Collection[tuple[str, str]], words: Sequence[str]) -> list[Item]:
    """The items whose working copy may name something wanted. A query for each kind that may."""
    slugs: Mapping[str, set[str]] = defaultdict(set)
    for kind, slug in wanted:
        slugs[kind].add(slug)
    facts = [word for word in words if word.startswith("{")]
    guides = any_of("introduction", words) | _any_of_all(("title", "summary"), facts)
    situations = any_of("body", words) | _any_of_all(("title", "summary", "hazard"), facts)
    wizards = _any_of_all(("title", "summary"), facts)
    if slugs["group"]:
        situations |= Q(tools__contains="refund-dates")
    if slugs["question"]:
        wizards |= Q(pk__in={name.partition("/")[0] for name in slugs["question"]})
    # Rows of rows are looked through on their own: joins would read a text many times.
    in_guide = {"section__guide__slug__in": slugs["guide"]}
    to_situation = {"to_situation__slug__in": slugs["situation"]}
    to_section = {"to_section__guide__slug__in": slugs["guide"]}
    led_to = [Q(**to_situation)] if slugs["situation"] else []
    led_to += [Q(**to_section)] if slugs["guide"] else []
    guides |= _holding(Section, "guide", any_of("body", words) | any_of("heading", facts))
    if slugs["guide"]:
        situations |= _holding(SituationSection, "situation", Q(**in_guide))
    if slugs["situation"]:
        related = Q(related__slug__in=slugs["situation"])
        situations |= _holding(RelatedSituation, "situation", related)
    wizards |= _holding(Question, "wizard", _any_of_all(("text", "hint"), facts))
    chosen = reduce(or_, led_to, _any_of_all(("label", "hint"), facts))
    wizards |= _holding(Choice, "question__wizard", chosen)
    found: list[Item] = []
    for kind, where in (("guide", guides), ("situation", situations), ("wizard", wizards)):
        if where:
            # Texts are read with their rows.
            found += manager(MODELS[kind]).filter(where).order_by().only("pk")
    return found


def _holding(model: type[Model], item: str, where: Q) -> Q:
    """The items, at the end of a path, of the rows of which something holds; none if of none."""
    if not where:
        return Q()
    return Q(pk__in=manager(model).filter(where).order_by().values(item))


def _any_of_all(fields: Iterable[str], words: Sequence[str]) -> Q:
    """As ``_any_of``, in one of some fields."""
    return reduce(or_, (any_of(field, words) for field in fields))


def any_of(field: str, words: Sequence[str]) -> Q:
    """What holds one of the words; empty, as a lookup that asks for nothing, without words."""
    found = Q()
    if len(words) > MOST_TERMS:
        # Databases take only so many terms; too much is found then, and read to be sure.
        words = sorted({word.partition(":")[0] + ":" for word in words if ":" in word} or {""})
    for word in words:
        found |= Q(**{f"{field}__contains": word})
    return found
