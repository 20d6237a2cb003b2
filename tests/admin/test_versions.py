"""No lost edits: two editors, one form."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from guides import pack
from guides.models import Choice, Fact, Guide, Question, Revision, Section, Situation, Synonym
from tests.admin.desk import act, address, confirmed, errors, messages, opened, save, url_of
from tests.factories import (
    make_emergency_note,
    make_fact,
    make_guide,
    make_live,
    make_situation,
    make_synonym,
    make_wizard,
)


@pytest.fixture
def bob(db) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("bob"))
    return client


def form(client, row) -> dict:
    """What a browser has once it has opened the form of a row, its hidden fields included."""
    page = client.get(url_of(row)).content.decode()
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in HIDDEN}
    return {**opened(row), **hidden}


HIDDEN = ("version", "base")


def post(client, row, sent, **changes):
    return client.post(url_of(row), {**sent, **changes})


def shown(response, name):
    """What a field of the form that came back holds."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += inline.formset.forms
    values = {bound.html_name: bound.value() for one in forms for bound in one}
    return values[name]


@pytest.mark.parametrize(
    ("make", "field", "first", "second"),
    [
        (make_guide, "title", "Hers", "His"),
        (make_situation, "summary", "Hers", "His"),
        (make_wizard, "title", "Hers", "His"),
        (make_fact, "label", "Hers", "His"),
        (make_synonym, "words", "a\nb", "c\nd"),
        (lambda: make_wizard().questions.get(), "text", "Hers?", "His?"),
    ],
)
def test_the_second_of_two_saves_is_refused_and_both_texts_are_shown(
    admin_client, bob, make, field, first, second
):
    row = make()
    hers, his = form(admin_client, row), form(bob, row)
    assert post(admin_client, row, hers, **{field: first}).status_code == 302
    refused = post(bob, row, his, **{field: second})
    assert refused.status_code == 409
    row.refresh_from_db()
    assert getattr(row, field) == first
    page = refused.content.decode()
    assert "admin saved this while you were writing" in page
    assert shown(refused, field) == second
    assert f'name="take-{field}" value="theirs"' in page
    assert all(text in page for text in first.split("\n"))
    # Saving again what stands there now is his decision, and is done.
    again = re.search(r'name="version" value="(\d+)"', page)[1]
    assert post(bob, row, his, version=again, **{field: second}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == second


def test_changes_that_do_not_touch_each_other_come_back_together(admin_client, bob):
    guide = make_guide({"one": "First\n\nlast", "two": "Two"})
    hers, his = form(admin_client, guide), form(bob, guide)
    post(admin_client, guide, hers, **{"title": "Ada's", "sections-0-body": "Ada\n\nlast"})
    refused = post(bob, guide, his, **{"summary": "Bob's", "sections-0-body": "First\n\nBob"})
    assert refused.status_code == 409
    assert shown(refused, "title") == "Ada's"
    assert shown(refused, "summary") == "Bob's"
    assert shown(refused, "sections-0-body") == "Ada\n\nBob"
    assert "You both changed" not in refused.content.decode()


def test_taking_theirs_saves_theirs_and_the_rest_of_mine(admin_client, bob):
    guide = make_guide(title="First", summary="First.")
    hers, his = form(admin_client, guide), form(bob, guide)
    post(admin_client, guide, hers, title="Ada's")
    refused = post(bob, guide, his, title="Bob's", summary="Bob's.")
    page = refused.content.decode()
    again = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in HIDDEN}
    sent = {**his, **again, "title": "Bob's", "summary": "Bob's.", "take-title": "theirs"}
    assert bob.post(url_of(guide), sent).status_code == 302
    guide.refresh_from_db()
    assert (guide.title, guide.summary) == ("Ada's", "Bob's.")


def test_a_row_that_another_added_or_deleted_is_told_and_nothing_typed_is_lost(admin_client, bob):
    guide = make_guide({"one": "1", "two": "2", "three": "3"})
    hers, his = form(admin_client, guide), form(bob, guide)
    new = {"sections-3-anchor": "new", "sections-3-heading": "New", "sections-TOTAL_FORMS": 4}
    post(admin_client, guide, hers, **{**new, "sections-1-DELETE": "on"})
    refused = post(bob, guide, his, **{"sections-1-body": "Bob's words"})
    assert refused.status_code == 409
    rows = refused.context["inline_admin_formsets"][0].formset.forms
    held = [(one["anchor"].value(), one["body"].value()) for one in rows]
    assert ("two", "Bob's words") in held
    assert [anchor for anchor, _ in held[:3]] == ["one", "three", "new"]
    assert "it stands here as a new one" in refused.content.decode()


def test_a_row_that_i_deleted_and_another_changed_is_not_deleted_unseen(admin_client, bob):
    guide = make_guide({"one": "1", "two": "2"})
    hers, his = form(admin_client, guide), form(bob, guide)
    post(admin_client, guide, hers, **{"sections-0-body": "Ada's"})
    refused = post(bob, guide, his, **{"sections-0-DELETE": "on", "sections-1-DELETE": "on"})
    assert not shown(refused, "sections-0-DELETE")
    assert shown(refused, "sections-1-DELETE")
    assert "was changed, so it is not deleted" in refused.content.decode()
    assert Section.objects.count() == 2


def test_what_the_form_does_not_show_refuses_nobody(admin_client, bob):
    """A choice is saved at its question, while the wizard's own form is open elsewhere."""
    wizard = make_wizard()
    his = form(bob, wizard)
    question = wizard.questions.get()
    save(admin_client, question, **{"choices-0-label": "Another"})
    assert post(bob, wizard, his, title="Bob's").status_code == 302
    assert Choice.objects.get().label == "Another"


def test_a_question_changed_at_its_wizard_refuses_the_questions_own_form(admin_client, bob):
    wizard = make_wizard()
    question = wizard.questions.get()
    his = form(bob, question)
    save(admin_client, wizard, **{"questions-0-text": "Ada's?"})
    assert post(bob, question, his, text="Bob's?").status_code == 409
    question.refresh_from_db()
    assert question.text == "Ada's?"


@pytest.mark.parametrize("version", ["", "x", "-1", "0", "99", "9" * 30, "²", None])
def test_a_form_without_a_true_version_is_refused_with_all_that_was_typed(admin_client, version):
    guide = make_guide()
    sent = {**opened(guide), "title": "Typed"}
    sent.pop("version")
    sent |= {} if version is None else {"version": version}
    refused = admin_client.post(url_of(guide), {**sent, "base": "forged"})
    assert refused.status_code == 409
    assert shown(refused, "title") == "Typed"
    assert Guide.objects.get().version == 1


def test_rows_without_number_are_refused_not_failed_on(admin_client, db):
    guide = make_guide()
    sent = {**opened(guide), "version": "0", "sections-TOTAL_FORMS": "9" * 5000}
    assert admin_client.post(url_of(guide), sent).status_code == 409


def test_what_was_typed_into_a_form_of_what_is_deleted_is_shown(admin_client, bob):
    guide = make_guide()
    sent = {**form(bob, guide), "sections-0-body": "Typed <b>in vain</b>"}
    url = url_of(guide)
    guide.delete()
    gone = bob.post(url, sent)
    assert gone.status_code == 410
    page = gone.content.decode()
    assert "somebody has deleted this guide" in page
    assert "Typed &lt;b&gt;in vain&lt;/b&gt;</textarea>" in page
    assert sent["base"] not in page


def test_a_refused_form_is_no_new_version(admin_client, db):
    guide = make_guide()
    refused = save(admin_client, guide, title="", summary="Typed")
    assert errors(refused)
    assert Guide.objects.get().version == 1
    assert not Revision.objects.exists()
    assert 'name="version" value="1"' in refused.content.decode()
    assert save(admin_client, guide, title="Better").status_code == 302
    assert Guide.objects.get().version == 2


def test_every_save_keeps_its_text_and_says_whose_it_is(admin_client, bob):
    save(admin_client, Guide, title="One", slug="one", summary="S.", reviewed="2026-11-22")
    guide = Guide.objects.get()
    save(bob, guide, title="Two")
    save(admin_client, guide, title="Three")
    kept = Revision.objects.order_by("version")
    assert [(one.version, one.saved_by) for one in kept] == [(1, "admin"), (2, "bob"), (3, "admin")]
    assert ["One" in kept[0].source, "Two" in kept[1].source, "Three" in kept[2].source] == [
        True
    ] * 3


def listed(client, model, rows, **changes):
    """What a list sends whose positions can be changed: as shown, with some changed."""
    data = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": len(rows), "_save": "Save"}
    for index, row in enumerate(rows):
        here = f"form-{index}-"
        data |= {f"{here}id": row.pk, f"{here}position": row.position}
        data |= {f"initial-{here}position": row.position}
        data |= {f"{here}position-version": row.version}
    return client.post(address(model, "changelist"), {**data, **changes}, follow=True)


def test_a_list_saves_only_the_rows_that_were_changed_there(admin_client, bob):
    rows = [make_situation(position=n) for n in range(3)]
    save(bob, rows[0], position=50)
    done = listed(admin_client, Situation, rows, **{"form-1-position": 7})
    assert "1 situation was changed" in messages(done)[0]
    assert [Situation.objects.get(pk=row.pk).position for row in rows] == [50, 7, 2]


def test_a_list_does_not_save_over_what_was_changed_since_it_was_opened(admin_client, bob):
    rows = [make_situation(position=n) for n in range(2)]
    save(bob, rows[0], title="Bob's")
    refused = listed(admin_client, Situation, rows, **{"form-0-position": 7, "form-1-position": 8})
    assert "bob has changed this since you opened the list" in refused.content.decode()
    assert [Situation.objects.get(pk=row.pk).position for row in rows] == [0, 1]


@pytest.mark.parametrize("typed", ["", "x", "-1", "9" * 12])
def test_a_wrong_position_in_a_list_is_told_at_its_field(admin_client, db, typed):
    rows = [make_guide()]
    refused = listed(admin_client, Guide, rows, **{"form-0-position": typed})
    assert refused.context["cl"].formset.errors[0]["position"]
    assert Guide.objects.get().version == 1


def test_an_action_is_refused_on_what_was_changed_since_the_list_was_opened(admin_client, bob):
    guide = make_guide()
    seen = {f"seen-{guide.pk}": guide.version}
    save(bob, guide, title="Bob's")
    data = {"action": "publish", "_selected_action": [guide.pk], "index": 0, "note": ""}
    told = messages(admin_client.post(address(Guide, "changelist"), {**data, **seen}, follow=True))
    assert told[0] == "Nothing was published. Every reason follows."
    assert "was changed by bob since you looked at it" in told[1]
    assert "Published" in messages(act(admin_client, "publish", guide))[0]


def test_the_list_says_which_versions_it_shows(admin_client, db):
    guide = make_guide()
    page = admin_client.get(address(Guide, "changelist")).content.decode()
    assert f'name="seen-{guide.pk}" value="1"' in page
    assert 'name="form-0-position-version" value="1"' in page


def test_what_was_changed_since_is_not_deleted(admin_client, bob):
    guide = make_guide()
    url = address(Guide, "delete", guide.pk)
    page = admin_client.get(url).content.decode()
    seen = re.search(r'name="version" value="(\d+)"', page)[1]
    save(bob, guide, title="Bob's")
    refused = admin_client.post(url, {"post": "yes", "version": seen}, follow=True)
    assert "Not deleted: bob has changed it since" in messages(refused)[0]
    assert Guide.objects.get().version == 2
    assert admin_client.post(url, {"post": "yes", "version": 2}).status_code == 302
    assert not Guide.objects.exists()


def test_a_question_deleted_on_its_own_is_a_new_version_of_its_wizard(admin_client, bob):
    situation = make_situation()
    wizard = make_wizard({"a": {"on": situation}, "b": {"x": situation}, "c": {"x": situation}})
    his = form(bob, wizard)
    first, second = wizard.questions.filter(key__in="bc")
    admin_client.post(address(Question, "delete", first.pk), confirmed(first))
    assert post(bob, wizard, his, title="Typed").status_code == 409
    chosen = {"action": "delete_selected", "_selected_action": [second.pk], **confirmed(second)}
    admin_client.post(address(Question, "changelist"), chosen)
    assert [question.key for question in wizard.questions.all()] == ["a"]
    wizard.refresh_from_db()
    assert (wizard.version, wizard.saved_by) == (3, "admin")
    assert "[questions.c]" not in Revision.objects.get(version=3).source


def test_a_section_is_deleted_nowhere_but_in_its_guide(admin_client, db):
    section = make_guide({"a": "Text.", "b": "Text."}).sections.get(anchor="b")
    url = address(section, "delete", section.pk)
    assert admin_client.post(url, {"post": "yes"}).status_code == 403
    assert url not in admin_client.get(url_of(section)).content.decode()
    chosen = {"action": "delete_selected", "_selected_action": [section.pk], "post": "yes"}
    admin_client.post(address(Section, "changelist"), chosen)
    assert Section.objects.count() == 2
    assert admin_client.post(address(Guide, "delete", section.guide_id), confirmed(section.guide))
    assert not Guide.objects.exists()


def test_rows_that_no_key_names_are_not_acted_on(admin_client, db):
    guide = make_guide()
    chosen = {"action": "publish", "_selected_action": ["x", "9" * 30, guide.pk], "index": 0}
    response = admin_client.post(address(Guide, "changelist"), chosen, follow=True)
    assert "look at it again" in "".join(messages(response))
    refused = listed(admin_client, Guide, [guide], **{"form-0-id": "9" * 30})
    assert refused.context["cl"].formset.errors


def test_the_state_in_the_list_follows_the_working_copy(admin_client, db):
    guide = make_guide()
    states = []

    def look() -> None:
        page = admin_client.get(address(Guide, "changelist"))
        states.append(page.context["cl"].result_list[0].state_name)

    look()
    make_live(guide)
    look()
    save(admin_client, guide, title="Other")
    look()
    act(admin_client, "publish", Guide.objects.get())
    look()
    act(admin_client, "withdraw", Guide.objects.get())
    look()
    assert states == ["draft", "live", "live with changes", "live", "withdrawn"]
    found = admin_client.get(address(Guide, "changelist"), {"state": "withdrawn"})
    assert found.context["cl"].result_count == 1


def test_facts_and_synonyms_loaded_from_a_pack_are_new_versions(db):
    make_fact(key="a"), make_synonym(key="b")
    found = pack.read_rows()
    Fact.objects.update(low=1)
    Synonym.objects.update(words="x\ny")
    pack.save(pack=found)
    assert (Fact.objects.get().version, Synonym.objects.get().version) == (2, 2)


def test_questions_loaded_from_a_pack_are_new_versions(db):
    wizard = make_wizard()
    found = pack.read_rows()
    Question.objects.update(text="Other?")
    pack.save(pack=found)
    assert wizard.questions.get().version == 2


def test_what_another_unticked_stays_so_where_i_left_it(admin_client, bob):
    note = make_emergency_note("Strike.", everywhere=True)
    note.situations.add(make_situation())
    hers, his = note_form(admin_client, note), note_form(bob, note)
    hers.pop("everywhere")
    assert post(admin_client, note, hers).status_code == 302
    refused = post(bob, note, his, text="Long strike.")
    assert refused.status_code == 409
    assert not refused.context["collision"].clashes
    assert shown(refused, "everywhere") is False
    assert list(errors(refused)) == ["__all__"]


def test_theirs_is_taken_of_a_field_that_leads_to_several(admin_client, bob):
    first, second, third = make_guide(), make_guide(), make_guide()
    note = make_emergency_note("Strike.")
    note.guides.set([first])
    hers, his = note_form(admin_client, note), note_form(bob, note)
    assert post(admin_client, note, hers, guides=[first.pk, second.pk]).status_code == 302
    refused = post(bob, note, his, guides=[third.pk], text="Long strike.")
    again = {name: refused.context[name] for name in HIDDEN}
    taken = {**his, **again, "text": "Long strike.", "take-guides": "theirs"}
    assert post(bob, note, taken, guides=[third.pk]).status_code == 302
    note.refresh_from_db()
    assert note.text == "Long strike."
    assert set(note.guides.all()) == {first, second}


def note_form(client, note) -> dict:
    """The form of an emergency note, whose times stand in two fields each."""
    sent = form(client, note)
    ends = sent.pop("ends_at")
    return {**sent, "ends_at_0": f"{ends:%Y-%m-%d}", "ends_at_1": f"{ends:%H:%M:%S}"}
