"""The wizard as a graph, held against slow and simple oracles over random graphs."""

import time
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guides import flow
from guides.flow import Graph
from tests.pack.strategies import ENDS, answers_for, graphs, sound_graphs

CHAIN = 2000


def follow(graph: Graph, answers):
    """Where answers lead, one after the other; None where they do not lead on."""
    here = f"question:{graph.start}"
    for question, choice in answers:
        if here != f"question:{question}":
            return None
        here = graph.questions.get(question, {}).get(choice)
        if here is None:
            return None
    return here


def all_paths(graph: Graph, question: str, before=()):
    """Every row of answers to an outcome, found by plain recursion."""
    found = []
    for choice, to in graph.questions.get(question, {}).items():
        taken = (*before, (question, choice))
        following = to.removeprefix("question:")
        if not to.startswith("question:"):
            found.append((taken, to))
        elif following not in [asked for asked, _ in taken]:
            found += all_paths(graph, following, taken)
    return found


def onward(graph: Graph, question: str) -> set[str]:
    """The known questions that a question's choices lead to."""
    tos = graph.questions.get(question, {}).values()
    ids = {to.removeprefix("question:") for to in tos if to.startswith("question:")}
    return ids & set(graph.questions)


def reached(graph: Graph, question: str, among=None) -> set[str]:
    """The questions that lie one step or more behind one: grown until nothing is added."""
    found = onward(graph, question)
    while more := {after for one in found for after in onward(graph, one)} - found:
        found |= more
    return found


def is_sound(graph: Graph) -> bool:
    known = graph.start in graph.questions
    led_to = [to for choices in graph.questions.values() for to in choices.values()]
    return (
        known
        and {graph.start} | reached(graph, graph.start) == set(graph.questions)
        and all(graph.questions.values())
        and not any(question in reached(graph, question) for question in graph.questions)
        and all(
            to.removeprefix("question:") in graph.questions
            for to in led_to
            if to.startswith("question:")
        )
    )


any_graph = graphs() | sound_graphs()
with_answers = any_graph.flatmap(lambda graph: st.tuples(st.just(graph), answers_for(graph)))


@given(case=with_answers)
@settings(max_examples=40)
def test_answers_are_replayed_as_far_as_they_lead_on(case):
    graph, answers = case
    found = flow.replay(graph, answers)
    assert found.taken + found.rest == answers
    reached_ = follow(graph, found.taken)
    if found.outcome is not None:
        assert found.question is None
        assert found.rest == ()
        assert found.outcome == reached_
        assert not found.outcome.startswith("question:")
    elif graph.start in graph.questions:
        assert reached_ == f"question:{found.question}"
        assert found.question in graph.questions
    else:
        assert (found.question, found.taken) == (None, ())
    if found.rest:
        beyond = follow(graph, answers[: len(found.taken) + 1])
        after = (beyond or "").removeprefix("question:")
        # One more answer leads nowhere, or to an end that is not the end of the answers.
        assert beyond is None or after not in graph.questions
        assert beyond not in ENDS or len(found.rest) > 1


@given(case=with_answers)
@settings(max_examples=25)
def test_an_outcome_is_told_exactly_where_all_answers_lead_to_it(case):
    graph, answers = case
    outcome = follow(graph, answers)
    wanted = outcome if outcome in ENDS else None
    assert flow.replay(graph, answers).outcome == wanted


@given(graph=any_graph)
@settings(max_examples=25)
def test_paths_are_exactly_those_that_there_are(graph):
    found = list(flow.paths(graph))
    assert found == all_paths(graph, graph.start)
    for taken, outcome in found:
        assert flow.replay(graph, taken) == flow.Replay(taken, None, outcome)


@given(graph=any_graph, outcomes=st.sets(st.sampled_from([*ENDS, "situation:none"])))
@settings(max_examples=25)
def test_paths_to_outcomes_are_the_paths_that_end_there(graph, outcomes):
    wanted = [taken for taken, outcome in flow.paths(graph) if outcome in outcomes]
    assert list(flow.paths_to(graph, outcomes)) == wanted


@given(graph=sound_graphs())
@settings(max_examples=25)
def test_the_depth_of_a_question_is_its_longest_way_to_an_end(graph):
    @cache
    def longest(question: str) -> int:
        return 1 + max(map(longest, onward(graph, question)), default=0)

    assert graph.depths == {question: longest(question) for question in graph.questions}


@given(graph=any_graph)
@settings(max_examples=25)
def test_depths_end_on_any_graph_and_name_what_is_reachable(graph):
    if graph.start in graph.questions:
        assert set(graph.depths) == {graph.start} | reached(graph, graph.start)
        assert all(1 <= depth <= len(graph.questions) for depth in graph.depths.values())


@given(graph=any_graph)
@settings(max_examples=25)
def test_reachable_questions_are_those_that_lie_ahead(graph):
    for question in graph.questions:
        assert graph.reachable(question) == {question} | reached(graph, question)


@given(graph=sound_graphs())
@settings(max_examples=40)
def test_a_sound_graph_has_no_fault(graph):
    assert is_sound(graph)
    assert flow.faults(graph) == []


@given(graph=any_graph)
@settings(max_examples=40)
def test_a_graph_without_faults_is_sound(graph):
    assert (flow.faults(graph) == []) is is_sound(graph)


@given(graph=any_graph)
@settings(max_examples=25)
def test_every_fault_is_named_where_it_is_and_nowhere_else(graph):
    found = flow.faults(graph)
    ahead = {graph.start} | reached(graph, graph.start) if graph.start in graph.questions else set()
    by_text = {
        key: {(fault.question, fault.choice) for fault in found if key in fault.text}
        for key in ("no path leads", "ends here without", "unknown question", "does not exist")
    }
    assert by_text["no path leads"] == {(q, "") for q in graph.questions if q not in ahead}
    assert by_text["ends here without"] == {(q, "") for q, c in graph.questions.items() if not c}
    assert by_text["unknown question"] == {
        (question, choice)
        for question, choices in graph.questions.items()
        for choice, to in choices.items()
        if to.startswith("question:") and to.removeprefix("question:") not in graph.questions
    }
    assert bool(by_text["does not exist"]) is (graph.start not in graph.questions)


@given(graph=any_graph)
@settings(max_examples=40)
def test_every_loop_is_named_and_every_named_loop_goes_round(graph):
    loops = [fault for fault in flow.faults(graph) if "loop" in fault.text]
    for fault in loops:
        steps = fault.text.partition(": ")[2].split(" → ")
        *answers, back = steps
        pairs = [tuple(answer.split("=")) for answer in answers]
        assert pairs[0][0] == back
        assert pairs[-1] == (fault.question, fault.choice)
        assert follow(Graph(back, graph.questions), pairs) == f"question:{back}"
    # Without the choices that were named, nothing goes round any more.
    cut = {(fault.question, fault.choice) for fault in loops}
    rest = Graph(
        graph.start,
        {
            question: {c: to for c, to in choices.items() if (question, c) not in cut}
            for question, choices in graph.questions.items()
        },
    )
    assert not any(question in reached(rest, question) for question in rest.questions)


def test_every_small_graph_is_judged_right():
    """All graphs of three questions with two choices each."""
    targets = ["question:q0", "question:q1", "question:q2", "situation:s"]
    pairs = [{"a": a, "b": b} for a, b in product(targets, repeat=2)]
    for choices in product(pairs, repeat=3):
        graph = Graph("q0", {f"q{n}": choices[n] for n in range(3)})
        loops = any(question in reached(graph, question) for question in graph.questions)
        found = flow.faults(graph)
        assert any("loop" in fault.text for fault in found) is loops
        assert (found == []) is is_sound(graph)


@given(graph=sound_graphs(), data=st.data())
@settings(max_examples=25)
def test_a_planted_fault_is_found(graph, data):
    ids = list(graph.questions)
    what = data.draw(st.sampled_from(["loop", "orphan", "dead end", "unknown"]))
    at = data.draw(st.sampled_from(ids))
    questions = {id: dict(choices) for id, choices in graph.questions.items()}
    if what == "loop":
        ahead = sorted({at} | reached(graph, at))
        questions[data.draw(st.sampled_from(ahead))]["new"] = f"question:{at}"
    elif what == "orphan":
        questions["orphan"] = {"new": "situation:s"}
    elif what == "dead end":
        questions[at]["new"] = "question:end"
        questions["end"] = {}
    else:
        questions[at]["new"] = "question:gone"
    key = {
        "loop": "goes round",
        "orphan": "no path leads",
        "dead end": "ends here without an answer (after ",
        "unknown": "unknown question gone",
    }[what]
    if what == "dead end":
        key = "ends here without an answer"
    assert any(key in fault.text for fault in flow.faults(Graph(graph.start, questions)))


def test_a_dead_end_is_told_with_the_path_to_it():
    graph = Graph("a", {"a": {"x": "question:b"}, "b": {"y": "question:c"}, "c": {}})
    [fault] = flow.faults(graph)
    assert fault == flow.Fault("c", "", "a path ends here without an answer (after a=x → b=y)")


@given(case=with_answers, data=st.data())
@settings(max_examples=25)
def test_carrying_on_keeps_the_answers_that_still_fit(case, data):
    graph, kept = case
    taken = flow.replay(graph, data.draw(answers_for(graph))).taken
    found = flow.carry_on(graph, taken, kept)
    assert found[: len(taken)] == taken
    added = found[len(taken) :]
    assert set(added) <= set(kept)
    assert len({question for question, _ in added}) == len(added)
    replayed = flow.replay(graph, found)
    if follow(graph, found) and replayed.question:
        # It stopped because nothing that was kept answers the question it stopped at, or the
        # last word on it does not fit, or leads out of the graph.
        left = dict(kept).get(replayed.question)
        used = replayed.question in {question for question, _ in added}
        fits = left in graph.questions[replayed.question]
        assert left is None or used or not fits or replayed.rest


def test_answers_that_fit_are_kept_behind_a_changed_one():
    graph = Graph(
        "a",
        {
            "a": {"x": "question:b", "y": "question:c"},
            "b": {"x": "question:c"},
            "c": {"x": "question:d", "y": "situation:s"},
            "d": {"x": "situation:t"},
        },
    )
    kept = (("b", "x"), ("c", "x"), ("d", "x"))
    assert flow.carry_on(graph, [("a", "y")], kept) == (("a", "y"), ("c", "x"), ("d", "x"))
    assert flow.carry_on(graph, [("a", "y")], (("c", "gone"), ("d", "x"))) == (("a", "y"),)
    assert flow.carry_on(graph, [("a", "y")], (("d", "x"),)) == (("a", "y"),)


def chain(length: int = CHAIN) -> Graph:
    questions = {f"q{n}": {"a": f"question:q{n + 1}"} for n in range(length - 1)}
    return Graph("q0", {**questions, f"q{length - 1}": {"a": "situation:s"}})


def lattice(depth: int = 40) -> Graph:
    """Two ways on at each of 40 questions: 2**40 paths."""
    questions = {
        f"q{n}": {"a": f"question:q{n + 1}", "b": f"question:q{n + 1}"} for n in range(depth - 1)
    }
    return Graph("q0", {**questions, f"q{depth - 1}": {"a": "situation:s", "b": "situation:t"}})


@pytest.mark.parametrize(("graph", "depth"), [(chain(), CHAIN), (lattice(), 40)])
def test_a_large_graph_is_proved_without_walking_its_paths(graph, depth):
    before = time.process_time()
    assert flow.faults(graph) == []
    assert graph.depths["q0"] == depth
    assert len(graph.reachable("q0")) == depth
    taken, outcome = next(flow.paths(graph))
    assert (len(taken), outcome) == (depth, "situation:s")
    assert flow.replay(graph, taken).outcome == "situation:s"
    assert time.process_time() - before < 4


def test_paths_to_an_outcome_are_found_without_walking_all_paths():
    graph = lattice()
    assert len(next(flow.paths_to(graph, {"situation:t"}))) == 40
    assert next(flow.paths_to(graph, {"situation:none"}), None) is None


def test_many_loops_and_dead_ends_are_found_without_walking_every_path():
    graph = lattice()
    graph.questions["q39"]["a"] = "question:q0"
    graph.questions["q39"]["b"] = "question:dead"
    graph.questions["dead"] = {}
    assert len(flow.faults(graph)) == 2
    assert len(graph.depths) == 41
