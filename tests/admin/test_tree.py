"""The tree on a wizard's desk: drawn whole however broken it is, and grown on the spot."""

import re
from html import unescape

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guides.admin.growing import NewChoiceForm
from guides.models import Choice, Question, Wizard
from tests.admin.desk import address, messages
from tests.factories import make_guide, make_live, make_situation, make_wizard
from tests.publishing import everything


def tree_of(wizard) -> str:
    return address(Wizard, "tree", wizard.pk)


def page(client, url: str) -> str:
    """What a page says and where it links, without the spaces between."""
    response = client.get(url)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def node(text: str, key: str) -> str:
    """What stands at a question, up to its first branch that leads on to another one."""
    return text.partition(f'id="at-{key}"')[2].partition('<li class="node"')[0]


@pytest.fixture
def end(db):
    end = make_situation(slug="end", title="The end")
    make_live(end)
    return end


def test_everything_that_is_drawn_leads_to_its_form(admin_client, end) -> None:
    guide = make_guide(3)
    second = guide.sections.all()[1]
    wizard = make_wizard({"a": {"x": "b", "y": end}, "b": {"x": second, "y": "c"}, "c": {"z": end}})
    for url in (tree_of(wizard), address(Wizard, "change", wizard.pk)):
        text = page(admin_client, url)
        for question in wizard.questions.all():
            form = address(Question, "change", question.pk)
            assert f'href="{form}">{question.text}' in text
            for index, choice in enumerate(question.choices.all()):
                assert f'href="{form}#choices-{index}">{choice.label}' in text
        assert f'href="{address(type(end), "change", end.pk)}">{end}' in text
        assert f'href="{address(type(guide), "change", guide.pk)}#sections-1">{second}' in text
        assert (
            "<strong>3 paths</strong> through 3 questions; the deepest asks 3: a? → b? → c?" in text
        )
        assert "Readers see none of it yet: 3 paths, all new." in text


def test_what_is_wrong_stands_where_it_is(admin_client, end) -> None:
    draft = make_situation(slug="draft")
    tree = {
        "a": {"draft": draft, "round": "b", "empty": "e"},
        "b": {"back": "a", "end": end},
        "e": {},
        "lost": {"self": "lost", "x": "found"},
        "found": {"x": end},
    }
    wizard = make_wizard(tree)
    Choice.objects.filter(key="end").update(label="{fact:none}")
    text = page(admin_client, tree_of(wizard))
    assert "cannot be told while they go round in a loop" in text
    assert "leads to what is not live: situation:draft" in node(text, "a")
    assert "goes round in a loop: a=round → b=back → a" in node(text, "b")
    assert "unknown fact “none”" in node(text, "b")
    assert "a path ends here without an answer (after a=empty)" in node(text, "e")
    apart = text.partition("Questions that nobody reaches")[2]
    assert "no path leads to this question" in node(apart, "lost")
    assert "goes round in a loop: lost=self → lost" in node(apart, "lost")
    for key in tree:
        assert text.count(f'id="at-{key}"') == 1


def test_a_wizard_without_its_first_question_is_drawn(admin_client, end) -> None:
    wizard = make_wizard({"a": {"x": end}}, start="gone")
    text = page(admin_client, tree_of(wizard))
    assert "There is no first question: none has the key “gone”." in text
    assert "No path leads to an end yet." in text
    assert 'id="at-a"' in text
    empty = Wizard.objects.create(
        slug="w", title="W", summary="S.", start="a", reviewed="2026-11-22"
    )
    assert "There is no first question" in page(admin_client, tree_of(empty))


def test_the_paths_that_change_are_told_before_and_after(admin_client, end) -> None:
    other = make_situation(slug="other", title="Another end")
    wizard = make_wizard({"a": {"x": end, "y": other}})
    make_live(other, wizard)
    Choice.objects.filter(key="x").update(to_situation=other)
    for url in (tree_of(wizard), address(Wizard, "change", wizard.pk)):
        text = page(admin_client, url)
        assert "1 of 2 paths changes: 1 ends elsewhere." in text
        assert "<em>The end</em> <code>situation:end</code>" in text
        assert "<em>Another end</em> <code>situation:other</code>" in text


def test_a_tree_takes_as_many_queries_however_large_it_is(admin_client, end) -> None:
    counts = []
    for size in (2, 40):
        guide = make_guide(size)
        situations = [make_situation() for _ in range(size)]
        tree = {f"q{n}": {"on": f"q{n + 1}", "out": situations[n]} for n in range(size)}
        tree[f"q{size}"] = {f"c{n}": section for n, section in enumerate(guide.sections.all())}
        wizard = make_wizard(tree)
        make_live(guide, *situations, wizard)
        with CaptureQueriesContext(connection) as queries:
            text = page(admin_client, tree_of(wizard))
        counts.append(len(queries))
        assert text.count('<li class="node"') == size + 1
    assert counts[0] == counts[1] <= 25


def grow(client, wizard, **values):
    data = {key.replace("__", "-"): value for key, value in values.items()}
    return client.post(tree_of(wizard), data, follow=True)


def test_a_choice_is_added_where_it_was_asked_for(admin_client, end) -> None:
    wizard = make_wizard({"a": {"x": end}, "b": {"x": end}})
    form = page(admin_client, f"{tree_of(wizard)}?at=a#grow")
    assert 'name="choice-label"' in node(form, "a")
    first = Choice.objects.get(question__key="a")
    b = wizard.questions.get(key="b")
    response = grow(
        admin_client,
        wizard,
        at="a",
        choice__label="Not at all!",
        choice__to_question=b.pk,
        choice__before=first.pk,
    )
    assert response.redirect_chain == [(f"{tree_of(wizard)}?show=a#at-a", 302)]
    assert messages(response) == ["Added “Not at all!” to “a?”."]
    added = Choice.objects.get(key="not-at-all")
    assert (added.position, added.to_question, added.question.key) == (1, b, "a")
    assert Wizard.objects.get(pk=wizard.pk).version == 2


@pytest.mark.parametrize("how", ["to_situation", "to_section", "to", "to section", "to question"])
def test_a_choice_leads_wherever_choices_can(admin_client, end, how) -> None:
    section = make_guide(slug="guide").sections.get()
    wizard = make_wizard({"a": {"x": end}})
    field, value, to = {
        "to_situation": ("to_situation", end.pk, "situation:end"),
        "to_section": ("to_section", section.pk, "section:guide#part-1"),
        "to": ("to", "situation:end", "situation:end"),
        "to section": ("to", "section:guide#part-1", "section:guide#part-1"),
        "to question": ("to", "question:a", "question:a"),
    }[how]
    grow(admin_client, wizard, at="a", choice__label="x", **{f"choice__{field}": value})
    # Its key is free: x is taken.
    assert Choice.objects.get(key="x-2").to == to


def test_a_new_question_is_added_with_its_choice_and_asks_for_its_own(admin_client, end) -> None:
    wizard = make_wizard({"a": {"x": end}})
    response = grow(
        admin_client, wizard, at="a", choice__label="Yes", choice__new_question="Since when?"
    )
    assert response.redirect_chain[0][0] == f"{tree_of(wizard)}?at=since-when#at-since-when"
    text = response.content.decode()
    assert 'name="at" value="since-when"' in text
    assert "a path ends here without an answer" in text
    question = wizard.questions.get(key="since-when")
    assert (question.text, question.position) == ("Since when?", 2)
    assert Choice.objects.get(key="yes").to_question == question


def test_a_question_is_added_alone_and_the_missing_first_one_is_offered(admin_client, db) -> None:
    wizard = Wizard.objects.create(
        slug="w", title="W", summary="S.", start="a", reviewed="2026-11-22"
    )
    form = page(admin_client, f"{tree_of(wizard)}?add=question")
    assert re.search('name="question-key" value="a"', form)
    response = grow(
        admin_client, wizard, add="question", question__text="Which?", question__key="a"
    )
    assert messages(response) == ["Added the question “Which?”."]
    assert wizard.questions.get().key == "a"
    assert response.redirect_chain[0][0].endswith("?at=a#at-a")


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"label": ""}, "label", "required"),
        ({"label": "x" * 201}, "label", "at most 200"),
        ({"label": "a\tb"}, "label", "control"),
        ({"label": "！"}, "key", "Write a key"),
        ({"key": "x"}, "key", "Another choice of this question has this key."),
        ({"key": "No Slug"}, "key", "a-z, 0-9"),
        ({"to": ""}, "to_question", "Say where this choice leads"),
        ({"new_question": "B?"}, "to", "one thing only"),
        ({"to": "", "new_question": "New?", "new_key": "a"}, "new_key", "this key"),
        ({"to": "situation:no"}, "to", "There is no situation “no”"),
        ({"to": "guide:no"}, "to", "must be question:"),
        ({"to": "", "to_question": "999999"}, "to_question", "valid choice"),
        ({"to": "", "to_situation": "x" * 30}, "to_situation", "valid choice"),
        ({"to": "", "to_section": "9" * 30}, "to_section", "valid choice"),
        ({"before": "abc"}, "before", "valid choice"),
        ({"hint": "h\0"}, "hint", "Null characters"),
    ],
)
def test_a_mistake_is_told_at_its_field(end, values, field, told) -> None:
    wizard = make_wizard({"a": {"x": end}, "b": {"x": end}})
    typed = {"label": "Typed label", "hint": "Typed hint.", "to": "situation:end", **values}
    data = {f"choice-{name}": value for name, value in typed.items()}
    form = NewChoiceForm(data, question=wizard.questions.get(key="a"), site=admin.site)
    assert told in " ".join(form.errors[field])


def test_after_a_mistake_nothing_typed_is_lost_and_nothing_was_written(admin_client, end) -> None:
    wizard = make_wizard({"a": {"x": end}, "b": {"x": end}})
    before = everything()
    typed = {"label": "Typed “label”", "hint": "Typed hint.", "key": "x", "new_question": "Typed?"}
    data = {f"choice__{name}": value for name, value in typed.items()}
    chosen = {"choice__to_situation": end.pk, "choice__to_section": "9" * 30}
    response = grow(admin_client, wizard, at="a", **data, **chosen)
    assert response.status_code == 200
    assert everything() == before
    text = node(re.sub(r"\s+", " ", unescape(response.content.decode())), "a")
    for value in typed.values():
        assert f'value="{value}"' in text
    assert f'<option value="{end.pk}" selected>' in text
    for told in (
        "Another choice of this question has this key.",
        "A choice leads to one thing only: leave one of these empty.",
        "Select a valid choice.",
    ):
        assert told in text


def test_what_is_gone_or_never_was_is_told(admin_client, end) -> None:
    wizard = make_wizard({"a": {"x": end}})
    for at in ("gone", "", "\0", "x" * 300):
        response = grow(admin_client, wizard, at=at, choice__label="L", choice__to="situation:end")
        assert messages(response) == ["Nothing was added: this question is no longer there."]
        assert admin_client.get(tree_of(wizard), {"at": at}).status_code == 200
    for pk in (10**6, 10**30, "none", "a/b"):
        url = f"/admin/guides/wizard/{pk}/tree/"
        for answer in (
            admin_client.get(url, follow=True),
            admin_client.post(url, {"at": "a"}, follow=True),
        ):
            assert "doesn’t exist" in messages(answer)[0]


def test_who_may_only_look_sees_the_tree_and_cannot_grow_it(client, end) -> None:
    wizard = make_wizard({"a": {"x": end}})
    url = tree_of(wizard)
    data = {"at": "a", "choice-label": "L", "choice-to": "situation:end"}
    assert client.get(url).url == f"/admin/login/?next={url}"
    user = User.objects.create_user("looker", is_staff=True)
    client.force_login(user)
    assert client.get(url).status_code == client.post(url, data).status_code == 403
    user.user_permissions.set(Permission.objects.filter(codename="view_wizard"))
    text = page(client, f"{url}?at=a")
    assert "Add a choice" not in text
    assert "Add a question" not in text
    assert client.post(url, data).status_code == 403
    assert client.get(address(Wizard, "change", wizard.pk)).status_code == 200
    user.user_permissions.set(Permission.objects.filter(codename="change_wizard"))
    assert client.post(url, data).status_code == 302
    assert Choice.objects.filter(label="L").exists()


def test_questions_that_no_form_could_hold_stand_in_the_tree_alone(
    admin_client, end, monkeypatch
) -> None:
    monkeypatch.setattr("guides.admin.wizard.MOST_ROWS", 20)
    wizard = make_wizard({f"q{n}": {"x": f"q{n + 1}"} for n in range(30)} | {"q30": {"x": end}})
    text = page(admin_client, address(Wizard, "change", wizard.pk))
    assert text.count('<li class="node"') == 31
    assert "Questions are not listed here" in text
    assert 'name="questions-0-key"' not in text


def test_a_large_tree_is_drawn_in_pages_that_lead_to_each_other(admin_client, end, monkeypatch):
    monkeypatch.setattr("guides.admin.drawing.MOST_DRAWN", 2)
    tree = {f"q{n}": {"on": f"q{n + 1}", "out": end} for n in range(4)}
    wizard = make_wizard({**tree, "q4": {"end": end}, "lost": {"x": "q1"}})
    url = tree_of(wizard)
    pages = [page(admin_client, f"{url}?page={number}") for number in (1, 2, 3)]
    assert [text.count('<li class="node"') for text in pages] == [2, 2, 2]
    for key in (*tree, "q4", "lost"):
        assert sum(text.count(f'id="at-{key}"') for text in pages) == 1
    assert f'href="{url}?page=2#at-q2">' in pages[0]
    assert f'href="{url}#at-q1">' in pages[2]
    # What is wrong is told on each, with the way to where it stands.
    assert all(f'href="{url}?page=3#at-lost">' in text for text in pages[:2])
    assert "Questions that nobody reaches" in pages[2]
    assert 'id="at-q3"' in page(admin_client, f"{url}?show=q3")
    assert 'name="choice-label"' in node(page(admin_client, f"{url}?at=q3"), "q3")
    for number in ("4", "x", "0"):
        assert admin_client.get(f"{url}?page={number}").status_code == 404
    assert 'id="at-q0"' in page(admin_client, address(Wizard, "change", wizard.pk))


def test_more_paths_than_can_be_walked_are_counted_judged_and_published(admin_client, end):
    """Twenty layers of three questions that all lead to all of the next: 3 to the 20."""
    tree = {
        f"q{layer}-{n}": {f"c{to}": f"q{layer + 1}-{to}" for to in range(3)}
        for layer in range(1, 20)
        for n in range(3)
    }
    last = {f"q20-{n}": {"end": end} for n in range(3)}
    wizard = make_wizard({"start": {f"c{n}": f"q1-{n}" for n in range(3)}, **tree, **last})
    answers = "/".join(["start=c0", *(f"q{layer}-0=c0" for layer in range(1, 20)), "q20-0=end"])
    wizard.scenarios.create(answers=answers, to_situation=end, position=1)
    text = page(admin_client, tree_of(wizard))
    assert f"<strong>{3**20:,} paths</strong>" in text
    make_live(wizard)
    Choice.objects.filter(question__wizard=wizard, key="end").update(label="Other words")
    assert f"{3**20:,} are asked in other words" in page(admin_client, tree_of(wizard))
