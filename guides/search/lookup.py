"""What the index knows of the words of one search: all of it in one query."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from guides import replica, words
from guides.models import Edition, Synonym
from guides.models.fields import lines
from guides.search import spelling
from guides.search.query import Group, Known, bind_group
from guides.search.results import Label
from guides.search.tables import dialect

# What screens say that is offered, and words that begin with the last one.
MOST_LABELS = 12
_MOST_PREFIXED = 12
_LAST = "\U0010ffff"  # no word holds it: the end of all that begin alike

LIVE = f"JOIN {Edition._meta.db_table} d ON d.id = e.edition_id AND d.live"
_SAID = f"""
    FROM search2_screen s WHERE EXISTS (
        SELECT 1 FROM search2_label l JOIN search2_entry e ON e.id = l.entry_id {LIVE}
        WHERE l.key = s.key)"""
COUNT_LABELS = f"SELECT COUNT(*) {_SAID}"
LABELS = f"""
    SELECT s.label, s.key, s.address, s.situations {_SAID}
    ORDER BY s.position, s.number, s.key LIMIT %s"""

# A query and its parameters.
Query = tuple[str, list[Any]]


@dataclass
class Lexicon:
    """The words of one search as the index has them.

    ``forms`` are the known words of each stem and ``entries`` how many entries it stands in;
    ``prefixed`` the words that begin with the last one typed, the most usual first; ``near``
    those that look like an unknown word, by that word; ``groups`` and ``synonyms`` all words that
    mean the same; ``labels`` what screens say, where none of the telling words is known; ``state``
    is the number of the index as it was asked.
    """

    forms: dict[str, set[str]] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)
    prefixed: list[Known] = field(default_factory=list)
    near: dict[str, list[Known]] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    synonyms: set[str] = field(default_factory=set)
    labels: list[Label] = field(default_factory=list)
    state: int = 0


@dataclass(frozen=True)
class _Question:
    """A query for rows of three texts and a number, and what takes each of them."""

    sql: str
    params: list[Any]
    take: Callable[[str, str, str, int], None]


def fetch(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with replica.connection().cursor() as cursor:
        cursor.execute(sql, params)
        return [*cursor.fetchall()]


def union(parts: Sequence[Query]) -> Query:
    return " UNION ALL ".join(sql for sql, _ in parts), [p for _, params in parts for p in params]


def look_up(
    typed: Sequence[str], stems: Sequence[str], telling: Sequence[int], language: str
) -> Lexicon:
    """Ask for folded words with their stems; ``telling`` are the places of those that count."""
    found = Lexicon()
    asked = list(_questions(found, typed, stems, telling, language))
    sql, params = union(
        [
            (f"SELECT {number}, asked{number}.* FROM ({one.sql}) AS asked{number}", one.params)
            for number, one in enumerate(asked)
        ]
    )
    for number, first, second, third, count in fetch(sql, params):
        asked[number].take(first, second, third, int(count))
    found.prefixed.sort(key=lambda known: (-known.entries, known.word))
    return found


def _questions(
    found: Lexicon,
    typed: Sequence[str],
    stems: Sequence[str],
    telling: Sequence[int],
    language: str,
) -> Iterator[_Question]:
    def take_state(_first: str, _second: str, _third: str, state: int) -> None:
        found.state = state

    yield _Question(
        "SELECT '' AS first, '' AS second, '' AS third, state FROM search2_form", [], take_state
    )

    def take_form(word: str, stem: str, _: str, entries: int) -> None:
        found.forms.setdefault(stem, set()).add(word)
        found.entries[stem] = found.entries.get(stem, 0) + entries

    if stems:
        known = [*dict.fromkeys(stems)]
        yield _Question(
            "SELECT word, stem, '' AS third, entries FROM search2_word "
            f"WHERE stem IN ({_marks(known)})",
            known,
            take_form,
        )

    def take_beginning(word: str, stem: str, _: str, entries: int) -> None:
        found.prefixed.append(Known(word, stem, entries))

    # A single letter begins too many words to tell anything beside others.
    if typed and (len(typed[-1]) > 1 or len(typed) == 1):
        yield _Question(
            f"""SELECT word, stem, '' AS third, entries FROM (
                SELECT word, stem, entries FROM search2_word WHERE word >= %s AND word < %s
                ORDER BY entries DESC, word LIMIT {_MOST_PREFIXED}) AS prefixed""",
            [typed[-1], typed[-1] + _LAST],
            take_beginning,
        )

    def take_group(text: str, _second: str, _third: str, _count: int) -> None:
        group, plain = bind_group(lines(text), language)
        found.groups.append(group)
        found.synonyms |= plain

    yield _Question(
        f"SELECT words, '' AS second, '' AS third, 0 AS number FROM {Synonym._meta.db_table}",
        [],
        take_group,
    )

    def take_label(text: str, key: str, address: str, situations: int) -> None:
        found.labels.append(label(text, key, address, situations))

    told = [*dict.fromkeys(stems[place] for place in telling)]
    unknown = f"NOT EXISTS (SELECT 1 FROM search2_word WHERE stem IN ({_marks(told)}))"
    yield _Question(
        f"SELECT * FROM ({LABELS}) AS labels" + (f" WHERE {unknown}" if told else ""),
        [MOST_LABELS + 1, *told],
        take_label,
    )
    for word in dict.fromkeys(typed[place] for place in telling):

        def take_near(text: str | None, _second: str, _third: str, _: int, to: str = word) -> None:
            found.near[to] = spelling.nearest(to, (text or "").split(), language)

        yield _Question(*_near(word, words.stem(word, language)), take_near)


def _near(word: str, stem: str) -> Query:
    """What is looked at to mend a word that is not known: all of it in one text.

    The words that begin alike, and those that differ in their first letter or two only. Costs
    time in the number of words that begin with a letter.
    """
    tails = spelling.tails(word)
    join = f"{dialect().join}(near.word || ' ' || near.entries, ' ')"
    # Asked in each branch: so neither is even begun where the word is known.
    unknown = "NOT EXISTS (SELECT 1 FROM search2_word WHERE stem = %s)"
    sql = f"""SELECT {join} AS word, '' AS second, '' AS third, 0 AS number FROM (
        SELECT word, entries FROM search2_word WHERE word >= %s AND word < %s AND {unknown}
        UNION
        SELECT word, entries FROM search2_word WHERE tail IN ({_marks(tails)}) AND {unknown})
        AS near"""
    return sql, [word[0], word[0] + _LAST, stem, *tails, stem]


def label(text: str, key: str, address: str, situations: int) -> Label:
    return Label(text, key, situations, address if situations == 1 else "")


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))
