"""Changing facts: the live pages that use one are published again with it, or nothing is."""

import dataclasses

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guides import audit, pack, publishing, search
from guides.models import Address, Edition, Fact
from guides.publishing import Refused
from tests.factories import (
    make_fact,
    make_guide,
    make_live,
    make_situation,
    make_wizard,
    write_files,
)
from tests.publishing import everything


def change(fact: Fact, **fields) -> list[Edition]:
    def save() -> None:
        for name, value in fields.items():
            setattr(fact, name, value)
        fact.save()

    return publishing.change_facts(save=save, by="Ada")


def refusal(fact: Fact, **fields) -> list[str]:
    before = everything()
    with pytest.raises(Refused) as refused:
        change(fact, **fields)
    assert everything() == before
    told = publishing.reasons_against_facts(saved=[fact])
    assert told == refused.value.reasons
    return [str(reason) for reason in told]


def addresses(editions: list[Edition]) -> set[str]:
    return {edition.address for edition in editions}


def test_it_publishes_again_what_names_the_fact_and_nothing_else(db) -> None:
    fact = make_fact(key="card")
    users = [
        make_guide({"a": "Takes {fact:card}."}),
        make_situation(hazard="Wait {fact:card}."),
        make_situation(title="After {fact:card}"),
        make_wizard({"q": {"x": make_situation()}}, summary="In {fact:card}."),
    ]
    draft, other = make_guide({"a": "Takes {fact:card}."}), make_guide({"a": "{fact:cards}"})
    make_fact(key="cards")
    ends = [choice.to_situation for q in users[3].questions.all() for choice in q.choices.all()]
    make_live(*users, *ends, other)
    editions = change(fact, high=10)
    assert addresses(editions) == {user.address for user in users}
    assert {edition.published_by for edition in editions} == {"Ada"}
    assert {edition.number for edition in editions} == {2}
    told = "Fact card: 3–15 business days → 3–10 business days"
    assert {edition.note for edition in editions} == {told}
    page = Edition.objects.live().of(users[0]).get().page
    assert page.sections[0].body[0].html == "<p>Takes 3–10 business days.</p>"
    assert not Edition.objects.of(draft).exists()
    assert publishing.would_change(items=[*users, other]) == []
    assert search.find("10").hits


def test_readers_get_the_live_text_with_the_new_fact_and_never_the_working_copy(db) -> None:
    fact = make_fact(key="card")
    guide = make_guide({"a": "Takes {fact:card}."}, slug="guide")
    make_live(guide)
    guide.sections.update(body="Secret {fact:card}.", anchor="b")
    guide.slug, guide.title = "renamed", "Secret"
    guide.save()
    before = pack.read_row(guide)
    [edition] = change(fact, high=10)
    old = Edition.objects.of(guide).get(number=1)
    assert (edition.slug, edition.source) == ("guide", old.source)
    assert "Secret" not in str(edition.page_json)
    assert "3–10 business days" in str(edition.page_json)
    assert pack.read_row(guide) == before
    assert publishing.would_change(items=[guide]) == [guide]
    assert not audit.is_outdated(edition, pack.read_facts())


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"label": "To a card"}, "Fact card: label changed"),
        ({"source": "Me", "note": "So."}, "Fact card: note, source changed"),
        ({"low": 4}, "Fact card: 3–15 business days → 4–15 business days"),
        ({"unit": "days"}, "Fact card: 3–15 business days → 3–15 days"),
        ({"group": ""}, "Fact card: group changed"),
        ({"position": 9}, "Facts of the group refund: another order"),
    ],
)
def test_the_refund_dates_are_published_again_whatever_of_a_fact_they_show(
    db, fields, told
) -> None:
    make_fact(key="bank", group="refund", position=5)
    fact = make_fact(key="card", group="refund")
    user, other = make_situation(tools="refund-dates"), make_situation(tools="reminder")
    make_live(user, other)
    [edition] = change(fact, **fields)
    assert (edition.address, edition.note) == (user.address, told)


def test_the_refund_dates_offer_a_new_fact_and_no_longer_a_deleted_one(db) -> None:
    make_fact(key="card", group="refund")
    user = make_situation(tools="refund-dates")
    make_live(user)
    [edition] = publishing.change_facts(
        save=lambda: make_fact(key="bank", group="refund"), by="Ada"
    )
    assert [method.key for method in edition.page.methods] == ["card", "bank"]
    assert edition.note == "Fact bank: new, 3–15 business days"
    [edition] = publishing.change_facts(save=Fact.objects.get(key="card").delete, by="Ada")
    assert [method.key for method in edition.page.methods] == ["bank"]
    assert edition.note == "Fact card: removed, was 3–15 business days"


def test_what_readers_do_not_see_makes_no_edition(db) -> None:
    fact = make_fact(key="card")
    make_live(make_guide({"a": "Takes {fact:card}."}))
    assert change(fact, label="Card", source="Me", position=3) == []
    fact.refresh_from_db()
    assert fact.source == "Me"


def test_every_reason_is_told_and_nothing_is_saved(db) -> None:
    fact = make_fact(key="card", group="refund", low=1, high=None, unit="days")
    title = make_situation(slug="title", title="{fact:card}," * 16)
    tool = make_situation(slug="tool", tools="refund-dates")
    make_live(title, tool)
    told = refusal(fact, low=1000, high=100000, unit="business-days")
    assert len(told) == 2
    assert told[0].startswith("situations/title.md: title: has ")
    assert "tools: the fact “card” is too long" in told[1]
    assert publishing.reasons_against_facts(gone=[fact])


def test_a_fact_that_a_live_text_names_cannot_go(db) -> None:
    fact = make_fact(key="card")
    make_live(make_guide({"a": "Takes {fact:card}."}, slug="guide"))
    before = everything()
    with pytest.raises(Refused, match="section a: line 1: unknown fact “card”"):
        publishing.change_facts(save=fact.delete, by="Ada")
    assert everything() == before
    told = refusal(Fact.objects.get(), key="new")
    assert [reason for reason in told if "unknown fact “card”" in reason]


def test_a_fault_in_the_middle_leaves_nothing(db, monkeypatch) -> None:
    fact = make_fact(key="card")
    make_live(make_guide({"a": "Takes {fact:card}."}))
    before = everything()

    def fail(*args, **options):
        raise OSError("disk full")

    monkeypatch.setattr(search, "put", fail)
    with pytest.raises(OSError, match="disk full"):
        change(fact, high=10)
    assert everything() == before


def test_a_former_address_that_is_another_items_by_now_stays_there(db) -> None:
    fact = make_fact(key="card")
    guide = make_guide({"a": "Takes {fact:card}."}, slug="new", formerly="old")
    other = make_guide(slug="other")
    make_live(guide)
    guide.formerly, other.slug = "", "old"
    guide.save()
    other.save()
    make_live(other)
    [edition] = change(fact, high=10)
    assert edition.address == guide.address
    assert Address.objects.get(slug="old").item == other


def test_it_takes_as_many_queries_for_many_pages_as_for_few(db) -> None:
    counts = []
    for number in (1, 6):
        fact = make_fact()
        make_live(*(make_guide({"a": f"{{fact:{fact.key}}}"}) for _ in range(number)))
        with CaptureQueriesContext(connection) as queries:
            assert len(change(fact, high=10)) == number
        counts.append(len(queries))
    # Each page that is written is looked up by the index and the rules of publishing.
    assert counts[1] <= counts[0] + 5, counts


FACTS = (
    '[card]\nlabel = "Card"\nlow = {low}\nhigh = {high}\nunit = "days"\nsource = "Me"\n'
    "checked = 2026-11-22\n"
)
GUIDE = (
    '+++\ntitle = "Inside"\nsummary = "S."\nreviewed = 2026-11-22\n+++\n\n'
    "## One {{#one}}\n\n{said} {{fact:card}}.\n"
)


def load(folder, *, low: int, high: int = 15, said: str = "Takes", **options) -> publishing.Loaded:
    files = {
        "facts.toml": FACTS.format(low=low, high=high),
        "guides/inside.md": GUIDE.format(said=said),
    }
    write_files(folder, files)
    return publishing.load(folder=folder, by="Ada", **{"publish_too": True, **options})


def test_loading_a_pack_publishes_again_live_pages_outside_it(db, tmp_path) -> None:
    load(tmp_path, low=3)
    outside = make_guide({"a": "{fact:card}"}, slug="outside")
    make_live(outside)
    outside.sections.update(body="Secret")
    note = "Fact card: 3–15 days → 4–15 days"
    loaded = load(tmp_path, low=4)
    [edition] = loaded.republished
    assert (edition.item, edition.note, edition.number) == (outside, note, 2)
    assert "4–15 days" in str(edition.page_json)
    inside = Edition.objects.live().get(slug="inside")
    assert (inside.number, inside.note) == (2, note)
    *_, line, total = loaded.table()
    assert line == "by a fact  guides/outside.md  published as edition 2"
    assert total == "1 change, 2 editions"
    loaded = load(tmp_path, low=5, said="Said", note="News")
    notes = {e.slug: e.note for e in Edition.objects.live()}
    assert notes == {"inside": "News", "outside": "Fact card: 4–15 days → 5–15 days"}
    assert load(tmp_path, low=5, said="Said").republished == ()


def test_a_pack_whose_fact_breaks_a_live_page_outside_is_not_loaded(db, tmp_path) -> None:
    load(tmp_path, low=3)
    outside = make_situation(slug="outside", title="{fact:card}," * 16)
    make_live(outside)
    before = everything()
    with pytest.raises(Refused, match="title: has 272 characters"):
        load(tmp_path, low=3, high=150000000)
    assert everything() == before


def test_loading_without_publishing_leaves_readers_the_old_number(db, tmp_path) -> None:
    load(tmp_path, low=3)
    assert load(tmp_path, low=4, publish_too=False).republished == ()
    assert "3–15 days" in str(Edition.objects.live().get().page_json)


def test_a_shipped_fact_changes_every_page_that_shows_it(shipped) -> None:
    for fact in Fact.objects.filter(key__in=("refund-card", "ships")):
        live = {e.pk: e for e in Edition.objects.live()}
        facts = pack.read_facts()
        records = tuple(
            dataclasses.replace(record, low=record.low + 1, high=(record.high or record.low) + 1)
            if record.key == fact.key
            else record
            for record in facts.records
        )
        wanted = {e.address for e in live.values() if audit.is_outdated(e, pack.Facts(records))}
        high = (fact.high or fact.low) + 1
        assert addresses(change(fact, low=fact.low + 1, high=high)) == wanted
