"""What a changed wizard does to the paths readers walk, in words: each before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from guides import flow
from guides.pages import WizardPage

# Paths told of each kind of change; the counts tell all.
MOST_TOLD = 50
# Answers told of one path: its last ones.
MOST_ANSWERS = 12

# Of an answer: its question with the hint, its label with the hint.
Words = tuple[str, str, str, str]

_TITLES = {
    "elsewhere": "End elsewhere",
    "gone": "No longer there",
    "new": "New",
    "reworded": "Asked in other words",
}
# Of one path, and of several.
_SAID = {
    "elsewhere": ("ends elsewhere", "end elsewhere"),
    "gone": ("is gone", "are gone"),
    "new": ("is new", "are new"),
    "reworded": ("is asked in other words", "are asked in other words"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One row of answers in words: (question, label) each, and where it ends.

    ``to`` is the outcome as in a choice, with its title as ``end``; empty where the answers lead
    to no end, and ``end`` says what happens instead.
    """

    answers: tuple[tuple[str, str], ...]
    end: str
    to: str = ""
    # How many of its first answers are left out, where it is long.
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Changed:
    """A path that changes; ``address`` is its row of answers."""

    address: str
    before: Side
    after: Side


@dataclass(frozen=True, slots=True)
class Group:
    """The paths that change in one way: how many, and the first of them."""

    kind: flow.Kind
    title: str
    count: int
    told: tuple[Changed, ...]

    @property
    def spelled(self) -> str:
        return spell(self.count)

    @property
    def untold(self) -> int:
        return self.count - len(self.told)


@dataclass(frozen=True)
class PathDiff:
    """Both wizards compared; ``titles`` of outcomes are by ``to``.

    ``before`` is None where readers see no such wizard: then every path is new.
    """

    before: WizardPage | None
    after: WizardPage
    titles: Mapping[str, str]

    @cached_property
    def difference(self) -> flow.Difference | None:
        before = self.before.graph if self.before else flow.Graph("")
        return flow.compare(before, self.after.graph, self._reworded)

    @property
    def loops(self) -> bool:
        """Whether paths go round, and so can be neither counted nor compared."""
        return self.difference is None

    @property
    def changed(self) -> int:
        return self.difference.changed if self.difference else 0

    @property
    def total(self) -> int:
        return self.difference.total if self.difference else 0

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The kinds of change that there are, the gravest first."""
        difference = self.difference
        if difference is None or self.before is None:
            return ()
        return tuple(
            Group(
                kind,
                _TITLES[kind],
                difference.counts[kind],
                tuple(map(self._tell, islice(difference.changes(kind), MOST_TOLD))),
            )
            for kind in flow.KINDS
            if difference.counts[kind]
        )

    @property
    def summary(self) -> str:
        """One sentence, such as “7 of 31 paths change, 3 end elsewhere”."""
        if self.difference is None:
            return "The paths cannot be compared while they go round in a loop."
        paths = f"{spell(self.total)} path{'' if self.total == 1 else 's'}"
        if self.before is None:
            return f"Readers see none of it yet: {paths}, all new."
        if not self.changed:
            return f"No path changes: {paths} as before."
        counts = self.difference.counts
        parts = [f"{spell(counts[kind])} {_SAID[kind][counts[kind] > 1]}" for kind in flow.KINDS]
        parts = [part for part, kind in zip(parts, flow.KINDS, strict=True) if counts[kind]]
        verb = "changes" if self.changed == 1 else "change"
        return f"{spell(self.changed)} of {paths} {verb}: {', '.join(parts)}."

    @cached_property
    def _reworded(self) -> frozenset[flow.Answer]:
        """The answers that are asked or told otherwise than before."""
        before, after = self._words_before, self._words_after
        return frozenset(answer for answer in before if after.get(answer) != before[answer])

    @cached_property
    def _words_before(self) -> dict[flow.Answer, Words]:
        return _worded(self.before) if self.before else {}

    @cached_property
    def _words_after(self) -> dict[flow.Answer, Words]:
        return _worded(self.after)

    def _tell(self, change: flow.Change) -> Changed:
        assert self.before is not None
        last = change.answers[-MOST_ANSWERS:]
        address = "/".join(f"{question}={choice}" for question, choice in last)
        if len(last) < len(change.answers):
            address = f"…/{address}"
        return Changed(
            address,
            self._side(self.before, self._words_before, change.answers, change.before),
            self._side(self.after, self._words_after, change.answers, change.after),
        )

    def _side(
        self,
        wizard: WizardPage,
        words: Mapping[flow.Answer, Words],
        answers: tuple[flow.Answer, ...],
        outcome: str | None,
    ) -> Side:
        if outcome is not None:
            cut = max(0, len(answers) - MOST_ANSWERS)
            return Side(
                _told(words, answers[cut:]), self.titles.get(outcome, outcome), outcome, cut
            )
        replayed = flow.replay(wizard.graph, answers)
        if replayed.question is None:
            return Side((), "the wizard does not start")
        asked = wizard.question(replayed.question).text
        cut = max(0, len(replayed.taken) - MOST_ANSWERS)
        told = _told(words, replayed.taken[cut:])
        # Either an answer does not fit there, or one more has to be given.
        how = f"asks “{asked}”, and takes no such answer" if replayed.rest else f"asks “{asked}”"
        return Side(told, how, cut=cut)


def spell(count: int) -> str:
    """A count of any size: exact as long as a reader can make something of it."""
    if count < 10**12:
        return f"{count:,}"
    # Neither text nor float can hold every number that a count may be.
    power = int(count.bit_length() * 0.30102999566398)
    while 10**power > count:
        power -= 1
    while 10 ** (power + 1) <= count:
        power += 1
    tenths = count // 10 ** (power - 1)
    return f"about {tenths // 10}.{tenths % 10} × 10^{power}"


def outcomes(*wizards: WizardPage) -> set[str]:
    """Every end that some wizards lead to, as in a choice."""
    return {
        choice.to
        for wizard in wizards
        for question in wizard.questions
        for choice in question.choices
        if not choice.to.startswith(flow.ONWARD)
    }


def _worded(wizard: WizardPage) -> dict[flow.Answer, Words]:
    return {
        (question.id, choice.id): (question.text, question.hint, choice.label, choice.hint)
        for question in wizard.questions
        for choice in question.choices
    }


def _told(
    words: Mapping[flow.Answer, Words], answers: tuple[flow.Answer, ...]
) -> tuple[tuple[str, str], ...]:
    return tuple((words[answer][0], words[answer][2]) for answer in answers)
