"""When items must be checked again: in lists, on their pages, and “Checked, still right”."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.utils.timezone import localdate

from guides import publishing
from guides.models import Edition, Guide, Situation, Wizard
from tests.admin.desk import act, address, messages
from tests.factories import make_guide, make_live, make_situation, make_wizard
from tests.html import parse

TODAY = localdate()


def due_in(days: int, **fields) -> Guide:
    """A guide whose next check is so many days ahead."""
    return make_guide(reviewed=TODAY + timedelta(days=days - 100), review_every_days=100, **fields)


@pytest.fixture
def writer(client, db) -> User:
    """Signed in, may change guides, may not publish."""
    user = User.objects.create_user("writer", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__endswith="_guide"))
    client.force_login(user)
    return user


SHELVES = {"overdue": [-1], "soon": [0, 1, 30], "later": [31]}
SAYS = {-1: "overdue", 0: "due today", 1: "due in 1 day", 30: "due in 30 days"}


def test_lists_say_and_filter_when_the_next_check_is(admin_client, db) -> None:
    for days in (31, 30, 1, 0, -1):
        due_in(days, title=str(days))
    for shelf, all_days in SHELVES.items():
        response = admin_client.get(address(Guide, "changelist"), {"review": shelf})
        rows = parse(response).all("//*[@id='result_list']/tbody/tr")
        told = {
            int(row.xpath("string(*[contains(@class, 'field-title')])")): row.xpath(
                "string(*[contains(@class, 'field-next_check')])"
            )
            for row in rows
        }
        assert sorted(told) == all_days
        for days, words in told.items():
            assert words.endswith(SAYS.get(days, ""))
            assert ("due" in words) == (days in SAYS)


def test_lists_sort_by_the_next_check(admin_client, db) -> None:
    later, sooner = due_in(50), due_in(-50)
    columns = admin_client.get(address(Guide, "changelist")).context["cl"].list_display
    number = columns.index("next_check")
    for order, expected in ((number, [sooner, later]), (-number, [later, sooner])):
        response = admin_client.get(address(Guide, "changelist"), {"o": order})
        assert list(response.context["cl"].result_list) == expected


def test_every_kind_has_the_column_and_the_filter(admin_client, db) -> None:
    make_guide()
    make_wizard()
    for model in (Guide, Situation, Wizard):
        page = parse(admin_client.get(address(model, "changelist"), {"review": "later"}))
        assert "By next check" in page.text("//*[@id='changelist-filter']")
        assert page.all("//td[contains(@class, 'field-next_check')]")


def test_the_action_dates_what_was_chosen_and_tells_readers(admin_client, db) -> None:
    live, draft = make_guide(), make_guide()
    make_live(live)
    told = messages(act(admin_client, "mark_checked", live, draft))
    assert told == [
        f"Checked today: “{live.title}”. Readers see the new date.",
        f"Checked today: “{draft.title}”. It is not live, so readers see nothing of it.",
    ]
    assert set(Guide.objects.values_list("reviewed", "version", "saved_by")) == {
        (TODAY, 2, "admin")
    }
    edition = Edition.objects.live().get()
    assert (edition.page.reviewed, edition.note) == (TODAY, "Checked, still right")
    history = admin_client.get(address(Guide, "history", live.pk)).content.decode()
    assert "Published as edition 2" in history


def test_it_says_that_other_changes_were_not_published(admin_client, db) -> None:
    guide = make_guide()
    make_live(guide)
    Guide.objects.update(title="SECRET")
    (told,) = messages(act(admin_client, "mark_checked", guide))
    assert told.endswith(
        "Readers see the new date. The other changes of the working copy are not published."
    )
    assert "SECRET" not in Edition.objects.live().get().source


def test_the_button_of_an_item_is_the_same_as_the_action(admin_client, db) -> None:
    situation = make_situation()
    make_live(situation)
    page = parse(admin_client.get(address(Situation, "change", situation.pk)))
    [form] = page.all("//form[@action][.//button[contains(., 'Checked, still right')]]")
    # Not inside the form of the item, which it would send along.
    assert not form.xpath("ancestor::form")
    assert "Checked on 22 Nov 2026, next check" in page.text("//*[@class='desk-review']/p")
    response = admin_client.post(form.get("action"), follow=True)
    assert messages(response)[0].endswith("Readers see the new date.")
    assert response.request["PATH_INFO"] == address(Situation, "change", situation.pk)
    assert Situation.objects.get().reviewed == TODAY
    assert Edition.objects.live().get().page.reviewed == TODAY
    (told,) = messages(admin_client.post(form.get("action"), follow=True))
    assert told.endswith("Readers see this date already.")


def test_a_refusal_tells_its_reasons(admin_client, db) -> None:
    target = make_situation()
    guide = make_guide({"part": f"[x](situation:{target.slug})"})
    make_live(target, guide)
    Edition.objects.of(target).update(live=False)
    told = messages(act(admin_client, "mark_checked", guide))
    assert "cannot be published. The reasons follow." in told[0]
    assert "leads to what is not live" in told[1]
    assert Guide.objects.get().reviewed == TODAY


def test_a_writer_dates_the_working_copy_and_nothing_that_readers_see(client, writer) -> None:
    guide = make_guide()
    make_live(guide)
    (told,) = messages(client.post(address(Guide, "checked", guide.pk), follow=True))
    assert "once somebody who may publish publishes it" in told
    assert Guide.objects.get().reviewed == TODAY
    assert Edition.objects.get().page.reviewed != TODAY


def test_only_who_may_change_an_item_may_and_only_by_a_post(client, writer, admin_client) -> None:
    situation, guide = make_situation(), make_guide()
    assert client.post(address(Situation, "checked", situation.pk)).status_code == 403
    assert client.get(address(Guide, "checked", guide.pk)).status_code == 405
    for key in (10**6, "x", "1/2"):
        assert admin_client.post(address(Guide, "checked", key)).status_code == 404
    client.logout()
    response = client.post(address(Guide, "checked", guide.pk))
    assert (response.status_code, response.url.partition("?")[0]) == (302, "/admin/login/")
    assert not Situation.objects.filter(reviewed=TODAY).exists()
    assert not Guide.objects.filter(reviewed=TODAY).exists()


def test_who_may_only_look_sees_the_date_and_no_button(client, writer) -> None:
    writer.user_permissions.set(Permission.objects.filter(codename="view_guide"))
    guide = make_guide()
    page = parse(client.get(address(Guide, "change", guide.pk)))
    assert page.all("//*[@class='desk-review']/p")
    assert not page.all("//*[@class='desk-review']//button")
    assert client.post(address(Guide, "checked", guide.pk)).status_code == 403


def test_a_new_item_has_nothing_to_check(admin_client, db) -> None:
    assert not parse(admin_client.get(address(Guide, "add"))).all("//*[@class='desk-review']")


def test_what_is_checked_is_not_said_to_differ(admin_client, db) -> None:
    guide = make_guide()
    make_live(guide)
    act(admin_client, "mark_checked", guide)
    assert publishing.would_change(items=[guide]) == []
