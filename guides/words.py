"""Texts as words that can be compared: folded, and brought to their stems. No Django.

Search compares stems, addresses of screen labels are made of folded words. Both databases get
what this module makes of a text, so both find the same.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from threading import Lock
from typing import Any, NamedTuple

import Stemmer

_WORD = re.compile(r"[^\W_]+")
_WHOLE_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ`´][^\W_]+)*")
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


class Term(NamedTuple):
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
    if text.isascii():
        return text.replace("'", "").replace("`", "").lower()
    return text.translate(_FOLDED)


def composed(text: str) -> str:
    """A text in which each letter with its accents is one character, as far as there is one."""
    return unicodedata.normalize("NFC", text)


def flat(text: str) -> str:
    """A composed text folded letter by letter, spaces for what is no letter: as long as it is.

    Begins with one space more, so that " word" finds where a word begins: at that index.
    """
    return " " + text.translate(_FLAT)


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


def stems(folded: Sequence[str], language: str) -> set[str]:
    """The stems of folded words, with and without a "no" that is said of them: as ``bind`` does."""
    found = set()
    small = _small(language)
    denied = False
    for word in folded:
        one = stem(word, language)
        if one == NOT:
            denied = True
            continue
        found.add(one)
        if denied and word not in small:
            found.add(NOT + one)
            denied = False
    return found | {NOT} if denied else found


def is_small(word: str, language: str) -> bool:
    """Whether a folded word is too common to search by."""
    return word in _small(language)


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Each word of a text as it stands there: where it begins, where it ends, and folded."""
    for match in _WHOLE_WORD.finditer(text):
        yield match.start(), match.end(), fold(match[0])


@cache
def _small(language: str) -> frozenset[str]:
    return _SMALL.get(language.partition("-")[0].lower(), frozenset())


class _Letters(dict[int, str]):
    """What letters become, by their number: each is worked out when it is first met."""

    # So many different ones are kept: whoever writes all that there are fills no memory.
    MOST = 5_000

    def __init__(self, become: Callable[[str], str]) -> None:
        super().__init__()
        self.become = become

    def __missing__(self, number: int) -> str:
        become = self.become(chr(number))
        if len(self) < self.MOST:
            self[number] = become
        return become


def _folded_letter(letter: str) -> str:
    # Taken apart first: some letters of other widths or styles have a case only then.
    spread = unicodedata.normalize("NFKD", letter).translate(_APOSTROPHES).casefold()
    spread = unicodedata.normalize("NFKD", spread)
    return "".join(one for one in spread if not unicodedata.combining(one))


def _flat_letter(letter: str) -> str:
    if letter in "'’‘ʼ`´":
        return letter
    folded = _folded_letter(letter)
    return folded if len(folded) == 1 and folded.isalnum() else " "


_FOLDED, _FLAT = _Letters(_folded_letter), _Letters(_flat_letter)


@cache
def _stemmer(language: str) -> Any:
    name = _STEMMERS.get(language)
    # Without the cache of its own: ``stem`` has one.
    return Stemmer.Stemmer(name, 0) if name else None
