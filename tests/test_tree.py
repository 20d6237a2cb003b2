"""A wizard drawn whole: every question once, however it hangs together."""

from hypothesis import given, settings
from hypothesis import strategies as st

from guides import flow, tree
from guides.markup import Target
from tests.pack.strategies import sound_graphs, wizard_page
from tests.test_flow import chain, lattice


def nodes(roots: list[tree.Node]):
    """Every node that is drawn, with its depth."""
    waiting = [(node, 1) for node in reversed(roots)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting += [(b.below, depth + 1) for b in reversed(node.branches) if b.below]


@given(graph=sound_graphs())
@settings(max_examples=40)
def test_every_question_is_drawn_once_with_all_its_choices(graph):
    wizard = wizard_page(graph)
    drawn = [node for node, _ in nodes(tree.draw(wizard, {}))]
    assert sorted(node.question.id for node in drawn) == sorted(graph.questions)
    assert drawn[0].question.id == graph.start
    for node in drawn:
        assert [branch.label for branch in node.branches] == [
            c.label for c in node.question.choices
        ]
        for branch, choice in zip(node.branches, node.question.choices, strict=True):
            ends = [branch.below, branch.elsewhere, branch.outcome]
            assert sum(end is not None for end in ends) == 1
            onward = branch.below.question if branch.below else branch.elsewhere
            assert (f"question:{onward.id}" if onward else str(choice.to)) == choice.to


@given(graph=sound_graphs())
@settings(max_examples=30)
def test_every_link_of_a_drawing_leads_to_what_it_stands_at(graph):
    wizard = wizard_page(graph)
    for node, _ in nodes(tree.draw(wizard, {})):
        assert replay(wizard, node.href).question == node.question.id
        for branch, choice in zip(node.branches, node.question.choices, strict=True):
            found = replay(wizard, branch.href)
            assert choice.to in (found.outcome, f"question:{found.question}")


def replay(wizard, href: str) -> flow.Replay:
    answers = [a.split("=") for a in href.removeprefix(wizard.address).split("/") if a]
    return flow.replay(wizard.graph, [(question, choice) for question, choice in answers])


def test_a_shared_question_is_drawn_where_it_comes_first_and_named_elsewhere():
    graph = flow.Graph(
        "a",
        {
            "a": {"x": "question:b", "y": "question:c", "z": "situation:s"},
            "b": {"x": "question:c"},
            "c": {"x": "section:g#one"},
        },
    )
    titles = {"situation:s": "The situation"}
    [a] = tree.draw(wizard_page(graph), titles)
    x, y, z = a.branches
    assert x.below.branches[0].below.question.id == "c"
    assert (y.below, y.elsewhere.id) == (None, "c")
    assert (z.outcome, z.title) == (Target("situation", "s"), "The situation")
    [section] = x.below.branches[0].below.branches
    assert (section.outcome, section.title) == (Target("guide", "g", "one"), "guide:g#one")


def test_a_deep_wizard_is_drawn_in_lists_that_are_not_too_deep():
    roots = tree.draw(wizard_page(chain(300)), {})
    drawn = list(nodes(roots))
    assert len(drawn) == 300
    assert max(depth for _, depth in drawn) == tree.DEEPEST
    assert len(roots) == 300 / tree.DEEPEST
    last = drawn[tree.DEEPEST - 1][0]
    assert last.branches[0].elsewhere == roots[1].question


def test_many_paths_are_drawn_at_once():
    assert len(list(nodes(tree.draw(wizard_page(lattice()), {})))) == 40


@given(graph=sound_graphs(), most=st.integers(1, 4))
@settings(max_examples=30)
def test_pages_hold_so_many_questions_and_together_all_of_them(graph, most):
    wizard = wizard_page(graph)
    pages = [[node for node, _ in nodes(page)] for page in tree.draw_pages(wizard, most)]
    drawn = [node.question.id for page in pages for node in page]
    assert sorted(drawn) == sorted(graph.questions)
    assert drawn[0] == graph.start
    assert all(len(page) == most for page in pages[:-1])
    for node in (node for page in pages for node in page):
        assert replay(wizard, node.href).question == node.question.id


def test_titles_are_given_to_what_the_nodes_of_a_page_lead_to():
    wizard = wizard_page(chain(6))
    pages = tree.draw_pages(wizard, 4)
    [ends] = {frozenset(tree.outcomes(page)) for page in pages if tree.outcomes(page)}
    titles = {to: f"Title of {to}" for to in ends}
    named = [node for page in pages for node, _ in nodes(tree.named(page, titles))]
    found = {b.to: b.title for node in named for b in node.branches if b.outcome}
    assert found == titles
