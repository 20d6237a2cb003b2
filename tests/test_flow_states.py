"""States of a wizard's graph: counted without being walked, and walked one by one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from guides import flow

IDS = "abcdefgh"


@st.composite
def graphs(draw):
    """Graphs without loops, some choices of which lead to nothing that is known."""
    questions = {}
    for number, id in enumerate(IDS):
        onward = [f"question:{later}" for later in IDS[number + 1 :]]
        targets = st.sampled_from([*onward, "situation:x", "question:unknown"])
        questions[id] = draw(st.dictionaries(st.sampled_from("123"), targets, max_size=3))
    return flow.Graph("a", questions)


@settings(max_examples=40)
@given(graphs())
def test_as_many_are_walked_as_are_counted_and_each_once(graph) -> None:
    found = list(flow.states(graph))
    assert len(found) == len(set(found)) == flow.count_states(graph)
    for taken in found:
        replayed = flow.replay(graph, taken)
        assert replayed.taken == taken
        assert not replayed.rest


@settings(max_examples=40)
@given(graphs())
def test_every_beginning_of_a_path_is_a_state(graph) -> None:
    wanted = {taken[:end] for taken, _ in flow.paths(graph) for end in range(len(taken) + 1)}
    assert wanted <= set(flow.states(graph))


def test_a_state_comes_before_what_follows_from_it_in_the_order_of_choices() -> None:
    graph = flow.Graph("a", {"a": {"1": "question:b", "2": "situation:x"}, "b": {"3": "s:x"}})
    taken = ["/".join("=".join(answer) for answer in state) for state in flow.states(graph)]
    assert taken == ["", "a=1", "a=1/b=3", "a=2"]


def test_more_states_than_could_be_walked_are_counted() -> None:
    """A thousand questions, three ways from each to the next."""
    questions = {f"q{n}": dict.fromkeys("abc", f"question:q{n + 1}") for n in range(1000)} | {
        "q1000": {"end": "situation:x"}
    }
    count = flow.count_states(flow.Graph("q0", questions))
    assert count == sum(3**n for n in range(1001)) + 3**1000


def test_a_loop_has_no_number_of_states() -> None:
    assert flow.count_states(flow.Graph("a", {"a": {"1": "question:a"}})) is None


def test_without_a_first_question_there_is_no_state() -> None:
    assert flow.count_states(flow.Graph("a")) == 0
    assert list(flow.states(flow.Graph("a"))) == []
