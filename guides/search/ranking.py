"""In which order what was found is shown. Pure: the same on every database."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import OSA

from guides import words
from guides.search.query import Need

# The numbers below were chosen on the table of phrasings that the tests hold.

# How much a word counts by the field it stands in.
FIELDS = {"names": 6, "heads": 2, "body": 1}

# Needs of their own, by number: that the code, what the screen says, or the title is what was
# typed; and, where nothing is found, that the title is a little like it.
CODE, LABEL, TITLE, ALIKE = -1, -2, -3, -4

# How much more something counts whose name holds all that was typed (_SAID), and whose name
# holds little else (FITS); and how much what readers want rather counts than the rest.
_SAID, FITS = 1.0, 1.5
KINDS = {"situation": 1.0, "section": 0.75, "question": 0.4, "wizard": 0.8, "guide": 0.5}
# The same where what was typed stands in the text only: sections hold what is worth knowing.
KINDS_INSIDE = {**KINDS, "section": 1.0, "situation": 0.9}
# A word that is typed in another form than the name has it; a name that says the opposite of what
# was typed; and a label of several words that stands in a longer search as it is.
_OTHER_FORM, _OPPOSITE, _READ_OFF = 0.5, 0.4, 1.5
# A name that denies something where nothing was, and one that denies nothing where something was.
_DENIED, _NOT_DENIED = 0.6, 0.75
# The part of a label's only word that must be typed before it is taken for it.
_MOSTLY = 0.6
# How much a small word counts in a name beside a telling one.
_LITTLE = 0.35

_CERTAIN = float("inf")

# Scores carry in their last digits how well a need is met, in percent.
_CARRY = 1_000


@dataclass(frozen=True)
class Candidate:
    """An entry that may be shown. ``met`` are the scores of the needs that it meets, by number."""

    id: int
    kind: str
    address: str
    title: str
    context: str
    verdict: str
    code: str
    position: int
    labels: tuple[str, ...]
    edition: int
    met: Mapping[int, int]

    @property
    def place(self) -> tuple[int, list[str], int]:
        """Where editors put it: its page among the others, and it on its page."""
        return self.position, self.address.split("/")[:3], self.id


def score_of(need: Need, weight: int, worth: int) -> int:
    """What it counts that a need is met in a field of this weight, so well in percent."""
    return weight * need.rarity * worth * _CARRY + worth


def score_of_likeness(count: int) -> int:
    """What it counts that a title is so much like what was typed, where nothing is found."""
    return count * _CARRY


def points_of(score: int) -> int:
    """A score without the digits that it carries."""
    return score // _CARRY


def exact(one: Candidate, typed: Sequence[str]) -> bool:
    """Whether a code, a title or what a screen says is just what was typed."""
    if CODE in one.met or TITLE in one.met:
        return True
    # Screens are read off: another form of the same word is another thing there.
    read = " ".join(typed)
    return LABEL in one.met and any(_is_read(read, " ".join(words.split(s))) for s in one.labels)


def _asks_for_label(one: Candidate, typed: Sequence[str], language: str) -> bool:
    """Whether a label of several words was typed, and nothing else that tells anything."""
    for own in (_apart(label, language)[0] for label in one.labels):
        at = next((n for n in range(len(typed)) if tuple(typed[n : n + len(own)]) == own), None)
        if len(own) > 1 and at is not None:
            others = [*typed[:at], *typed[at + len(own) :]]
            if all(words.is_small(word, language) for word in others):
                return True
    return False


def rank(
    candidates: Iterable[Candidate],
    needs: Sequence[Need],
    typed: Sequence[str],
    language: str,
    *,
    unfinished: str = "",
) -> list[Candidate]:
    """The candidates, the best first.

    ``typed`` are folded words, small ones among them; ``unfinished`` is the last of them where
    it only begins words that are known.
    """
    score = _scorer(needs, typed, language, unfinished)
    order = list(KINDS)

    def place(one: Candidate) -> tuple[Any, ...]:
        # Of several pages that are exactly what was asked for, editors say which comes first.
        certain = exact(one, typed) or _asks_for_label(one, typed, language)
        points = _CERTAIN if certain else round(score(one), 3)
        return (-points, order.index(one.kind), *one.place)

    return sorted(candidates, key=place)


def _scorer(
    needs: Sequence[Need], typed: Sequence[str], language: str, unfinished: str
) -> Callable[[Candidate], float]:
    everything = sum(need.rarity for need in needs) or 1
    sought = {stem for need in needs for way in need.ways for stem in way.stems}
    named = _Likeness(typed, sought, language, unfinished)

    def score(one: Candidate) -> float:
        met = {need: divmod(score, _CARRY) for need, score in one.met.items() if need >= 0}
        covered = sum(needs[need].rarity * worth for need, (_, worth) in met.items()) / everything
        alike = max(named.to_title(one.title), *map(named.to_label, one.labels), 0)
        stands = max((s // (needs[n].rarity * worth) for n, (s, worth) in met.items()), default=1)
        kind = (KINDS if stands > FIELDS["body"] else KINDS_INSIDE)[one.kind]
        total = sum(score for score, _ in met.values())
        return float(total * covered * alike * kind)

    return score


class _Likeness:
    """How much a name is like what was typed: 1 where nothing is."""

    def __init__(
        self, typed: Sequence[str], sought: set[str], language: str, unfinished: str
    ) -> None:
        self.language = language
        self.last = unfinished
        self.typed = list(typed)
        terms = words.bind(typed, language)
        self.weights = {term.stem: weight(term.word, language) for term in terms}
        self.denied = {term.plain for term in terms if term.denied}
        self.says_no = any(words.stem(word, language) == words.NOT for word in typed)
        self.known = sought | set(self.weights)
        self.wanted = sum(self.weights.values()) or 1

    def to_title(self, title: str) -> float:
        own = {term.stem: term for term in _apart(title, self.language)[1]}
        said = held = all_ = 0.0
        for term in own.values():
            counts = weight(term.word, self.language)
            all_ += counts
            held += counts if term.stem in self.known else 0
            said += self._said(term)
        return self._of(min(said / self.wanted, 1), held / (all_ or 1)) * self._denials(
            own.values()
        )

    def _denials(self, own: Collection[words.Term]) -> float:
        """What it costs a name to say "no" where nobody did, or the other way round."""
        denied = [term for term in own if term.denied]
        if (denied or self.denied) and any(map(self._opposes, own)):
            return _OPPOSITE
        if not self.says_no and any(term.stem not in self.known for term in denied):
            return _DENIED
        return _NOT_DENIED if self.denied and not denied else 1

    def _said(self, own: words.Term) -> float:
        """How much of what was typed a word of a name is."""
        if own.stem in self.weights:
            return self.weights[own.stem] * (1 if own.word in self.typed else _OTHER_FORM)
        if self.last and own.word.startswith(self.last):
            return weight(self.last, self.language) * len(self.last) / len(own.word)
        return 0

    def _opposes(self, own: words.Term) -> bool:
        """Whether a name says of something that it is not so, or that it is, unlike the typed."""
        if own.denied:
            return own.plain in self.known and own.stem not in self.known
        return own.plain in self.denied and own.stem not in self.known

    def to_label(self, label: str) -> float:
        """Screens are read off, so that only the very words count; the last may be unfinished."""
        own, terms = _apart(label, self.language)
        read = [word for word in own if word in self.typed]
        begun = [word for word in own if self.last and word.startswith(self.last)]
        if read or any(len(self.last) > _MOSTLY * len(word) for word in begun):
            read += begun
        held = sum(weight(word, self.language) for word in read)
        all_ = sum(weight(word, self.language) for word in own) or 1
        found = self._of(min(held / self.wanted, 1), held / all_)
        found *= self._denials(terms)
        return found * (_READ_OFF if len(own) > 1 and _within(own, self.typed) else 1)

    def _of(self, said: float, fits: float) -> float:
        return (1 + _SAID * said) * (1 + FITS * fits)


@lru_cache(maxsize=2_000)
def _apart(name: str, language: str) -> tuple[tuple[str, ...], tuple[words.Term, ...]]:
    """The words and the terms of a name: what is found often is taken apart once."""
    folded = words.split(name)
    return tuple(folded), tuple(words.bind(folded, language))


def _within(some: Sequence[str], all_: Sequence[str]) -> bool:
    """Whether some words stand among others as they are, one after the other."""
    return any(list(some) == list(all_[at : at + len(some)]) for at in range(len(all_)))


def weight(word: str, language: str) -> float:
    return _LITTLE if words.is_small(word, language) else 1.0


def _is_read(typed: str, label: str) -> bool:
    """Whether a label was typed, a letter more or less in a longer one allowed (cancelled)."""
    return OSA.distance(typed, label, score_cutoff=1) <= (len(label) > 5)
