"""The admin's first page: what waits, each with a link, loaded after the page."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate

from guides import audit
from guides.admin import dashboard
from guides.models import Fact, Guide, Situation
from tests.admin.desk import url_of
from tests.factories import (
    make_emergency_note,
    make_fact,
    make_guide,
    make_live,
    make_situation,
    make_wizard,
)
from tests.html import parse

PART = {"HX-Request": "true"}
NAMES = [panel.name for panel in dashboard.PANELS]
TODAY = localdate()


def links(client, name: str, **query) -> dict[str, str]:
    """The links of a panel by their text."""
    response = client.get(f"/admin/desk/{name}/", query, headers=PART)
    assert response.status_code == 200
    found = parse(response).all("//a")
    return {" ".join(link.text_content().split()): link.get("href") for link in found}


def words(client, name: str) -> str:
    return parse(client.get(f"/admin/desk/{name}/", headers=PART)).text("/html")


@pytest.fixture
def sound(db) -> Guide:
    """Live content in which nothing is to do."""
    guide = make_guide({"one": "Text."})
    situation = make_situation(sections=[guide.sections.get()])
    make_live(guide, situation, make_wizard({"a": {"x": situation}}))
    return guide


@pytest.fixture
def signed_in(client, db):
    """Signs in somebody on the staff with some permissions."""

    def sign_in(*codenames: str):
        user = User.objects.create_user(f"user-{User.objects.count()}", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(user)
        return client

    return sign_in


def test_the_first_page_offers_each_panel_with_a_link_and_asks_for_none(
    admin_client, sound, monkeypatch
) -> None:
    monkeypatch.setattr(audit, "audit_content", None)
    with CaptureQueriesContext(connection) as queries:
        page = parse(admin_client.get("/admin/"))
    assert len(queries) <= 5
    for panel in dashboard.PANELS:
        [place] = page.all(f"//*[@hx-get='/admin/desk/{panel.name}/'][@hx-trigger='load']")
        assert place.xpath("string(.//a/@href)") == place.get("hx-get")
        assert panel.offer in place.text_content()
    # Django's own lists stand below them.
    assert page.all("//*[@class='desk-panels']/following::*[@id='recent-actions-module']")
    assert page.all("//*[@id='content-main']//a[@href='/admin/guides/guide/']")


def test_every_panel_says_so_when_all_is_well(admin_client, sound) -> None:
    for name in NAMES:
        assert words(admin_client, name).endswith("."), name
        assert links(admin_client, name) == {}, name


def test_without_scripts_a_panel_is_a_page(admin_client, sound) -> None:
    Guide.objects.update(title="Changed", reviewed=TODAY - timedelta(days=999))
    make_emergency_note()
    for name in NAMES:
        page = parse(admin_client.get(f"/admin/desk/{name}/"))
        assert page.all("//*[@id='user-tools']"), name
        part = parse(admin_client.get(f"/admin/desk/{name}/", headers=PART))
        assert not part.all("//*[@id='user-tools'] | //h1"), name
        assert page.text("//*[@id='content-main']") == part.text("/html"), name


def test_problems_lead_to_what_mends_them(admin_client, sound) -> None:
    sound.sections.update(body="{fact:no}")
    (told,) = links(admin_client, "problems").items()
    assert "unknown fact “no”" in told[0]
    assert told[1] == f"{url_of(sound)}#sections-0"


def test_more_problems_than_fit_are_counted(admin_client, sound, monkeypatch) -> None:
    monkeypatch.setattr(dashboard, "MOST_ROWS", 2)
    sound.sections.update(body="{fact:a} {fact:b} {fact:c}")
    assert len(links(admin_client, "problems")) == 2
    told = words(admin_client, "problems")
    assert told.startswith("3 in all")
    assert told.endswith("... and 1 more")


def test_very_much_content_is_audited_only_when_asked(admin_client, sound, monkeypatch) -> None:
    monkeypatch.setattr(dashboard, "MOST_AUDITED", 2)
    sound.sections.update(body="{fact:no}")
    ((told, href),) = links(admin_client, "problems").items()
    assert told == "There are 3 items. Look for problems in all of them"
    assert "unknown fact" in admin_client.get(href).content.decode()


def test_reviews_overdue_and_due_soon_come_in_their_order(admin_client, sound) -> None:
    late = make_guide(reviewed=TODAY - timedelta(days=200), title="Late")
    soon = make_situation(reviewed=TODAY - timedelta(days=170), title="Soon")
    make_wizard({"a": {"x": soon}}, reviewed=TODAY - timedelta(days=149), title="Later")
    assert links(admin_client, "reviews") == {"Late": url_of(late), "Soon": url_of(soon)}
    told = words(admin_client, "reviews")
    assert told.index("Late") < told.index("overdue") < told.index("Soon")
    assert "due in 10 days" in told


def test_what_is_live_and_differs_is_told_drafts_are_not(admin_client, sound) -> None:
    make_guide(title="Draft")
    Guide.objects.filter(pk=sound.pk).update(
        title="Changed", saved_at=timezone.now(), saved_by="ada"
    )
    assert links(admin_client, "unpublished") == {"Changed": url_of(sound)}
    assert "by ada" in words(admin_client, "unpublished")


def test_a_page_that_says_a_fact_as_before_differs_too(admin_client, db) -> None:
    make_fact(key="wait")
    guide = make_guide({"one": "{fact:wait}"})
    make_live(guide)
    Fact.objects.update(high=99)
    assert list(links(admin_client, "unpublished").values()) == [url_of(guide)]


def test_of_very_many_those_saved_last_are_compared(admin_client, db, monkeypatch) -> None:
    monkeypatch.setattr(dashboard, "MOST_COMPARED", 2)
    long_ago = timezone.now() - timedelta(days=9)
    guides = [make_guide() for _ in range(4)]
    make_live(*guides)
    Guide.objects.update(saved_at=long_ago, title="Changed")
    changed = Guide.objects.order_by("-pk")[0]
    Guide.objects.filter(pk=changed.pk).update(saved_at=timezone.now(), title="Now")
    assert links(admin_client, "unpublished")["Now"] == url_of(changed)
    assert "3 items saved earlier were not compared." in words(admin_client, "unpublished")


def test_emergency_notes_say_how_they_stand(admin_client, sound) -> None:
    now = timezone.now()
    standing = make_emergency_note("Stands **now**.", ends_at=now + timedelta(hours=1))
    planned = make_emergency_note(
        "Later.", starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2)
    )
    make_emergency_note("Over.", ends_at=now)
    assert links(admin_client, "notes") == {
        "Stands now.": url_of(standing),
        "Later.": url_of(planned),
    }
    told = words(admin_client, "notes")
    assert told.index("standing, until") < told.index("planned, until")


def test_nobody_sees_a_panel_without_signing_in_or_without_permission(
    client, sound, signed_in
) -> None:
    addresses = [f"/admin/desk/{name}/" for name in NAMES]
    for address in addresses:
        assert client.get(address).url == f"/admin/login/?next={address}"
    signed_in("view_fact")
    for address in addresses:
        assert client.get(address).status_code == 403
    assert "desk-panels" not in client.get("/admin/").content.decode()


def test_somebody_sees_only_the_kinds_that_they_may_see(signed_in, sound) -> None:
    make_emergency_note()
    make_situation(slug="secret", title="SECRET", hazard="{fact:no}", reviewed="2020-01-01")
    Situation.objects.update(title="SECRET")
    Guide.objects.update(title="Changed", introduction="{fact:no}")
    client = signed_in("view_guide")
    for name in ("problems", "reviews", "unpublished"):
        told = words(client, name)
        assert "SECRET" not in told
        assert "situations/" not in told
    assert "introduction" in words(client, "problems")
    assert "Changed" in words(client, "unpublished")
    assert client.get("/admin/desk/notes/").status_code == 403
    assert "/admin/desk/notes/" not in client.get("/admin/").content.decode()
    assert client.get("/admin/desk/nothing/").status_code == 404
