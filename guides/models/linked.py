"""Live editions with what they lead to and what leads to them: for each kind of page one query.

The queries are written once (``prepared``), so they ask by what does not change their form: by an
edition or an address, and by what its references name.
"""

from functools import cache
from itertools import chain, repeat
from typing import Any, Literal

import msgspec
from django.db import router
from django.db.models import Case, F, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from guides.models import parsed
from guides.models.edition import Address, Edition, EditionQuerySet, Reference
from guides.models.prepared import Prepared, Rows

# Why an edition is among those found: it was asked for, or that leads to it, or it leads there.
Role = Literal["itself", "situation", "guide", "wizard"]

# What is read of each edition, in the order of the model, and what is said of it beside.
_WANTED = {
    *("id", "kind", "guide_id", "situation_id", "wizard_id", "number", "slug", "title", "summary"),
    *("position", "code", "verdict", "has_picture", "published_at"),
}
_CARD = tuple(field.attname for field in Edition._meta.concrete_fields if field.attname in _WANTED)
_SAID = ("role", "asked", "page_text", "headings_text")

# The places of the keys of wizards whose pages are parsed: these are not read again.
_PARSED = tuple(f"parsed_{number}" for number in range(parsed.MOST))

_NOTHING = Value(None, output_field=TextField())
_PAGE = Cast("page_json", TextField())


def find(kind: str, slug: str) -> Edition:
    """The live edition at an address with its page. One query; raises as EditionQuerySet.find."""
    for edition in _ask(_present(kind), slug=slug):
        return edition
    return Edition.objects.find_former(kind, slug)


def around_situation(edition: Edition) -> list[Edition]:
    """What a situation leads to, and the wizards that lead to it: one for each address. A query."""
    return _ask(_around(), edition=edition.pk, item=edition.item_id)


def marking(edition: Edition) -> list[Edition]:
    """The situations that an edition leads to. One query."""
    return _ask(_situations(), edition=edition.pk)


def open_at(kind: str, slug: str) -> list[Edition]:
    """The edition at an address, present or former, with what it leads to. One query."""
    return _ask(_opened(kind), slug=slug)


def first_wizard() -> Edition | None:
    """The first wizard of the list with its page. One query."""
    return next(iter(_ask(_asking())), None)


def picture() -> list[Edition]:
    """The first guide that draws the whole matter, and situations that it leads to. One query."""
    return _ask(_drawing())


def first_of(**most: int) -> list[Edition]:
    """The first editions of some kinds, so many of each, as lists show them. One query."""
    return _ask(_first(tuple(most.items())))


def _ask(prepared: Prepared, **values: Any) -> list[Edition]:
    using = router.db_for_read(Edition)
    known = parsed.WIZARDS.all()
    keys = dict(zip(_PARSED, chain(known, repeat(0)), strict=False))
    found = []
    for row in prepared.rows(using, **values, **keys):
        edition = Edition.from_db(using, _CARD, row[: len(_CARD)])
        role, asked, page, headings, *first = row[len(_CARD) :]
        edition.role, edition.asked, edition.page_text = role, asked, page
        if role == "guide":
            edition.headings = msgspec.json.decode(headings) if headings else None
        if first:
            (edition.first_published_at,) = first
        one = known.get(edition.pk)
        if one and one.published_at == edition.published_at:
            edition.page = one.page
        found.append(edition)
    return found


@cache
def _present(kind: str) -> Prepared:
    def build(slug: str, *known: str) -> Rows:
        found = _live(kind).filter(slug=slug).with_first_published(kind)
        return _rows(found, "itself", "first_published_at", page=_unparsed(known))

    return Prepared(("slug", *_PARSED), build)


@cache
def _around() -> Prepared:
    def build(edition: str, item: str, *known: str) -> Rows:
        here = Address.objects.filter(situation=Value(item)).values("slug")
        leading = _live("wizard").filter(references__kind="situation", references__slug__in=here)
        ways = _rows(leading, "wizard", asked=F("references__slug"), page=_unparsed(known))
        return _joined(*_named_in(_references(edition)), ways)

    return Prepared(("edition", "item", *_PARSED), build)


@cache
def _situations() -> Prepared:
    return Prepared(("edition",), lambda edition: _situations_in(_references(edition)))


@cache
def _opened(kind: str) -> Prepared:
    def build(slug: str) -> Rows:
        found = _answering(kind, [slug])
        itself = _rows(found, "itself", asked=Value(slug), page=_PAGE)
        if kind == "situation":
            references = Reference.objects.filter(edition__in=found.values("pk"))
            return _joined(itself, *_named_in(references))
        # Only where there are stages does a section show what situations say.
        drawn = found.filter(has_picture=True)
        references = Reference.objects.filter(edition__in=drawn.values("pk"))
        return _joined(itself, _situations_in(references))

    return Prepared(("slug",), build)


@cache
def _asking() -> Prepared:
    def build(*known: str) -> Rows:
        return _rows(_among(_live("wizard"), 1), "itself", page=_unparsed(known))

    return Prepared(_PARSED, build)


@cache
def _drawing() -> Prepared:
    def build() -> Rows:
        # No other kind has one; named here, the kind would hide the index of those that have.
        drawn = _among(Edition.objects.live().filter(has_picture=True), 1)
        references = Reference.objects.filter(edition__in=drawn.values("pk"))
        return _joined(_rows(drawn, "itself", page=_PAGE), _situations_in(references))

    return Prepared((), build)


@cache
def _first(most: tuple[tuple[Role, int], ...]) -> Prepared:
    def build() -> Rows:
        return _joined(*(_rows(_among(_live(kind), number), kind) for kind, number in most))

    return Prepared((), build)


def _live(kind: str) -> EditionQuerySet:
    return Edition.objects.live().filter(kind=kind)


def _among(editions: EditionQuerySet, most: int) -> EditionQuerySet:
    """The first of some editions in the order of lists, in a form that can be joined to others."""
    return Edition.objects.filter(pk__in=editions.in_order().values("pk")[:most])


def _references(edition: str) -> QuerySet[Reference]:
    return Reference.objects.filter(edition=Value(edition))


def _named_in(references: QuerySet[Reference]) -> tuple[Rows, Rows]:
    """What references name, by present and former addresses: situations and guides."""
    guides = _rows(
        _answering("guide", references.values("slug")),
        "guide",
        asked=F("guide__address_rows__slug"),
        # Where a release before made it: else each of these would be asked for on its own.
        page=Case(When(headings__isnull=True, then=_PAGE), default=_NOTHING),
        headings=Cast("headings", TextField()),
    )
    return _situations_in(references), guides


def _situations_in(references: QuerySet[Reference]) -> Rows:
    found = _answering("situation", references.values("slug"))
    return _rows(found, "situation", asked=F("situation__address_rows__slug"))


def _answering(kind: str, slugs: Any) -> EditionQuerySet:
    """The live editions at some addresses, present or former.

    Names the kind of the address alone, and no kind of references: SQLite guesses how many rows
    each condition leaves, and must not think that it better begins with all of a kind.
    """
    here = {f"{kind}__address_rows__kind": kind, f"{kind}__address_rows__slug__in": slugs}
    return Edition.objects.live().filter(**here)


def _unparsed(known: tuple[str, ...]) -> Case:
    """The text of a page, unless the page is parsed."""
    return Case(When(pk__in=[Value(one) for one in known], then=_NOTHING), default=_PAGE)


def _rows(
    found: EditionQuerySet,
    role: Role,
    *also: str,
    asked: Any = _NOTHING,
    page: Any = _NOTHING,
    headings: Any = _NOTHING,
) -> Rows:
    said = {"role": Value(role), "asked": asked, "page_text": page, "headings_text": headings}
    return found.order_by().annotate(**said).values_list(*_CARD, *_SAID, *also)


def _joined(first: Rows, *others: Rows) -> Rows:
    return first.union(*others, all=True).order_by("position", "slug")
