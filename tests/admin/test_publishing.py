"""Publishing and withdrawing from an item's own pages."""

import pytest
from django.contrib.auth.models import Group, User

from guides import limits, roles
from guides.models import Edition, Guide
from tests.admin.desk import address, messages, opened, save, url_of
from tests.factories import make_fact, make_guide, make_live, make_situation


def send(client, item, page, **sent):
    url = address(type(item), page, item.pk)
    return client.post(url, {"version": item.version, **sent}, follow=True)


def test_it_publishes_the_version_that_was_shown_with_a_note(admin_client, db):
    guide = make_guide(title="One")
    assert "Readers see nothing of this yet." in shown(admin_client, guide, "publish")
    told = messages(send(admin_client, guide, "publish", note="  Why  "))
    assert told == [f"Published: “One”, edition 1 ({guide.address})."]
    assert Edition.objects.live().get().note == "Why"
    assert "Readers see exactly this already." in shown(admin_client, guide, "publish")
    assert messages(send(admin_client, guide, "publish")) == [
        "Nothing to publish: readers see exactly this already."
    ]


def shown(client, item, page) -> str:
    return client.get(address(type(item), page, item.pk)).content.decode()


def test_it_shows_what_will_change_for_readers(admin_client, db):
    guide = make_guide(title="One")
    make_live(guide)
    save(admin_client, guide, title="Two")
    page = shown(admin_client, guide, "publish")
    assert "<del>One</del>" in page
    assert "<ins>Two</ins>" in page
    page = shown(admin_client, guide, "change")
    assert "<ins>Two</ins>" in page


def test_it_says_where_only_a_fact_has_changed(admin_client, db):
    fact = make_fact(key="wait")
    guide = make_guide({"a": "{fact:wait}"})
    make_live(guide)
    type(fact).objects.update(high=99)
    assert "a fact, or the form of pages" in shown(admin_client, guide, "publish")


def test_every_reason_against_it_is_told_before_and_after(admin_client, db):
    bad = make_guide({"one": "{fact:nothing}", "two": "[x](situation:nowhere)"})
    refused = send(admin_client, bad, "publish", note="Typed")
    assert refused.status_code == 409
    for page in (shown(admin_client, bad, "publish"), refused.content.decode()):
        assert "unknown fact “nothing”" in page
        assert "situation:nowhere" in page
    assert 'value="Typed"' in refused.content.decode()
    assert not Edition.objects.exists()


def test_what_was_changed_since_is_neither_published_nor_withdrawn(admin_client, db):
    guide = make_guide(title="One")
    make_live(guide)
    save(admin_client, guide, title="Two")
    for page in ("publish", "withdraw"):
        refused = send(admin_client, guide, page)
        assert refused.status_code == 409
        assert "since you looked at it" in refused.content.decode()
    assert Edition.objects.live().get().title == "One"


def test_it_withdraws_with_a_note(admin_client, db):
    guide = make_guide()
    make_live(guide)
    assert guide.address in shown(admin_client, guide, "withdraw")
    assert "Withdrawn" in messages(send(admin_client, guide, "withdraw", note="Wrong"))[0]
    assert Edition.objects.get().withdrawn_note == "Wrong"
    assert "Nothing to withdraw" in messages(send(admin_client, guide, "withdraw"))[0]


def test_what_is_led_to_is_not_withdrawn(admin_client, db):
    situation = make_situation()
    other = make_situation(related=[situation])
    make_live(situation, other)
    refused = send(admin_client, situation, "withdraw")
    assert refused.status_code == 409
    assert other.title in refused.content.decode()


def test_a_very_long_note_is_cut_and_nothing_fails(admin_client, db):
    guide = make_guide()
    send(admin_client, guide, "publish", note="x" * 5000)
    assert len(Edition.objects.get().note) == limits.NOTE


def test_save_and_publish_saves_and_asks(admin_client, db):
    guide = make_guide()
    sent = {**opened(guide), "title": "Other", "_publish": "1"}
    answer = admin_client.post(url_of(guide), sent)
    assert answer.url == address(Guide, "publish", guide.pk)
    assert Guide.objects.get().title == "Other"
    assert not Edition.objects.exists()


def test_a_page_of_what_is_not_there_leads_away(admin_client, db):
    for page in ("publish", "withdraw", "diff", "restore", "presence", "history"):
        for key in (10**6, "x"):
            answer = admin_client.get(address(Guide, page, key), follow=True)
            assert "doesn’t exist" in messages(answer)[0]


@pytest.mark.parametrize("page", ["publish", "withdraw"])
def test_who_may_only_write_neither_publishes_nor_withdraws(client, db, page):
    guide = make_guide()
    edition = make_live(guide)[0]
    guide.title = "Newer"
    guide.save()
    writer = User.objects.create_user("bo", is_staff=True)
    writer.groups.add(Group.objects.get(name=roles.WRITER))
    client.force_login(writer)
    url = address(Guide, page, guide.pk)
    assert client.get(url).status_code == 403
    assert client.post(url, {"version": guide.version}).status_code == 403
    assert Edition.objects.live().get() == edition
