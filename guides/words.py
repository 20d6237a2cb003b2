"""Texts as words that can be compared: folded, and brought to their stems. No Django.

Search compares stems, addresses of screen labels are made of folded words. Both databases get
what this module makes of a text, so both find the same.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock
from typing import Any

import snowballstemmer

_WORD = re.compile(r"[^\W_]+")
# Written inside a word without parting it: can't, don’t, l’ordre.
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))

# A stemmer keeps the word that it works on, so that only one thread at a time may use it.
_ONE_AT_A_TIME = Lock()

# Languages by their two letters, with the stemmer of the same name.
_STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}

# Words too common to tell one English page from another, folded.
_SMALL = {
    "en": frozenset(
        "a about above after again all also am an and any anybody anyone anything are as at be "
        "because been being below between both but by can could did do does doing done down "
        "during each else ever for from further get gets getting give go goes going got had "
        "has have having he hello help her here hers hey hi him his how i id if ill im in into "
        "is it its ive just know let like made make makes many me mean means mine more most "
        "much must my myself need needs now of off oh ok on once or other our out over own "
        "please s same say says see seen she should so some still such t take takes tell than "
        "thanks that thats the their them then there these they thing this those through to "
        "too under until up us very want wants was we well were what whats when where wheres "
        "which while who whose why will with would yet you your yours".split()
    )
}

# Ways to say no, folded: all mean the same to a search.
_NO = {
    "en": frozenset(
        "no not never none nothing nobody cannot without aint arent cant couldnt didnt doesnt dont "
        "hadnt hasnt havent isnt shouldnt wasnt werent wont wouldnt dosnt doesn don isn".split()
    )
}
NOT = "not"


@dataclass(frozen=True)
class Term:
    """A word of a text as it is searched by: ``plain`` is its stem, ``stem`` says no too."""

    place: int
    word: str
    stem: str
    plain: str

    @property
    def denied(self) -> bool:
        return self.stem != self.plain


def fold(text: str) -> str:
    """A text without the differences of case, accents, widths and apostrophes."""
    # Taken apart first: some letters of other widths or styles have a case only then.
    spread = unicodedata.normalize("NFKD", text).translate(_APOSTROPHES).casefold()
    spread = unicodedata.normalize("NFKD", spread)
    # Each letter is looked at once: a text has few different ones.
    marks = [letter for letter in set(spread) if unicodedata.combining(letter)]
    return spread.translate(dict.fromkeys(map(ord, marks))) if marks else spread


def composed(text: str) -> str:
    """A text in which each letter with its accents is one character, as far as there is one."""
    return unicodedata.normalize("NFC", text)


def flat(text: str) -> str:
    """A composed text folded letter by letter, spaces for what is no letter: as long as it is.

    Begins with one space more, so that " word" finds where a word begins: at that index.
    """
    return " " + "".join(map(_flat_letter, text))


def split(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return _WORD.findall(fold(text))


def key(text: str) -> str:
    """A text as part of an address: its folded words with hyphens between them."""
    return "-".join(split(text))


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """The stem of a folded word; the word itself in a language without a stemmer here."""
    language = language.partition("-")[0].lower()
    if word in _NO.get(language, ()):
        return NOT
    stemmer = _stemmer(language)
    if stemmer is None:
        return word
    with _ONE_AT_A_TIME:
        return str(stemmer.stemWord(word))


def bind(folded: Sequence[str], language: str) -> list[Term]:
    """Folded words as terms, each "no" taken into the word that it is said of.

    That is the next one that is not small, if only small ones stand between: "hasn't yet
    arrived" is one term, which "arrived" is not. A "no" that is said of nothing stays a term.
    """
    terms: list[Term] = []
    waiting: list[int] = []  # where in ``terms`` a "no" stands that is not yet taken
    for place, word in enumerate(folded):
        found = stem(word, language)
        if found == NOT:
            waiting.append(len(terms))
            terms.append(Term(place, word, NOT, NOT))
        elif waiting and not is_small(word, language):
            for at in reversed(waiting):
                del terms[at]
            waiting = []
            terms.append(Term(place, word, NOT + found, found))
        else:
            terms.append(Term(place, word, found, found))
    return terms


def is_small(word: str, language: str) -> bool:
    """Whether a folded word is too common to search by."""
    return word in _SMALL.get(language.partition("-")[0].lower(), ())


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Each word of a text as it stands there: where it begins, where it ends, and folded."""
    for match in re.finditer(r"[^\W_]+(?:['’‘ʼ`´][^\W_]+)*", text):
        yield match.start(), match.end(), fold(match[0])


@lru_cache(maxsize=5_000)
def _flat_letter(letter: str) -> str:
    if letter in "'’‘ʼ`´":
        return letter
    folded = fold(letter)
    return folded if len(folded) == 1 and folded.isalnum() else " "


@cache
def _stemmer(language: str) -> Any:
    name = _STEMMERS.get(language)
    return snowballstemmer.stemmer(name) if name else None
