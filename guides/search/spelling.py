"""Did you mean: the word of the index that a misspelt one most likely is."""

from collections.abc import Iterable, Sequence

from rapidfuzz.distance import OSA, JaroWinkler

from guides.search.query import Known

# Words of the index that are looked at for one misspelt one: the nearest by shared trigrams.
MOST_NEAR = 60

# Letters from which on two slips in one word are likely, and below which one may change its first.
_LONG, _SHORT = 7, 5


def trigrams(word: str) -> set[str]:
    """The trigrams of a word as PostgreSQL's pg_trgm cuts them."""
    padded = f"  {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


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
        slips = OSA.distance(word, known.word, score_cutoff=2)
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
