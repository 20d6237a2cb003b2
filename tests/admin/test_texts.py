"""Forms say at the field what is wrong, and whatever they save can be a file of a pack."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from guides import pack
from guides.models import Choice, Fact, Guide, Question, Situation, Wizard
from tests.admin.desk import address, errors, opened, save, survives, url_of
from tests.factories import make_fact, make_guide, make_live, make_situation, make_wizard

NEW_GUIDE = {"title": "G", "slug": "g", "summary": "S", "reviewed": "2026-11-22"}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("Fine.\n\n## Torn", "Line 3: the heading “Torn” stands on the level of the page's own"),
        ("# Large", "Line 1: the heading “Large”"),
        ("```\nnever closed", "Line 1: a code fence is opened and never closed."),
        (
            "Fine.\n\n::: note\nopen",
            "Line 3: the block “note” is opened with ::: and never closed.",
        ),
        ("::: nothing\nx\n:::", "Line 1: unknown block “nothing”"),
        ("x" * 100_001, "Line 1: the text has 100,001 characters; at most 100,000 fit."),
    ],
)
def test_markdown_that_would_tear_a_guide_is_refused_at_its_line(admin_client, db, body, told):
    guide = make_guide()
    found = errors(save(admin_client, guide, **{"introduction": body, "sections-0-body": body}))
    assert told in found["introduction"]
    assert told in found["sections-0-body"]
    assert guide.sections.get().body == "Text of part 1."


def test_the_body_of_a_situation_may_have_headings_of_its_own(admin_client, db):
    situation = make_situation()
    assert not errors(save(admin_client, situation, body="First.\n\n## Then"))
    told = errors(save(admin_client, situation, body="# Page"))
    assert "Line 1: the heading “Page”" in told["body"]


def test_a_draft_may_name_facts_and_pages_that_are_not_there_yet(admin_client, db):
    guide = make_guide()
    text = "{fact:new} [x](situation:new)"
    assert not errors(save(admin_client, guide, **{"sections-0-body": text}))
    assert guide.sections.get().body == text


def test_texts_are_kept_with_plain_line_ends(admin_client, db):
    guide = make_guide()
    save(admin_client, guide, **{"sections-0-body": "\r\n    code\r\n\r\nText.\r\n\r\n"})
    assert guide.sections.get().body == "    code\n\nText."
    situation = make_situation()
    save(admin_client, situation, screen_labels="Paid\r\n\r\n  Sent \r\n", formerly="x\r\ny")
    situation.refresh_from_db()
    assert (situation.screen_labels, situation.formerly) == ("Paid\nSent", "x\ny")


def test_what_would_not_fit_a_file_is_refused_at_its_field(admin_client, db):
    refused = {
        "title": ("a\u2028b", "Must be one line without control characters."),
        "summary": (" ", "This field is required."),
        "hazard": ("a\u2028b", "Must be one line without control characters."),
        "slug": ("Not a slug", "“Not a slug” may hold only a-z, 0-9 and single hyphens"),
        "code": ("s 7", "must look like “S-07”"),
        "position": (2_000_000_001, "Must be 0 or more (and below two billion)"),
        "review_every_days": (0, "Must be 1 or more"),
        "formerly": ("f" * 101, "Has 101 characters; at most 100 fit."),
        "screen_labels": ("Paid\nPaid", "Names Paid twice."),
        "reviewed": ("soon", "Enter a valid date."),
        "verdict": ("perhaps", "not one of the available choices"),
    }
    typed = {field: value for field, (value, _) in refused.items()}
    found = errors(save(admin_client, make_situation(), **typed))
    assert found.keys() == refused.keys()
    for field, (_, told) in refused.items():
        assert told in found[field]
    more = {"title": "t" * 201, "screen_labels": "l" * 201, "formerly": "Not a slug"}
    found = errors(save(admin_client, make_situation(), **more))
    assert "at most 200 characters" in found["title"]
    assert found["screen_labels"] == "Has 201 characters; at most 200 fit."
    assert "may hold only" in found["formerly"]


def test_a_code_is_taken_however_it_is_written(admin_client, db):
    make_situation(code="S-07")
    told = errors(save(admin_client, make_situation(), code="S07"))
    assert told["code"].startswith("This is the code of “S-07")


def test_a_situation_is_not_related_to_itself(admin_client, db):
    situation = make_situation()
    told = errors(save(admin_client, situation, **{"related_links-0-related": situation.pk}))
    assert told["related_links-0-related"] == "A situation is not related to itself."


def test_a_section_is_listed_once(admin_client, db):
    section = make_guide().sections.get()
    situation = make_situation([section])
    told = errors(save(admin_client, situation, **{"section_links-1-section": section.pk}))
    assert told["section_links-1-section"] == "Another row here has this section."


@pytest.mark.parametrize("key", ["junk", "9" * 30, "-1"])
def test_a_key_that_was_tampered_with_is_refused(admin_client, db, key):
    situation = make_situation([make_guide().sections.get()])
    told = errors(save(admin_client, situation, **{"section_links-0-section": key}))
    assert "Select a valid choice" in told["section_links-0-section"]


def test_a_choice_leads_to_exactly_one(admin_client, db):
    wizard = make_wizard({"a": {"x": "b"}, "b": {"y": make_situation()}})
    question = wizard.questions.get(key="a")
    row = "choices-0-to_situation"
    for typed in ({row: Situation.objects.get().pk}, {"choices-0-to_question": ""}):
        told = errors(save(admin_client, question, **typed))
        assert told == {
            "choices-0-__all__": "A choice leads to exactly one question, situation or section."
        }
    typed = {row: Situation.objects.get().pk, "choices-0-to_question": ""}
    assert not errors(save(admin_client, question, **typed))
    assert Choice.objects.get(key="x").to == f"situation:{Situation.objects.get().slug}"


def test_a_choice_leads_only_to_questions_of_its_own_wizard(admin_client, db):
    question, other = make_wizard().questions.get(), make_wizard().questions.get()
    page = admin_client.get(address(Question, "change", question.pk)).content.decode()
    assert f">{question}</option>" in page
    assert f">{other}</option>" not in page
    typed = {"choices-0-to_question": other.pk, "choices-0-to_situation": ""}
    assert "choices-0-to_question" in errors(save(admin_client, question, **typed))


def test_a_question_key_is_unique_in_its_wizard(admin_client, db):
    wizard = make_wizard({"a": {"x": "b"}, "b": {"y": make_situation()}})
    told = "Another question of this wizard has this key."
    assert errors(save(admin_client, wizard.questions.get(key="a"), key="b"))["key"] == told
    fields = {"wizard": wizard.pk, "key": "a", "text": "A?"}
    assert told in errors(save(admin_client, Question, **fields))["key"]
    assert not errors(save(admin_client, Question, **{**fields, "wizard": make_wizard().pk}))


def test_a_fact_is_held_to_its_table(admin_client, db):
    fact = make_fact()
    assert "below the lower" in errors(save(admin_client, fact, low=9, high=3))["__all__"]
    assert "billion" in errors(save(admin_client, fact, low=2_000_000_001, high=""))["low"]
    assert "control" in errors(save(admin_client, fact, source="a\u2029b"))["source"]
    assert not errors(save(admin_client, fact, low=0, high=""))
    assert Fact.objects.get().spelled == "0 business days"


def test_renaming_what_readers_know_writes_its_old_address_down(admin_client, db):
    known, draft = make_guide(slug="known"), make_guide(slug="draft")
    make_live(known)
    for guide in (known, draft):
        assert not errors(save(admin_client, guide, slug=f"{guide.slug}-new"))
        guide.refresh_from_db()
    assert (known.formerly, draft.formerly) == ("known", "")
    save(admin_client, known, slug="known")
    known.refresh_from_db()
    assert known.formerly == ""


def test_renaming_a_section_keeps_its_old_anchor(admin_client, db):
    guide = make_guide({"a": "A", "b": "B"})
    save(admin_client, guide, **{"sections-0-anchor": "c"})
    section = guide.sections.first()
    assert (section.anchor, section.formerly) == ("c", "a")
    save(admin_client, guide, **{"sections-0-anchor": "d"})
    section.refresh_from_db()
    assert (section.anchor, section.formerly) == ("d", "a\nc")
    save(admin_client, guide, **{"sections-0-anchor": "a"})
    section.refresh_from_db()
    assert (section.anchor, section.formerly) == ("a", "c\nd")
    assert survives(guide)


def test_an_old_anchor_that_another_section_takes_is_not_kept(admin_client, db):
    guide = make_guide({"a": "A", "b": "B"})
    save(admin_client, guide, **{"sections-0-anchor": "c", "sections-1-formerly": "a"})
    assert [s.formerly for s in guide.sections.all()] == ["", "a"]
    assert survives(guide)


def test_an_anchor_that_another_section_had_is_refused(admin_client, db):
    guide = make_guide({"a": "A", "b": "B"})
    save(admin_client, guide, **{"sections-0-formerly": "old"})
    told = errors(save(admin_client, guide, **{"sections-1-anchor": "old"}))
    assert told == {
        "sections-1-anchor": "“old” is the former anchor of another section of this guide."
    }
    told = errors(save(admin_client, guide, **{"sections-1-formerly": "a"}))
    assert told == {"sections-1-formerly": "“a” is the anchor of another section of this guide."}
    told = errors(save(admin_client, guide, **{"sections-1-formerly": "old"}))
    assert told == {
        "sections-1-formerly": "“old” is the former anchor of another section of this guide."
    }


def test_renaming_a_published_guide_keeps_its_old_address(admin_client, db, client):
    guide = make_guide(slug="old-name")
    make_live(guide)
    old = guide.address
    save(admin_client, guide, slug="new-name", formerly="new-name\nolder")
    guide.refresh_from_db()
    assert guide.formerly == "older\nold-name"
    make_live(guide)
    assert client.get(old).headers["Location"] == "/guides/new-name/"


TEXT = st.text(
    st.one_of(
        st.sampled_from(list("#`~:{}[]()!\"'\\+-=* \t\r\n")),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=25,
) | st.sampled_from(
    [
        *("+++", "## x {#y}", "```\n## x", "~~~", "::: note", "a {#b}", 'a {#b formerly="c"}', "s"),
        *("a\n\n+++\n", "\u00a0", "\x0b## x", "a\x0c\n\n", "1", "\x1c", "x\u2028## y", "\ufeff"),
        *("{fact:x}", "a-b", "0001-01-01", "9999-12-31", "9" * 30, "-5", "\0", "T-1", "true"),
    ]
)


def _posted(names: list[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(names), TEXT, min_size=1, max_size=4)


def _fields(kind: type) -> list[str]:
    """Everything that the forms of a kind ask for, the first row of each inline included."""
    common = (
        ""
        if kind is Question
        else "title slug summary position reviewed review_every_days formerly"
    )
    rows = {
        Guide: "introduction sections-0-anchor sections-0-heading sections-0-body "
        "sections-0-formerly sections-0-position sections-1-heading sections-1-body "
        "sections-2-anchor sections-2-body sections-2-heading",
        Situation: "code verdict hazard body screen_labels section_links-0-position "
        "section_links-0-section related_links-0-related",
        Wizard: "start questions-0-key questions-0-text questions-0-hint questions-0-position "
        "questions-1-key questions-1-text questions-0-id",
        Question: "key text hint choices-0-key choices-0-label choices-0-hint choices-0-position "
        "choices-0-to_question choices-0-to_situation choices-0-to_section",
    }
    return f"{common} {rows[kind]}".split()


@pytest.mark.parametrize("kind", [Guide, Situation, Wizard, Question])
@pytest.mark.django_db
def test_whatever_is_posted_is_refused_or_survives_as_a_file(admin_client, kind):
    make = {
        Guide: lambda: make_guide(2),
        Situation: lambda: make_situation([make_guide().sections.get()], [make_situation()]),
        Wizard: make_wizard,
        Question: lambda: make_wizard().questions.get(),
    }[kind]
    row = make()
    item = row.wizard if kind is Question else row
    url, before = url_of(row), opened(row)

    @given(typed=_posted(_fields(kind)))
    @settings(max_examples=5)
    def check(typed):
        with transaction.atomic():
            response = admin_client.post(url, {**before, **typed})
            assert response.status_code in {200, 302}
            assert survives(item)
            transaction.set_rollback(True)

    check()


def test_an_item_with_its_first_rows_is_made_in_one_go(admin_client, db):
    rows = {"sections-0-heading": "Part", "sections-0-anchor": "part", "sections-0-body": "Text."}
    assert not errors(save(admin_client, Guide, **NEW_GUIDE, **rows))
    guide = Guide.objects.get()
    assert guide.reviewed == date(2026, 11, 22)
    assert list(guide.sections.values_list("position", "anchor")) == [(1, "part")]
    assert survives(guide)


def test_every_shipped_item_can_be_saved_as_it_is(admin_client, shipped):
    before = pack.read_rows()
    for kind in (Guide, Situation, Wizard):
        item = kind.objects.order_by("pk").last()
        assert not errors(save(admin_client, item, position=item.position + 1))
        save(admin_client, item)
        save(admin_client, item, position=item.position)
    assert pack.read_rows() == before
