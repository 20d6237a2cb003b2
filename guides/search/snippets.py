"""Texts cut for showing: around the words that were looked for, and these marked."""

from collections.abc import Callable

from guides import words
from guides.search.results import Pieces

# Characters that are shown of a text, and how many stand before the first word looked for.
SHOWN, BEFORE = 200, 60

Mark = Callable[[str], bool]


def marker(typed: list[str], sought: set[str], language: str) -> Mark:
    """Whether a folded word is one that was looked for; the last one typed may be unfinished.

    Small words are, where nothing else was typed.
    """
    last = typed[-1] if typed else ""
    known: dict[str, bool] = {}
    all_small = all(words.is_small(word, language) for word in typed)

    def is_meant(word: str) -> bool:
        if words.is_small(word, language):
            return all_small and word in typed
        begun = len(last) > 1 and word.startswith(last)
        return begun or words.stem(word, language) in sought

    def mark(word: str) -> bool:
        # The same words stand around every hit.
        if word not in known:
            known[word] = is_meant(word)
        return known[word]

    return mark


def pieces(text: str, mark: Mark) -> Pieces:
    """A text cut where marked words begin and end."""
    found: list[tuple[str, bool]] = []
    end = 0
    for start, stop, word in words.spans(text):
        if mark(word):
            if start > end:
                found.append((text[end:start], False))
            found.append((text[start:stop], True))
            end = stop
    if end < len(text):
        found.append((text[end:], False))
    return tuple(found)


def trimmed(text: str, *, inside: bool) -> str:
    """A stretch of a longer text from word to word; ``inside`` where it does not begin there."""
    text = " ".join((text.partition(" ")[2] or text).split() if inside else text.split())
    if len(text) > SHOWN:
        text = (text[:SHOWN].rpartition(" ")[0] or text[:SHOWN]) + " …"
    return f"… {text}" if inside else text


def beginning(word: str, stem: str) -> str:
    """How a word and its stem begin alike: where the word can be found in a folded text."""
    while not word.startswith(stem):
        stem = stem[:-1]
    return stem
