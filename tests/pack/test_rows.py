"""Records into rows and out again: the same text, no needless change, all or nothing."""

from dataclasses import replace

import pytest
from django.core import serializers
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from guides import pack, publishing
from guides.models import (
    Choice,
    Fact,
    Guide,
    Question,
    RelatedSituation,
    Section,
    Situation,
    SituationSection,
    Wizard,
)
from guides.pack import Pack, PackError
from tests.conftest import CONTENT
from tests.factories import REVIEWED, make_guide, make_situation, make_wizard
from tests.pack.small import FILES, G, S, W, change, told
from tests.pack.strategies import in_order, packs

TABLES = (
    Guide,
    Section,
    Situation,
    SituationSection,
    RelatedSituation,
    Wizard,
    Question,
    Choice,
    Fact,
)


def rows() -> str:
    """Every row of the working copy, whole."""
    return serializers.serialize("json", [r for t in TABLES for r in t.objects.order_by("pk")])


def read(folder, files: dict[str, str]) -> Pack:
    assert told(folder, files) == []
    return pack.read_folder(folder)


@pytest.fixture
def small(db, tmp_path) -> Pack:
    """The small pack, read and saved."""
    found = read(tmp_path, FILES)
    pack.save(pack=found)
    return found


def statuses(changes) -> dict[str, str]:
    return {change.name: change.status for change in changes if change.status != "unchanged"}


def edit(found: Pack, kind: str, **fields) -> Pack:
    """The small pack with its guide, situation or wizard changed."""
    [record] = getattr(found, kind)
    return replace(found, **{kind: (replace(record, **fields),)})


def resection(found: Pack, *sections: pack.SectionRecord) -> Pack:
    return edit(found, "guides", sections=sections)


@given(before=packs(), after=packs())
@settings(max_examples=4)
def test_a_pack_saved_over_another_is_there_whole_or_not_at_all(db, before, after):
    with transaction.atomic():
        pack.save(pack=before)
        assert in_order(pack.read_rows()) == in_order(before)
        left = rows()
        try:
            pack.save(pack=after)
        except PackError:
            assert rows() == left
        else:
            saved = {record.path: record for record in pack.read_rows().items}
            assert [saved[record.path] for record in after.items] == list(after.items)
            assert statuses(pack.save(pack=after)) == {}
        transaction.set_rollback(True)


def test_the_shipped_folder_survives_files_and_rows(db, tmp_path):
    pack.save(pack=pack.read_folder(CONTENT))
    pack.write_folder(pack.read_rows(), tmp_path)
    written = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    shipped = {p.relative_to(CONTENT): p.read_bytes() for p in CONTENT.rglob("*") if p.is_file()}
    assert written == {path: data for path, data in shipped.items() if path.name != "README.md"}


def test_saving_the_shipped_pack_again_changes_no_row(db):
    found = pack.read_folder(CONTENT)
    assert {change.status for change in pack.save(pack=found)} == {"created"}
    before = rows()
    assert {change.status for change in pack.save(pack=found)} == {"unchanged"}
    assert rows() == before


def test_blank_lines_in_an_empty_section_are_no_change_for_ever(db, tmp_path):
    found = read(tmp_path, change(G, "First.", "   "))
    pack.save(pack=found)
    assert statuses(pack.save(pack=found)) == {}


def test_only_what_differs_is_changed(small, tmp_path):
    found = read(tmp_path, change(S, "Do it.", "Do that."))
    assert statuses(pack.save(pack=found)) == {S: "changed"}
    assert Situation.objects.get().body == "Do that."


def test_what_is_not_in_a_pack_stays(small):
    guide = make_guide(slug="mine")
    assert statuses(pack.save(pack=small)) == {}
    assert Guide.objects.filter(pk=guide.pk).exists()
    assert pack.missing_from(small) == ["guides/mine.md"]


def test_one_item_alone_may_lead_to_rows_outside_its_pack(small):
    record = replace(small.situations[0], title="Other", related=())
    assert statuses(pack.save(pack=Pack.of(record))) == {S: "changed"}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("situations", {"sections": ("g#none",)}),
        ("situations", {"related": ("none",)}),
        ("wizards", {}),
    ],
)
def test_an_item_that_leads_to_nothing_is_refused(small, kind, fields):
    before = rows()
    [record] = getattr(small, kind)
    if kind == "wizards":
        question = replace(
            record.questions[1],
            choices=(replace(record.questions[1].choices[0], to="situation:none"),),
        )
        fields = {"questions": (record.questions[0], question)}
    with pytest.raises(PackError, match=r"there is no (section|situation) “(g#)?none”"):
        pack.save(pack=Pack.of(replace(record, **fields)))
    assert rows() == before


@pytest.mark.parametrize("kind", ["guides", "situations", "wizards"])
def test_an_item_that_is_renamed_keeps_its_row(small, tmp_path, kind):
    model = {"guides": Guide, "situations": Situation, "wizards": Wizard}[kind]
    before = model.objects.get()
    renamed = edit(small, kind, slug="new", formerly=(before.slug,))
    if kind == "guides":
        renamed = edit(renamed, "situations", sections=("new#one",))
        second = renamed.wizards[0].questions[1]
        second = replace(second, choices=(replace(second.choices[0], to="section:new#two"),))
        renamed = edit(renamed, "wizards", questions=(renamed.wizards[0].questions[0], second))
    elif kind == "situations":
        first = renamed.wizards[0].questions[0]
        first = replace(
            first, choices=(first.choices[0], replace(first.choices[1], to="situation:new"))
        )
        renamed = edit(renamed, "wizards", questions=(first, renamed.wizards[0].questions[1]))
    assert "created" not in statuses(pack.save(pack=renamed)).values()
    after = model.objects.get()
    assert (after.pk, after.slug, after.formerly_list) == (before.pk, "new", (before.slug,))
    assert statuses(pack.save(pack=renamed)) == {}


def test_a_section_that_is_renamed_keeps_its_row_and_what_leads_to_it(small):
    one, two = small.guides[0].sections
    before = Section.objects.get(anchor="one")
    renamed = resection(small, replace(one, anchor="first", formerly=("one",)), two)
    renamed = edit(renamed, "situations", sections=("g#first",))
    pack.save(pack=renamed)
    assert Section.objects.get(anchor="first").pk == before.pk
    assert SituationSection.objects.get().section_id == before.pk


def test_sections_change_places_and_keep_their_rows(small):
    one, two = small.guides[0].sections
    new = pack.SectionRecord("zero", "Zero")
    before = dict(Section.objects.values_list("anchor", "pk"))
    pack.save(pack=resection(small, new, two, one))
    found = list(Section.objects.values_list("anchor", "position"))
    assert found == [("zero", 1), ("two", 2), ("one", 3)]
    after = dict(Section.objects.values_list("anchor", "pk"))
    assert before.items() <= after.items()


@given(order=st.permutations(range(5)), kept=st.integers(0, 5))
@settings(max_examples=4)
def test_sections_stand_in_the_order_of_the_pack(db, order, kept):
    sections = [pack.SectionRecord(f"s{n}", f"S{n}") for n in range(5)]
    values = {"slug": "g", "title": "G", "summary": "G.", "reviewed": REVIEWED}
    with transaction.atomic():
        pack.save(pack=Pack.of(pack.GuideRecord(**values, sections=tuple(sections))))
        wanted = tuple(sections[n] for n in order[:kept])
        pack.save(pack=Pack.of(pack.GuideRecord(**values, sections=wanted)))
        assert pack.read_rows().guides[0].sections == wanted
        assert list(Section.objects.values_list("position", flat=True)) == [*range(1, kept + 1)]
        transaction.set_rollback(True)


def test_sections_stand_in_order_whatever_positions_rows_have(small):
    """Editors may number as they like."""
    Section.objects.filter(anchor="two").update(position=1_000_001)
    one, two = small.guides[0].sections
    pack.save(pack=resection(small, two, replace(one, heading="Other")))
    assert list(Section.objects.values_list("anchor", flat=True)) == ["two", "one"]


def test_a_section_that_nothing_leads_to_may_go(small):
    second = small.wizards[0].questions[1]
    second = replace(second, choices=(replace(second.choices[0], to="section:g#one"),))
    found = resection(small, small.guides[0].sections[0])
    found = edit(found, "wizards", questions=(small.wizards[0].questions[0], second))
    pack.save(pack=found)
    assert list(Section.objects.values_list("anchor", flat=True)) == ["one"]


@pytest.mark.parametrize("user", ["situation", "wizard"])
def test_a_section_that_is_led_to_from_outside_the_pack_may_not_go(db, user):
    guide = make_guide(slug="g", sections=2)
    section = guide.sections.get(anchor="part-2")
    if user == "situation":
        make_situation(code="X-9", title="Uses it", sections=[section])
    else:
        make_wizard({"q": {"a": section}}, title="Uses it")
    before = rows()
    record = pack.read_row(guide)
    with pytest.raises(PackError) as error:
        pack.save(pack=Pack.of(replace(record, title="New", sections=record.sections[:1])))
    [problem] = error.value.problems
    assert problem.path == "guides/g.md"
    assert "g#part-2" in problem.text
    assert "still led to by" in problem.text
    assert rows() == before


def test_questions_that_are_gone_go_with_their_choices_even_in_a_ring(db):
    situation = make_situation(slug="s")
    wizard = make_wizard({"a": {"x": "b"}, "b": {"x": "c"}, "c": {"x": "b", "y": situation}})
    record = pack.read_row(wizard)
    only = replace(record.questions[0], choices=(pack.ChoiceRecord("z", "Z", "situation:s"),))
    pack.save(pack=Pack.of(replace(record, questions=(only,))))
    assert list(Question.objects.values_list("key", flat=True)) == ["a"]
    assert list(Choice.objects.values_list("key", flat=True)) == ["z"]
    assert pack.read_row(wizard).questions == (only,)


def test_questions_and_choices_change_places_and_keep_their_rows(small):
    first, second = small.wizards[0].questions
    questions = dict(Question.objects.values_list("key", "pk"))
    choices = set(Choice.objects.values_list("pk", flat=True))
    turned = replace(first, choices=first.choices[::-1])
    found = edit(small, "wizards", start="b", questions=(second, turned))
    pack.save(pack=found)
    assert dict(Question.objects.values_list("key", "pk")) == questions
    assert set(Choice.objects.values_list("pk", flat=True)) == choices
    assert pack.read_rows() == found


def test_the_order_of_sections_and_related_situations_is_kept(db, tmp_path):
    others = {f"situations/{n}.md": FILES[S].replace("S-01", f"S-1{n.upper()}") for n in "tuv"}
    files = {**FILES, **others}
    files[S] = FILES[S].replace('["g#one"]', '["g#two", "g#one"]\nrelated = ["v", "t", "u"]')
    pack.save(pack=read(tmp_path, files))
    files[S] = FILES[S].replace('["g#one"]', '["g#one", "g#two"]\nrelated = ["u", "v"]')
    found = read(tmp_path, files)
    assert statuses(pack.save(pack=found)) == {S: "changed"}
    [record] = [record for record in pack.read_rows().situations if record.slug == "s"]
    assert record.sections == ("g#one", "g#two")
    assert record.related == ("u", "v")


def test_facts_keep_the_order_of_the_file_and_their_rows(small):
    new = replace(small.facts[0], key="a", label="A")
    before = Fact.objects.get().pk
    assert statuses(pack.save(pack=replace(small, facts=(small.facts[0], new)))) == {"a": "created"}
    turned = replace(small, facts=(new, small.facts[0]))
    assert statuses(pack.save(pack=turned)) == {}
    assert pack.read_rows().facts == turned.facts
    assert Fact.objects.get(key="f").pk == before


def test_a_fact_that_changes_is_told(small):
    changed = replace(small, facts=(replace(small.facts[0], low=9, high=None),))
    assert statuses(pack.save(pack=changed)) == {"f": "changed"}
    assert pack.read_facts().spelled == {"f": "9 days"}


def test_a_code_of_another_situation_is_refused_and_nothing_is_written(small):
    make_situation(code="S02", slug="mine")
    before = rows()
    found = edit(small, "situations", code="S-02", title="New")
    found = edit(found, "guides", title="New")
    with pytest.raises(PackError, match="is the code of the situation “mine” already"):
        pack.save(pack=found)
    assert rows() == before


@pytest.mark.parametrize(
    "files",
    [
        change(W, "question:b", "question:c"),
        change(G, 'title = "G"', "title = 1"),
        change(S, "Do it.", "See [this](guide:none)."),
        change(S, "Do it.", "Wait {fact:none}."),
        change(G, "First.", "::: note\nFirst."),
    ],
)
def test_nothing_is_written_of_a_pack_with_something_wrong(small, tmp_path, files):
    before = rows()
    told(tmp_path, {**files, "guides/new.md": FILES[G].replace("One", "New")})
    with pytest.raises(PackError):
        publishing.load(folder=tmp_path, by="tests", publish_too=True)
    assert rows() == before


def test_a_row_is_read_as_the_database_has_it(small):
    guide = Guide.objects.get()
    Guide.objects.update(title="Changed elsewhere", introduction="One\r\nTwo\r\n")
    record = pack.read_row(guide)
    assert record.title == "Changed elsewhere"
    assert record.introduction == "One\nTwo"
