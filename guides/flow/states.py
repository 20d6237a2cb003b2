"""The states of a graph: every row of answers from the start on, finished or not, is one."""

from collections.abc import Iterator

from guides.flow.graph import Answer, Graph
from guides.flow.measure import settled


def count_states(graph: Graph) -> int | None:
    """How many states there are, exact however many; None where a loop makes them endless.

    Takes time in the number of choices, not of states.
    """
    order = settled(
        [graph.start] if graph.start in graph.questions else [],
        lambda question: (following for _, following in graph.onward(question)),
    )
    if order is None:
        return None
    counts: dict[str, int] = {}
    for question in order:
        ahead = (graph.next_question(question, choice) for choice in graph.questions[question])
        # The question itself, and what each of its choices opens.
        counts[question] = 1 + sum(
            1 if following is None else counts.get(following, 0) for following in ahead
        )
    return counts.get(graph.start, 0)


def states(graph: Graph) -> Iterator[tuple[Answer, ...]]:
    """Every state of a graph without loops, each before those that follow from it.

    There can be exponentially many: count them first.
    """
    waiting: list[tuple[str | None, tuple[Answer, ...]]] = [(graph.start, ())]
    while waiting:
        question, taken = waiting.pop()
        if question is None:
            yield taken
        elif question in graph.questions:
            yield taken
            waiting += [
                (graph.next_question(question, choice), (*taken, (question, choice)))
                for choice in reversed(list(graph.questions[question]))
            ]
