"""The history of an item: who, when, note; any two texts compared; one restored."""

import pytest
from django.contrib.auth.models import Group, User

from guides import publishing, roles
from guides.models import Edition, Guide, Revision, Situation
from tests.admin.desk import address, messages, opened, save, url_of
from tests.factories import make_guide, make_live, make_situation, make_wizard


@pytest.fixture
def guide(admin_client, db):
    """Published, changed at the desk, published again, changed once more."""
    guide = make_guide({"part": "It takes three days."}, title="First")
    publishing.publish(items=[guide], by="admin", note="The start")
    save(admin_client, guide, **{"title": "Second", "sections-0-body": "It takes four days."})
    publishing.publish(items=[Guide.objects.get()], by="admin")
    save(admin_client, guide, title="Third")
    return Guide.objects.get()


def look(client, item, page, **asked):
    return client.get(address(type(item), page, item.pk), asked)


def test_it_tells_every_edition_and_every_save_with_who_and_note(admin_client, guide):
    told = {event.what for event in look(admin_client, guide, "history").context["events"]}
    assert told == {
        "Saved as version 3",
        "Published as edition 2",
        "Saved as version 2",
        "Saved as version 1",
        "Published as edition 1",
    }
    page = look(admin_client, guide, "history").content.decode()
    assert "The start" in page
    assert page.count("(readers see this)") == 1


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ("edition-1", "edition-2", "First", "Second"),
        ("edition-2", "edition-1", "Second", "First"),
        ("edition-1", "copy", "First", "Third"),
        ("version-2", "version-3", "Second", "Third"),
        ("live", "copy", "Second", "Third"),
        ("", "", "Second", "Third"),
    ],
)
def test_any_two_texts_are_compared_with_their_words_marked(
    admin_client, guide, before, after, old, new
):
    page = look(admin_client, guide, "diff", before=before, after=after).content.decode()
    assert f"<del>{old}</del>" in page
    assert f"<ins>{new}</ins>" in page


def test_a_text_compared_with_itself_is_the_same(admin_client, guide):
    page = look(admin_client, guide, "diff", before="edition-1", after="edition-1")
    assert "The same text." in page.content.decode()


@pytest.mark.parametrize("name", ["edition-9", "edition-x", "edition-", "nothing", "version-99"])
def test_a_text_that_never_was_is_not_found(admin_client, guide, name):
    assert look(admin_client, guide, "diff", before=name).status_code == 404
    assert look(admin_client, guide, "restore", what=name).status_code == 404


def test_a_draft_is_compared_with_nothing(admin_client, db):
    page = look(admin_client, make_guide(), "diff")
    assert page.status_code == 200
    assert "Nothing published" in page.content.decode()


def restore(client, item, what, version):
    url = address(type(item), "restore", item.pk)
    return client.post(url, {"what": what, "version": version}, follow=True)


@pytest.mark.parametrize(
    ("what", "title"), [("edition-1", "First"), ("edition-2", "Second"), ("version-2", "Second")]
)
def test_restoring_makes_the_working_copy_say_it_again_and_shows_in_history(
    admin_client, guide, what, title
):
    shown = look(admin_client, guide, "restore", what=what).content.decode()
    assert f"<ins>{title}</ins>" in shown
    assert Guide.objects.get().title == "Third"  # looking restores nothing
    told = messages(restore(admin_client, guide, what, guide.version))[0]
    assert told.startswith(f"Restored: the working copy is {what.replace('-', ' ')} again.")
    assert Guide.objects.get().title == title
    assert Edition.objects.live().get().title == "Second"
    latest = look(admin_client, guide, "history").context["events"][0]
    assert (latest.what, latest.note) == ("Restored as version 4", what.replace("-", " "))


def test_restoring_over_what_was_not_seen_is_refused(admin_client, guide):
    save(admin_client, guide, title="Fourth")
    refused = restore(admin_client, guide, "edition-1", guide.version)
    assert refused.status_code == 409
    assert "was changed by admin since you looked at it" in refused.content.decode()
    assert Guide.objects.get().title == "Fourth"


def test_restoring_what_leads_to_what_is_gone_is_refused_with_the_reason(admin_client, db):
    other = make_guide()
    situation = make_situation(sections=[other.sections.get()])
    make_live(other, situation)
    situation.section_links.all().delete()
    other.sections.all().delete()
    refused = restore(admin_client, situation, "edition-1", 1)
    assert refused.status_code == 409
    assert "there is no section" in refused.content.decode()
    assert Situation.objects.get().version == 1


def test_what_is_restored_can_be_restored_back(admin_client, guide):
    restore(admin_client, guide, "edition-1", guide.version)
    kept = Revision.objects.get(version=3)
    restore(admin_client, guide, kept.name.replace(" ", "-"), 4)
    assert Guide.objects.get().title == "Third"


@pytest.mark.parametrize("make", [make_guide, make_situation, make_wizard])
def test_every_kind_has_its_history(admin_client, db, make):
    item = make()
    make_live(*Situation.objects.exclude(slug=item.slug), item)
    for page in ("history", "diff", "publish", "withdraw"):
        assert look(admin_client, item, page).status_code == 200, page


def test_a_writer_sees_history_and_diff_but_restores_nothing(client, guide):
    roles.make()
    writer = User.objects.create_user("writer", is_staff=True)
    writer.groups.add(Group.objects.get(name="Writer"))
    client.force_login(writer)
    assert "Restore …" not in look(client, guide, "history").content.decode()
    assert look(client, guide, "diff").status_code == 200
    for page in ("restore", "publish", "withdraw"):
        url = address(Guide, page, guide.pk)
        assert client.post(url, {"what": "edition-1", "version": guide.version}).status_code == 403
        assert client.get(url, {"what": "edition-1"}).status_code == 403
    assert client.get(url_of(guide)).status_code == 200
    assert client.post(url_of(guide), {**opened(guide), "title": "Fourth"}).status_code == 302


def test_a_long_history_has_pages(admin_client, db):
    guide = make_guide()
    make_live(guide)
    Revision.objects.bulk_create(
        Revision(
            kind="guide",
            guide=guide,
            version=number,
            how="saved",
            source="",
            saved_at=Edition.objects.get().published_at,
        )
        for number in range(1, 120)
    )
    page = look(admin_client, guide, "history")
    assert "Page 1 of 3" in page.content.decode()
    assert look(admin_client, guide, "history", p="x").status_code == 200
