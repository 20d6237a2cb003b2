"""Scenarios on the form of their wizard."""

from html import unescape

import pytest

from guides.models import Scenario, Wizard
from tests.admin.desk import address, errors, messages, save, survives
from tests.factories import make_guide, make_live, make_scenario, make_situation, make_wizard


@pytest.fixture
def wizard(db):
    end = make_situation(slug="end", summary="It ends here.")
    guide = make_guide(slug="guide")
    wizard = make_wizard({"a": {"x": end, "y": guide.sections.get()}})
    make_live(end, guide)
    return wizard


def test_a_scenario_is_written_as_the_address_and_kept_in_order(admin_client, wizard) -> None:
    end = wizard.questions.get().choices.first().to_situation
    typed = {
        "scenarios-TOTAL_FORMS": "2",
        "scenarios-0-position": "2",
        "scenarios-0-answers": f"https://help.example/wizards/{wizard.slug}/a=x/?keep=a=y",
        "scenarios-0-to_situation": end.pk,
        "scenarios-0-mentions": " ends here \r\n\r\nit",
        "scenarios-1-position": "1",
        "scenarios-1-answers": "a=y",
        "scenarios-1-to_section": wizard.questions.get().choices.last().to_section_id,
    }
    assert save(admin_client, wizard, **typed).status_code == 302
    first, second = wizard.scenarios.all()
    assert (first.answers, first.reaches) == ("a=y", "section:guide#part-1")
    assert (second.answers, second.reaches) == ("a=x", "situation:end")
    assert second.mentions_list == ("ends here", "it")
    assert survives(wizard)


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"answers": "somewhere"}, "answers", "must look like order=shipped/arrived=no"),
        ({"answers": "a=x/a=y"}, "answers", "answers a question twice"),
        ({"answers": "a=y"}, "answers", "Another row here has this row of answers."),
        ({"answers": ""}, "answers", "required"),
        ({"to_situation": ""}, "to_situation", "Say which situation or section"),
        ({"to_situation": "10000"}, "to_situation", "valid choice"),
        ({"to_section": "section"}, "to_section", "leave one of both empty"),
        ({"mentions": "twice\ntwice"}, "mentions", "Names twice twice."),
        ({"mentions": "x" * 201}, "mentions", "at most 200"),
    ],
)
def test_a_mistake_in_a_scenario_is_told_at_its_field(
    admin_client, wizard, values, field, told
) -> None:
    choice = wizard.questions.get().choices.first()
    section = wizard.questions.get().choices.last().to_section
    make_scenario(wizard, "a=y", section)
    if values.get("to_section"):
        values = {"to_section": section.pk}
    typed = {"answers": "a=x", "to_situation": choice.to_situation_id, **values}
    data = {f"scenarios-1-{name}": value for name, value in typed.items()}
    response = save(admin_client, wizard, **data)
    assert told in errors(response)[f"scenarios-1-{field}"]
    assert Scenario.objects.count() == 1


def test_each_scenario_says_how_it_comes_out(admin_client, wizard) -> None:
    end = wizard.questions.get().choices.first().to_situation
    make_scenario(wizard, "a=x", end, "ends here")
    make_scenario(wizard, "a=y", end)
    make_scenario(wizard, "a=z", end)
    page = unescape(admin_client.get(address(Wizard, "change", wizard.pk)).content.decode())
    assert '<span class="passes">Yes: situation:end</span>' in page
    assert '<strong class="fails">No: reaches section:guide#part-1, not situation:end' in page
    assert '<strong class="fails">No: stops at the question a, where a=z does not fit' in page
    told = messages(save(admin_client, wizard, follow=True))
    assert any("scenario 2 (a=y): reaches section:guide#part-1" in one for one in told)
