"""Answering a search: at most three queries, of which none reads a whole text.

The first asks what the index knows of the words, the second for entries by where these stand,
the third for what is shown of the best. Texts reach the database as parameters only, and its
query languages as quoted stems of letters and digits.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import connection

from guides import words
from guides.models import Edition, Synonym, code_key
from guides.models.fields import lines
from guides.search import query, snippets, spelling
from guides.search.index import dialect
from guides.search.query import Known, Lexicon, Need
from guides.search.ranking import (
    ALIKE,
    CODE,
    FIELDS,
    LABEL,
    TITLE,
    Candidate,
    exact,
    rank,
    score_of,
)
from guides.search.results import Found, Hit, Label

# Characters of a search that are read, and hits that are shown.
LONGEST = 200
MOST_HITS = 10
MOST_LABELS = 12

# The entries that score highest by their words alone, which are then looked at closely.
_MOST_RANKED = 80
# Words that begin with the last one, and pages shown where nothing is found.
_MOST_PREFIXED = 12
_CLOSEST = 5
_LAST = "\U0010ffff"  # no word holds it: the end of all that begin alike

_SURE = 1_000_000_000  # more than any needs that are met
_EXACTLY = {
    "code": "SELECT id FROM search_entry WHERE code_key = %s",
    "label": "SELECT entry_id AS id FROM search_label WHERE exact = %s",
    "title": "SELECT id FROM search_entry WHERE exact = %s",
}

_LIVE = f"JOIN {Edition._meta.db_table} d ON d.id = e.edition_id AND d.live"
_LABELS = f"""
    SELECT MIN(l.label) AS label, l.key, COUNT(*) AS situations, MIN(e.address) AS address
    FROM search_label l JOIN search_entry e ON e.id = l.entry_id {_LIVE}
    GROUP BY l.key ORDER BY MIN(e.position), MIN(l.number), l.key LIMIT %s"""

# A query and its parameters.
Part = tuple[str, list[Any]]


def find(text: str) -> Found:
    """Find what somebody typed. Three queries; never raises on any text."""
    text = " ".join(text.replace("\0", " ").split())
    said = Found(text[:LONGEST], cut=len(text) > LONGEST)
    typed = query.typed_words(said.query)
    return _Search(said, typed).run() if typed else said


def labels(*, most: int = MOST_LABELS + 1) -> list[Label]:
    """What the screens of live situations say, in the order of the situations. One query.

    Unless told otherwise one more than are shown, where there are more.
    """
    return [_label(*row) for row in _fetch(_LABELS, [most])]


def saying(key: str) -> tuple[str, list[int]]:
    """A label as the screen has it, and the keys of the live editions of its situations."""
    sql = f"""
        SELECT l.label, d.id FROM search_label l JOIN search_entry e ON e.id = l.entry_id {_LIVE}
        WHERE l.key = %s ORDER BY l.label, e.position, e.id LIMIT 200"""
    rows = _fetch(sql, [key])
    return (rows[0][0], [pk for _, pk in rows]) if rows else ("", [])


class _Search:
    """One search on its way."""

    def __init__(self, said: Found, typed: list[str]) -> None:
        self.said = said
        self.typed = typed
        self.language = settings.SITE_LANGUAGE
        self.stems = [words.stem(word, self.language) for word in typed]
        self.places = query.telling(typed, self.language)
        self.groups: list[query.Group] = []
        self.lexicon = Lexicon()
        self.labels: list[Label] = []

    def run(self) -> Found:
        self._look_up()
        corrected = self._mend()
        needs = query.read_needs(self.typed, self.groups, self.lexicon, corrected, self.language)
        self.sought = {stem for need in needs for way in need.ways for stem in way.stems}
        self.mark = snippets.marker(self.typed, self.sought, self.language)
        read = [corrected.get(word, word) for word in self.typed]
        self.stems = [words.stem(word, self.language) for word in read]
        candidates = self._candidates(needs, hopeful=bool(self.lexicon.stems or corrected))
        ranked = _each_place_once(self._rank(candidates, needs, read))
        hits = [one for one in ranked if set(one.met) - {ALIKE}]
        if not hits:
            closest = sorted(ranked, key=lambda one: (-one.met[ALIKE], one.position, one.id))
            hit = [self._hit(one, "") for one in closest[:_CLOSEST]]
            return Found(
                self.said.query, self.said.cut, closest=tuple(hit), labels=tuple(self.labels)
            )
        shown = self._shown([one.id for one in hits[:MOST_HITS]])
        return Found(
            query=self.said.query,
            cut=self.said.cut,
            corrected="" if CODE in hits[0].met else _respelled(self.said.query, corrected),
            hits=tuple(
                replace(self._hit(one, shown[one.id]), exact=exact(one, read))
                for one in hits[:MOST_HITS]
            ),
            more=len(hits) > MOST_HITS,
        )

    def _rank(
        self, candidates: Sequence[Candidate], needs: Sequence[Need], read: Sequence[str]
    ) -> list[Candidate]:
        begins = [known.word for known in self.lexicon.prefixed]
        unfinished = read[-1] if begins and read[-1] not in begins else ""
        return rank(candidates, needs, read, self.language, unfinished=unfinished)

    def _look_up(self) -> None:
        """What the index knows of the words, and what else they may mean. One query."""
        for what, word, stem, entries in _fetch(*_union(list(self._questions()))):
            if what == "stem":
                self.lexicon.stems[stem] = int(entries)
            elif what == "prefix":
                self.lexicon.prefixed.append(Known(word, stem, entries))
            elif what == "label":
                address, _, text = word.partition("\n")
                self.labels.append(_label(text, stem, entries, address))
            elif what == "same":
                self.groups.append(query.phrases(lines(word), self.language))
            else:
                near = self.lexicon.near.setdefault(self.typed[int(what[5:])], [])
                near.append(Known(word, stem, entries))

    def _questions(self) -> Iterator[Part]:
        known = dict.fromkeys(self.stems)
        marks = ", ".join(["%s"] * len(known))
        yield (
            f"""SELECT 'stem', '', stem, SUM(entries) FROM search_word
            WHERE stem IN ({marks}) GROUP BY stem""",
            [*known],
        )
        last = self.typed[-1]
        yield (
            f"""SELECT 'prefix', word, stem, entries FROM (
                SELECT word, stem, entries FROM search_word WHERE word >= %s AND word < %s
                ORDER BY entries DESC, word LIMIT {_MOST_PREFIXED}) AS prefixed""",
            [last, last + _LAST],
        )
        yield f"SELECT 'same', words, '', 0 FROM {Synonym._meta.db_table}", []
        # Only where no word is known: else the inner query is not even begun.
        yield (
            f"""SELECT 'label', address || %s || label, key, situations FROM ({_LABELS}) AS labels
            WHERE NOT EXISTS (SELECT 1 FROM search_word WHERE stem IN ({marks}))""",
            ["\n", MOST_LABELS + 1, *known],
        )
        for place in self.places:
            near, params = dialect().near(self.typed[place])
            yield (
                f"""SELECT 'near {place}', word, stem, entries FROM ({near}) AS near{place}
                WHERE NOT EXISTS (SELECT 1 FROM search_word WHERE stem = %s)""",
                [*params, self.stems[place]],
            )

    def _mend(self) -> dict[str, str]:
        """The misspelt words, each with the one that was most likely meant."""
        meant = {stem for group in self.groups for row in group for stem in row}
        found = {}
        for place in self.places:
            word, stem = self.typed[place], self.stems[place]
            unfinished = place == len(self.typed) - 1 and self.lexicon.prefixed
            if stem in self.lexicon.stems or stem in meant or unfinished:
                continue
            if mended := spelling.mend(word, self.lexicon.near.get(word, ())):
                found[word] = mended
        return found

    def _candidates(self, needs: Sequence[Need], *, hopeful: bool) -> list[Candidate]:
        """The entries whose words meet the needs best. One query.

        Where there is little hope to find any, what is called most alike is among them.
        """
        parts = [*self._meeting(needs), *self._exactly()]
        if not hopeful:
            parts += self._nearly()
        scored, params = _union(parts)
        met = f"{dialect().JOIN}(b.need || ':' || b.score, ' ')"
        sql = f"""
            WITH scored (id, need, score) AS ({scored}),
            best AS (SELECT id, need, MAX(score) AS score FROM scored GROUP BY id, need),
            total AS (
                SELECT b.id, {met} AS met FROM best b GROUP BY b.id
                ORDER BY SUM(b.score) DESC, b.id LIMIT {_MOST_RANKED})
            SELECT e.id, e.kind, e.address, e.title, e.context, e.verdict, e.code, e.position,
                e.labels, t.met
            FROM total t JOIN search_entry e ON e.id = t.id {_LIVE}"""
        return [_candidate(row) for row in _fetch(sql, params)]

    def _meeting(self, needs: Sequence[Need]) -> Iterator[Part]:
        for number, need in enumerate(needs):
            for worth, rows in need.rows_by_worth.items():
                for field, weight in FIELDS.items():
                    yield _scored(number, rows, field, score_of(need, weight, worth))

    def _exactly(self) -> Iterator[Part]:
        stems = " ".join(self.stems)
        exactly = {"code": CODE, "label": LABEL, "title": TITLE}
        for what, sql in _EXACTLY.items():
            if value := code_key(self.said.query) if what == "code" else stems:
                yield f"SELECT found.*, {exactly[what]}, {_SURE} FROM ({sql}) AS found", [value]

    def _nearly(self) -> Iterator[Part]:
        """What is called most alike, then the first situations."""
        for near in self.lexicon.near.values():
            for place, known in enumerate(near[:_CLOSEST]):
                yield _scored(ALIKE, [(known.stem,)], "names", 1 + _CLOSEST - place)
        yield (
            f"""SELECT beginning.*, {ALIKE}, 1 FROM (
                SELECT id FROM search_entry WHERE kind = 'situation'
                ORDER BY position, id LIMIT {_CLOSEST}) AS beginning""",
            [],
        )

    def _shown(self, ids: Sequence[int]) -> dict[int, str]:
        """What is shown of entries: around the first word that was looked for. One query."""
        begun = [f" {beginning}" for beginning in self._beginnings()]
        where = [f"NULLIF({dialect().PLACE}(flat, %s), 0)" for _ in begun]
        sql = f"""
            WITH found AS (
                SELECT id, body, COALESCE({", ".join([*where, "1", "1"])}) AS place
                FROM search_entry WHERE id IN ({", ".join(["%s"] * len(ids))}))
            SELECT id, place, SUBSTR(body,
                CASE WHEN place > {snippets.BEFORE} THEN place - {snippets.BEFORE} ELSE 1 END,
                {snippets.BEFORE + snippets.SHOWN + 40}) FROM found"""
        return {
            id: snippets.trimmed(text, inside=place > snippets.BEFORE)
            for id, place, text in _fetch(sql, [*begun, *ids])
        }

    def _beginnings(self) -> list[str]:
        """How the words begin that are looked for, those that were typed first."""
        known = dict(zip(self.stems, self.typed, strict=True))
        known = {one.stem: one.word for one in self.lexicon.prefixed} | known
        order = dict.fromkeys([*self.stems, *sorted(self.sought)])
        found = (
            snippets.beginning(known[stem], stem) if stem in known else stem.removesuffix("i")
            for stem in order
            if stem in self.sought
        )
        return [beginning for beginning in dict.fromkeys(found) if beginning][:40]

    def _hit(self, one: Candidate, shown: str) -> Hit:
        return Hit(
            kind=one.kind,
            address=one.address,
            title=one.title,
            context=one.context,
            verdict=one.verdict,
            code=one.code,
            title_pieces=snippets.pieces(one.title, self.mark),
            snippet=snippets.pieces(shown, self.mark),
        )


def _each_place_once(candidates: Sequence[Candidate]) -> list[Candidate]:
    """A wizard and its first question stand at one address."""
    found: dict[str, Candidate] = {}
    for one in candidates:
        found.setdefault(one.address, one)
    return list(found.values())


def _candidate(row: Sequence[Any]) -> Candidate:
    id, kind, address, title, context, verdict, code, position, labels, met = row
    scores = {int(n): int(s) for n, _, s in (one.partition(":") for one in met.split(" "))}
    return Candidate(
        id, kind, address, title, context, verdict, code, position, lines(labels), scores
    )


def _label(text: str, key: str, situations: int, address: str) -> Label:
    return Label(text, key, situations, address if situations == 1 else "")


def _scored(need: int, rows: Sequence[Sequence[str]], field: str, score: int) -> Part:
    found = dialect().FIND_IN[field]
    expression = dialect().expression(rows, field)
    return f"SELECT found.*, {need}, {score} FROM ({found}) AS found", [expression]


def _union(parts: Sequence[Part]) -> Part:
    return " UNION ALL ".join(sql for sql, _ in parts), [p for _, params in parts for p in params]


def _fetch(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [*cursor.fetchall()]


def _respelled(text: str, corrected: Mapping[str, str]) -> str:
    """A text with its misspelt words put right; empty where there are none."""
    if not corrected:
        return ""
    pieces, end = [], 0
    for start, stop, word in words.spans(text):
        pieces += [text[end:start], corrected.get(word, text[start:stop])]
        end = stop
    return "".join([*pieces, text[end:]])
