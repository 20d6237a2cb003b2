"""Texts as words that can be compared: folded, and brought to their stems. No Django.

Search compares stems, addresses of screen labels are made of folded words. Both databases get
what this module makes of a text, so both find the same.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from threading import Lock
from typing import Any

import snowballstemmer

_WORD = re.compile(r"[^\W_]+")
# Written inside a word without parting it: can't, don’t, l’ordre.
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))

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
        "a about all also am an and any are arent as at be been but by can cant could d did didnt "
        "do does doesnt doing done dont for from get gets getting give go got had has hasnt have "
        "havent having he hello help her here hey hi him his how i id if ill im in into is isnt it "
        "its ive just know let like make me mine much my need now of oh ok on or our out please "
        "pls s she should so some still t tell thanks that thats the their them then there these "
        "they this those though to too um up us very want was wasnt we well were what whats when "
        "where wheres which who why will with wont would you your youre yours".split()
    )
}


def fold(text: str) -> str:
    """A text without the differences of case, accents, widths and apostrophes."""
    spread = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def split(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return _WORD.findall(fold(text))


def key(text: str) -> str:
    """A text as part of an address: its folded words with hyphens between them."""
    return "-".join(split(text))


def stem(word: str, language: str) -> str:
    """The stem of a folded word; the word itself in a language without a stemmer here."""
    return _stem(word, language.partition("-")[0].lower())


def is_small(word: str, language: str) -> bool:
    """Whether a folded word is too common to search by."""
    return word in _SMALL.get(language.partition("-")[0].lower(), ())


def spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Each word of a text as it stands there: where it begins, where it ends, and folded."""
    for match in re.finditer(r"[^\W_]+(?:['’‘ʼ`´][^\W_]+)*", text):
        yield match.start(), match.end(), fold(match[0])


# A stemmer keeps the word that it works on, so that only one thread at a time may use it.
_ONE_AT_A_TIME = Lock()


@lru_cache(maxsize=50_000)
def _stem(word: str, language: str) -> str:
    stemmer = _stemmer(language)
    if stemmer is None:
        return word
    with _ONE_AT_A_TIME:
        return str(stemmer.stemWord(word))


@cache
def _stemmer(language: str) -> Any:
    name = _STEMMERS.get(language)
    return snowballstemmer.stemmer(name) if name else None
