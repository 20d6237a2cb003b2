"""The desk of facts: who may, what is published again, what is refused, what says otherwise."""

import pytest
from django.contrib.auth.models import Permission, User

from guides import search
from guides.models import Edition, Fact
from tests.admin.desk import address, confirmed, errors, messages, opened, save, url_of
from tests.factories import (
    make_emergency_note,
    make_fact,
    make_guide,
    make_live,
    make_situation,
)
from tests.publishing import everything


@pytest.fixture
def fact(db):
    return make_fact(key="card", label="Refund to a card", group="refund")


def page_of(client, row) -> str:
    return client.get(url_of(row)).content.decode()


def test_the_form_shows_what_uses_the_fact_before_it_is_saved(admin_client, fact):
    guide = make_guide({"a": "{fact:card}"}, title="Live one")
    tool = make_situation(tools="refund-dates", title="With dates")
    make_live(guide, tool)
    draft = make_guide({"a": "{fact:card}"}, title="Draft one")
    page = page_of(admin_client, fact)
    assert "Saving publishes the live pages here again" in page
    for item in (guide, draft, tool):
        assert f'<a href="{url_of(item)}">{item.title}</a>' in page
    for item in (guide, tool):
        assert f'<a href="{item.address}">live page</a> and working copy' in page
    assert f'href="{draft.address}"' not in page
    assert "Nothing links here." in page_of(admin_client, make_fact())
    assert "What links here" not in admin_client.get(address(Fact, "add")).content.decode()


def test_saving_publishes_the_live_pages_again_and_says_so(admin_client, fact):
    guide = make_guide({"a": "Takes {fact:card}."})
    make_live(guide)
    guide.sections.update(body="Secret")
    told = messages(save(admin_client, fact, follow=True, high=10))
    again = f"Published again: “{guide.title}”, edition 2 ({guide.address})."
    assert told[0] == again
    edition = Edition.objects.live().get()
    assert edition.published_by == "admin"
    assert edition.note == "Fact card: 3–15 business days → 3–10 business days"
    assert "3–10 business days" in str(edition.page_json)


def test_saving_brings_emergency_notes_up_to_date(admin_client, fact):
    note = make_emergency_note("It takes {fact:card}.")
    save(admin_client, fact, high=10)
    note.refresh_from_db()
    assert "3–10 business days" in note.html


def test_what_may_not_be_published_is_told_at_the_form_and_nothing_typed_is_lost(
    admin_client, fact
):
    title = make_situation(title="{fact:card}," * 9)
    tool = make_situation(tools="refund-dates")
    make_live(title, tool)
    before = everything()
    typed = {"high": 4_000_000, "source": "A new source", "low": 1_000_000}
    response = save(admin_client, fact, **typed)
    told = errors(response)["__all__"]
    assert "Nothing was saved" in told
    assert (
        f'In <a href="{url_of(title)}#id_title">situations/{title.slug}.md</a>: title: has ' in told
    )
    assert f'In <a href="{url_of(tool)}#id_tools">situations/{tool.slug}.md</a>: tools: ' in told
    page = response.content.decode()
    for value in typed.values():
        assert f'value="{value}"' in page
    assert everything() == before


def test_a_fault_while_publishing_saves_nothing(admin_client, fact, monkeypatch):
    make_live(make_guide({"a": "{fact:card}"}))
    before = everything()

    def fail(*args, **options):
        raise OSError("disk full")

    monkeypatch.setattr(search, "put", fail)
    with pytest.raises(OSError, match="disk full"):
        save(admin_client, fact, high=10)
    assert everything() == before


def test_a_key_is_not_changed_while_texts_name_it(admin_client, fact):
    draft = make_guide({"a": "{fact:card}"}, title="Draft one")
    told = errors(save(admin_client, fact, key="new"))["key"]
    assert f'<a href="{url_of(draft)}">guide “Draft one”</a> (section a)' in told
    draft.sections.update(body="")
    assert not errors(save(admin_client, fact, key="new"))
    assert Fact.objects.get().key == "new"


def test_a_fact_that_texts_name_is_not_deleted(admin_client, fact):
    draft = make_guide({"a": "{fact:card}"}, title="Draft one")
    url = address(Fact, "delete", fact.pk)
    for response in (admin_client.get(url), admin_client.post(url, confirmed(fact))):
        page = response.content.decode()
        assert "What leads there: " in page
        assert f'<a href="{url_of(draft)}">guide “Draft one”</a> (section a)' in page
    data = {"action": "delete_selected", "_selected_action": [fact.pk], **confirmed(fact)}
    admin_client.post(address(Fact, "changelist"), data)
    assert Fact.objects.exists()


def test_the_last_fact_of_the_refund_dates_stays_and_another_one_may_go(admin_client, fact):
    tool = make_situation(tools="refund-dates", title="With dates")
    make_live(tool)
    url = address(Fact, "delete", fact.pk)
    page = admin_client.post(url, confirmed(fact)).content.decode()
    assert f'In <a href="{url_of(tool)}#id_tools">situations/{tool.slug}.md</a>: tools: ' in page
    other = make_fact(key="bank", group="refund")
    assert f"Published again: With dates ({tool.address})" in admin_client.get(url).content.decode()
    told = messages(admin_client.post(url, confirmed(fact), follow=True))
    assert f"Published again: “With dates”, edition 2 ({tool.address})." in told
    assert list(Fact.objects.all()) == [other]
    data = {"action": "delete_selected", "_selected_action": [other.pk], **confirmed(other)}
    admin_client.post(address(Fact, "changelist"), data)
    assert Fact.objects.exists()
    unused = make_fact()
    data |= {"_selected_action": [unused.pk], **confirmed(unused)}
    admin_client.post(address(Fact, "changelist"), data)
    assert list(Fact.objects.all()) == [other]


def test_facts_belong_to_those_who_may_change_what_readers_see(client, fact):
    user = User.objects.create_user("writer", is_staff=True)
    every = Permission.objects.filter(content_type__app_label="guides")
    user.user_permissions.set(every.exclude(codename="publish_edition"))
    client.force_login(user)
    values = {**opened(fact), "high": 10}
    assert client.post(url_of(fact), values).status_code == 403
    assert client.post(address(Fact, "delete", fact.pk), {"post": "yes"}).status_code == 403
    assert client.get(address(Fact, "add")).status_code == 403
    assert client.get(url_of(fact)).status_code == 200
    user.user_permissions.set(every)
    assert client.post(url_of(fact), values).status_code == 302
    assert client.get(address(Fact, "add")).status_code == 200


def test_texts_that_contradict_a_fact_are_listed_at_it_and_told_at_theirs(admin_client, fact):
    text = "Text.\n\nA card refund takes 3-15 days."
    guide = make_guide({"a": text}, title="Wrong one")
    make_situation(body="3–15 business days")
    page = page_of(admin_client, fact)
    told = "section a: line 3: “3-15 days” contradicts the fact “card”, which says "
    assert f'<a href="{url_of(guide)}">Wrong one</a>, {told}' in page
    assert page.count("contradicts") == 1
    told = messages(save(admin_client, guide, follow=True))
    [hint] = [one for one in told if "contradicts" in one]
    assert hint.startswith("Look at section a: line 3: “3-15 days” contradicts the fact “card”")
    assert "contradicts" not in page_of(admin_client, make_fact(label="Delivery"))
