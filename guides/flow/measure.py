"""How large a graph is: how many paths it has and how deep it goes, told without walking them."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from guides.flow.graph import Answer, Graph

State = TypeVar("State", bound=Hashable)


@dataclass(frozen=True)
class Measure:
    """The paths of a graph that ends: rows of answers from the start to an outcome.

    ``counts`` and ``longest`` are by reachable question: the paths from there on, exact however
    many, and the most answers on one of them (0 where no path ends).
    """

    graph: Graph
    counts: Mapping[str, int]
    longest: Mapping[str, int]

    @property
    def paths(self) -> int:
        return self.counts.get(self.graph.start, 0)

    @cached_property
    def deepest(self) -> tuple[Answer, ...]:
        """The first of the paths with the most answers; empty where there is no path."""
        taken: list[Answer] = []
        question: str | None = self.graph.start
        while question is not None and (left := self.longest.get(question, 0)):
            for choice in self.graph.questions[question]:
                following = self.graph.next_question(question, choice)
                # Behind a dead end there is no answer to give, but no path either.
                ahead = 0 if following is None else self.longest.get(following) or None
                if ahead is not None and 1 + ahead == left:
                    taken.append((question, choice))
                    question = following
                    break
        return tuple(taken)


def measure(graph: Graph) -> Measure | None:
    """Count the paths of a graph; None where it goes round in a loop, so that they never end.

    Takes time in the number of choices, not of paths.
    """
    order = settled(
        [graph.start] if graph.start in graph.questions else [],
        lambda question: (following for _, following in graph.onward(question)),
    )
    if order is None:
        return None
    counts: dict[str, int] = {}
    longest: dict[str, int] = {}
    for question in order:
        count = deepest = 0
        for choice in graph.questions[question]:
            following = graph.next_question(question, choice)
            more = 1 if following is None else counts.get(following, 0)
            count += more
            if more:
                ahead = 0 if following is None else longest[following]
                deepest = max(deepest, 1 + ahead)
        counts[question], longest[question] = count, deepest
    return Measure(graph, counts, longest)


def settled(
    roots: Iterable[State], onward: Callable[[State], Iterable[State]]
) -> list[State] | None:
    """What can be reached from some roots, each after all it leads to; None with a loop."""
    order: list[State] = []
    open_: set[State] = set()
    done: set[State] = set()
    for root in roots:
        stack = [] if root in done else [(root, iter(onward(root)))]
        open_.update(state for state, _ in stack)
        while stack:
            state, following = stack[-1]
            after = next(following, None)
            if after is None:
                stack.pop()
                open_.discard(state)
                done.add(state)
                order.append(state)
            elif after in open_:
                return None
            elif after not in done:
                open_.add(after)
                stack.append((after, iter(onward(after))))
    return order
