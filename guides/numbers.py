"""Numbers that a text says itself, and that contradict a fact: "3-15 days" for business days.

Only what is plainly wrong is told, as an editor soon overlooks a check that cries for nothing:
the same numbers with another unit, or other numbers in a sentence that says what the fact's label
says. A sentence that names the fact itself says more than the fact on purpose.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from guides import words
from guides.markup import spell
from guides.markup.prose import sentences
from guides.pack import FactRecord, Facts, ItemRecord, Problem, texts_of

_UNITS = {
    "minutes": r"min(?:ute)?s?",
    "hours": r"h(?:ours?|rs?)?",
    "business-days": r"(?:business|working)[ -]days?",
    "days": r"(?:calendar[ -])?days?",
    "weeks": r"w(?:ee)?ks?",
}
_SAID = "one two three four five six seven eight nine ten eleven twelve".split()
_NUMBER = rf"(?:\d{{1,4}}|{'|'.join(_SAID)})"
_UNIT = "|".join(f"(?P<{unit.replace('-', '_')}>{said})" for unit, said in _UNITS.items())
_QUANTITY = re.compile(
    rf"(?<![\w.,:/–-])(?P<low>{_NUMBER})(?:(?:\s*[-–—]\s*|\s+(?:to|and|or)\s+)(?P<high>{_NUMBER}))?"
    rf"[\s-]*(?:{_UNIT})(?![\w-])",
    re.IGNORECASE,
)
# May stand inside a quantity.
_EMPHASIS = dict.fromkeys(map(ord, "*_"))
# What labels say of any number.
_SMALL = frozenset("time wait most usual usually end start until after before take".split())
_HOURS = {"minutes": 1 / 60, "hours": 1.0, "days": 24.0, "weeks": 168.0}
_CALENDAR = {"days", "business-days"}
# So many words of a label, and one of them its own, make a sentence one about its fact.
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, or two, as a text ``said`` it from character ``start`` on."""

    low: int
    high: int
    unit: str
    said: str
    start: int = 0

    @property
    def hours(self) -> tuple[float, float]:
        """What it can mean at the least and at the most: business days may have weekends."""
        if self.unit == "business-days":
            return self.low * 24, (self.high // 5 * 7 + self.high % 5 + 2) * 24
        return self.low * _HOURS[self.unit], self.high * _HOURS[self.unit]


@dataclass(frozen=True, order=True)
class Contradiction:
    """A number of a text, with the ``fact`` (its key) that says otherwise."""

    problem: Problem
    fact: str


def quantities(sentence: str) -> Iterator[Quantity]:
    """Every number with a unit in which facts are counted."""
    for match in _QUANTITY.finditer(sentence):
        low = _value(match["low"])
        high = _value(match["high"]) if match["high"] else low
        unit = next(unit for unit in _UNITS if match[unit.replace("-", "_")])
        if low <= high:
            yield Quantity(low, high, unit, " ".join(match[0].split()), match.start())


def _value(said: str) -> int:
    return int(said) if said.isdecimal() else _SAID.index(said.lower()) + 1


class Contradictions:
    """Finds in texts what contradicts some facts."""

    def __init__(self, facts: Facts, language: str = "en") -> None:
        self.facts = {fact.key: fact for fact in facts.records}
        self.language = language
        self.spans = {fact.key: _quantity_of(fact) for fact in facts.records}

    @cached_property
    def labels(self) -> dict[str, set[str]]:
        return {key: self._stems(fact.label) for key, fact in self.facts.items()}

    @cached_property
    def own(self) -> set[str]:
        """The words that tell one label from all others."""
        counts = Counter(stem for stems in self.labels.values() for stem in stems)
        return {stem for stem, count in counts.items() if count == 1}

    def within(
        self, record: ItemRecord, lines: Mapping[tuple[str, str], int] | None = None
    ) -> list[Contradiction]:
        """What contradicts a fact in the texts of an item; ``lines`` as in a pack.

        Cheap where no text holds a number with a unit.
        """
        found = []
        for text in texts_of(record):
            if not _QUANTITY.search(text.source.translate(_EMPHASIS)):
                continue
            first = (lines or {}).get((record.path, text.place), 0)
            for line, sentence, named in sentences(text.source, markdown=bool(text.level)):
                for quantity in quantities(sentence):
                    here = line + sentence[: quantity.start].count("\n")
                    for key in self._against(quantity, sentence, text.heading, named):
                        told = f"“{quantity.said}” contradicts the fact “{key}”, which says "
                        told += f"{self.facts[key].spelled}: write {{fact:{key}}}"
                        at = first + here - 1 if first else 0
                        if text.level and not first:
                            told = f"line {here}: {told}"
                        problem = Problem(record.path, at, text.place, told)
                        found.append(Contradiction(problem, key))
        return found

    def _against(
        self, quantity: Quantity, sentence: str, heading: str, named: Sequence[str]
    ) -> list[str]:
        """The keys of the facts that a number in a sentence contradicts."""
        if any(_same(quantity, span) for span in self.spans.values()):
            return []
        twisted = [
            key
            for key, span in self.spans.items()
            if _is_twisted(quantity, span) and key not in named
        ]
        about = self._about(sentence, heading)
        if twisted:
            return [key for key in twisted if key in about] or twisted
        if any(key in named or not _differs(quantity, self.spans[key]) for key in about):
            return []
        return about

    def _about(self, sentence: str, heading: str) -> list[str]:
        """The facts that a sentence is about: those with the most words of their labels in it."""
        here = self._stems(sentence)
        scores = {}
        for key, label in self.labels.items():
            said = label & (here | self._stems(heading))
            if label & here & self.own and len(said) >= min(_ENOUGH, len(label)):
                scores[key] = len(said)
        most = max(scores.values(), default=0)
        return [key for key, score in scores.items() if score == most]

    def _stems(self, text: str) -> set[str]:
        return {
            words.stem(word, self.language)
            for word in words.split(text)
            if len(word) > 2
            and not word.isdecimal()
            and word not in _SMALL
            and not words.is_small(word, self.language)
        }


def _quantity_of(fact: FactRecord) -> Quantity:
    high = fact.low if fact.high is None else fact.high
    return Quantity(fact.low, high, fact.unit, spell(fact.low, high, fact.unit))


def _same(one: Quantity, other: Quantity) -> bool:
    return (one.low, one.high, one.unit) == (other.low, other.high, other.unit)


def _is_twisted(said: Quantity, fact: Quantity) -> bool:
    """Whether a text has both numbers of a fact, but days for business days or the reverse."""
    same = (said.low, said.high) == (fact.low, fact.high) and said.low != said.high
    return same and {said.unit, fact.unit} == _CALENDAR


def _differs(said: Quantity, fact: Quantity) -> bool:
    """Whether a number cannot be what a fact says, given that it is about the same."""
    if said.unit == fact.unit:
        if said.low == said.high:
            return not fact.low <= said.low <= fact.high
        return (said.low, said.high) != (fact.low, fact.high)
    if (said.low, said.high) == (fact.low, fact.high):
        return True
    return said.hours[1] < fact.hours[0] or said.hours[0] > fact.hours[1]
