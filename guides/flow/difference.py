"""What becomes of the paths of a graph when another takes its place, counted without walking them.

A path is known by its row of answers, ``order=shipped`` and so on: it is the same path wherever
that address leads. So both graphs can be walked together, one question at a time: as long as a
row of answers fits both, both ask the same question.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from guides.flow.graph import Answer, Graph
from guides.flow.measure import measure, settled

Kind = Literal["elsewhere", "gone", "new", "reworded"]
# The ways in which a path can change, the gravest first.
KINDS: tuple[Kind, ...] = ("elsewhere", "gone", "new", "reworded")

# Which graphs a row of answers fits so far.
_Side = Literal["both", "before", "after"]
_State = tuple[_Side, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A path that changes, with where it ends before and after: None where it is no path."""

    kind: Kind
    answers: tuple[Answer, ...]
    before: str | None
    after: str | None


class _Counts(NamedTuple):
    """Paths from a state on: by kind of change, and of those that end as before, the untouched."""

    elsewhere: int = 0
    gone: int = 0
    new: int = 0
    kept: int = 0
    untouched: int = 0

    def plus(self, other: "_Counts", *, reworded: bool) -> "_Counts":
        untouched = 0 if reworded else other.untouched
        return _Counts(
            self.elsewhere + other.elsewhere,
            self.gone + other.gone,
            self.new + other.new,
            self.kept + other.kept,
            self.untouched + untouched,
        )

    def of(self, kind: Kind, reworded: bool) -> int:
        """The paths of a kind, behind answers of which one was ``reworded`` or none."""
        if kind == "reworded":
            return self.kept if reworded else self.kept - self.untouched
        return {"elsewhere": self.elsewhere, "gone": self.gone, "new": self.new}[kind]


_NONE = _Counts()


@dataclass(frozen=True, slots=True)
class _Step:
    """A choice: where it leads in each graph that the answers so far fit, if they still do."""

    answer: Answer
    before: str | None
    after: str | None
    reworded: bool
    # What lies behind it: states to go on from, or a path that ends here.
    onward: tuple[_State, ...] = ()
    ends: tuple[Change, ...] = ()
    counts: _Counts = _NONE


class Difference:
    """Both graphs side by side. Building it takes time in the number of choices, not of paths."""

    def __init__(self, before: Graph, after: Graph, reworded: Collection[Answer]) -> None:
        self.graphs: dict[_Side, Graph] = {"before": before, "after": after}
        self.reworded = frozenset(reworded)
        self._steps: dict[_State, tuple[_Step, ...]] = {}
        self._counted: dict[_State, _Counts] = {}
        order = settled(self._roots, self._onward)
        assert order is not None, "a loop of both would be a loop of one"
        for state in order:
            found = _NONE
            for step in self._steps[state]:
                found = found.plus(step.counts, reworded=step.reworded)
                for after_ in step.onward:
                    found = found.plus(self._counted[after_], reworded=step.reworded)
            self._counted[state] = found

    @cached_property
    def counts(self) -> Mapping[Kind, int]:
        """How many paths change, by how; exact."""
        return {
            kind: sum(self._counted[root].of(kind, False) for root in self._roots) for kind in KINDS
        }

    @property
    def changed(self) -> int:
        return sum(self.counts.values())

    @cached_property
    def total(self) -> int:
        """The paths that there are before, after or both."""
        counted = [self._counted[root] for root in self._roots]
        return sum(c.elsewhere + c.gone + c.new + c.kept for c in counted)

    def changes(self, kind: Kind) -> Iterator[Change]:
        """Every path that changes in one way, in the order of the choices.

        There can be exponentially many: take only as many as you need. Walks only where one
        lies ahead.
        """
        for root in self._roots:
            yield from self._walk(root, kind)

    @cached_property
    def _roots(self) -> tuple[_State, ...]:
        starts: list[_State] = [
            (side, graph.start)
            for side, graph in self.graphs.items()
            if graph.start in graph.questions
        ]
        if len(starts) == 2 and starts[0][1] == starts[1][1]:
            return (("both", starts[0][1]),)
        return tuple(starts)

    def _onward(self, state: _State) -> Iterator[_State]:
        self._steps[state] = tuple(self._look(state))
        return (following for step in self._steps[state] for following in step.onward)

    def _look(self, state: _State) -> Iterator[_Step]:
        side, question = state
        sides: tuple[_Side, ...] = ("before", "after") if side == "both" else (side,)
        choices: dict[str, None] = {}
        # The order of what will be: what is gone comes last.
        for one in reversed(sides):
            choices |= dict.fromkeys(self.graphs[one].questions[question])
        for choice in choices:
            to = {one: self.graphs[one].questions[question].get(choice) for one in sides}
            yield self._step((question, choice), to.get("before"), to.get("after"))

    def _step(self, answer: Answer, before: str | None, after: str | None) -> _Step:
        reworded = answer in self.reworded
        following_before = self._following("before", answer, before)
        following_after = self._following("after", answer, after)
        if following_before is not None and following_before == following_after:
            onward: tuple[_State, ...] = (("both", following_before),)
            return _Step(answer, before, after, reworded, onward)
        ends = (
            before is not None and self._is_end("before", answer),
            after is not None and self._is_end("after", answer),
        )
        if all(ends):
            if before != after:
                change = (Change("elsewhere", (answer,), before, after),)
                return _Step(answer, before, after, reworded, (), change, _Counts(elsewhere=1))
            # It counts as untouched here: whoever adds it up knows whether it was reworded.
            change = (Change("reworded", (answer,), before, after),)
            return _Step(answer, before, after, reworded, (), change, _Counts(kept=1, untouched=1))
        found: list[Change] = []
        onward = ()
        if ends[0]:
            found.append(Change("gone", (answer,), before, None))
        elif following_before is not None:
            onward = (("before", following_before),)
        if ends[1]:
            found.append(Change("new", (answer,), None, after))
        elif following_after is not None:
            onward = (*onward, ("after", following_after))
        counts = _Counts(gone=int(ends[0]), new=int(ends[1]))
        return _Step(answer, before, after, reworded, onward, tuple(found), counts)

    def _following(self, side: _Side, answer: Answer, to: str | None) -> str | None:
        """The known question that a choice leads to in one graph."""
        if to is None:
            return None
        question = self.graphs[side].next_question(*answer)
        return question if question in self.graphs[side].questions else None

    def _is_end(self, side: _Side, answer: Answer) -> bool:
        return self.graphs[side].next_question(*answer) is None

    def _walk(self, root: _State, kind: Kind) -> Iterator[Change]:
        taken: list[tuple[Answer, bool]] = []
        stack = [self._ahead(root, kind, False)]
        while stack:
            found = next(stack[-1], None)
            if found is None:
                stack.pop()
                if taken:
                    taken.pop()
                continue
            step, following = found
            if isinstance(following, Change):
                answers = (*(answer for answer, _ in taken), step.answer)
                yield Change(kind, answers, following.before, following.after)
                continue
            touched = step.reworded or any(touched for _, touched in taken[-1:])
            taken.append((step.answer, touched))
            stack.append(self._ahead(following, kind, touched))

    def _ahead(
        self, state: _State, kind: Kind, touched: bool
    ) -> Iterator[tuple[_Step, Change | _State]]:
        """The paths of a kind that end at a state, and the states from which more can be found."""
        for step in self._steps[state]:
            for change in step.ends:
                if change.kind == kind and (kind != "reworded" or touched or step.reworded):
                    yield step, change
            for following in step.onward:
                if self._counted[following].of(kind, touched or step.reworded):
                    yield step, following


def compare(before: Graph, after: Graph, reworded: Collection[Answer] = ()) -> Difference | None:
    """What becomes of the paths; None where one graph goes round in a loop.

    ``reworded`` are the answers that are asked or told in other words than before.
    """
    if measure(before) is None or measure(after) is None:
        return None
    return Difference(before, after, reworded)
