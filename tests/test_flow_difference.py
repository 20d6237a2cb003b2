"""How many paths a graph has, and what becomes of them in another, held against walking them."""

from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from guides import flow
from guides.flow import Change, Graph
from tests.pack.strategies import ENDS, graphs, sound_graphs
from tests.test_flow import chain, lattice, onward, reached

any_graph = graphs() | sound_graphs()


def goes_round(graph: Graph) -> bool:
    if graph.start not in graph.questions:
        return False
    ahead = {graph.start} | reached(graph, graph.start)
    return any(question in reached(graph, question) for question in ahead)


@given(graph=any_graph)
@settings(max_examples=60)
def test_paths_are_counted_as_they_are_walked_and_the_deepest_is_the_longest(graph):
    found = flow.measure(graph)
    assert (found is None) is goes_round(graph)
    if found is not None:
        walked = list(flow.paths(graph))
        assert found.paths == len(walked)
        assert len(found.deepest) == max((len(taken) for taken, _ in walked), default=0)
        assert not walked or found.deepest in dict(walked)


@st.composite
def changed_graphs(draw: st.DrawFn) -> tuple[Graph, Graph]:
    """A graph and one made of it by some edits, as editors make them; or any other."""
    before = draw(sound_graphs())
    if draw(st.integers(0, 9)) == 0:
        return before, draw(any_graph)
    questions = {id: dict(choices) for id, choices in before.questions.items()}
    for _ in range(draw(st.integers(0, 3))):
        id = draw(st.sampled_from(list(questions)))
        choice = draw(st.sampled_from([*questions[id], "new"]))
        if draw(st.booleans()):
            questions[id].pop(choice, None)
        else:
            onward_ = [f"question:{other}" for other in questions]
            questions[id][choice] = draw(st.sampled_from([*ENDS, *onward_, "question:gone"]))
    start = draw(st.sampled_from([before.start] * 9 + list(questions)))
    return before, Graph(start, questions)


def changes(before: Graph, after: Graph, reworded) -> dict[str, set[Change]]:
    """What becomes of every path, by walking all of them."""
    old, new = dict(flow.paths(before)), dict(flow.paths(after))
    found: dict[str, set[Change]] = {kind: set() for kind in flow.KINDS}
    for answers in {**old, **new}:
        was, is_ = old.get(answers), new.get(answers)
        if was == is_ and not set(answers) & reworded:
            continue
        kind = "new" if was is None else "gone" if is_ is None else "elsewhere"
        kind = "reworded" if was == is_ else kind
        found[kind].add(Change(kind, answers, was, is_))
    return found


@given(pair=changed_graphs(), data=st.data())
@settings(max_examples=120)
def test_paths_are_compared_as_if_all_of_them_were_walked(pair, data):
    before, after = pair
    answers = [(id, c) for id, choices in after.questions.items() for c in choices]
    reworded = set(data.draw(st.lists(st.sampled_from(answers), max_size=3))) if answers else set()
    found = flow.compare(before, after, reworded)
    assert (found is None) is (goes_round(before) or goes_round(after))
    if found is None:
        return
    wanted = changes(before, after, reworded)
    for kind in flow.KINDS:
        listed = list(found.changes(kind))
        assert len(set(listed)) == len(listed) == found.counts[kind]
        assert set(listed) == wanted[kind]
    assert found.total == len(dict(flow.paths(before)) | dict(flow.paths(after)))
    assert found.changed == sum(map(len, wanted.values()))


def test_more_paths_than_could_be_walked_are_counted_and_compared():
    before, after = lattice(2000), lattice(2000)
    assert flow.measure(before).paths == 2**2000
    after.questions["q1999"]["b"] = "situation:u"
    found = flow.compare(before, after, {("q0", "a")})
    assert found.counts == {
        "elsewhere": 2**1999,
        "gone": 0,
        "new": 0,
        "reworded": 2**1998,
    }
    assert found.total == 2**2000
    for kind in ("elsewhere", "reworded"):
        for change in islice(found.changes(kind), 3):
            assert flow.replay(before, change.answers).outcome == change.before
            assert flow.replay(after, change.answers).outcome == change.after
    assert len(flow.measure(chain()).deepest) == 2000


def test_a_question_put_in_between_ends_the_paths_through_it_and_makes_new_ones():
    before = Graph("a", {"a": {"x": "situation:s", "y": "situation:t"}})
    after = Graph("a", {**before.questions, "b": {"v": "situation:s", "w": "situation:t"}})
    after = Graph("a", {**after.questions, "a": {**before.questions["a"], "x": "question:b"}})
    assert onward(after, "a") == {"b"}
    found = flow.compare(before, after)
    assert found.counts == {"elsewhere": 0, "gone": 1, "new": 2, "reworded": 0}
    assert (found.changed, found.total) == (3, 4)
    [gone] = found.changes("gone")
    assert gone == Change("gone", (("a", "x"),), "situation:s", None)
