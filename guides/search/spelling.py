"""Did you mean: the word of the index that a misspelt one most likely is."""

from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from guides import words
from guides.search.query import Known

# Letters from which on two slips in one word are likely, and below which one may change its first.
_LONG, _SHORT = 7, 5


# Words that look most alike, whether or not they are near enough to be meant.
_MOST_ALIKE, _ALIKE = 5, 0.6
# Slips that are put right at most.
_SLIPS = 2


def tails(word: str) -> list[str]:
    """What follows the first letter in all words that one slip in the first two letters makes.

    That is: another first letter, one too many, one that was left out, both exchanged.
    """
    return [*dict.fromkeys((word[1:], word[2:], word, word[:1] + word[2:]))]


def nearest(word: str, known: Sequence[str], language: str) -> list[Known]:
    """Those of some words that are most alike, then others that one may have been meant by it.

    ``known`` are words, each followed by the number of its entries.
    """
    choices, counts = known[::2], known[1::2]
    alike = process.extract(
        word, choices, scorer=JaroWinkler.similarity, score_cutoff=_ALIKE, limit=None
    )
    alike.sort(key=lambda found: (-found[1], found[0]))
    meant = process.extract(word, choices, scorer=OSA.distance, score_cutoff=_SLIPS, limit=None)
    meant.sort(key=lambda found: (found[1], found[0]))
    places = dict.fromkeys(at for _, _, at in (*alike[:_MOST_ALIKE], *meant))
    return [Known(choices[at], words.stem(choices[at], language), int(counts[at])) for at in places]


def mend(word: str, near: Sequence[Known]) -> str:
    """The word that was meant, or empty where none is near enough.

    Counted are letters left out, added, changed, or exchanged with their neighbour: one, or two
    in a long word whose first letter is right. A short word is rather another word than two
    slips, or than one in its first letter.
    """
    if len(word) < 3 or word.isdecimal():
        return ""
    ranked = []
    for known in near:
        slips = OSA.distance(word, known.word, score_cutoff=_SLIPS)
        alike = known.word[0] == word[0]
        if (slips <= 1 and (alike or len(word) >= _SHORT)) or (
            slips == 2 and alike and len(word) >= _LONG
        ):
            ranked.append(
                (slips, -JaroWinkler.similarity(word, known.word), -known.entries, known.word)
            )
    return min(ranked)[3] if ranked else ""


def without_doubles(word: str, forms: Iterable[str]) -> str:
    """The form of a known word that differs from one only by a letter typed twice, or empty."""
    wanted = _single(word)
    return next((form for form in sorted(forms) if form != word and _single(form) == wanted), "")


def _single(word: str) -> str:
    return "".join(letter for at, letter in enumerate(word) if at == 0 or letter != word[at - 1])
