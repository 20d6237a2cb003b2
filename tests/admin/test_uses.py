"""What links here: shown at every form, and what is in use stays where links find it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guides.models import EmergencyNote, Fact, Guide, Question, Section, Situation, Wizard
from tests.admin.desk import address, confirmed, errors, messages, save, url_of
from tests.factories import (
    make_emergency_note,
    make_fact,
    make_guide,
    make_live,
    make_situation,
    make_wizard,
)
from tests.publishing import everything


def page_of(client, row) -> str:
    return client.get(url_of(row)).content.decode()


def link(row, kind: str = "guide") -> str:
    return f'<a href="{url_of(row)}">{kind} “{getattr(row, "title", row)}”</a>'


def test_every_form_shows_what_links_there_with_the_place(admin_client, db):
    guide = make_guide({"a": "", "b": ""}, slug="guide")
    section = guide.sections.get(anchor="a")
    end = make_situation([section], slug="end")
    wizard = make_wizard({"q": {"yes": end, "on": "r"}, "r": {"x": end}})
    other = make_guide({"x": "[1](guide:guide) [2](guide:guide#a) [3](situation:end)"})
    other.sections.update(body=other.sections.get().body + f" [4](wizard:{wizard.slug})")
    for row in (guide, section, end, wizard):
        page = page_of(admin_client, row)
        assert f'<a href="{url_of(other)}">{other.title}</a>' in page, row
        assert "<td>section x</td>" in page
    question, last = wizard.questions.get(key="q"), wizard.questions.get(key="r")
    assert f'<a href="{url_of(question)}">{wizard}</a>' in page_of(admin_client, end)
    assert "<td>question q, choice yes</td>" in page_of(admin_client, end)
    assert "<td>question q, choice on</td>" in page_of(admin_client, last)
    page = page_of(admin_client, guide)
    assert "<summary>2 places</summary>" in page
    assert f"{link(end, 'situation')} (sections that apply)" in page
    assert "nothing links here" in page
    assert "Nothing links here." in page_of(admin_client, other)


def test_what_an_emergency_note_names_stays_until_it_is_over(admin_client, db):
    fact, guide = make_fact(key="wait"), make_guide({"a": "", "b": ""}, slug="guide")
    live = make_guide({"c": ""}, slug="live")
    make_live(guide, live)
    draft = make_guide(slug="draft")
    note = make_emergency_note("{fact:wait} [1](guide:guide#a) [2](guide:live)", live)
    told = link(note, "emergency note")
    for row in (fact, guide.sections.get(anchor="a"), live):
        page = page_of(admin_client, row)
        assert f'<a href="{url_of(note)}">' in page, row
        assert "<td>note on pages</td>" in page
    assert url_of(note) not in page_of(admin_client, draft)
    assert told in errors(save(admin_client, fact, key="other"))["key"]
    assert told in errors(save(admin_client, guide, **{"sections-0-DELETE": "on"}))["sections"]
    url = address(Fact, "delete", fact.pk)
    assert admin_client.post(url, confirmed(fact)).status_code == 200
    EmergencyNote.objects.update(ends_at=timezone.now())
    assert not errors(save(admin_client, fact, key="other"))
    assert url_of(note) not in page_of(admin_client, live)


def test_a_form_asks_the_same_however_much_links_there(admin_client, db):
    counts = []
    for size in (1, 4):
        guide = make_guide(size)
        for section in guide.sections.all():
            text = f"[x](guide:{guide.slug}#{section.anchor}) [x](guide:{guide.slug})"
            make_situation([section], body=text)
        with CaptureQueriesContext(connection) as queries:
            page = page_of(admin_client, guide)
        assert page.count("<summary>2 places</summary>") == size
        counts.append(len(queries))
    assert counts[1] <= counts[0], counts


@pytest.mark.parametrize("make", [make_guide, make_situation, make_wizard])
def test_a_draft_that_only_a_text_links_to_is_not_deleted(admin_client, db, make):
    item = make()
    anchor = "#part-1" if make is make_guide else ""
    user = make_guide({"a": f"[x]({item.KIND}:{item.slug}{anchor})"})
    url = address(type(item), "delete", item.pk)
    for response in (admin_client.get(url), admin_client.post(url, confirmed(item))):
        assert f"What leads there: {link(user)} (section a)" in response.content.decode()
    data = {"action": "delete_selected", "_selected_action": [item.pk], **confirmed(item)}
    response = admin_client.post(address(type(item), "changelist"), data)
    assert link(user) in response.content.decode()
    user.sections.update(body="")
    assert admin_client.post(url, confirmed(item)).status_code == 302
    assert not type(item).objects.filter(pk=item.pk).exists()


def test_drafts_that_link_only_to_each_other_may_go_together(admin_client, db):
    one, other = (
        make_guide({"a": "[x](guide:two)"}, slug="one"),
        make_guide({"a": "[x](guide:one) [x](guide:two)"}, slug="two"),
    )
    data = {
        "action": "delete_selected",
        "_selected_action": [one.pk, other.pk],
        **confirmed(one, other),
    }
    admin_client.post(address(Guide, "changelist"), data)
    assert not Guide.objects.exists()


@pytest.mark.parametrize("live", [False, True])
def test_a_section_in_use_is_not_deleted_with_a_tick(admin_client, db, live):
    guide = make_guide({"a": "", "b": "[x](guide:guide#b)"}, slug="guide")
    user = make_guide({"x": "[x](guide:guide#a)"}, slug="user")
    if live:
        make_live(guide, user)
        user.sections.update(body="")
    before = everything()
    response = save(admin_client, guide, **{"sections-0-DELETE": "on"})
    seen = ", live only: publish it" if live else ""
    told = f"“A (guide#a)” is not deleted: it is led to by {link(user)} (section x{seen})."
    assert told in errors(response)["sections"]
    assert everything() == before
    user.sections.update(body="")
    if live:
        make_live(user)
    assert not errors(save(admin_client, guide, **{"sections-0-DELETE": "on"}))
    assert guide.sections.count() == 1


def test_links_of_the_guide_itself_count_as_they_are_typed(admin_client, db):
    guide = make_guide({"a": "", "b": "[x](guide:guide#a)"}, slug="guide")
    told = errors(save(admin_client, guide, **{"sections-0-DELETE": "on"}))
    assert f"{link(guide)} (section b)" in told["sections"]
    typed = {"sections-0-DELETE": "on", "sections-1-body": "", "introduction": "[x](guide:guide#a)"}
    told = errors(save(admin_client, guide, **typed))
    assert f"{link(guide)} (introduction)" in told["sections"]
    assert not errors(save(admin_client, guide, **{**typed, "introduction": ""}))


def test_a_section_that_rows_lead_to_is_held_with_their_links(admin_client, db):
    guide = make_guide({"a": "", "b": ""})
    section = guide.sections.get(anchor="a")
    end = make_situation([section])
    wizard = make_wizard({"q": {"yes": section}})
    told = errors(save(admin_client, guide, **{"sections-0-DELETE": "on"}))["sections"]
    assert f"{link(end, 'situation')} (sections that apply)" in told
    question = wizard.questions.get()
    told_of = f'<a href="{url_of(question)}">wizard “{wizard}”</a> (question q, choice yes)'
    assert told_of in told


def test_a_former_anchor_stays_while_something_links_to_it(admin_client, db):
    guide = make_guide({"a": "", "b": ""}, slug="guide")
    guide.sections.filter(anchor="a").update(formerly="old\nolder")
    user = make_guide({"x": "[x](guide:guide#old)"})
    found = errors(save(admin_client, guide, **{"sections-0-formerly": "older"}))
    told = f"Links to “#old” lead to the section “A”: {link(user)} (section x)."
    assert found == {"sections-0-formerly": told}
    assert not errors(save(admin_client, guide, **{"sections-0-formerly": "old"}))
    # Another section may not take it either, in whatever way.
    for field in ("anchor", "formerly"):
        typed = {"sections-0-formerly": "", f"sections-1-{field}": "old"}
        assert errors(save(admin_client, guide, **typed)) == {f"sections-1-{field}": told}
    user.sections.update(body="")
    assert not errors(save(admin_client, guide, **typed))


def test_sections_do_not_exchange_anchors_that_are_linked_to(admin_client, db):
    guide = make_guide({"a": "", "b": ""}, slug="guide")
    end = make_situation([guide.sections.get(anchor="a")])
    exchange = {"sections-0-anchor": "b", "sections-1-anchor": "a"}
    user = make_guide({"x": "[x](guide:guide#a)"})
    found = errors(save(admin_client, guide, **exchange))
    assert found == {
        "sections-1-anchor": f"Links to “#a” lead to the section “A”: {link(user)} (section x)."
    }
    user.sections.update(body="")
    # Rows lead to rows, so the situation follows.
    assert not errors(save(admin_client, guide, **exchange))
    assert [section.anchor for section in end.sections.all()] == ["b"]


def test_a_former_address_stays_while_something_links_to_it(admin_client, db):
    situation = make_situation(slug="new", formerly="old\nolder")
    user = make_guide({"x": "[x](situation:old)"})
    found = errors(save(admin_client, situation, formerly="older"))
    told = f"Links still lead here by the former name “old”: {link(user)} (section x)."
    assert found == {"formerly": told}
    assert not errors(save(admin_client, situation, formerly="old"))
    assert not errors(save(admin_client, situation, slug="old", formerly=""))


def test_an_address_that_links_know_as_another_items_is_not_taken(admin_client, db):
    situation = make_situation(slug="new", formerly="old", title="Owner")
    user = make_guide({"x": "[x](situation:old)"})
    other = make_situation()
    told = f"Links to “old” lead to “Owner” now: {link(user)} (section x)."
    assert errors(save(admin_client, other, slug="old")) == {"slug": told}
    assert errors(save(admin_client, other, formerly="old")) == {"formerly": told}
    taken = errors(save(admin_client, other, slug="new"))
    assert taken == {"slug": "Situation with this Slug already exists."}
    user.sections.update(body="")
    assert not errors(save(admin_client, other, slug="old"))
    assert situation.formerly == "old"


@pytest.mark.parametrize("make", [make_guide, make_situation, make_wizard])
def test_a_draft_keeps_its_old_name_where_a_text_links_to_it(admin_client, db, make):
    item, unused = make(slug="old"), make(slug="unused")
    user = make_guide({"a": f"[x]({item.KIND}:old)"})
    assert not errors(save(admin_client, item, slug="new"))
    assert not errors(save(admin_client, unused, slug="other"))
    item.refresh_from_db()
    unused.refresh_from_db()
    assert (item.formerly, unused.formerly) == ("old", "")
    make_live(*Situation.objects.all(), item, user)
    assert user.sections.get().body == f"[x]({item.KIND}:old)"


@pytest.mark.parametrize("make", [make_guide, make_situation, make_wizard])
def test_renaming_what_is_live_keeps_old_addresses_and_links_working(
    admin_client, client, db, make
):
    item = make(slug="old")
    user = make_guide({"a": f"[x]({item.KIND}:old)"})
    make_live(*Situation.objects.all(), item, user)
    old = item.address
    save(admin_client, item, slug="new")
    item.refresh_from_db()
    make_live(item)
    assert client.get(old).headers["Location"] == item.address
    # The page that links by the old name can be published again as it is.
    user.title = "Again"
    user.save()
    make_live(user)
    found = messages(save(admin_client, user, follow=True))
    assert not [one for one in found if "cannot be published" in one]


def test_a_renamed_anchor_is_still_found_by_readers(admin_client, client, db):
    guide = make_guide({"old": "Text."}, slug="guide")
    user = make_guide({"a": "[x](guide:guide#old)"})
    make_live(guide, user)
    assert not errors(save(admin_client, guide, **{"sections-0-anchor": "new"}))
    make_live(guide)
    assert 'id="old"' in client.get(guide.address).content.decode()
    assert Section.objects.get(anchor="new").formerly == "old"


def test_a_question_in_use_is_not_deleted(admin_client, db):
    end = make_situation()
    wizard = make_wizard({"a": {"on": "b"}, "b": {"on": "c"}, "c": {"x": end}})
    start, middle, last = wizard.questions.all()
    # By the start of the wizard.
    page = admin_client.post(address(Question, "delete", start.pk), confirmed(start))
    assert f"{link(wizard, 'wizard')} (start)" in page.content.decode()
    # By a choice, alone or with others.
    for chosen in ([last], [start, last]):
        pks = [question.pk for question in chosen]
        data = {"action": "delete_selected", "_selected_action": pks, **confirmed(*chosen)}
        page = admin_client.post(address(Question, "changelist"), data).content.decode()
        assert f'<a href="{url_of(middle)}">wizard “{wizard}”</a> (question b, choice on)' in page
    told = errors(save(admin_client, wizard, **{"questions-0-DELETE": "on"}))["questions"]
    assert f"is not deleted: it is led to by {link(wizard, 'wizard')} (start)." in told
    typed = {"questions-0-DELETE": "on", "start": "b"}
    assert not errors(save(admin_client, wizard, **typed))
    assert [question.key for question in wizard.questions.all()] == ["b", "c"]


def test_renaming_a_question_takes_along_what_leads_to_it(admin_client, db):
    wizard = make_wizard({"a": {"on": "b"}, "b": {"x": make_situation()}})
    start, last = wizard.questions.all()
    assert not errors(save(admin_client, start, key="first"))
    wizard.refresh_from_db()
    assert wizard.start == "first"
    typed = {"questions-0-key": "begin", "questions-1-key": "end"}
    assert not errors(save(admin_client, wizard, **typed))
    wizard.refresh_from_db()
    assert wizard.start == "begin"
    assert wizard.questions.get(key="begin").choices.get().to == "question:end"
    assert not errors(save(admin_client, wizard, start="end", **{"questions-0-key": "a"}))
    assert Wizard.objects.get().start == "end"
    make_live(*Situation.objects.all())
    assert last.pk
