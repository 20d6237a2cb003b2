"""The preview of Markdown while it is written, and what the toolbar finds to insert."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from guides.markup import LONGEST
from guides.markup.parser import LABELS
from guides.models import Edition, Guide, Revision, Situation
from tests.admin.desk import address, url_of
from tests.factories import (
    make_fact,
    make_guide,
    make_live,
    make_picture,
    make_situation,
    make_wizard,
)

PAGES = ("preview", "targets", "facts", "pictures")


def page(name: str, model=Guide) -> str:
    return reverse(f"admin:guides_{model._meta.model_name}_markdown_{name}")


@pytest.fixture
def preview(admin_client, db):
    def preview_(text: str, level: object = 2, model=Guide, **more) -> str:
        data = {"text": text, "level": level, **more}
        response = admin_client.post(page("preview", model), data)
        assert response.status_code == 200
        return response.content.decode()

    return preview_


def troubles(html: str) -> list[tuple[str, int, str]]:
    """How grave, in which line, and what."""
    found = re.findall(
        r'<li class="(\w+)">\s*<button.*?data-line="(\d+)".*?</button>(.*?)</li>', html, re.S
    )
    return [(kind, int(line), words.strip()) for kind, line, words in found]


def test_it_shows_what_readers_would_see_with_facts_of_the_working_copy(preview):
    make_fact(key="card", low=3, high=15)
    html = preview("It takes **{fact:card}**.")
    assert "<p>It takes <strong>3–15 business days</strong>.</p>" in html
    assert "Nothing to mend" in html
    assert not troubles(html)


def test_it_marks_unknown_facts_and_targets_and_lists_them_by_line(preview):
    html = preview("Fine.\n\n{fact:no} and\n[x](situation:nowhere)\n\n# Too high")
    assert [(kind, line) for kind, line, _ in troubles(html)] == [("grave", n) for n in (3, 4, 6)]
    assert troubles(html)[1][2] == "there is no situation:nowhere"
    assert "{fact:no} <small>(unknown fact)</small></mark>" in html
    assert "x <small>(there is no situation:nowhere)</small></mark>" in html
    assert "3 things to mend" in html


def test_it_says_mildly_what_is_there_but_not_live(preview):
    draft, live = make_situation(), make_situation()
    make_live(live)
    html = preview(f"[x](situation:{draft.slug})\n[y](situation:{live.slug})")
    assert troubles(html) == [("mild", 1, f"situation:{draft.slug} is a draft, not live")]
    assert f'<a href="{live.address}" target="_blank" rel="noopener">y</a>' in html
    assert "Nothing to mend here" in html


def test_it_knows_sections_of_the_working_copy_and_which_are_live(preview):
    guide = make_guide({"one": "Text."})
    make_live(guide)
    guide.sections.create(anchor="two", heading="Two", position=2, formerly="deux")
    links = [f"[x](guide:{guide.slug}#{anchor})" for anchor in ("one", "two", "deux", "three")]
    assert troubles(preview("\n".join(links))) == [
        ("mild", 2, f"guide:{guide.slug}#two is a draft, not live"),
        ("mild", 3, f"guide:{guide.slug}#deux is a draft, not live"),
        ("grave", 4, f"there is no guide:{guide.slug}#three"),
    ]


def test_it_knows_former_addresses(preview):
    guide = make_guide(slug="before")
    make_live(guide)
    Guide.objects.filter(pk=guide.pk).update(slug="after", formerly="long-ago")
    html = preview("[x](guide:before)\n[y](guide:after)\n[z](guide:long-ago)")
    assert [(kind, line) for kind, line, _ in troubles(html)] == [("mild", 2), ("mild", 3)]


def test_links_of_a_draft_to_itself_are_fine(preview):
    guide = make_guide({"one": ""})
    text = f"[x](guide:{guide.slug}#one) [y](guide:{guide.slug}#two)"
    assert [kind for kind, *_ in troubles(preview(text))] == ["grave", "mild"]
    assert [kind for kind, *_ in troubles(preview(text, item=guide.pk))] == ["grave"]


def test_a_guide_draws_what_its_stages_still_allow(preview):
    situation = make_situation(verdict="can")
    html = preview(f"::: timeline\n1. **Pay** [x](situation:{situation.slug})\n:::")
    assert '<li data-state="can">' in html
    assert "Open" in html


def test_a_situation_begins_with_what_to_do_first(preview):
    assert '<div class="steps">' in preview("Do.", level=1, model=Situation)
    assert '<div class="steps">' not in preview("Do.")


def test_a_text_that_is_too_long_gets_the_message(preview):
    html = preview("x" * (LONGEST + 1))
    assert troubles(html) == [("grave", 1, "the text has 100,001 characters; at most 100,000 fit")]


def test_a_request_that_is_too_large_is_a_plain_400(admin_client, db):
    form = "application/x-www-form-urlencoded"
    body = "level=1&text=" + "x" * 11_000_000
    response = admin_client.post(page("preview"), body, content_type=form)
    assert response.status_code == 400


def test_thousands_of_links_are_looked_up_together(preview, django_assert_max_num_queries):
    text = "\n".join(f"[x](situation:no-{n})" for n in range(1_200))
    with django_assert_max_num_queries(12):
        assert len(troubles(preview(text))) == 1_200


@pytest.mark.parametrize("level", ["", "0", "3", "x", "1" * 50])
def test_an_unknown_level_is_refused(admin_client, level):
    assert admin_client.post(page("preview"), {"text": "x", "level": level}).status_code == 400


@pytest.mark.parametrize("pk", ["0", "x", "1" * 50, "-1", "\x00"])
def test_an_unknown_item_is_not_found(admin_client, pk):
    data = {"text": "x", "level": 1, "item": pk}
    assert admin_client.post(page("preview"), data).status_code == 404


def test_nothing_is_written_and_nothing_kept(admin_client, db):
    guide = make_guide()
    data = {"text": "Other.", "level": 2, "item": guide.pk}
    response = admin_client.post(page("preview"), data)
    assert "no-store" in response["Cache-Control"]
    guide.refresh_from_db()
    assert guide.version == 1
    assert not Edition.objects.exists()
    assert not Revision.objects.exists()


def test_links_are_found_by_title_address_code_and_heading(admin_client, db):
    situation = make_situation(code="Z-99", title="Lost <parcel>")
    guide = make_guide({"the-anchor": "x"}, title="Parcels")
    make_live(guide)
    wizard = make_wizard(title="Where is it?")

    def found(words: str) -> str:
        return admin_client.get(page("targets"), {"q": words}).content.decode()

    assert f'data-link="situation:{situation.slug}" data-words="Lost &lt;parcel&gt;"' in found(
        "z-99"
    )
    assert "situation, not live" in found("lost")
    assert f'data-link="guide:{guide.slug}"' in found("parcels")
    assert "guide, not live" not in found("parcels")
    assert f'data-link="guide:{guide.slug}#the-anchor"' in found("the-anchor")
    assert f'data-link="wizard:{wizard.slug}"' in found("where is")
    assert "Nothing found" in found("no such thing")
    for odd in ("\x00", "%", "'\"", "x" * 10_000):
        found(odd)


def test_finding_takes_the_same_few_queries_however_much_there_is(
    admin_client, db, django_assert_max_num_queries
):
    for _ in range(5):
        make_guide(3)
        make_situation()
    with django_assert_max_num_queries(12):
        admin_client.get(page("targets"))


def test_pictures_are_found_by_name_and_words_and_shown_in_the_preview(admin_client, preview):
    make_picture(slug="order-screen", alt="The button")
    for words in ("order", "BUTTON"):
        html = admin_client.get(page("pictures"), {"q": words}).content.decode()
        assert 'data-insert="![](picture:order-screen)"' in html
    assert "No picture found" in admin_client.get(page("pictures"), {"q": "no"}).content.decode()
    assert '<img src="/pictures/' in preview("![](picture:order-screen)")
    assert "unknown picture" in preview("![](picture:nothing)")


def test_facts_are_found_by_key_and_label(admin_client, db):
    make_fact(key="card", label="Refund to a card", low=3, high=15)
    make_fact(key="other", label="Another")
    html = admin_client.get(page("facts"), {"q": "refund"}).content.decode()
    assert 'data-insert="{fact:card}"' in html
    assert "3–15 business days" in html
    assert "other" not in html
    assert "No fact found" in admin_client.get(page("facts"), {"q": "nope"}).content.decode()


def test_an_editor_finds_only_kinds_to_look_at(client, db):
    situation, guide = make_situation(title="Same"), make_guide(title="Same")
    make_fact(key="card")
    client.force_login(writer("change_guide"))
    html = client.get(page("targets"), {"q": "same"}).content.decode()
    assert f"guide:{guide.slug}" in html
    assert f"situation:{situation.slug}" not in html
    assert "card" not in client.get(page("facts")).content.decode()


def writer(*permissions: str) -> User:
    user = User.objects.create_user(f"user-{User.objects.count()}", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


@pytest.mark.parametrize("permission", ["view_guide", "change_guide", "add_guide"])
def test_whoever_may_see_the_form_may_ask(client, db, permission):
    client.force_login(writer(permission))
    assert client.post(page("preview"), {"text": "x", "level": 2}).status_code == 200
    assert client.get(page("targets")).status_code == 200
    assert client.get(page("facts")).status_code == 200


def test_others_may_not(client, db):
    client.force_login(writer("change_situation"))
    assert client.post(page("preview"), {"text": "x", "level": 2}).status_code == 403
    assert client.get(page("targets")).status_code == 403
    assert client.get(page("facts")).status_code == 403
    client.logout()
    for name in PAGES:
        assert client.get(page(name)).url.startswith("/admin/login/")
        assert client.post(page(name)).url.startswith("/admin/login/")


def test_each_page_takes_its_own_method(admin_client, db):
    assert admin_client.get(page("preview")).status_code == 405
    assert admin_client.post(page("targets")).status_code == 405
    assert admin_client.post(page("facts")).status_code == 405


def test_a_preview_needs_the_token_of_the_form(admin_user):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    assert strict.post(page("preview"), {"text": "x", "level": 2}).status_code == 403
    form = strict.get(address(Guide, "add")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
    response = strict.post(
        page("preview"), {"text": "x", "level": 2}, headers={"X-CSRFToken": token}
    )
    assert response.status_code == 200


def test_forms_say_which_fields_are_markdown_and_offer_every_block(admin_client, db):
    guide, situation = make_guide(), make_situation()
    html = admin_client.get(url_of(guide)).content.decode()
    assert len(re.findall('<textarea[^>]* data-markdown="2"', html)) == 1 + 1 + 1 + 1
    assert f'data-item="{guide.pk}"' in html
    blocks = re.findall('data-block="([^"]+)"', html)
    assert set(blocks) == set(LABELS)
    html = admin_client.get(url_of(situation)).content.decode()
    assert len(re.findall('<textarea[^>]* data-markdown="1"', html)) == 1
    html = admin_client.get(url_of(make_wizard())).content.decode()
    assert "markdown-desk" not in html
