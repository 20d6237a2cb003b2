"""Previews at the desk: whom they are shown to, what they lead to, and where they may stand."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User

from guides.preview import read_pass
from tests.admin.desk import address, messages, url_of
from tests.factories import make_guide, make_live, make_situation, make_wizard
from tests.html import parse
from tests.publishing import everything


def preview_of(item) -> str:
    return address(type(item), "preview", item.pk)


def editor(client, *permissions: str) -> None:
    user = User.objects.create_user("bo", password="pw", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)


@pytest.mark.parametrize("make", [make_guide, make_situation, make_wizard])
def test_it_shows_the_working_copy_to_who_may_look_at_it(admin_client, client, db, make):
    item = make()
    response = admin_client.get(preview_of(item))
    assert "Preview of the working copy" in parse(response).main
    [edit] = parse(response).all("//main//a[text()='Edit']")
    assert (edit.get("href"), edit.get("target")) == (url_of(item), "_top")
    editor(client, f"view_{item.KIND}")
    assert client.get(preview_of(item)).status_code == 200
    User.objects.get(username="bo").user_permissions.clear()
    assert client.get(preview_of(item)).status_code == 403


def test_who_is_not_signed_in_is_asked_to(client, db):
    url = preview_of(make_guide())
    assert client.get(url)["Location"].startswith("/admin/login/?next=")


@pytest.mark.parametrize("pk", ["999", "x", "9" * 40, "_00"])
def test_what_does_not_exist_is_told(admin_client, db, pk):
    for page in ("preview/", "preview/a=b/"):
        assert admin_client.get(f"/admin/guides/guide/{pk}/{page}").status_code == 404
    for page in ("preview-link/", "schedule/"):
        answer = admin_client.get(f"/admin/guides/guide/{pk}/{page}", follow=True)
        assert "doesn’t exist" in messages(answer)[0]


def test_only_the_preview_may_stand_in_a_frame_and_only_of_this_site(admin_client, db):
    guide = make_guide()
    make_live(guide)
    shown = admin_client.get(preview_of(guide))
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in shown["Cache-Control"]
    assert "frame-src" not in shown["Content-Security-Policy"]
    form = admin_client.get(url_of(guide))
    assert "frame-src 'self'" in form["Content-Security-Policy"]
    for other in (form, admin_client.get(guide.address), admin_client.get("/admin/")):
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
        assert other["X-Frame-Options"] == "DENY"
    assert "frame-src" not in admin_client.get("/admin/")["Content-Security-Policy"]


def test_the_form_has_it_beside_at_the_width_of_a_phone(admin_client, db):
    guide = make_guide()
    page = parse(admin_client.get(url_of(guide)))
    [frame] = page.all("//iframe")
    assert (frame.get("src"), frame.get("width")) == (preview_of(guide), "360")
    assert frame.get("title")
    # Above the form too, which may be a long way from its end.
    assert page.all(f"//ul[@class='desk-links']//a[@href='{preview_of(guide)}']")
    assert page.all(f"//form//a[@href='{preview_of(guide)}']")
    assert not parse(admin_client.get(address(type(guide), "add"))).all("//iframe")


def test_a_wizard_is_walked_and_leads_on_to_previews_of_other_drafts(admin_client, db):
    related = make_situation(title="Another draft")
    guide = make_guide({"part": "[see](situation:end)"})
    end = make_situation([guide.sections.get()], [related], title="The end", slug="end")
    wizard = make_wizard({"q": {"x": end}})
    start = preview_of(wizard)
    outcome = parse(admin_client.get(f"{start}q=x/"))
    assert outcome.h1 == "The end"
    assert outcome.links["Another draft"] == preview_of(related)
    assert outcome.links["Part"] == f"{preview_of(guide)}#part"
    assert outcome.links["Back"] == start
    assert parse(admin_client.get(preview_of(guide))).links["see"] == preview_of(end)
    tree = parse(admin_client.get(f"{start}map/"))
    assert tree.links["The end"] == preview_of(end)
    make_live(guide, end, related)
    [link] = parse(admin_client.get(f"{start}map/")).all("//main//a[text()='The end']")
    assert (link.get("href"), link.get("target")) == (end.address, "_blank")


def test_stages_are_marked_by_drafts_too(admin_client, db):
    draft = make_situation(verdict="cannot", slug="late")
    text = "::: timeline\n1. **Pay** [x](situation:late)\n:::"
    guide = make_guide({"part": text})
    page = parse(admin_client.get(preview_of(guide)))
    assert page.all("//div[@class='picture']//li/@data-state") == [draft.verdict]


def test_a_link_is_made_for_who_may_edit(admin_client, client, db):
    guide = make_guide()
    url = address(type(guide), "preview_link", guide.pk)
    before = everything()
    field = parse(admin_client.get(url)).all("//input[@id='link']")[0]
    assert everything() == before
    token = re.fullmatch(rf"{settings.SITE_URL}/preview/([^/]+)/", field.get("value"))[1]
    assert read_pass(token) == guide
    editor(client, "view_guide")
    assert client.get(url).status_code == 403
    assert "preview-link" not in client.get(url_of(guide)).content.decode()


def test_it_only_reads(admin_client, db):
    guide = make_guide()
    before = everything()
    admin_client.get(preview_of(guide))
    assert admin_client.post(preview_of(guide)).status_code == 405
    assert everything() == before
