"""Did you mean: the word of the index that a misspelt one most likely is."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA, JaroWinkler

from guides.search.query import Known

# Words of the index that are looked at for one misspelt one: the nearest by shared trigrams.
MOST_NEAR = 60


def trigrams(word: str) -> set[str]:
    """The trigrams of a word as PostgreSQL's pg_trgm cuts them."""
    padded = f"  {word} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def mend(word: str, near: Sequence[Known]) -> str:
    """The word that was meant, or empty where none is near enough.

    Counted are letters left out, added, changed, or exchanged with their neighbour: one in a
    short word, three in a long one.
    """
    most = 1 if len(word) <= 4 else 2 if len(word) <= 8 else 3
    ranked = [
        (OSA.distance(word, known.word), -JaroWinkler.similarity(word, known.word), known)
        for known in near
        if abs(len(known.word) - len(word)) <= most
    ]
    ranked = [row for row in ranked if row[0] <= most and row[0] < len(row[2].word)]
    if len(word) < 3 or word.isdecimal() or not ranked:
        return ""
    return min(ranked, key=lambda row: (row[0], row[1], -row[2].entries, row[2].word))[2].word
