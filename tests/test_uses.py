"""What leads to what: all of it, nothing else, and by few queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guides import pack, uses
from guides.audit import compile_pack
from guides.compiler import REFUND
from guides.markup.facts import TOKEN
from guides.models import Edition, Fact, Guide, Question, Section, Situation, Wizard
from guides.uses import Name
from tests.factories import make_fact, make_guide, make_live, make_situation, make_wizard


def told(row) -> list[tuple[str, str, str]]:
    """What names a row: who, where, and in which copies."""
    return [
        (use.title, use.place, "live " * use.live + "draft" * use.draft)
        for use in uses.of([row])[row]
    ]


def rows() -> list:
    """Everything that can be named."""
    found: list = list(Section.objects.select_related("guide"))
    for kind in (Guide, Situation, Wizard, Question, Fact):
        found += kind.objects.all()
    return found


def test_it_finds_every_reference_of_the_shipped_content_and_no_other(shipped):
    content = pack.read_rows()
    wanted = set()
    for compiled in compile_pack(content):
        record = compiled.record
        for reference in compiled.references:
            target = reference.target
            wanted.add((record.path, target.kind, target.slug, target.anchor))
        for text in pack.texts_of(record):
            wanted |= {(record.path, "fact", key, "") for key in TOKEN.findall(text.source)}
        if "refund-dates" in getattr(record, "tools", ()):
            offered = pack.Facts(content.facts).of_group(REFUND)
            wanted |= {(record.path, "fact", fact.key, "") for fact in offered}
        if isinstance(record, pack.WizardRecord):
            steps = [choice.to for question in record.questions for choice in question.choices]
            for step in (f"question:{record.start}", *steps):
                kind, _, key = step.partition(":")
                if kind == "question":
                    wanted.add((record.path, "question", key, ""))
    found = set()
    for row, some in uses.of(rows()).items():
        kind = "guide" if isinstance(row, Section) else row._meta.model_name
        name = (
            (row.guide.slug, row.anchor)
            if isinstance(row, Section)
            else (getattr(row, "slug", "") or row.key, "")
        )
        for use in some:
            # All that is shipped is live, so both say the same.
            assert use.live
            assert use.draft
            slug = (
                {"guide": Guide, "situation": Situation, "wizard": Wizard}[use.kind]
                .objects.get(pk=use.pk)
                .slug
            )
            found.add((pack.path_of(use.kind, slug), kind, *name))
    assert found == wanted


def test_a_situation_is_led_to_by_texts_rows_and_choices(db):
    situation = make_situation(slug="end")
    make_guide({"a": "[x](situation:end)", "b": "situation:end in words"}, title="1")
    guide = make_guide({"a": ""}, introduction="[x](situation:end)", title="2")
    make_situation(body="[x](situation:end) [x](situation:end)", title="3")
    make_situation(related=[situation], title="4", body="[x](situation:ending)")
    wizard = make_wizard({"q": {"yes": situation}}, title="5")
    assert told(situation) == [
        ("1", "section a", "draft"),
        ("2", "introduction", "draft"),
        ("3", "body", "draft"),
        ("4", "related situations", "draft"),
        ("5", "question q, choice yes", "draft"),
    ]
    make_live(guide, situation)
    Guide.objects.filter(pk=guide.pk).update(introduction="")
    assert told(situation)[1] == ("2", "introduction", "live ")
    [use] = uses.of([wizard.questions.get()])[wizard.questions.get()]
    assert (use.place, use.question) == ("start", "")


def test_a_section_is_led_to_by_each_of_its_names_and_its_guide_apart_from_it(db):
    guide = make_guide({"new": "", "other": ""}, slug="guide", formerly="once")
    section = guide.sections.get(anchor="new")
    Section.objects.filter(pk=section.pk).update(formerly="old")
    section.refresh_from_db()
    links = ("guide:guide#new", "guide:once#old", "guide:guide#other", "guide:once", "guide:guid")
    for number, link in enumerate(links):
        make_guide({"a": f"[x]({link})"}, title=str(number))
    make_situation([section], title="5")
    make_wizard({"q": {"yes": section}}, title="6")
    assert [title for title, *_ in told(section)] == ["0", "1", "5", "6"]
    assert [title for title, *_ in told(guide)] == ["3"]
    assert uses.slugs_of(guide) == {"guide", "once"}


def test_a_name_that_another_item_has_now_leads_to_that_one(db):
    first = make_situation(slug="first", formerly="shared")
    second = make_situation(slug="shared")
    make_guide({"a": "[x](situation:shared)"}, title="1")
    assert told(first) == []
    assert told(second) == [("1", "section a", "draft")]


def test_a_public_address_counts_though_nobody_notes_it(db):
    situation = make_situation(slug="old")
    guide = make_guide({"a": "[x](situation:old)"}, title="1")
    make_live(situation, guide)
    Situation.objects.update(slug="new")
    situation.refresh_from_db()
    assert told(situation) == [("1", "section a", "live draft")]


def test_a_fact_is_named_in_every_text_and_by_the_refund_dates(db):
    fact = make_fact(key="card", group=REFUND)
    other = make_fact(key="cards")
    token = "{fact:card}"
    guide = make_guide({"a": token}, title=f"1 {token}", summary=token, introduction=token)
    guide.sections.update(heading=token)
    make_situation(title=f"2 {token}", summary=token, hazard=token, body=token)
    make_situation(title="3", tools="reminder\nrefund-dates")
    wizard = make_wizard({"q": {"c": make_situation(title="end")}}, title="4", summary=token)
    question = wizard.questions.get()
    question.text = question.hint = token
    question.save()
    question.choices.update(label=token, hint=token)
    places = {title[0]: [] for title, *_ in told(fact)}
    for title, place, _ in told(fact):
        places[title[0]].append(place)
    assert places == {
        "1": ["introduction", "section a", "summary", "title"],
        "2": ["body", "hazard", "summary", "title"],
        "3": ["tool refund-dates"],
        "4": ["question q", "question q, choice c", "summary"],
    }
    assert told(other) == []
    assert told(make_fact(key="bank", group=REFUND)) == [("3", "tool refund-dates", "draft")]
    assert list(uses.of_names([Name("fact", "card"), Name("fact", "gone")])) == [
        Name("fact", "card")
    ]


def test_a_question_is_led_to_by_its_own_wizard_only(db):
    end = make_situation()
    wizard = make_wizard({"a": {"on": "b"}, "b": {"x": end}}, title="1")
    make_wizard({"a": {"on": "b"}, "b": {"x": end}}, title="2")
    assert told(wizard.questions.get(key="b")) == [("1", "question a, choice on", "draft")]
    assert told(wizard.questions.get(key="a")) == [("1", "start", "draft")]


def test_names_that_rows_hold_follow_a_rename_and_are_not_missed(db):
    section = make_guide({"a": ""}, slug="guide").sections.get()
    make_situation([section], body="[x](guide:guide#a)", title="1")
    make_wizard({"q": {"yes": section}}, title="2")
    found = uses.of_names([Name("guide", "guide", "a")])
    assert [use.place for some in found.values() for use in some] == ["body"]
    assert list(uses.of_slugs("guide", ["guide", "gone"])) == ["guide"]
    assert uses.anchors_in(["[x](guide:guide#a)", "guide:guide#b", ""], {"guide"}) == {"a"}


@pytest.mark.parametrize("size", [1, 4])
def test_however_much_links_there_it_asks_the_same(db, size):
    section = make_guide({"a": ""}, slug="guide").sections.select_related("guide").get()
    end, fact = make_situation(slug="end"), make_fact(key="card", group=REFUND)
    text = "[x](guide:guide#a) [x](guide:guide) [x](situation:end) {fact:card}"
    for _ in range(size):
        guide = make_guide({"a": text, "b": text})
        situation = make_situation([section], [end], body=text, tools="refund-dates")
        wizard = make_wizard({"q": {"yes": section, "no": end, "on": "r"}, "r": {"no": end}})
        make_live(section.guide, end, guide, situation, wizard)
    asked = [section, section.guide, end, fact, wizard, *wizard.questions.all()]
    with CaptureQueriesContext(connection) as queries:
        found = uses.of(asked)
    assert len(found[section]) == size * 4 + size
    assert len(found[fact]) == 4 * size
    assert len(queries) <= 24


def test_so_many_names_at_once_that_a_database_would_refuse(db):
    facts = [make_fact() for _ in range(60)]
    ends = [make_situation() for _ in range(60)]
    body = "".join(f"{{fact:{fact.key}}} " for fact in facts)
    body += "".join(f"[x](situation:{end.slug}) " for end in ends)
    make_live(make_guide({"a": body}), *ends)
    found = uses.of([*facts, *ends])
    assert {len(some) for some in found.values()} == {1}


def test_texts_hold_no_place_twice_that_messages_could_not_tell_apart(shipped):
    for record in pack.read_rows().items:
        texts = [(text.place, bool(text.level)) for text in pack.texts_of(record)]
        assert len(set(texts)) == len(texts)
    assert Edition.objects.exists()
