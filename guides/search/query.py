"""What somebody typed, as what to look for: needs, each with the words that would meet it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import pow

from guides import words
from guides.search.entries import LONGEST_WORD

# Words of a search that are looked at; who types more pastes a letter.
MOST_WORDS = 16

# Entries in which a word is taken to stand of which that is not known.
_SOME = 8

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


@dataclass
class Lexicon:
    """What the index knows of the words of one search.

    ``stems`` are how many entries each known stem stands in, ``prefixed`` the words that begin
    with the last one typed, ``near`` those that look like a word, by that word.
    """

    stems: dict[str, int] = field(default_factory=dict)
    prefixed: list[Known] = field(default_factory=list)
    near: dict[str, list[Known]] = field(default_factory=dict)


def typed_words(text: str) -> list[str]:
    """The folded words of a search, at most ``MOST_WORDS`` that could be in the index."""
    return [word for word in words.split(text) if len(word) <= LONGEST_WORD][:MOST_WORDS]


def telling(typed: Sequence[str], language: str) -> list[int]:
    """The places of the words to search by: all but the small ones, unless all are small."""
    found = [place for place, word in enumerate(typed) if not words.is_small(word, language)]
    return found or list(range(len(typed)))


@lru_cache(maxsize=2_000)
def phrases(group: tuple[str, ...], language: str) -> Group:
    """The members of a group of synonyms as rows of stems."""
    rows = (tuple(words.stem(word, language) for word in words.split(text)) for text in group)
    return tuple(row for row in rows if row)


def read_needs(
    typed: Sequence[str],
    groups: Iterable[Group],
    lexicon: Lexicon,
    corrected: Mapping[str, str],
    language: str,
) -> list[Need]:
    """What is looked for, in the order it was typed. ``corrected`` are words read as others."""
    stems = [words.stem(corrected.get(word, word), language) for word in typed]
    places = telling(typed, language)
    groups = list(groups)
    needs = []
    taken: set[int] = set()
    for place in sorted({*places, *_begun(stems, groups)}):
        if place in taken:
            continue
        length = _longest_phrase(stems, place, groups)
        if length == 0 and place not in places:
            continue
        row = tuple(stems[place : place + max(length, 1)])
        taken.update(range(place, place + len(row)))
        ways = [Way(MISSPELT if typed[place] in corrected else WHOLE, row)]
        ways += _same_meaning(row, groups)
        if len(row) > 1:
            parts = (stems[at] for at in range(place, place + len(row)) if at in places)
            ways += [Way(PART, (part,)) for part in parts]
        elif place == len(typed) - 1:
            ways += [
                Way(FINISHED, (known.stem,)) for known in lexicon.prefixed if known.stem != row[0]
            ]
        stands = min(lexicon.stems.get(stem, 0) for stem in row)
        needs.append(Need(_best(ways), rarity(stands)))
    return needs


def rarity(entries: int) -> int:
    """How much a word tells that stands in so many entries: 1000, less the more there are.

    Of a word that is found by what it means only, no number is known: as if there were some.
    """
    return round(1000 / pow(entries or _SOME, 0.4))


def _begun(stems: Sequence[str], groups: Iterable[Group]) -> Iterator[int]:
    """Where phrases of several words begin: small words count inside them."""
    for place in range(len(stems)):
        if _longest_phrase(stems, place, groups) > 1:
            yield place


def _longest_phrase(stems: Sequence[str], place: int, groups: Iterable[Group]) -> int:
    """How many words the longest phrase has that stands at a place; 0 where none does."""
    lengths = (
        len(row)
        for group in groups
        for row in group
        if tuple(stems[place : place + len(row)]) == row
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
