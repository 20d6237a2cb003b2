"""Questions, choices and where they lead: replay an address, walk its paths, prove it ends.

A graph is questions by id, each with its choices by id in order, each leading to a text:
``question:<id>`` goes on inside the graph, anything else is an outcome.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

Answer = tuple[str, str]
ONWARD = "question:"


@dataclass(frozen=True)
class Graph:
    """``start`` is a question id; ``questions[id][choice]`` is what the choice leads to."""

    start: str
    questions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def next_question(self, question: str, choice: str) -> str | None:
        """The id of the question a choice leads to, or None where it is an outcome."""
        to = self.questions[question][choice]
        return to.removeprefix(ONWARD) if to.startswith(ONWARD) else None

    def onward(self, question: str) -> Iterator[tuple[str, str]]:
        """The choices of a question that lead to another known one: (choice, question)."""
        return iter(self._onward.get(question, ()))

    @cached_property
    def _onward(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """What ``onward`` tells, looked up once."""
        return {
            question: [
                (choice, to.removeprefix(ONWARD))
                for choice, to in choices.items()
                if to.startswith(ONWARD) and to.removeprefix(ONWARD) in self.questions
            ]
            for question, choices in self.questions.items()
        }

    def reachable(self, question: str) -> set[str]:
        """The questions that can still be asked from one on, itself included."""
        found = {question}
        queue = deque(found)
        while queue:
            for _, following in self.onward(queue.popleft()):
                if following not in found:
                    found.add(following)
                    queue.append(following)
        return found

    @cached_property
    def before(self) -> Mapping[str, set[str]]:
        """The questions with a choice that leads there, by what it leads to."""
        before: dict[str, set[str]] = {}
        for question, choices in self.questions.items():
            for to in choices.values():
                before.setdefault(to, set()).add(question)
        return before

    @cached_property
    def depths(self) -> Mapping[str, int]:
        """The most answers still to give at each reachable question, its own included.

        Takes time in the number of choices, not of paths. In a loop the way round is not counted.
        """
        depths: dict[str, int] = {}
        open_: set[str] = set()
        stack = [(self.start, False)]
        while stack:
            question, done = stack.pop()
            if done:
                below = (depths.get(following, 0) for _, following in self.onward(question))
                depths[question] = 1 + max(below, default=0)
            elif question not in depths and question not in open_:
                open_.add(question)
                stack.append((question, True))
                stack += [(following, False) for _, following in self.onward(question)]
        return depths


@dataclass(frozen=True, slots=True)
class Replay:
    """Where a row of answers leads: the ones that fit, and where they stop.

    Exactly one of ``question`` (still to be answered) and ``outcome`` is set, unless the graph
    has no such start. ``rest`` holds the answers from the first that does not fit.
    """

    taken: tuple[Answer, ...]
    question: str | None
    outcome: str | None
    rest: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a graph may not be published, at a question and perhaps one of its choices."""

    question: str
    choice: str
    text: str


def replay(graph: Graph, answers: Sequence[Answer]) -> Replay:
    """Follow answers from the first question until one does not fit or an outcome is reached.

    Each answer is used at most once, so this ends on any graph. An outcome is told only when
    every answer leads to it: with one answer too many the last question is asked again.
    """
    answers = tuple(answers)
    question = graph.start if graph.start in graph.questions else None
    for index, (asked, choice) in enumerate(answers):
        stopped = Replay(answers[:index], question, None, answers[index:])
        if asked != question or choice not in graph.questions[asked]:
            return stopped
        following = graph.next_question(asked, choice)
        if following is None:
            last = index + 1 == len(answers)
            return Replay(answers, None, graph.questions[asked][choice]) if last else stopped
        if following not in graph.questions:
            return stopped
        question = following
    return Replay(answers, question, None)


def carry_on(graph: Graph, answers: Sequence[Answer], kept: Sequence[Answer]) -> tuple[Answer, ...]:
    """Answers, then those of the kept ones that still fit, in the order the graph asks them."""
    taken, remaining = list(answers), dict(kept)
    while (question := replay(graph, taken).question) in remaining:
        assert question is not None
        choice = remaining.pop(question)
        if choice not in graph.questions[question]:
            break
        taken.append((question, choice))
    return tuple(taken)


def paths(graph: Graph) -> Iterator[tuple[tuple[Answer, ...], str]]:
    """Every row of answers that ends, with its outcome, in the order of the choices.

    There can be exponentially many: take only as many as you need. Ways round a loop are left out.
    """
    return _walk(graph, set(graph.questions))


def paths_to(graph: Graph, outcomes: set[str]) -> Iterator[tuple[Answer, ...]]:
    """Every row of answers that ends in one of the outcomes; walks only where one lies ahead."""
    useful = {question for to in outcomes for question in graph.before.get(to, ())}
    queue = deque(useful)
    while queue:
        for question in graph.before.get(ONWARD + queue.popleft(), ()):
            if question not in useful:
                useful.add(question)
                queue.append(question)
    return (taken for taken, outcome in _walk(graph, useful) if outcome in outcomes)


def _walk(graph: Graph, useful: set[str]) -> Iterator[tuple[tuple[Answer, ...], str]]:
    if graph.start not in useful:
        return
    taken: list[Answer] = []
    stack = [(graph.start, iter(graph.questions[graph.start]))]
    while stack:
        question, choices = stack[-1]
        choice = next(choices, None)
        if choice is None:
            stack.pop()
            if taken:
                taken.pop()
            continue
        following = graph.next_question(question, choice)
        if following is None:
            yield (*taken, (question, choice)), graph.questions[question][choice]
        elif following in useful and all(following != asked for asked, _ in stack):
            taken.append((question, choice))
            stack.append((following, iter(graph.questions[following])))


def faults(graph: Graph) -> list[Fault]:
    """Everything that keeps a graph from being walked to an end, each with the path to it.

    Takes time in the number of choices, not of paths.
    """
    found: list[Fault] = []
    if graph.start not in graph.questions:
        found.append(Fault(graph.start, "", f"the first question “{graph.start}” does not exist"))
    ways = shortest(graph)
    for question, choices in graph.questions.items():
        way = ways.get(question)
        if way is None:
            found.append(Fault(question, "", "no path leads to this question"))
        if not choices:
            path = f" (after {_told(way)})" if way else ""
            found.append(Fault(question, "", f"a path ends here without an answer{path}"))
        for choice in choices:
            following = graph.next_question(question, choice)
            if following is not None and following not in graph.questions:
                found.append(Fault(question, choice, f"leads to the unknown question {following}"))
    return found + list(_loops(graph))


def shortest(graph: Graph) -> dict[str, tuple[Answer, ...]]:
    """A shortest row of answers to every reachable question."""
    ways: dict[str, tuple[Answer, ...]] = {}
    if graph.start in graph.questions:
        ways[graph.start] = ()
    queue = deque(ways)
    while queue:
        question = queue.popleft()
        for choice, following in graph.onward(question):
            if following not in ways:
                ways[following] = (*ways[question], (question, choice))
                queue.append(following)
    return ways


def _loops(graph: Graph) -> Iterator[Fault]:
    """One fault for every choice that leads back to a question on the way to it."""
    finished: set[str] = set()
    for root in (graph.start, *graph.questions):
        if root in finished or root not in graph.questions:
            continue
        taken: list[Answer] = []
        stack = [(root, graph.onward(root))]
        while stack:
            question, onward = stack[-1]
            step = next(onward, None)
            if step is None:
                finished.add(question)
                stack.pop()
                if taken:
                    taken.pop()
                continue
            choice, following = step
            here = (*taken, (question, choice))
            on_the_way = [asked for asked, _ in stack]
            if following in on_the_way:
                round_ = here[on_the_way.index(following) :]
                yield Fault(
                    question, choice, f"goes round in a loop: {_told(round_)} → {following}"
                )
            elif following not in finished:
                taken.append((question, choice))
                stack.append((following, graph.onward(following)))


def _told(answers: Sequence[Answer]) -> str:
    return " → ".join(f"{question}={choice}" for question, choice in answers)
