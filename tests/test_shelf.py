"""What pages show beside their own edition: only what is live, in the queries it says."""

from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from django.db.models import QuerySet

from guides import publishing, search, shelf
from guides.markup import Target
from guides.models import Choice, Edition, Question, Section, Situation
from guides.pages import WizardPage
from tests.factories import make_guide, make_live, make_situation, make_wizard

LIMIT = 50


def spread(value: Any) -> Any:
    """Everything a template could reach in a context, as plain text."""
    if isinstance(value, Edition):
        return spread([value.title, value.slug, value.summary, value.page])
    if is_dataclass(value):
        return [spread(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, dict):
        return [[key, spread(entry)] for key, entry in value.items()]
    if isinstance(value, list | tuple | set | frozenset | QuerySet):
        return [spread(entry) for entry in value]
    return str(value)


def everything_shown(slugs: dict[str, str]) -> str:
    """What every function of the shelf answers with for all that is live."""
    shown: list[Any] = [
        shelf.front(most=LIMIT),
        shelf.directions(most=LIMIT),
        shelf.picture(),
        shelf.situations_by_stage(""),
        shelf.first_step(),
        shelf.example(),
        shelf.saying("public-label"),
        search.find("public secret"),
    ]
    for edition in Edition.objects.live():
        if edition.kind == "guide":
            shown.append(shelf.marked(edition))
        elif edition.kind == "situation":
            shown.append(shelf.around(edition))
        else:
            shown.append(shelf.titles_of(ends_of(edition.page)))
    for kind, slug in slugs.items():
        shown.append(shelf.open_target(Target(kind, slug, "part" if kind == "guide" else "")))
    return str([spread(context) for context in shown])


@pytest.fixture
def live(db) -> dict[str, Any]:
    """One live item of each kind, all leading to each other."""
    guide = make_guide({"part": "Text."}, slug="guide", title="PUBLIC guide")
    section = guide.sections.get()
    other = make_situation(slug="other", title="PUBLIC other", verdict="can")
    situation = make_situation(
        slug="state",
        title="PUBLIC state",
        sections=[section],
        related=[other],
        verdict="cannot",
        screen_labels="PUBLIC label",
    )
    wizard = make_wizard(
        {"a": {"on": "b", "x": situation, "s": section}, "b": {"y": other}}, title="PUBLIC walk"
    )
    section.body = "::: timeline\n1. **First** [s](situation:state)\n2. **Last** Then.\n:::"
    section.save()
    make_live(guide, other, situation, wizard)
    return {"guide": guide, "situation": situation, "other": other, "wizard": wizard}


def edition_of(item) -> Edition:
    return Edition.objects.live().of(item).get()


def test_nothing_unpublished_shows_anywhere(live) -> None:
    """Neither drafts, nor unpublished edits, nor former editions, nor what was withdrawn."""
    slugs = {"guide": "guide", "situation": "state"}
    before = everything_shown(slugs)
    assert before.count("PUBLIC") > 10

    draft = make_situation(title="SECRET draft", slug="draft", position=0)
    timeline = "::: timeline\n1. **SECRET** [s](situation:state)\n:::"
    guide = make_guide({"part": timeline}, title="SECRET", slug="draft", position=0)
    make_wizard({"a": {"b": live["situation"], "c": draft}}, title="SECRET walk")
    for item in live.values():
        old = item.title
        type(item).objects.filter(pk=item.pk).update(title="SECRET", summary="SECRET", position=9)
        assert old.startswith("PUBLIC")
    Section.objects.filter(guide=live["guide"]).update(body="SECRET", heading="SECRET")
    Situation.objects.update(screen_labels="SECRET\nPUBLIC label")
    Section.objects.create(guide=live["guide"], anchor="new", heading="SECRET", position=9)
    question = Question.objects.get(wizard=live["wizard"], key="b")
    Question.objects.filter(pk=question.pk).update(text="SECRET?")
    Choice.objects.create(
        question=question, key="n", label="SECRET", position=9, to_situation=draft
    )
    live["situation"].section_links.create(section=guide.sections.get(), position=9)
    live["situation"].related_links.create(related=draft, position=9)
    assert everything_shown(slugs) == before

    gone = make_situation(title="SECRET once live", slug="gone")
    make_live(gone)
    assert "SECRET" in everything_shown(slugs)
    publishing.withdraw(items=[gone], by="tests")
    assert everything_shown(slugs) == before
    for kind, slug in (("situation", "draft"), ("situation", "gone"), ("guide", "draft")):
        assert shelf.open_target(Target(kind, slug, "part" if kind == "guide" else "")) == {}


def test_with_nothing_live_every_shelf_is_empty(db) -> None:
    make_guide()
    make_wizard()
    context = shelf.front(most=LIMIT)
    assert context["step"] is None
    assert context["picture"] == ()
    assert [len(context[name]) for name in ("wizards", "situations", "guides")] == [0, 0, 0]
    assert context["more_situations"] is False
    assert shelf.situations_by_stage("")["groups"] == []
    assert shelf.directions(most=LIMIT)["wizard"] is None


def test_the_home_page_shows_the_first_question_and_as_much_as_it_was_told(live) -> None:
    first = make_wizard({"first": {"x": live["situation"]}}, position=0, slug="a-first")
    live["wizard"].position = 1
    live["wizard"].save()
    make_live(first, live["wizard"])
    context = shelf.front(most=1)
    assert context["step"].question.id == "first"
    assert [label.text for label in context["labels"]] == ["PUBLIC label"]
    # The picture shows the situations itself.
    assert [len(context[name]) for name in ("picture", "situations", "guides")] == [2, 0, 1]
    assert [card.title for card in shelf.front(most=LIMIT)["wizards"]] == ["PUBLIC walk"]


def test_without_a_picture_the_home_page_lists_as_many_situations_as_it_was_told(db) -> None:
    make_live(make_situation(), make_situation())
    for most, shown, more in ((1, 1, True), (2, 2, False)):
        context = shelf.front(most=most)
        assert len(context["situations"]) == shown
        assert context["more_situations"] is more


def test_the_stages_of_the_picture_have_the_verdict_of_their_first_live_situation(live) -> None:
    assert [(stage.title, stage.state) for stage in shelf.picture()] == [
        ("First", "cannot"),
        ("Last", ""),
    ]


def test_a_stage_is_marked_after_its_situation_was_renamed(live) -> None:
    situation = live["situation"]
    situation.slug = "renamed"
    situation.save()
    make_live(situation)
    assert shelf.picture()[0].state == "cannot"
    groups = shelf.situations_by_stage("")["groups"]
    assert [(title, [card.slug for card in cards]) for title, cards in groups] == [
        ("First", ["renamed"]),
        ("At any time", ["other"]),
    ]


def test_every_live_situation_stands_in_exactly_one_group(live) -> None:
    groups = shelf.situations_by_stage("")["groups"]
    assert [(title, [card.slug for card in cards]) for title, cards in groups] == [
        ("First", ["state"]),
        ("At any time", ["other"]),
    ]


def test_without_a_picture_all_situations_are_one_group_without_a_name(db) -> None:
    make_live(make_situation(slug="one"), make_situation(slug="two"))
    [(title, cards)] = shelf.situations_by_stage("")["groups"]
    assert (title, [card.slug for card in cards]) == ("", ["one", "two"])


def test_a_situation_shows_what_it_points_to_in_its_own_order(db) -> None:
    guide = make_guide(sections=3, title="The guide", slug="guide")
    sections = list(guide.sections.all())[::-1]
    related = [make_situation(slug=slug) for slug in ("z", "a", "m")]
    situation = make_situation(sections=sections, related=related)
    make_live(situation, guide, *related)
    around = shelf.around(edition_of(situation))
    assert [card.href for card in around["sections"]] == [
        f"/guides/guide/#part-{n}" for n in (3, 2, 1)
    ]
    assert {card.guide for card in around["sections"]} == {"The guide"}
    assert [card.slug for card in around["related"]] == ["z", "a", "m"]


def test_what_it_points_to_is_found_after_a_rename_at_the_present_address(live) -> None:
    situation = edition_of(live["situation"])
    Section.objects.filter(guide=live["guide"]).update(anchor="new", formerly="part")
    for item in (live["guide"], live["other"]):
        item.slug = f"{item.slug}-renamed"
        item.save()
        make_live(item)
    around = shelf.around(situation)
    assert [card.href for card in around["sections"]] == ["/guides/guide-renamed/#new"]
    assert [card.slug for card in around["related"]] == ["other-renamed"]
    opened = shelf.open_target(Target("guide", "guide", "part"))
    assert (opened["guide"].slug, opened["section"].anchor) == ("guide-renamed", "new")


def test_all_ways_to_a_situation_are_told_even_by_its_former_address(live) -> None:
    other = live["other"]
    told = shelf.around(edition_of(other))
    [way] = told["ways"].first
    assert [answer.choice for answer in way] == ["on!", "y!"]
    assert (told["ways"].more, told["ways"].unfinished) == ([], [])
    other.slug = "renamed"
    other.save()
    make_live(other)
    assert shelf.around(edition_of(other))["ways"] == told["ways"]


def test_a_wizard_that_no_longer_leads_there_is_no_way(live) -> None:
    other, wizard = live["other"], live["wizard"]
    Choice.objects.filter(key="y").update(to_situation=live["situation"])
    make_live(wizard)
    assert shelf.around(edition_of(other))["ways"].first == []
    assert len(shelf.around(edition_of(live["situation"]))["ways"].first) == 2
    publishing.withdraw(items=[wizard], by="tests")
    assert shelf.around(edition_of(live["situation"]))["ways"].first == []


def test_a_choice_opens_the_page_or_the_section_it_leads_to(live) -> None:
    assert shelf.open_target(Target("situation", "state"))["page"].title == "PUBLIC state"
    opened = shelf.open_target(Target("guide", "guide", "part"))
    assert opened["section"].heading == "Part"
    assert opened["section"].body[0].stages[0].state == "cannot"
    assert shelf.open_target(Target("guide", "guide", "no-such")) == {}
    assert shelf.open_target(Target("situation", "no-such")) == {}


def test_everything_a_wizard_leads_to_has_its_title(live) -> None:
    assert shelf.titles_of(ends_of(edition_of(live["wizard"]).page)) == {
        "situation:state": "PUBLIC state",
        "situation:other": "PUBLIC other",
        "section:guide#part": "Part",
    }


@pytest.mark.parametrize("many", [1, 12])
def test_the_number_of_queries_does_not_grow_with_the_content(
    live, many, django_assert_max_num_queries
) -> None:
    more = [make_situation() for _ in range(many)]
    guides = [make_guide() for _ in range(many)]
    hub = make_situation(related=more, sections=[guide.sections.get() for guide in guides])
    tree = {"a": {f"to-{n}": situation for n, situation in enumerate([hub, *more])}}
    wizard = make_wizard(tree)
    make_live(*more, *guides, hub, wizard)
    found, walk, drawn = (edition_of(item) for item in (hub, wizard, live["guide"]))
    assert found.page
    assert walk.page
    assert drawn.page
    to_section = Target("guide", "guide", "part")
    for most, ask in (
        (4, lambda: spread_shallow(shelf.front(most=LIMIT))),
        (1, lambda: spread_shallow(shelf.directions(most=LIMIT))),
        (1, shelf.picture),
        (1, lambda: shelf.marked(drawn)),
        (3, lambda: shelf.situations_by_stage("")),
        (1, lambda: shelf.around(found)),
        (2, lambda: shelf.titles_of(ends_of(walk.page))),
        (2, lambda: shelf.map_of(walk.page, "")),
        (2, lambda: shelf.page_of("guide", "")),
        (1, lambda: shelf.open_target(Target("situation", hub.slug))),
        (1, lambda: shelf.open_target(to_section)),
    ):
        with django_assert_max_num_queries(most):
            ask()


def ends_of(wizard: WizardPage) -> set[str]:
    return {choice.to for question in wizard.questions for choice in question.choices}


def spread_shallow(context: dict[str, Any]) -> None:
    """Read what a list shows of each card."""
    for name, value in context.items():
        if isinstance(value, list | QuerySet) and name != "labels":
            assert all(card.title and card.address for card in value)
