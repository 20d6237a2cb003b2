"""Rows of one parent are ordered by what editors type, and numbered 1 to n, whatever that is."""

import pytest
from django.contrib.admin.models import LogEntry
from hypothesis import given, settings
from hypothesis import strategies as st

from guides.models import Choice, Question, Section
from tests.admin.desk import errors, opened, save, url_of
from tests.factories import make_guide, make_situation, make_wizard


def _anchors(guide):
    found = list(guide.sections.values_list("position", "anchor"))
    assert [position for position, _ in found] == list(range(1, len(found) + 1))
    return " ".join(anchor for _, anchor in found)


def _new(number, anchor, position=""):
    fields = {"position": position, "anchor": anchor, "heading": "New", "body": "Text."}
    return {f"sections-{number}-{name}": value for name, value in fields.items()}


def _guide():
    return make_guide({"a": "A", "b": "B", "c": "C"})


def test_it_swaps_two_sections(admin_client, db):
    guide = _guide()
    typed = {"sections-0-position": 2, "sections-1-position": 1}
    assert not errors(save(admin_client, guide, **typed))
    assert _anchors(guide) == "b a c"


def test_sections_with_the_same_number_keep_the_order_of_the_form(admin_client, db):
    guide = _guide()
    save(admin_client, guide, **{"sections-0-position": 9, "sections-1-position": 9})
    assert _anchors(guide) == "c a b"


def test_gaps_are_closed(admin_client, db):
    guide = _guide()
    save(admin_client, guide, **{"sections-0-position": 10**30, "sections-2-position": 0})
    assert _anchors(guide) == "c b a"


def test_a_row_without_a_number_comes_last(admin_client, db):
    guide = _guide()
    save(admin_client, guide, **_new(3, "new"))
    assert _anchors(guide) == "a b c new"
    save(admin_client, guide, **{"sections-0-position": ""})
    assert _anchors(guide) == "b c new a"


def test_a_row_can_be_put_between_others(admin_client, db):
    guide = _guide()
    save(admin_client, guide, **_new(3, "new", 2), **{"sections-1-position": 3})
    assert _anchors(guide) == "a new b c"


def test_a_new_row_takes_the_name_and_place_of_a_deleted_one(admin_client, db):
    guide = _guide()
    save(admin_client, guide, **_new(3, "a", 1), **{"sections-0-DELETE": "on"})
    assert _anchors(guide) == "a b c"
    assert guide.sections.first().heading == "New"


def test_rows_exchange_names(admin_client, db):
    guide = _guide()
    first, second, _ = guide.sections.all()
    typed = {"sections-0-anchor": "b", "sections-1-anchor": "a"}
    assert not errors(save(admin_client, guide, **typed))
    assert _anchors(guide) == "b a c"
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.anchor, first.formerly, second.anchor, second.formerly) == ("b", "", "a", "")


def test_links_exchange_what_they_lead_to(admin_client, db):
    one, two = _guide().sections.all()[:2]
    situation = make_situation([one, two], [make_situation(), make_situation()])
    first, second = situation.related.order_by("pk")
    response = save(
        admin_client,
        situation,
        **{
            "section_links-0-section": two.pk,
            "section_links-1-section": one.pk,
            "related_links-0-related": second.pk,
            "related_links-1-related": first.pk,
        },
    )
    assert not errors(response)
    assert [link.section for link in situation.section_links.all()] == [two, one]
    assert [link.related for link in situation.related_links.all()] == [second, first]


def test_questions_and_choices_are_ordered_and_renamed_alike(admin_client, db):
    situation = make_situation()
    wizard = make_wizard({"a": {"x": "b", "y": situation}, "b": {"z": situation}})
    swapped = {"position": (2, 1), "key": ("b", "a")}
    for parent, prefix in ((wizard, "questions"), (wizard.questions.first(), "choices")):
        names = swapped if prefix == "questions" else {"position": (2, 1), "key": ("y", "x")}
        typed = {f"{prefix}-{n}-{k}": v for k, pair in names.items() for n, v in enumerate(pair)}
        assert not errors(save(admin_client, parent, **typed))
    assert list(wizard.questions.values_list("position", "key")) == [(1, "a"), (2, "b")]
    # What was the first question is now the second, and called b.
    question = wizard.questions.get(choices__key="z")
    assert (question.key, question.position) == ("a", 1)
    choices = Choice.objects.exclude(question=question).values_list("position", "key")
    assert list(choices) == [(1, "x"), (2, "y")]


def test_a_name_that_another_row_has_is_refused_at_its_field(admin_client, db):
    guide = _guide()
    told = errors(save(admin_client, guide, **{"sections-1-anchor": "a"}))
    assert told["sections-1-anchor"] == "Another row here has this anchor."
    assert _anchors(guide) == "a b c"


def test_rows_added_meanwhile_by_somebody_else_are_kept_and_not_run_over(admin_client, db):
    guide = _guide()
    url, data = url_of(guide), opened(guide)
    Section.objects.create(guide=guide, anchor="d", heading="D", position=4, formerly="old-d")
    clash = admin_client.post(url, {**data, **_new(3, "d")})
    assert errors(clash)["sections-3-anchor"] == "Another row here has this anchor."
    clash = admin_client.post(url, {**data, **_new(3, "old-d")})
    assert "former anchor" in errors(clash)["sections-3-anchor"]
    admin_client.post(url, {**data, **_new(3, "e")})
    assert _anchors(guide) == "a b c e d"
    Section.objects.get(anchor="b").delete()
    assert admin_client.post(url, data).status_code == 409


def test_saving_without_a_change_writes_no_row(admin_client, db, monkeypatch):
    guide = make_guide({"a": "One line.\n\nAnd another."})
    monkeypatch.setattr(Section, "save", None)
    posted = {"sections-0-body": "One line.\r\n\r\nAnd another.\r\n"}
    assert not errors(save(admin_client, guide, **posted))
    assert LogEntry.objects.get().get_change_message() == "No fields changed."


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["", "0", "1", "2", "3", "7", "-1", "x", "1000001", "9" * 5000]),
            st.sampled_from(["a", "b", "c", "d", "e"]),
            st.booleans(),
        ),
        min_size=4,
        max_size=4,
    )
)
@settings(max_examples=8)
@pytest.mark.django_db
def test_whatever_is_typed_leaves_rows_numbered_without_gaps(admin_client, rows):
    guide = _guide()
    typed = {}
    for number, (position, anchor, gone) in enumerate(rows):
        typed |= _new(number, anchor, position)
        if gone:
            typed[f"sections-{number}-DELETE"] = "on"
    before = _anchors(guide)
    response = save(admin_client, guide, **typed)
    assert response.status_code in {200, 302}
    kept = [(position, anchor) for position, anchor, gone in rows if not gone]
    if errors(response):
        assert _anchors(guide) == before
    else:
        kept.sort(key=lambda row: (not row[0], int(row[0] or 0)))
        assert _anchors(guide) == " ".join(anchor for _, anchor in kept)


def test_a_new_question_comes_last_and_goes_on_to_its_choices(admin_client, db):
    wizard = make_wizard()
    response = save(admin_client, Question, follow=True, wizard=wizard.pk, key="new", text="New?")
    question = Question.objects.get(key="new")
    assert question.position == 2
    assert response.redirect_chain[0][0].endswith(f"/question/{question.pk}/change/")
    assert "choices-TOTAL_FORMS" in response.content.decode()
