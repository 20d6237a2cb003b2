"""Publishing and withdrawing from the lists, and what the forms say of it."""

import pytest

from guides.models import Edition, Guide, Situation, Wizard
from tests.admin.desk import act, address, errors, messages, save, url_of
from tests.factories import make_guide, make_live, make_situation, make_wizard


def test_it_publishes_what_refers_to_each_other_as_one_batch(admin_client, db):
    first, second = make_situation(), make_situation()
    first.related_links.create(related=second, position=1)
    second.related_links.create(related=first, position=1)
    told = messages(act(admin_client, "publish", first, second, note="New"))
    assert told == [
        f"Published: “{item.title}”, edition 1 ({item.address})." for item in (first, second)
    ]
    found = Edition.objects.live().values_list("published_by", "note")
    assert list(found) == [("admin", "New")] * 2


@pytest.mark.parametrize("make", [make_guide, make_situation, make_wizard])
def test_it_publishes_and_withdraws_every_kind(admin_client, db, make):
    item = make()
    make_live(*Situation.objects.exclude(slug=item.slug))
    assert "Published" in messages(act(admin_client, "publish", item))[0]
    assert "edition 1" in admin_client.get(address(type(item), "change", item.pk)).content.decode()
    (told,) = messages(act(admin_client, "withdraw", item, note="Wrong"))
    assert told == f"Withdrawn: “{item.title}”, edition 1 ({item.address})."
    edition = Edition.objects.of(item).get()
    assert (edition.live, edition.withdrawn_by, edition.withdrawn_note) == (False, "admin", "Wrong")
    history = admin_client.get(address(type(item), "history", item.pk)).content.decode()
    assert "Published as edition 1" in history
    assert "Withdrawn: edition 1" in history


def test_it_says_that_nothing_differs(admin_client, db):
    guide = make_guide()
    (told,) = messages(act(admin_client, "withdraw", guide))
    assert told == "Nothing to withdraw: readers see none of this."
    make_live(guide)
    (told,) = messages(act(admin_client, "publish", guide))
    assert told == "Nothing to publish: readers see exactly this already."
    assert Edition.objects.count() == 1


def test_a_refusal_tells_every_reason_with_its_place_and_publishes_nothing(admin_client, db):
    good = make_guide()
    bad = make_guide({"one": "{fact:nothing}", "two": "[x](situation:nowhere)"})
    told = messages(act(admin_client, "publish", good, bad))
    assert told == [
        "Nothing was published. Every reason follows.",
        f"In guides/{bad.slug}.md: section one: line 1: unknown fact “nothing”",
        f"In guides/{bad.slug}.md: section two: leads to what is not live: situation:nowhere",
    ]
    assert not Edition.objects.exists()


def test_every_reason_leads_to_where_it_is_mended(admin_client, db):
    bad = make_guide({"one": "{fact:nothing}"})
    page = act(admin_client, "publish", bad).content.decode()
    assert f'In <a href="{url_of(bad)}#sections-0">guides/{bad.slug}.md</a>: section one' in page
    own = admin_client.get(address(Guide, "publish", bad.pk)).content.decode()
    assert f'In <a href="{url_of(bad)}#sections-0">' in own


def test_withdrawing_what_is_led_to_is_refused_with_what_leads_there(admin_client, db):
    situation = make_situation()
    wizard = make_wizard({"q": {"x": situation}})
    make_live(situation, wizard)
    told = messages(act(admin_client, "withdraw", situation))
    assert told[0] == "Nothing was withdrawn. Every reason follows."
    assert wizard.address in told[1]
    assert Edition.objects.live().count() == 2


def test_a_note_that_is_too_long_is_not_cut_and_nothing_happens(admin_client, db):
    response = act(admin_client, "publish", make_guide(), note="n" * 501)
    assert response.status_code == 200
    assert not Edition.objects.exists()


def test_saving_says_why_it_could_not_be_published_and_publishes_nothing(admin_client, db):
    guide = make_guide({"one": "{fact:nothing}"})
    told = messages(save(admin_client, guide, follow=True, title="Other"))
    assert "Saved, but it cannot be published like this. The reasons follow." in told
    assert f"In guides/{guide.slug}.md: section one: line 1: unknown fact “nothing”" in told
    fine = make_guide()
    assert not any(
        "published" in line for line in messages(save(admin_client, fine, follow=True, title="X"))
    )
    assert Guide.objects.get(pk=fine.pk).title == "X"
    assert not Edition.objects.exists()


def test_saving_tells_only_the_first_of_very_many_reasons(admin_client, db):
    guide = make_guide({f"s{n}": "{fact:nothing}" for n in range(15)})
    told = messages(save(admin_client, guide, follow=True, title="Other"))
    assert told[0] == "... and 5 more" or "... and 5 more" in told
    assert sum("unknown fact" in line for line in told) == 10


def test_a_new_wizard_may_start_at_a_question_still_to_be_written(admin_client, db):
    fields = {"title": "W", "slug": "w", "summary": "S", "start": "order", "reviewed": "2026-11-22"}
    response = save(admin_client, Wizard, follow=True, **fields)
    assert not errors(response)
    assert Wizard.objects.get().start == "order"
    assert any("order" in line for line in messages(response))


def test_lists_say_and_filter_the_state(admin_client, db):
    live, withdrawn, draft = make_guide(), make_guide(), make_guide()
    make_live(live, withdrawn)
    act(admin_client, "withdraw", withdrawn)
    for state, item in (("live", live), ("withdrawn", withdrawn), ("draft", draft)):
        response = admin_client.get(address(Guide, "changelist"), {"state": state})
        (found,) = response.context["cl"].result_list
        assert found == item
        assert f'<td class="field-state">{state}</td>' in response.content.decode()


def test_the_form_says_whether_the_working_copy_differs(admin_client, db):
    guide = make_guide()
    url = address(Guide, "change", guide.pk)
    assert "Nothing yet" in admin_client.get(url).content.decode()
    make_live(guide)
    assert "The working copy says the same." in admin_client.get(url).content.decode()
    save(admin_client, guide, title="Another title")
    assert "The working copy differs" in admin_client.get(url).content.decode()
    act(admin_client, "withdraw", guide)
    assert "UTC by admin" in admin_client.get(url).content.decode()
