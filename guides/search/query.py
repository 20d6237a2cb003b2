"""What somebody typed, as what to look for: needs, each with the words that would meet it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import pow

from guides import words
from guides.search.entries import LONGEST_WORD

# Words of a search that are looked at; who types more pastes a letter.
MOST_WORDS = 16

# Entries in which a word is taken to stand of which that is not known.
_SOME = 8
# How much rarer a "no" makes a word, about.
_DENIED = 3

# How much a way to meet a need counts beside the word itself, in percent.
WHOLE, MISSPELT, SAME_MEANING, FINISHED, PART = 100, 90, 85, 60, 50


# A group of synonyms as rows of stems.
Group = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, order=True)
class Way:
    """Stems that together meet a need, and how well, in percent."""

    worth: int
    stems: tuple[str, ...]


@dataclass(frozen=True)
class Need:
    """One thing somebody looks for; ``rarity`` says how much it tells, from 1 to 1000."""

    ways: tuple[Way, ...]
    rarity: int = 1000

    @property
    def rows_by_worth(self) -> dict[int, list[tuple[str, ...]]]:
        found: dict[int, list[tuple[str, ...]]] = {}
        for way in self.ways:
            found.setdefault(way.worth, []).append(way.stems)
        return found


@dataclass(frozen=True)
class Known:
    """A word of the index with its stem and the number of entries it stands in."""

    word: str
    stem: str
    entries: int


def typed_words(text: str) -> list[str]:
    """The folded words of a search, at most ``MOST_WORDS`` that could be in the index."""
    return [word for word in words.split(text) if len(word) <= LONGEST_WORD][:MOST_WORDS]


def telling(typed: Sequence[str], language: str) -> list[int]:
    """The places of the words to search by: all but the small ones, unless all are small.

    A "no" tells nothing by itself, but what is said no to.
    """
    found = [
        place
        for place, word in enumerate(typed)
        if not words.is_small(word, language) and words.stem(word, language) != words.NOT
    ]
    return found or list(range(len(typed)))


@lru_cache(maxsize=2_000)
def bind_group(group: tuple[str, ...], language: str) -> tuple[Group, frozenset[str]]:
    """The members of a group of synonyms as rows of stems, and all their folded words."""
    split = [words.split(text) for text in group]
    rows = (tuple(term.stem for term in words.bind(member, language)) for member in split)
    return tuple(row for row in rows if row), frozenset(word for text in split for word in text)


def read_needs(
    typed: Sequence[str],
    groups: Iterable[Group],
    *,
    entries: Mapping[str, int],
    finished: Sequence[Known],
    corrected: Mapping[str, str],
    language: str,
) -> list[Need]:
    """What is looked for, in the order it was typed.

    ``entries`` are in how many entries a stem stands, ``finished`` words that the last one may
    become, ``corrected`` words that are read as others.
    """
    terms = words.bind([corrected.get(word, word) for word in typed], language)
    stems = [term.stem for term in terms]
    counted = set(telling(typed, language))
    said = {stem for term in terms for stem in (term.stem, term.plain)}
    groups = [group for group in groups if any(set(row) & said for row in group)]
    needs = []
    at = 0
    while at < len(terms):
        length = _longest_phrase(stems, at, groups)
        if length < 2 and terms[at].place not in counted:
            at += 1
            continue
        some = terms[at : at + max(length, 1)]
        row = tuple(term.stem for term in some)
        misspelt = any(typed[term.place] in corrected for term in some)
        ways = [Way(MISSPELT if misspelt else WHOLE, row), *_same_meaning(row, groups)]
        if some[0].denied and len(some) == 1:
            # What is not so by another word is not so.
            same = _same_meaning((some[0].plain,), groups)
            ways += [Way(w.worth, (words.NOT + w.stems[0],)) for w in same if len(w.stems) == 1]
        if len(row) > 1:
            ways += [Way(PART, (term.stem,)) for term in some if term.place in counted]
        elif some[0].denied:
            ways.append(Way(PART, (some[0].plain,)))
        elif some[0].place == len(typed) - 1:
            ways += [Way(FINISHED, (known.stem,)) for known in finished if known.stem != row[0]]
        stands = min(entries.get(term.plain, 0) // (_DENIED if term.denied else 1) for term in some)
        needs.append(Need(_best(ways), rarity(stands)))
        at += len(some)
    return needs


def rarity(entries: int) -> int:
    """How much a word tells that stands in so many entries: 1000, less the more there are.

    Of a word that is found by what it means only, no number is known: as if there were some.
    """
    return round(1000 / pow(entries or _SOME, 0.4))


def _longest_phrase(stems: Sequence[str], at: int, groups: Iterable[Group]) -> int:
    """How many words the longest phrase has that stands at a place; 0 where none does."""
    lengths = (
        len(row) for group in groups for row in group if tuple(stems[at : at + len(row)]) == row
    )
    return max(lengths, default=0)


def _same_meaning(row: tuple[str, ...], groups: Iterable[Group]) -> Iterator[Way]:
    for group in groups:
        if row in group:
            for other in group:
                if other != row:
                    yield Way(SAME_MEANING, other)


def _best(ways: Iterable[Way]) -> tuple[Way, ...]:
    """Each row of stems once, at its best worth, the best first."""
    best: dict[tuple[str, ...], int] = {}
    for way in ways:
        best[way.stems] = max(way.worth, best.get(way.stems, 0))
    found = (Way(worth, stems) for stems, worth in best.items())
    return tuple(sorted(found, key=lambda way: (-way.worth, way.stems)))
