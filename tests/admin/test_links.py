"""Fields that lead to other content, where no script can look it up."""

import pytest

from guides.models import Choice, Situation
from tests.admin.desk import errors, opened, save, url_of
from tests.factories import make_guide, make_situation, make_wizard


@pytest.mark.parametrize("typed", ["S-77", "s77", "the-end", "situation:the-end"])
def test_a_choice_leads_to_the_situation_whose_name_was_typed(admin_client, db, typed):
    end = make_situation(code="S-77", slug="the-end")
    question = make_wizard().questions.get()
    saved = save(admin_client, question, **{"choices-0-to_situation-typed": typed})
    assert saved.status_code == 302
    assert Choice.objects.get().to_situation == end


def test_a_section_is_typed_as_content_names_it(admin_client, db):
    guide = make_guide({"one": "", "two": ""}, slug="g")
    situation = make_situation()
    total = {"section_links-TOTAL_FORMS": 1, "section_links-0-section-typed": "g#two"}
    assert save(admin_client, situation, **total).status_code == 302
    assert situation.sections.get() == guide.sections.get(anchor="two")


@pytest.mark.parametrize("typed", ["", "nothing", "a b", "situation:", "\0", "9" * 40, "g#no"])
def test_a_name_of_nothing_is_refused_at_its_field_and_stands_there_again(admin_client, db, typed):
    question = make_wizard().questions.get()
    typed = typed or str(make_situation().pk)
    refused = save(admin_client, question, **{"choices-0-to_situation-typed": typed})
    assert "choices-0-to_situation" in errors(refused)
    assert Choice.objects.get().to_situation == Situation.objects.order_by("pk")[0]


def test_with_scripts_nothing_is_typed_and_what_was_found_counts(admin_client, db):
    other = make_situation()
    question = make_wizard().questions.get()
    page = admin_client.get(url_of(question)).content.decode()
    assert '<noscript><input type="text" name="choices-0-to_situation-typed"' in page
    sent = {**opened(question), "choices-0-to_situation": other.pk}
    assert admin_client.post(url_of(question), sent).status_code == 302
    assert Choice.objects.get().to_situation == other
