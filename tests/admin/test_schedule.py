"""Scheduling at the desk: the form, what it refuses at which field, and what it says of plans."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from guides import publishing
from guides.models import Edition, Guide, Schedule
from tests.admin.desk import act, address, messages, save, url_of
from tests.factories import make_guide, make_live, make_situation
from tests.html import parse
from tests.publishing import everything


def page_of(item) -> str:
    return address(type(item), "schedule", item.pk)


def wall(**ahead: float) -> str:
    return f"{timezone.now() + timedelta(**ahead):%Y-%m-%dT%H:%M}"


def send(client, url: str, **fields: Any) -> Any:
    """Open the page, fill in its form, and send it."""
    page = client.get(url).content.decode()
    seen = dict(re.findall(r'name="(seen-\d+)" value="(\d+)"', page))
    fields = {**seen, "action": "publish", "at": wall(days=1), "zone": "UTC", "note": "", **fields}
    return client.post(url, fields, follow=True)


def refused(response) -> dict[str, list[str]]:
    assert response.status_code == 200
    return response.context["form"].errors


def test_it_schedules_and_says_so_with_the_zone(admin_client, db):
    guide = make_guide(title="Refunds")
    response = send(admin_client, page_of(guide), note="For Monday")
    row = Schedule.objects.get()
    said = f"{row.at:%Y-%m-%d} at {row.at:%H:%M} UTC"
    assert messages(response) == [f"Scheduled: “Refunds” is published on {said}."]
    assert (row.made_by, row.note, row.state) == ("admin", "For Monday", "pending")
    form = admin_client.get(url_of(guide)).content.decode()
    assert "Goes live" in form
    assert f"{row.at:%H:%M} UTC" in form
    assert page_of(guide) in form
    assert "Scheduled:" in admin_client.get(address(Guide, "history", guide.pk)).content.decode()


def test_the_time_is_read_in_the_zone_beside_it(admin_client, db):
    year = timezone.now().year + 1
    send(admin_client, page_of(make_guide()), at=f"{year}-07-01T09:00", zone="Europe/Berlin")
    assert f"{Schedule.objects.get().at:%Y-%m-%d %H:%M}" == f"{year}-07-01 07:00"


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("at", "", "required"),
        ("at", "soon", "Write it like"),
        ("at", "2026-13-45T09:00", "Write it like"),
        ("at", "2020-01-01T09:00", "from now on"),
        ("at", "0001-01-01T00:00", "from now on"),
        ("at", "9999-12-31T23:59", "within 5 years"),
        ("at", "a moment ago", "This time is over"),
        ("zone", "Mars/Olympus", "Select a valid choice"),
        ("action", "delete", "Select a valid choice"),
        ("note", "n" * 501, "at most"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_typed_is_lost(
    admin_client, db, field, value, told
):
    guide = make_guide()
    before = everything()
    value = wall(minutes=-1) if value == "a moment ago" else value
    typed = {"note": "What I typed", field: value}
    response = send(admin_client, page_of(guide), **typed)
    assert told in " ".join(refused(response)[field])
    assert everything() == before
    [note] = parse(response).all("//input[@name='note']")
    assert note.get("value") == typed["note"]


def test_every_reason_against_it_is_told_and_the_time_is_kept(admin_client, db):
    guide = make_guide({"a": "{fact:nothing}", "b": "[x](situation:nowhere)"})
    at = wall(days=2)
    response = send(admin_client, page_of(guide), at=at)
    told = parse(response).texts("//ul[@class='errorlist reasons']/li")
    assert len(told) == 2
    assert url_of(guide) in parse(response).all("//ul[@class='errorlist reasons']//a")[0].get(
        "href"
    )
    assert parse(response).all("//form//input[@name='at']")[0].get("value") == at
    assert not Schedule.objects.exists()


def test_what_is_saved_later_is_said_not_to_go_live(admin_client, db):
    guide = make_guide(title="As reviewed")
    send(admin_client, page_of(guide))
    for url in (url_of(guide), page_of(guide)):
        assert "has changed since" not in admin_client.get(url).content.decode()
    guide.title = "Half done"
    guide.save()
    assert "has changed since" in admin_client.get(url_of(guide)).content.decode()
    page = admin_client.get(page_of(guide)).content.decode()
    assert "<del>As</del>" in page
    assert "<ins>Half</ins>" in page


def test_what_nobody_looked_at_is_not_scheduled(admin_client, db):
    guide = make_guide(title="As looked at")
    seen = {f"seen-{guide.pk}": guide.version}
    save(admin_client, guide, title="By somebody else")
    response = send(admin_client, page_of(guide), **seen)
    assert "look at it again" in response.content.decode()
    assert not Schedule.objects.exists()
    send(admin_client, page_of(guide))
    assert "By somebody else" in Schedule.objects.get().source


def test_a_plan_is_moved_and_cancelled(admin_client, db):
    guide = make_guide()
    send(admin_client, page_of(guide))
    row = Schedule.objects.get()
    at = {"move-at": wall(days=3), "move-zone": "UTC"}
    told = messages(send(admin_client, page_of(guide), row=row.pk, move="1", **at))
    assert told[0].startswith("Moved: ")
    assert f"{Schedule.objects.get().at:%Y-%m-%dT%H:%M}" == at["move-at"]
    wrong = {"move-at": "2020-01-01T00:00", "move-zone": "UTC"}
    response = send(admin_client, page_of(guide), row=row.pk, move="1", **wrong)
    assert "from now on" in response.content.decode()
    told = messages(send(admin_client, page_of(guide), row=row.pk, cancel="1"))
    assert told[0].startswith("Cancelled: ")
    told = messages(send(admin_client, page_of(guide), row=row.pk, cancel="1"))
    assert told == ["It was over already."]
    assert Schedule.objects.get().state == "cancelled"


def test_a_plan_of_another_item_is_not_to_be_touched_from_here(admin_client, db):
    guide, other = make_guide(), make_guide()
    send(admin_client, page_of(guide))
    for pk in (Schedule.objects.get().pk, "x", "9" * 30, "9" * 5000):
        response = send(admin_client, page_of(other), row=pk, cancel="1")
        assert response.status_code == 404
    assert Schedule.objects.get().is_pending


def test_several_are_scheduled_from_the_list_as_one_batch(admin_client, db):
    first, second = make_situation(), make_situation()
    first.related_links.create(related=second, position=1)
    second.related_links.create(related=first, position=1)
    response = act(admin_client, "schedule_many", first, second)
    [(url, _)] = response.redirect_chain
    send(admin_client, url)
    assert len(set(Schedule.objects.values_list("at", flat=True))) == 1
    assert Schedule.objects.count() == 2
    for bad in (
        "",
        "?ids=",
        "?ids=x",
        "?ids=999",
        f"?ids={'9' * 30}",
        f"?ids={'9' * 5000}",
        f"?ids={first.pk},999",
    ):
        assert admin_client.get(url.partition("?")[0] + bad).status_code == 404


def test_only_who_may_change_what_readers_see_schedules(client, db):
    guide = make_guide()
    user = User.objects.create_user("bo", password="pw", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="change_guide"))
    client.force_login(user)
    assert client.get(page_of(guide)).status_code == 403
    assert send(client, page_of(guide)).status_code == 403
    many = address(Guide, "schedule_many")
    assert client.get(f"{many}?ids={guide.pk}").status_code == 403
    assert page_of(guide) not in client.get(url_of(guide)).content.decode()
    assert "schedule_many" not in client.get(address(Guide, "changelist")).content.decode()
    user.user_permissions.add(Permission.objects.get(codename="publish_edition"))
    assert send(client, page_of(guide)).status_code == 200
    assert client.get(page_of(make_situation())).status_code == 403
    assert Schedule.objects.get().made_by == "bo"


def test_publishing_by_hand_says_what_it_drops_and_what_still_stands(admin_client, db):
    guide = make_guide()
    make_live(guide)
    guide.title = "Reviewed"
    guide.save()
    send(admin_client, page_of(guide))
    send(admin_client, page_of(guide), action="withdraw", at=wall(days=2))
    guide.title = "Newer"
    guide.save()
    told = messages(act(admin_client, "publish", guide))
    assert any(line.startswith("Not scheduled any more: “Newer” is published on") for line in told)
    assert any(line.startswith("Still scheduled: “Newer” is withdrawn on") for line in told)
    assert any(line.startswith("Published") for line in told)


def test_what_failed_is_said_with_its_reasons_until_it_is_seen(admin_client, db, caplog):
    guide = make_guide()
    send(admin_client, page_of(guide))
    Schedule.objects.update(source="broken")
    publishing.publish_due(now=timezone.now() + timedelta(days=2))
    assert "Failed:" in admin_client.get(url_of(guide)).content.decode()
    row = Schedule.objects.get()
    page = admin_client.get(page_of(guide)).content.decode()
    assert "Seen, no more to do" in page
    assert not Edition.objects.exists()
    send(admin_client, page_of(guide), row=row.pk, cancel="1")
    assert "Failed:" not in admin_client.get(url_of(guide)).content.decode()
