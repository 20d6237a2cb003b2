"""Every page of the admin answers, and quickly; nobody else gets in."""

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guides.models import (
    Address,
    Choice,
    Edition,
    EmergencyNote,
    Fact,
    Guide,
    Picture,
    Question,
    Reference,
    Section,
    Situation,
    Synonym,
    Wizard,
)
from tests.admin.desk import address, confirmed, messages, save, url_of
from tests.factories import (
    make_emergency_note,
    make_fact,
    make_guide,
    make_live,
    make_picture,
    make_situation,
    make_synonym,
    make_wizard,
)

READ_ONLY = (Edition, Address, Reference)
MODELS = (
    EmergencyNote,
    Fact,
    Guide,
    Picture,
    Question,
    Section,
    Situation,
    Synonym,
    Wizard,
    *READ_ONLY,
)


@pytest.fixture
def content(db):
    make_fact()
    make_picture()
    make_emergency_note()
    make_synonym()
    guide = make_guide(2)
    section = guide.sections.first()
    situation = make_situation([section], [make_situation()])
    tree = {"a": {"on": "b", "off": section}, "b": {"x": situation}}
    make_live(guide, situation, *Situation.objects.all(), make_wizard(tree))


def test_it_registers_every_model_that_has_a_desk():
    registered = {model for model in admin.site._registry if model._meta.app_label == "guides"}
    assert registered == set(MODELS)


def test_every_page_of_every_model_answers(admin_client, content):
    for model in MODELS:
        row = model.objects.first()
        name = model._meta.verbose_name_plural
        for page, args in (("changelist", ()), ("change", (row.pk,)), ("history", (row.pk,))):
            response = admin_client.get(address(model, page, *args))
            assert response.status_code == 200, (name, page)
            closed = 403 if model in (*READ_ONLY, Section) else 200
        assert admin_client.get(address(model, "add")).status_code == closed
        assert admin_client.get(address(model, "delete", row.pk)).status_code == closed
        assert admin_client.get(address(model, "changelist"), {"q": "part on"}).status_code == 200
        gone = admin_client.get(address(model, "change", 10**6), follow=True)
        assert "doesn’t exist" in messages(gone)[0]


def test_lists_take_the_same_number_of_queries_however_long(admin_client, content):
    for _ in range(3):
        guide = make_guide(2)
        situation = make_situation([guide.sections.first()])
        make_live(guide, situation, make_wizard({"q": {"x": situation}}))
    make_fact()
    for model in MODELS:
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(address(model, "changelist"))
        assert len(queries) <= 12, model


def test_nobody_gets_in_without_signing_in(client, content):
    for model in MODELS:
        row = model.objects.first()
        for page, args in (
            ("changelist", ()),
            ("add", ()),
            ("change", (row.pk,)),
            ("delete", (row.pk,)),
        ):
            url = address(model, page, *args)
            for response in (client.get(url), client.post(url)):
                assert (response.status_code, response.url) == (302, f"/admin/login/?next={url}")


def test_the_admin_carries_the_name_of_the_site(admin_client):
    page = admin_client.get("/admin/").content.decode()
    assert settings.SITE_NAME in page
    assert "/admin/guides/section/" in page
    assert "/admin/guides/guide/add/" in page


def test_what_was_published_can_be_neither_changed_nor_deleted(admin_client, content):
    for model in READ_ONLY:
        row = model.objects.first()
        for page, args in (("add", ()), ("change", (row.pk,)), ("delete", (row.pk,))):
            response = admin_client.post(
                address(model, page, *args), {"post": "yes", "slug": "new"}
            )
            assert response.status_code == 403
        data = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        admin_client.post(address(model, "changelist"), data)
        assert model.objects.filter(pk=row.pk).exists()


def test_an_edition_shows_its_text_escaped_and_links_to_its_page(admin_client):
    (edition,) = make_live(make_guide({"part": "Less < more"}))
    page = admin_client.get(address(Edition, "change", edition.pk)).content.decode()
    assert "Less &lt; more" in page
    assert f'<a href="{edition.address}">' in page


def test_a_published_item_is_not_deleted_but_what_holds_it_is_shown(admin_client, content):
    for model in (Guide, Situation, Wizard):
        row = model.objects.first()
        url = address(model, "delete", row.pk)
        for response in (admin_client.get(url), admin_client.post(url, confirmed(row))):
            assert f"Cannot delete {model._meta.verbose_name}" in response.content.decode()
            assert "Address: " in response.content.decode()
        data = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        admin_client.post(address(model, "changelist"), data)
        assert model.objects.filter(pk=row.pk).exists()


def test_a_question_that_choices_lead_to_is_not_deleted(admin_client, db):
    wizard = make_wizard({"a": {"on": "b"}, "b": {"x": make_situation()}})
    question = wizard.questions.get(key="b")
    response = admin_client.post(address(Question, "delete", question.pk), confirmed(question))
    start = wizard.questions.get(key="a")
    told = f'<a href="{url_of(start)}">wizard “{wizard}”</a> (question a, choice on)'
    assert f"What leads there: {told}" in response.content.decode()
    (row,) = (i for i, q in enumerate(wizard.questions.all()) if q == question)
    response = save(admin_client, wizard, **{f"questions-{row}-DELETE": "on"})
    assert f"is not deleted: it is led to by {told}." in response.content.decode()
    assert Question.objects.filter(pk=question.pk).exists()


def test_a_draft_is_deleted_with_all_its_parts(admin_client, db):
    wizard = make_wizard({"a": {"on": "b"}, "b": {"x": make_situation()}})
    guide = make_guide(2)
    for row in (wizard, guide):
        response = admin_client.post(address(type(row), "delete", row.pk), confirmed(row))
        assert response.status_code == 302
    assert not Choice.objects.exists()
    assert not Section.objects.exists()


def test_only_a_live_item_links_to_its_page(admin_client, db):
    guide = make_guide()
    url = address(Guide, "change", guide.pk)
    assert "View on site" not in admin_client.get(url).content.decode()
    make_live(guide)
    assert f'href="{guide.address}"' in admin_client.get(url).content.decode()


def test_finding_a_section_names_its_guide(admin_client, db, django_assert_max_num_queries):
    guide = make_guide(5)
    asked = {"app_label": "guides", "model_name": "situationsection", "field_name": "section"}
    with django_assert_max_num_queries(5):
        response = admin_client.get("/admin/autocomplete/", {**asked, "term": guide.slug})
    found = [result["text"] for result in response.json()["results"]]
    assert f"Part 1 ({guide.slug}#part-1)" in found


def test_a_form_asks_once_for_each_section_it_links_to(admin_client, db):
    counts = []
    for size in (1, 6):
        situation = make_situation(list(make_guide(size).sections.all()))
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(address(Situation, "change", situation.pk))
        counts.append(len(queries))
    assert counts[1] - counts[0] <= 5


def test_somebody_who_may_only_look_cannot_publish(client, db):
    user = User.objects.create_user("looker", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_guide"))
    client.force_login(user)
    guide = make_guide()
    response = client.get(address(Guide, "changelist"))
    assert 'value="publish"' not in response.content.decode()
    data = {"action": "publish", "_selected_action": [guide.pk], "index": 0}
    client.post(address(Guide, "changelist"), data)
    assert not Edition.objects.exists()
    assert client.get(address(Guide, "change", guide.pk)).status_code == 200
