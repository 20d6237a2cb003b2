"""Editions: never edited, one live per item and address, found by every address they ever had."""

from datetime import UTC, datetime
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import example, given
from hypothesis import strategies as st

from guides import publishing
from guides.models import Address, Edition, Moved, Withdrawn
from guides.models.edition import KINDS
from guides.pages import TOOLS
from tests.factories import make_fact, make_guide, make_live, make_situation, make_wizard
from tests.publishing import everything

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def refused(write) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def edition(**fields) -> Edition:
    """A live edition that is not saved."""
    defaults = {
        "number": 1,
        "slug": "new",
        "title": "New",
        "summary": "New.",
        "source": "",
        "page_json": {},
        "published_at": NOW,
        "published_by": "tests",
    }
    return Edition(**{**defaults, **fields})


def copy_of(other: Edition, **fields) -> Edition:
    columns = {field.attname: getattr(other, field.attname) for field in Edition._meta.fields}
    return Edition(**{**columns, **fields})


@pytest.fixture
def live(db) -> Edition:
    [found] = make_live(make_guide())
    return found


def rename(item, slug: str) -> None:
    item.slug = slug
    item.save()
    make_live(item)


ATTEMPTS = {
    "save": lambda e: (setattr(e, "title", "Other"), e.save()),
    "save some fields": lambda e: e.save(update_fields=["title"]),
    "save under the same key": lambda e: copy_of(e, title="Other").save(),
    "update": lambda e: Edition.objects.filter(pk=e.pk).update(title="Other"),
    "update beside liveness": lambda e: Edition.objects.update(live=False, title="Other"),
    "update from the item": lambda e: e.item.edition_rows.update(source="Other"),
    "bulk_update": lambda e: (
        setattr(e, "title", "Other"),
        Edition.objects.bulk_update([e], ["title"]),
    ),
    "bulk_create over it": lambda e: Edition.objects.bulk_create(
        [copy_of(e, title="Other")],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["title"],
    ),
    "update_or_create": lambda e: Edition.objects.update_or_create(
        pk=e.pk, defaults={"title": "Other"}
    ),
    "delete": lambda e: e.delete(),
    "delete the queryset": lambda e: Edition.objects.all().delete(),
    "delete from the item": lambda e: e.item.edition_rows.all().delete(),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_edition_cannot_be_edited_or_deleted(live, attempt) -> None:
    before = everything()
    with pytest.raises((TypeError, IntegrityError)), transaction.atomic():
        ATTEMPTS[attempt](Edition.objects.get(pk=live.pk))
    assert everything() == before


def test_only_whether_readers_see_an_edition_can_change(live) -> None:
    names = {field.name for field in Edition._meta.fields} - Edition.CHANGING
    for name in names:
        with pytest.raises(TypeError):
            Edition.objects.update(**{name: getattr(live, name)})
    assert {"live", "withdrawn_at", "withdrawn_by", "withdrawn_note"} == Edition.CHANGING
    assert Edition.objects.update(live=False, withdrawn_at=NOW) == 1


def test_one_edition_is_live_at_an_address(live) -> None:
    other = make_guide()
    new = edition(kind="guide", guide=other, slug=live.slug)
    refused(lambda: Edition.objects.bulk_create([new]))
    Edition.objects.bulk_create([edition(kind="guide", guide=other, slug=live.slug, live=False)])
    refused(lambda: Edition.objects.filter(guide=other).update(live=True))


def test_items_of_different_kinds_are_live_at_one_slug(live) -> None:
    situation = make_situation(slug=live.slug)
    make_live(situation)
    assert Edition.objects.live().filter(slug=live.slug).count() == 2


MAKERS = {"guide": make_guide, "situation": make_situation, "wizard": make_wizard}


@pytest.mark.parametrize("kind", KINDS)
def test_one_edition_of_an_item_is_live(db, kind) -> None:
    item = MAKERS[kind]()
    owner = {"kind": kind, kind: item}
    Edition.objects.bulk_create([edition(**owner, number=1, slug="one")])
    refused(lambda: Edition.objects.bulk_create([edition(**owner, number=2, slug="two")]))
    Edition.objects.bulk_create([edition(**owner, number=2, slug="two", live=False)])
    refused(lambda: Edition.objects.filter(number=2).update(live=True))


@pytest.mark.parametrize("kind", KINDS)
def test_editions_of_an_item_are_numbered_once(db, kind) -> None:
    owner = {"kind": kind, kind: MAKERS[kind](), "live": False}
    Edition.objects.bulk_create([edition(**owner, slug="one")])
    refused(lambda: Edition.objects.bulk_create([edition(**owner, slug="two")]))


@pytest.mark.parametrize("kind", [*KINDS, "page"])
@pytest.mark.parametrize("given", list(product([False, True], repeat=3)))
def test_an_edition_and_an_address_belong_to_the_one_item_their_kind_says(db, kind, given) -> None:
    owners = {k: MAKERS[k]() if wanted else None for k, wanted in zip(KINDS, given, strict=True)}
    right = [k for k, owner in owners.items() if owner] == [kind]
    for write in (
        lambda: Edition.objects.bulk_create([edition(kind=kind, **owners)]),
        lambda: Address.objects.bulk_create([Address(kind=kind, slug="new", **owners)]),
    ):
        if right:
            write()
        else:
            refused(write)


def test_an_address_leads_to_one_item(live) -> None:
    new = Address(kind="guide", slug=live.slug, guide=make_guide())
    refused(lambda: Address.objects.bulk_create([new]))


def test_it_finds_what_is_live_in_one_query(live, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert Edition.objects.find("guide", live.slug) == live


def test_it_finds_nothing_where_nothing_ever_was(live) -> None:
    for kind, slug in (("guide", "nowhere"), ("situation", live.slug)):
        with pytest.raises(Edition.DoesNotExist):
            Edition.objects.find(kind, slug)


def test_it_does_not_find_a_draft(db) -> None:
    with pytest.raises(Edition.DoesNotExist):
        Edition.objects.find("guide", make_guide().slug)


def test_every_former_address_leads_to_the_present_one(live, django_assert_num_queries) -> None:
    guide, first = live.item, live.slug
    for slug in ("second", "third"):
        rename(guide, slug)
    for former in (first, "second"):
        with django_assert_num_queries(2), pytest.raises(Moved) as moved:
            Edition.objects.find("guide", former)
        assert moved.value.edition.slug == "third"
        assert moved.value.edition.live


def test_an_address_of_a_withdrawn_item_says_so_with_its_last_edition(live) -> None:
    guide, first = live.item, live.slug
    rename(guide, "second")
    publishing.withdraw(items=[guide], by="tests")
    for slug in (first, "second"):
        with pytest.raises(Withdrawn) as withdrawn:
            Edition.objects.find("guide", slug)
        assert withdrawn.value.edition.number == 2


def test_an_address_that_another_item_took_over_leads_to_that_one(live) -> None:
    old = live.slug
    rename(live.item, "moved-away")
    [other] = make_live(make_guide(slug=old))
    assert Edition.objects.find("guide", old) == other
    publishing.withdraw(items=[other.item], by="tests")
    with pytest.raises(Withdrawn) as withdrawn:
        Edition.objects.find("guide", old)
    assert withdrawn.value.edition == other


@pytest.fixture
def coded(db) -> Edition:
    """The edition of S-07, beside one that has no code."""
    make_live(make_guide())
    [found] = make_live(make_situation(code="S-07"))
    return found


@given(st.text(st.sampled_from("sS-0 7"), max_size=8))
@example("S-07")
@example("s07")
@example("")
@example("-")
def test_a_code_is_found_in_every_spelling_and_no_other(coded, text) -> None:
    same = text.upper().replace("-", "").replace(" ", "") == "S07"
    assert list(Edition.objects.with_code(text)) == ([coded] if same else [])


def test_cards_carry_no_long_text(live) -> None:
    card = Edition.objects.live().cards().get()
    assert card.get_deferred_fields() == {"page_json", "source", "headings"}


def test_lists_are_in_the_order_of_positions_then_slugs(db) -> None:
    made = [make_guide(position=p, slug=s) for p, s in ((2, "a"), (1, "c"), (1, "b"))]
    make_live(*made)
    assert [e.slug for e in Edition.objects.live().guides().in_order()] == ["b", "c", "a"]


def test_kinds_are_kept_apart(db) -> None:
    situation, guide = make_situation(), make_guide()
    wizard = make_wizard({"a": {"b": situation}})
    make_live(situation, guide, wizard)
    found = (Edition.objects.guides(), Edition.objects.situations(), Edition.objects.wizards())
    assert [[e.item for e in editions] for editions in found] == [[guide], [situation], [wizard]]


def test_an_edition_is_asked_for_by_any_of_its_addresses_and_told_by_which(live) -> None:
    old = live.slug
    rename(live.item, "present")
    make_live(make_guide())
    for asked in ({old}, {"present"}, {old, "present"}, {"nowhere"}):
        found = Edition.objects.live().asked_for("guide", asked)
        assert {(e.asked, e.slug) for e in found} == {
            (slug, "present") for slug in asked - {"nowhere"}
        }


def test_what_leads_to_a_section_is_told_from_what_leads_to_its_guide(db) -> None:
    guide = make_guide({"one": "Text.", "two": "Text."}, slug="guide")
    situation = make_situation(sections=[guide.sections.get(anchor="one")])
    reader = make_guide({"part": "[See](guide:guide)."})
    make_live(guide, situation, reader)

    def leading(anchor=None) -> list:
        return [e.item for e in Edition.objects.leading_to("guide", ["guide"], anchor)]

    assert sorted(map(str, leading())) == sorted(map(str, [situation, reader]))
    assert leading("one") == [situation]
    assert leading("two") == []


@pytest.mark.parametrize("tool", TOOLS)
def test_situations_are_found_by_the_tools_they_offer(db, tool) -> None:
    make_fact(group="refund")
    last = make_situation(tools="\n".join(TOOLS), position=2)
    first = make_situation(tools=tool, position=1)
    make_live(last, first, make_situation(), make_guide())
    make_situation(tools=tool, position=0)
    offering = Edition.objects.live().with_tool(tool).in_order()
    assert [edition.item for edition in offering] == [first, last]
    publishing.withdraw(items=[first], by="tests")
    assert [edition.item for edition in offering.all()] == [last]


@pytest.mark.parametrize("tool", TOOLS)
def test_finding_a_tool_reads_no_other_edition(db, tool) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a plan of SQLite")
    plan = Edition.objects.live().with_tool(tool).in_order().explain()
    assert f"USING INDEX edition_{tool.replace('-', '_')}" in plan
    assert "TEMP B-TREE" not in plan


def test_the_page_of_an_edition_is_the_page_that_was_compiled(live) -> None:
    page = Edition.objects.get(pk=live.pk).page
    assert (page.slug, page.title) == (live.slug, live.title)
    assert [section.anchor for section in page.sections] == ["part-1"]
