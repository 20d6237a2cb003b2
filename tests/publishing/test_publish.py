"""Publishing: what makes an edition, what makes none, and what is refused."""

from datetime import UTC, datetime

import pytest
from django.db.models import QuerySet

from guides import audit, pack, publishing
from guides.models import Choice, Edition, Fact, Moved, Section, SituationSection
from guides.publishing import Refused
from tests.factories import (
    make_fact,
    make_guide,
    make_live,
    make_situation,
    make_wizard,
)
from tests.publishing import everything

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)


def change(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


def refusal(*items) -> list[str]:
    """The reasons why items are not published, after making sure that nothing was written."""
    before = everything()
    with pytest.raises(Refused) as refused:
        make_live(*items)
    assert everything() == before
    assert str(refused.value).splitlines() == [str(reason) for reason in refused.value.reasons]
    return [str(reason) for reason in refused.value.reasons]


def exchange_slugs(one, other) -> None:
    first, second = one.slug, other.slug
    change(one, slug="in-between")
    change(other, slug=first)
    change(one, slug=second)


def test_an_edition_keeps_who_when_why_and_what(db) -> None:
    make_fact(key="wait")
    guide = make_guide({"part": "Takes {fact:wait}."}, slug="guide", title="The guide")
    [edition] = publishing.publish(items=[guide], by="Ada", note="First.", now=NOW)
    edition = Edition.objects.get(pk=edition.pk)
    assert (edition.published_by, edition.published_at, edition.note) == ("Ada", NOW, "First.")
    assert (edition.number, edition.live, edition.slug) == (1, True, "guide")
    assert edition.source == pack.write_item(pack.read_row(guide))
    assert "{fact:wait}" in edition.source
    assert edition.page.section("part").body[0].html == "<p>Takes 3–15 business days.</p>"


def test_the_columns_of_an_edition_say_what_its_page_says(db) -> None:
    make_fact(key="wait", low=1, high=None, unit="weeks")
    situation = make_situation(
        slug="state",
        code="S-07",
        verdict="cannot",
        title="Wait {fact:wait}",
        position=4,
        summary="In {fact:wait}",
    )
    timeline = "::: timeline\n1. **First** [here](situation:state)\n:::"
    guide = make_guide({"picture": timeline})
    edition, drawn = make_live(situation, guide)
    assert (edition.code, edition.code_key, edition.verdict) == ("S-07", "S07", "cannot")
    assert (edition.title, edition.summary, edition.position) == ("Wait 1 week", "In 1 week", 4)
    assert (edition.has_picture, drawn.has_picture) == (False, True)
    assert (drawn.code, drawn.verdict) == ("", "")


def test_publishing_again_without_a_change_makes_no_edition(db) -> None:
    situation = make_situation(sections=[make_guide().sections.get()])
    items = [situation.sections.get().guide, situation, make_wizard({"a": {"b": situation}})]
    assert len(make_live(*items)) == 3
    before = everything()
    assert make_live(*items) == []
    assert everything() == before


def test_an_item_given_twice_is_published_once(db) -> None:
    guide = make_guide()
    assert len(make_live(guide, type(guide).objects.get(pk=guide.pk))) == 1


def test_a_change_makes_the_next_edition_and_replaces_the_last(db) -> None:
    guide = make_guide()
    [first] = make_live(guide)
    [second] = make_live(change(guide, summary="Another."))
    assert [(e.number, e.live) for e in Edition.objects.order_by("number")] == [
        (1, False),
        (2, True),
    ]
    first.refresh_from_db()
    assert (first.summary, second.summary) != (second.summary, first.summary)
    assert first.withdrawn_at is None


@pytest.mark.parametrize(
    "fields", [{"position": 7}, {"review_every_days": 7}, {"formerly": "old"}, {"title": "New"}]
)
def test_every_field_of_an_item_counts_as_a_change(db, fields) -> None:
    guide = make_guide()
    make_live(guide)
    assert len(make_live(change(guide, **fields))) == 1


def test_a_changed_fact_makes_an_edition_of_what_uses_it_and_of_nothing_else(db) -> None:
    fact = make_fact(key="wait")
    end = make_situation(body="Nothing to see.")
    users = [
        make_guide({"part": "{fact:wait}"}),
        make_situation(summary="{fact:wait}"),
        make_situation(hazard="{fact:wait}"),
    ]
    wizard = make_wizard({"a": {"b": end}})
    Choice.objects.filter(question__wizard=wizard).update(hint="{fact:wait}")
    users.append(wizard)
    items = [*users, end, make_guide()]
    make_live(*items)
    change(fact, note="No reader sees this.")
    assert make_live(*items) == []
    change(fact, high=20)
    editions = make_live(*items)
    assert [e.item for e in editions] == users
    assert all("3–20 business days" in str(e.page) for e in editions)
    assert "{fact:wait}" in editions[0].source


def test_a_changed_fact_makes_editions_of_what_reckons_with_it(db) -> None:
    fact = make_fact(key="card", group="refund")
    user, other = make_situation(tools="refund-dates"), make_situation(tools="reminder")
    make_live(user, other)
    assert make_live(user, other) == []
    change(fact, high=20)
    [edition] = make_live(user, other)
    assert edition.item == user
    assert [method.high for method in edition.page.methods] == [20]
    change(fact, group="")
    [reason] = refusal(user)
    assert "tools: refund-dates needs a fact of the group “refund”" in reason


def test_a_page_from_before_a_key_was_known_is_no_other_page(db) -> None:
    """What is new in pages has a default: it makes no edition and outdates none."""
    situation = make_situation()
    [edition] = make_live(situation)
    page = {name: value for name, value in edition.page_json.items() if name != "methods"}
    assert page != edition.page_json
    QuerySet(Edition).filter(pk=edition.pk).update(page_json=page)
    assert make_live(situation) == []
    edition = Edition.objects.get(pk=edition.pk)
    assert edition.page.methods == ()
    assert not audit.is_outdated(edition, pack.read_facts())


@pytest.mark.parametrize(("language", "kept"), [("de", True), ("en", False)])
def test_only_a_site_in_another_language_publishes_english_forms(
    db, client, settings, language, kept
) -> None:
    settings.SITE_LANGUAGE = language
    situation = make_situation(
        slug="state", body="::: message\nHallo\n:::\n::: message en\nGreetings\n:::\n\n1. So."
    )
    make_live(situation)
    for address in ("/situations/state/", "/situations/state.md", "/api/situations/state/"):
        assert ("Greetings" in client.get(address).content.decode()) is kept, address
    found = client.get("/search/", {"q": "greetings"}).content.decode()
    assert ("<mark>" in found) is kept


def test_a_batch_may_refer_to_each_other_where_its_items_alone_may_not(db) -> None:
    one, other = make_situation(slug="one"), make_situation(slug="other")
    change(one, body="See [other](situation:other).")
    change(other, body="See [one](situation:one).")
    for item, missing in ((one, "other"), (other, "one")):
        [reason] = refusal(item)
        assert f"leads to what is not live: situation:{missing}" in reason
    assert len(make_live(one, other)) == 2


def test_an_edition_notes_everything_it_leads_to(db) -> None:
    guide = make_guide({"part": "Text."}, slug="guide")
    other = make_situation(slug="other")
    wizard = make_wizard({"a": {"b": other, "c": guide.sections.get()}}, slug="wizard")
    body = "[a](guide:guide) [b](guide:guide#part) [c](wizard:wizard) [d](situation:related)"
    situation = make_situation(
        slug="state",
        sections=[guide.sections.get()],
        related=[make_situation(slug="related")],
        body=body,
    )
    make_live(guide, other, wizard, situation, situation.related.get())

    def led_to(item) -> set[tuple[str, str, str]]:
        edition = Edition.objects.live().of(item).get()
        return set(edition.references.values_list("kind", "slug", "anchor"))

    assert led_to(situation) == {
        ("guide", "guide", ""),
        ("guide", "guide", "part"),
        ("wizard", "wizard", ""),
        ("situation", "related", ""),
    }
    assert led_to(wizard) == {("situation", "other", ""), ("guide", "guide", "part")}
    assert led_to(guide) == set()


@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_wizard_remembers_the_answers_that_fitted_once(db, withdrawn) -> None:
    end = make_situation()
    wizard = make_wizard({"a": {"gone": end, "kept": end}})
    make_live(end, wizard)
    if withdrawn:
        publishing.withdraw(items=[wizard], by="tests")
    Choice.objects.filter(key="gone").delete()
    [edition] = make_live(wizard)
    assert [(r.question, r.choice) for r in edition.page.retired] == [("a", "gone")]
    assert make_live(wizard) == []
    Choice.objects.update(label="Another word for it")
    [edition] = make_live(wizard)
    assert [(r.question, r.choice) for r in edition.page.retired] == [("a", "gone")]


# --- Refusals ------------------------------------------------------------------------------------


def test_it_refuses_with_all_reasons_at_once_and_writes_nothing(db) -> None:
    live = make_situation(code="A-1", slug="taken")
    make_live(live)
    change(live, slug="elsewhere")
    draft = make_situation(slug="draft")
    bad = make_guide({"part": "{fact:unknown} [a](situation:nowhere) ![x](y)"}, slug="bad")
    thief = make_situation(code="B-1", slug="taken")
    tree = {
        "start": {"round": "loop", "draft": draft},
        "loop": {"back": "start"},
        "orphan": {"end": live},
        "end": {},
    }
    wizard = make_wizard(tree, slug="walk")
    good = make_guide()
    reasons = refusal(good, bad, thief, wizard)
    wanted = [
        "guides/bad.md: section part: line 1: the picture “y” is not in the library",
        "guides/bad.md: section part: line 1: unknown fact “unknown”",
        "guides/bad.md: section part: leads to what is not live: situation:nowhere",
        "situations/taken.md: slug: taken is the address of the situation",
        "wizards/walk.toml: questions.start.choices.2.to: leads to what is not live: situation:dr",
        "wizards/walk.toml: questions.loop: choice back: goes round in a loop",
        "wizards/walk.toml: questions.orphan: no path leads to this question",
        "wizards/walk.toml: questions.end: no path leads to this question",
        "wizards/walk.toml: questions.end: a path ends here without an answer",
    ]
    for start in wanted:
        assert any(reason.startswith(start) for reason in reasons), (start, reasons)
    assert not any("is the address" in r for r in reasons if not r.startswith("situations/taken"))


@pytest.mark.parametrize(
    ("fields", "place"),
    [({"title": "T {fact:no}"}, "title"), ({"summary": "{fact:no}"}, "summary")],
)
def test_it_refuses_an_unknown_fact_wherever_text_stands(db, fields, place) -> None:
    guide = make_guide(slug="guide", **fields)
    assert refusal(guide) == [f"guides/guide.md: {place}: unknown fact “no”"]


def test_it_refuses_an_unknown_fact_in_a_hazard_and_in_a_choice(db) -> None:
    situation = make_situation(slug="s", hazard="{fact:no}")
    wizard = make_wizard({"a": {"b": situation}}, slug="w")
    Choice.objects.update(hint="{fact:no}", label="{fact:no}")
    assert refusal(situation, wizard) == [
        "situations/s.md: hazard: unknown fact “no”",
        "wizards/w.toml: questions.a.choices.1.hint: unknown fact “no”",
        "wizards/w.toml: questions.a.choices.1.label: unknown fact “no”",
    ]


@pytest.mark.parametrize("link", ["guide:no", "situation:no", "wizard:no", "guide:there#no"])
def test_it_refuses_a_link_to_what_is_not_there(db, link) -> None:
    make_live(make_guide(slug="there"))
    [reason] = refusal(make_situation(slug="s", body=f"First.\n\n[a]({link})"))
    assert reason == f"situations/s.md: body: leads to what is not live: {link}"


@pytest.mark.parametrize("kind", ["related", "sections", "choice"])
def test_it_refuses_what_leads_to_a_draft_and_takes_it_in_one_batch(db, kind) -> None:
    guide = make_guide()
    section = guide.sections.get()
    draft = {"related": make_situation(), "sections": guide, "choice": make_situation()}[kind]
    item = {
        "related": lambda: make_situation(related=[draft]),
        "sections": lambda: make_situation(sections=[section]),
        "choice": lambda: make_wizard({"a": {"b": draft}}),
    }[kind]()
    [reason] = refusal(item)
    assert "leads to what is not live" in reason
    assert len(make_live(item, draft)) == 2


def test_it_refuses_what_leads_to_a_withdrawn_page(db) -> None:
    end = make_situation()
    make_live(end)
    publishing.withdraw(items=[end], by="tests")
    [reason] = refusal(make_wizard({"a": {"b": end}}))
    assert f"leads to what is not live: situation:{end.slug}" in reason


def test_it_refuses_what_leads_to_a_section_that_is_not_live_yet(db) -> None:
    guide = make_guide()
    make_live(guide)
    new = Section.objects.create(guide=guide, anchor="new", heading="New", position=9)
    situation = make_situation(sections=[new])
    [reason] = refusal(situation)
    assert reason.endswith(f"leads to what is not live: guide:{guide.slug}#new")
    make_live(guide, situation)


def test_it_refuses_an_empty_guide(db) -> None:
    guide = make_guide(sections=0, slug="empty")
    assert refusal(guide) == ["guides/empty.md: this guide is empty"]
    make_live(change(guide, introduction="Text."))


def test_it_refuses_a_wizard_that_starts_nowhere(db) -> None:
    end = make_situation()
    make_live(end)
    wizard = make_wizard({"a": {"b": end}}, start="gone")
    assert any("the first question “gone” does not exist" in r for r in refusal(wizard))


@pytest.mark.parametrize("how", ["link", "sections", "choice"])
def test_it_refuses_to_remove_a_section_that_a_live_page_leads_to(db, how) -> None:
    guide = make_guide({"kept": "Text.", "gone": "Text."}, slug="guide")
    section = guide.sections.get(anchor="gone")
    leading = {
        "link": lambda: make_situation(body="[a](guide:guide#gone)"),
        "sections": lambda: make_situation(sections=[section]),
        "choice": lambda: make_wizard({"a": {"b": section}}),
    }[how]()
    make_live(guide, leading)
    # In the working copy nothing leads there any more: only readers still are.
    SituationSection.objects.all().delete()
    Choice.objects.filter(to_section=section).delete()
    section.delete()
    [reason] = refusal(guide)
    assert reason == (
        "guides/guide.md: section gone: the section is gone, but "
        f"{Edition.objects.live().of(leading).get().address} leads to it"
    )


def test_a_section_may_go_together_with_what_led_to_it(db) -> None:
    guide = make_guide({"kept": "Text.", "gone": "Text."})
    section = guide.sections.get(anchor="gone")
    situation = make_situation(sections=[section])
    make_live(guide, situation)
    SituationSection.objects.all().delete()
    section.delete()
    assert len(make_live(guide, situation)) == 2


def test_a_renamed_section_keeps_its_former_anchor_working(db) -> None:
    guide = make_guide({"old": "Text."}, slug="guide")
    make_live(guide, make_situation(body="[a](guide:guide#old)"))
    section = guide.sections.get()
    change(section, anchor="new")
    [reason] = refusal(guide)
    assert "section old: the section is gone" in reason
    change(section, formerly="old")
    [edition] = make_live(guide)
    assert edition.page.section("old").anchor == "new"


def test_it_refuses_the_address_of_another_item(db) -> None:
    other = make_guide(slug="taken", title="First come")
    make_live(other)
    change(other, slug="away")
    told = "taken is the address of the guide “First come”"
    assert refusal(make_guide(slug="taken")) == [f"guides/taken.md: slug: {told}"]
    thief = make_guide(slug="thief", formerly="taken")
    assert refusal(thief) == [f"guides/thief.md: formerly: {told}"]


def test_it_refuses_a_former_address_that_another_item_of_the_batch_has(db) -> None:
    one, other = make_guide(slug="one"), make_guide(slug="other", formerly="one")
    [reason] = refusal(one, other)
    assert reason.startswith("guides/other.md: formerly: one is the address of the guide")


def test_it_refuses_a_code_that_was_ever_published_for_another_situation(db) -> None:
    first = make_situation(code="S-07", title="First come")
    make_live(first)
    publishing.withdraw(items=[first], by="tests")
    type(first).objects.filter(pk=first.pk).update(code="S-99")
    told = "S07 was published as the code of “First come”: it is never reused"
    second = make_situation(code="S07", slug="second")
    assert refusal(second) == [f"situations/second.md: code: {told}"]


def test_it_refuses_to_change_a_code(db) -> None:
    situation = make_situation(code="S-07", slug="state")
    make_live(situation)
    change(situation, code="S-08")
    told = "a code never changes: readers know this situation as S-07"
    assert refusal(situation) == [f"situations/state.md: code: {told}"]
    make_live(change(situation, code="S07"))


# --- Addresses -----------------------------------------------------------------------------------


def moved_to(kind: str, slug: str) -> str:
    with pytest.raises(Moved) as moved:
        Edition.objects.find(kind, slug)
    return moved.value.edition.slug


def test_a_former_slug_leads_on_without_being_written_down(db) -> None:
    guide = make_guide(slug="old")
    make_live(guide)
    make_live(change(guide, slug="new"))
    assert moved_to("guide", "old") == "new"


def test_an_address_in_formerly_leads_on_from_the_first_edition(db) -> None:
    make_live(make_guide(slug="new", formerly="older\nold"))
    assert [moved_to("guide", slug) for slug in ("older", "old")] == ["new", "new"]


def test_an_address_that_was_renamed_only_in_the_working_copy_stays(db) -> None:
    guide = make_guide(slug="old")
    make_live(guide)
    change(guide, slug="new")
    assert Edition.objects.find("guide", "old").live
    with pytest.raises(Edition.DoesNotExist):
        Edition.objects.find("guide", "new")


def test_a_link_by_a_former_address_stays_good(db) -> None:
    guide = make_guide(slug="old")
    make_live(guide)
    make_live(change(guide, slug="new"))
    make_live(make_situation(body="[a](guide:old) [b](guide:old#part-1)"))


def test_a_slug_that_was_left_can_be_taken_over(db) -> None:
    first = make_guide(slug="slug")
    make_live(first)
    make_live(change(first, slug="away"))
    second = make_guide(slug="slug")
    make_live(second)
    assert Edition.objects.find("guide", "slug").item == second
    assert Edition.objects.find("guide", "away").item == first


def test_an_item_may_come_back_to_its_former_address(db) -> None:
    guide = make_guide(slug="first")
    for slug in ("first", "second", "first"):
        make_live(change(guide, slug=slug))
    assert Edition.objects.find("guide", "first").number == 3
    assert moved_to("guide", "second") == "first"


@pytest.mark.parametrize("make", [make_guide, make_situation])
def test_two_items_exchange_slugs_in_one_batch(db, make) -> None:
    one, other = make(slug="one"), make(slug="other")
    make_live(one, other)
    exchange_slugs(one, other)
    assert len(refusal(one)) == len(refusal(other)) == 1
    make_live(one, other)
    kind = one.KIND
    assert Edition.objects.find(kind, "one").item == other
    assert Edition.objects.find(kind, "other").item == one


def test_links_follow_two_guides_that_exchange_slugs(db) -> None:
    one = make_guide({"of-one": "Text."}, slug="one")
    other = make_guide({"of-other": "Text."}, slug="other")
    situation = make_situation(sections=[one.sections.get(), other.sections.get()])
    make_live(one, other, situation)
    exchange_slugs(one, other)
    for order in ([one, other, situation], [other, one, situation]):
        make_live(*order)
    page = Edition.objects.live().of(situation).get().page
    assert page.sections == ("other#of-one", "one#of-other")


def test_a_link_to_a_section_of_the_guide_that_left_an_address_is_dangling(db) -> None:
    one = make_guide({"of-one": "Text."}, slug="one")
    other = make_guide({"of-other": "Text."}, slug="other")
    make_live(one, other)
    exchange_slugs(one, other)
    situation = make_situation(body="[a](guide:one#of-one)")
    for order in ([one, other, situation], [other, one, situation]):
        [reason] = refusal(*order)
        assert reason.endswith("leads to what is not live: guide:one#of-one")


def test_an_address_is_not_taken_over_under_a_page_that_leads_to_the_old_item(db) -> None:
    """Else a choice would lead to another page than the one it was published with."""
    meant = make_situation(slug="slug", title="What was meant")
    wizard = make_wizard({"a": {"b": meant}}, slug="walk")
    make_live(meant, wizard)
    make_live(change(meant, slug="moved"))
    intruder = make_situation(slug="slug", title="Something else")
    reasons = refusal(intruder)
    assert any("walk" in reason for reason in reasons)
    make_live(intruder, wizard)
    assert Edition.objects.live().of(wizard).get().page.questions[0].choices[0].to.endswith("moved")


def test_slugs_are_not_exchanged_under_a_page_that_leads_to_one_of_them(db) -> None:
    one, other = make_situation(slug="one"), make_situation(slug="other")
    wizard = make_wizard({"a": {"b": one}}, slug="walk")
    make_live(one, other, wizard)
    exchange_slugs(one, other)
    assert any("walk" in reason for reason in refusal(one, other))
    make_live(one, other, wizard)


def test_an_address_is_not_taken_over_by_a_guide_without_the_section_that_is_led_to(db) -> None:
    first = make_guide({"part": "Text."}, slug="slug")
    make_live(first, make_situation(slug="reader", sections=[first.sections.get()]))
    make_live(change(first, slug="moved"))
    assert any("reader" in r for r in refusal(make_guide({"other": "Text."}, slug="slug")))


# --- The text of an edition ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "fields"),
    [
        (make_situation, {"screen_labels": "Shipped\nShipped"}),
        (make_situation, {"screen_labels": "x" * 201}),
        (make_situation, {"title": "Not\u00a0broken"}),
        (make_guide, {"summary": "Zero\u200bwidth"}),
        (make_guide, {"title": " Spaces "}),
        (make_guide, {"formerly": "old\nold"}),
        (make_guide, {"formerly": "Not A Slug"}),
    ],
)
def test_what_the_pack_format_cannot_hold_is_refused_or_can_be_read_back(db, make, fields) -> None:
    """Else the edition could never be restored, and what dump_pack writes never be loaded."""
    item = make(**fields)
    try:
        [edition] = make_live(item)
    except Refused:
        return
    record = pack.read_row(item)
    assert pack.read_item(record.path, edition.source) == record


def test_nothing_is_published_when_nothing_is_given(db) -> None:
    assert make_live() == []
    assert Fact.objects.count() == Edition.objects.count() == 0
