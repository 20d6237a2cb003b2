"""Versions of the working copy: who may save over what, and what is kept."""

import pytest
from django.db import transaction

from guides import drafts, pack, publishing
from guides.models import Fact, Guide, Question, Revision
from guides.models.edition import of
from tests.factories import make_fact, make_guide, make_live, make_synonym, make_wizard


def claim(row, seen, by="ada"):
    with transaction.atomic():
        return drafts.claim(row=row, seen=seen, by=by)


def version(row):
    return type(row).objects.get(pk=row.pk).version


def test_of_two_who_saw_the_same_version_one_claims_it(db):
    guide, again = make_guide(), Guide.objects.get()
    assert claim(guide, 1)
    assert not claim(again, 1, by="bob")
    assert version(guide) == guide.version == 2
    assert Guide.objects.get().saved_by == "ada"
    assert claim(again, 2, by="bob")


@pytest.mark.parametrize("seen", [-1, 0, 2, 7, 2**31, 2**80])
def test_a_version_that_never_was_is_never_claimed(db, seen):
    assert not claim(make_guide(), seen)


@pytest.mark.parametrize("make", [make_guide, make_wizard, make_fact])
def test_a_claim_stands_or_falls_with_its_transaction(db, make):
    row = make()
    with transaction.atomic():
        assert drafts.claim(row=row, seen=1, by="ada")
        transaction.set_rollback(True)
    assert version(row) == 1


def test_what_a_save_replaces_is_kept_though_it_is_older_than_keeping(db):
    guide = make_guide(title="As it was")
    claim(guide, 1)
    [kept] = Revision.objects.filter(**of(guide))
    assert kept.version == 1
    assert 'title = "As it was"' in kept.source


def test_a_touched_row_is_no_longer_what_anybody_saw(db):
    question = make_wizard().questions.get()
    drafts.touch(row=question, by="ada")
    assert not claim(Question.objects.get(), 1)


def write(folder, *records):
    pack.write_folder(pack.Pack.of(*records), folder)
    return folder


def load(folder, **options):
    return publishing.load(folder=folder, by="loader", publish_too=False, **options)


def changed(item, **fields):
    record = pack.read_row(item)
    return type(record)(**{**record.__dict__, **fields})


def test_a_pack_is_not_loaded_over_what_the_desk_has_not_published(db, tmp_path):
    guide = make_guide(title="First")
    make_live(guide)
    with transaction.atomic():
        drafts.claim(row=guide, seen=1, by="ada")
        Guide.objects.filter(pk=guide.pk).update(title="Ada's")
        drafts.keep(items=[guide], by="ada")
    write(tmp_path, changed(guide, title="The pack's"))
    with pytest.raises(pack.PackError, match="ada saved other text at the desk"):
        load(tmp_path)
    assert Guide.objects.get().title == "Ada's"
    load(tmp_path, overwrite=True)
    assert Guide.objects.get().title == "The pack's"
    assert any("Ada's" in kept.source for kept in Revision.objects.all())


def test_a_pack_is_loaded_over_what_was_published(db, tmp_path):
    guide = make_guide(title="First")
    with transaction.atomic():
        drafts.claim(row=guide, seen=1, by="ada")
        drafts.keep(items=[guide], by="ada")
    make_live(guide)
    load(write(tmp_path, changed(guide, title="The pack's")))
    assert Guide.objects.get().title == "The pack's"


def test_a_pack_may_be_loaded_over_what_a_pack_brought(db, tmp_path):
    record = changed(make_guide(), slug="new", title="One")
    load(write(tmp_path, record))
    load(write(tmp_path, changed(Guide.objects.get(slug="new"), title="Two")))
    assert Guide.objects.get(slug="new").title == "Two"
    kept = Revision.objects.filter(guide__slug="new").order_by("version")
    assert [(one.version, one.how, one.saved_by) for one in kept] == [
        (1, "loaded", "loader"),
        (2, "loaded", "loader"),
    ]


def test_a_pack_is_not_loaded_over_facts_and_synonyms_of_the_desk(db, tmp_path):
    fact, words = make_fact(key="wait", low=1), make_synonym(key="money")
    pack.write_folder(pack.read_rows(), tmp_path)
    for row, values in ((fact, {"low": 2}), (words, {"words": "cash\ncoins"})):
        assert claim(row, 1)
        type(row).objects.filter(pk=row.pk).update(**values)
    with pytest.raises(pack.PackError) as refused:
        load(tmp_path)
    assert [(p.path, p.place) for p in refused.value.problems] == [
        ("facts.toml", "wait"),
        ("synonyms.toml", "money"),
    ]
    assert Fact.objects.get().low == 2
    load(tmp_path, overwrite=True)
    assert Fact.objects.get().low == 1
    # What a pack brought may be loaded over again.
    Fact.objects.update(low=3)
    load(tmp_path)
    assert Fact.objects.get().low == 1


def test_loading_counts_up_only_what_it_changes(db, tmp_path):
    changing, same = make_guide(), make_guide()
    fact = make_fact()
    write(tmp_path, changed(changing, title="Other"), pack.read_row(same))
    load(tmp_path)
    assert [version(row) for row in (changing, same, fact)] == [2, 1, 1]


def test_publishing_another_version_than_was_seen_is_refused(db):
    guide = make_guide()
    claim(guide, 1, by="bob")
    with pytest.raises(publishing.Refused, match="was changed by bob since you looked at it"):
        publishing.publish(items=[guide], by="ada", seen={guide: 1})
    assert publishing.publish(items=[guide], by="ada", seen={guide: 2})
    with pytest.raises(publishing.Refused, match="since you looked"):
        publishing.withdraw(items=[guide], by="ada", seen={guide: 1})


def test_restoring_is_kept_and_refused_over_what_was_not_seen(db):
    guide = make_guide(title="First")
    [first] = make_live(guide)
    claim(guide, 1, by="bob")
    Guide.objects.filter(pk=guide.pk).update(title="Second")
    with pytest.raises(publishing.Refused, match="bob"):
        publishing.restore(edition=first, by="ada", seen=1)
    publishing.restore(edition=first, by="ada", seen=2)
    last = Revision.objects.filter(**of(guide)).order_by("-version")[0]
    assert (last.how, last.version, last.saved_by, last.note) == (
        "restored",
        3,
        "ada",
        "edition 1",
    )
    assert Guide.objects.get().title == "First"
    back = Revision.objects.get(version=1)
    publishing.restore(edition=back, by="ada")
