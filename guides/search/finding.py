"""Answering a search: at most three queries, of which none reads a whole text.

The first asks what the index knows of the words, the second for entries by where these stand,
the third for what is shown of the best. Texts reach the database as parameters only, and its
query languages as quoted stems of letters and digits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings

from guides import words
from guides.models import code_key
from guides.models.fields import lines
from guides.search import query, snippets, spelling
from guides.search.index import dialect
from guides.search.lookup import LABELS, LIVE, MOST_LABELS, Query, fetch, label, look_up, union
from guides.search.query import Known
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

# The entries that score highest by their words alone, which are then looked at closely.
_MOST_RANKED = 80
# Pages shown where nothing is found, and words of the index that these may be called by.
_CLOSEST = 5
# Words by which the stretch of a text is found that is shown.
_MOST_BEGINNINGS = 8

# What is exactly what was typed, each more than any needs that are met.
_SURE = 1_000_000_000
_EXACTLY = {
    CODE: "SELECT id FROM search_entry WHERE code_key IN (%s, %s)",
    LABEL: "SELECT entry_id AS id FROM search_label WHERE exact = %s",
    TITLE: "SELECT id FROM search_entry WHERE exact = %s",
}


def find(text: str) -> Found:
    """Find what somebody typed. Three queries; never raises on any text."""
    text = " ".join(text.replace("\0", " ").split())
    said = Found(text[:LONGEST], cut=len(text) > LONGEST)
    return _Search(said).run() if text else said


def labels(*, most: int = MOST_LABELS + 1) -> list[Label]:
    """What the screens of live situations say, in the order of the situations. One query.

    Unless told otherwise one more than are shown, where there are more.
    """
    return [label(*row) for row in fetch(LABELS, [most])]


def saying(key: str) -> tuple[str, list[int]]:
    """A label as the screen has it, and the keys of the live editions of its situations."""
    sql = f"""
        SELECT l.label, d.id FROM search_label l JOIN search_entry e ON e.id = l.entry_id {LIVE}
        WHERE l.key = %s ORDER BY l.label, e.position, e.id LIMIT 200"""
    rows = fetch(sql, [key])
    return (rows[0][0], list(dict.fromkeys(pk for _, pk in rows))) if rows else ("", [])


class _Search:
    """One search: what was typed, and how it is read with what the index knows of it."""

    def __init__(self, said: Found) -> None:
        self.said = said
        self.language = settings.SITE_LANGUAGE
        self.typed = query.typed_words(said.query)
        self.stems = [words.stem(word, self.language) for word in self.typed]
        self.telling = query.telling(self.typed, self.language)
        self.lexicon = look_up(self.typed, self.stems, self.telling, self.language)
        self.corrected = self._mend()
        self.read = [self.corrected.get(word, word) for word in self.typed]
        self.needs = query.read_needs(
            self.typed,
            self.lexicon.groups,
            entries=self.lexicon.entries,
            finished=self.lexicon.prefixed,
            corrected=self.corrected,
            language=self.language,
        )
        self.marked = self._marked()

    def run(self) -> Found:
        ranked = _each_place_once(self._rank(self._candidates()))
        hits = [one for one in ranked if set(one.met) - {ALIKE}]
        if not hits:
            closest = sorted(ranked, key=lambda one: (-one.met[ALIKE], one.position, one.id))
            return replace(
                self.said,
                closest=tuple(self._hit(one, "") for one in closest[:_CLOSEST]),
                labels=tuple(self.lexicon.labels),
            )
        shown = self._shown([one.id for one in hits[:MOST_HITS]])
        return replace(
            self.said,
            corrected="" if CODE in hits[0].met else self._respelled(),
            # What was published anew since the entries were asked for has another number.
            hits=tuple(
                self._hit(one, shown.get((one.id, one.address), "")) for one in hits[:MOST_HITS]
            ),
            more=len(hits) > MOST_HITS,
        )

    def _mend(self) -> dict[str, str]:
        """The misspelt words, each with the one that was most likely meant."""
        found = {}
        for place in self.telling:
            word, stem = self.typed[place], self.stems[place]
            unfinished = place == len(self.typed) - 1 and self.lexicon.prefixed
            if word in self.lexicon.synonyms or unfinished or stem == words.NOT:
                continue
            if forms := self.lexicon.forms.get(stem):
                mended = "" if word in forms else spelling.without_doubles(word, forms)
            else:
                meant = [Known(one, "", 0) for one in self.lexicon.synonyms]
                mended = spelling.mend(word, [*self.lexicon.near.get(word, ()), *meant])
            if mended:
                found[word] = mended
        return found

    def _marked(self) -> set[str]:
        """The stems of words to mark: what was typed, and single words that mean the same."""
        stems = [stem for need in self.needs for way in need.ways for stem in way.stems]
        alone = {way.stems[0] for need in self.needs for way in need.ways if len(way.stems) == 1}
        typed = {words.stem(word, self.language) for word in self.read}
        denied = {stem.removeprefix(words.NOT) for stem in alone if stem.startswith(words.NOT)}
        return (alone | denied | (typed & {*stems, *self.stems})) - {words.NOT}

    def _rank(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        begins = [known.word for known in self.lexicon.prefixed]
        last = self.read[-1] if self.read else ""
        unfinished = last if begins and last not in begins else ""
        return rank(candidates, self.needs, self.read, self.language, unfinished=unfinished)

    def _candidates(self) -> list[Candidate]:
        """The entries whose words meet the needs best. One query.

        Where there is little hope to find any, what is called most alike is among them.
        """
        parts = [*self._meeting(), *self._exactly()]
        if not (self.lexicon.entries.keys() & {self.stems[place] for place in self.telling}):
            parts += self._nearly()
        scored, params = union(parts)
        met = f"{dialect().JOIN}(b.need || ':' || b.score, ' ')"
        sql = f"""
            WITH scored (id, need, score) AS ({scored}),
            best AS (SELECT id, need, MAX(score) AS score FROM scored GROUP BY id, need),
            total AS (
                SELECT b.id, {met} AS met FROM best b GROUP BY b.id
                ORDER BY SUM(b.score) DESC, b.id LIMIT {_MOST_RANKED})
            SELECT e.id, e.kind, e.address, e.title, e.context, e.verdict, e.code, e.position,
                e.labels, t.met
            FROM total t JOIN search_entry e ON e.id = t.id {LIVE}"""
        return [_candidate(row) for row in fetch(sql, params)]

    def _meeting(self) -> Iterator[Query]:
        for number, need in enumerate(self.needs):
            for worth, rows in need.rows_by_worth.items():
                for field, weight in FIELDS.items():
                    yield _scored(number, rows, field, score_of(need, weight, worth))

    def _exactly(self) -> Iterator[Query]:
        stems = " ".join(words.stem(word, self.language) for word in self.read)
        params = {CODE: _codes(self.said.query), LABEL: [stems], TITLE: [stems]}
        for need, sql in _EXACTLY.items():
            if all(params[need]):
                yield f"SELECT found.*, {need}, {_SURE} FROM ({sql}) AS found", params[need]

    def _nearly(self) -> Iterator[Query]:
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

    def _shown(self, ids: Sequence[int]) -> dict[tuple[int, str], str]:
        """What is shown of entries, by number and address: around the first word looked for.

        One query.
        """
        begun = [f" {beginning}" for beginning in self._beginnings()]
        where = [f"NULLIF({dialect().PLACE}(flat, %s), 0)" for _ in begun]
        sql = f"""
            WITH found AS (
                SELECT id, address, body, COALESCE({", ".join([*where, "1", "1"])}) AS place
                FROM search_entry WHERE id IN ({", ".join(["%s"] * len(ids))}))
            SELECT id, address, place, SUBSTR(body,
                CASE WHEN place > {snippets.BEFORE} THEN place - {snippets.BEFORE} ELSE 1 END,
                {snippets.BEFORE + snippets.SHOWN + 40}) FROM found"""
        return {
            (id, address): snippets.trimmed(text, inside=place > snippets.BEFORE)
            for id, address, place, text in fetch(sql, [*begun, *ids])
        }

    def _beginnings(self) -> list[str]:
        """How the words begin that are looked for, those that were typed first."""
        known = {one.stem: one.word for one in self.lexicon.prefixed}
        known |= dict(zip(self.stems, self.typed, strict=True))
        found = (
            snippets.beginning(known[stem], stem) if stem in known else stem.removesuffix("i")
            for stem in dict.fromkeys([*self.stems, *sorted(self.marked)])
            if stem in self.marked
        )
        return [one for one in dict.fromkeys(found) if one][:_MOST_BEGINNINGS]

    def _hit(self, one: Candidate, shown: str) -> Hit:
        mark = snippets.marker(self.typed, self.marked, self.language)
        return Hit(
            kind=one.kind,
            address=one.address,
            title=one.title,
            context=one.context,
            verdict=one.verdict,
            code=one.code,
            title_pieces=snippets.pieces(one.title, mark),
            snippet=snippets.pieces(shown, mark),
            exact=exact(one, self.read),
        )

    def _respelled(self) -> str:
        """What was typed with its misspelt words put right; empty where there are none."""
        if not self.corrected:
            return ""
        text, pieces, end = self.said.query, [], 0
        for start, stop, word in words.spans(text):
            pieces += [text[end:start], self.corrected.get(word, text[start:stop])]
            end = stop
        return "".join([*pieces, text[end:]])


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


def _codes(text: str) -> list[str]:
    """How a code may be written: as it is, and with the zero that people leave out (S7)."""
    key = code_key(text)
    letters = key.rstrip("0123456789")
    digits = key[len(letters) :]
    return [key, f"{letters}{digits.zfill(2)}" if digits else key]


def _scored(need: int, rows: Sequence[Sequence[str]], field: str, score: int) -> Query:
    found = dialect().FIND_IN[field]
    expression = dialect().expression(rows, field)
    return f"SELECT found.*, {need}, {score} FROM ({found}) AS found", [expression]
