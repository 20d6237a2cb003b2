"""Answering a search: four queries, of which none reads a whole text nor a row for each match.

The first asks what the index knows of the words, the second where these stand, the third for
the entries that meet the needs best, the fourth for what is shown of the first of these. Texts
reach the database as parameters only.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from django.conf import settings

from guides import words
from guides.models import code_key
from guides.models.fields import lines
from guides.search import bitsets, matching, postings, query, snippets, spelling, standing
from guides.search.lookup import (
    COUNT_LABELS,
    LABELS,
    LIVE,
    MOST_LABELS,
    Query,
    fetch,
    label,
    look_up,
    union,
)
from guides.search.matching import Matches
from guides.search.postings import Sets
from guides.search.query import Known
from guides.search.ranking import ALIKE, CODE, LABEL, TITLE, Candidate, exact, rank
from guides.search.results import Found, Hit, Label
from guides.search.tables import dialect

# Characters of a search that are read, and hits that are shown.
LONGEST = 200
MOST_HITS = 10

# The entries that score highest by their words alone, which are then looked at closely.
_MOST_RANKED = 64
# Pages shown where nothing is found, and words of the index that these may be called by.
_CLOSEST = 5
# Words by which the stretch of a text is found that is shown.
_MOST_BEGINNINGS = 8

# How often a search begins anew because the index was changed in the middle of it.
_MOST_TRIES = 5

# What is exactly what was typed, in the order of lists: of many equal ones the first.
_EXACTLY = {
    CODE: "SELECT id FROM search2_entry WHERE code_key IN (%s, %s)",
    LABEL: "SELECT entry_id AS id FROM search2_label WHERE exact = %s ORDER BY position, mixed",
    TITLE: "SELECT id FROM search2_entry WHERE exact = %s ORDER BY precedence, position, mixed",
}
# The number of the index, as rows like those of postings.
_STATE_OF = 0
_STATE = (f"SELECT ':{_STATE_OF}', state, '', '', '' FROM search2_form", list[Any]())
_FIRST_SITUATIONS = "SELECT id FROM search2_entry WHERE kind = 'situation' ORDER BY position, mixed"


def find(text: str) -> Found:
    """Find what somebody typed. Four queries; never raises on any text."""
    text = " ".join(text.replace("\0", " ").split())
    said = Found(text[:LONGEST], cut=len(text) > LONGEST)
    if not text:
        return said
    for _ in range(_MOST_TRIES - 1):
        try:
            return _Search(said).run()
        except _Changed:
            continue
    return _Search(said, patient=False).run()


def labels(*, most: int = MOST_LABELS + 1) -> list[Label]:
    """What the screens of live situations say, in the order of the situations. One query.

    Unless told otherwise one more than are shown, where there are more.
    """
    return [label(*row) for row in fetch(LABELS, [most])]


class AllLabels:
    """All that the screens of live situations say, to be counted and cut: a query for each."""

    def count(self) -> int:
        [(number,)] = fetch(COUNT_LABELS, [])
        return int(number)

    def __getitem__(self, part: slice) -> list[Label]:
        rows = fetch(f"{LABELS} OFFSET %s", [part.stop - part.start, part.start])
        return [label(*row) for row in rows]


def saying(key: str) -> tuple[str, list[int]]:
    """A label as the screen has it, and the keys of the live editions of its situations."""
    sql = f"""
        SELECT l.label, d.id FROM search2_label l JOIN search2_entry e ON e.id = l.entry_id {LIVE}
        WHERE l.key = %s ORDER BY l.label, e.position, e.id LIMIT 200"""
    rows = fetch(sql, [key])
    return (rows[0][0], list(dict.fromkeys(pk for _, pk in rows))) if rows else ("", [])


class _Changed(Exception):
    """The index is not the one any more that this search began with."""


class _Search:
    """One search: what was typed, and how it is read with what the index knows of it.

    A ``patient`` one raises where the index changes before it is answered; else what was found
    may be shown for words that it lost or got at this moment.
    """

    def __init__(self, said: Found, *, patient: bool = True) -> None:
        self.said = said
        self.patient = patient
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
        self.mark = snippets.marker(self.typed, self.marked, self.language)

    def run(self) -> Found:
        ranked = _each_place_once(self._rank(self._candidates()))
        hits = [one for one in ranked if set(one.met) - {ALIKE}]
        if not hits:
            closest = sorted(ranked, key=lambda one: (-one.met[ALIKE], one.place))
            return replace(
                self.said,
                closest=tuple(self._hit(one, "") for one in closest[:_CLOSEST]),
                labels=tuple(self.lexicon.labels),
            )
        hits, more = hits[:MOST_HITS], len(hits) > MOST_HITS
        shown = self._shown([one.id for one in hits])
        return replace(
            self.said,
            corrected="" if CODE in hits[0].met else self._respelled(),
            # What was published anew since the entries were asked for is another edition's.
            hits=tuple(self._hit(one, shown.get((one.edition, one.address), "")) for one in hits),
            more=more,
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
        """The entries whose words meet the needs best. Two queries.

        Where there is little hope to find any, what is called most alike is among them.
        """
        parts = [*self._exactly()]
        nearly: list[tuple[str, int]] = []
        if not (self.lexicon.entries.keys() & {self.stems[place] for place in self.telling}):
            nearly = self._nearly()
            parts.append(_first(ALIKE, _FIRST_SITUATIONS, [], _CLOSEST))
        stems = {stem for need in self.needs for way in need.ways for stem in way.stems}
        sets, marks, sure = self._sets({*stems, *(stem for stem, _ in nearly)}, parts)
        beginning = bitsets.of(sure.pop(ALIKE, ()))
        found = Matches([matching.levels(need, sets) for need in self.needs])
        close = Matches([matching.alike(nearly, beginning, sets)])
        ids = bitsets.members(found.best(_MOST_RANKED, marks) | close.best(_CLOSEST, marks))
        ids = [*dict.fromkeys([*ids, *(id for some in sure.values() for id in some)])]
        met = found.met(ids)
        for id, scores in close.met(ids).items():
            met[id] |= {ALIKE: scores[0]} if scores else {}
        for need, some in sure.items():
            for id in some:
                met[id][need] = 1
        return self._entries(met)

    def _exactly(self) -> Iterator[Query]:
        stems = " ".join(words.stem(word, self.language) for word in self.read)
        params = {CODE: _codes(self.said.query), LABEL: [stems], TITLE: [stems]}
        for need, sql in _EXACTLY.items():
            if all(params[need]):
                yield _first(need, sql, params[need], _MOST_RANKED)

    def _nearly(self) -> list[tuple[str, int]]:
        """The stems of words that look most alike, each with how much it counts."""
        return [
            (known.stem, 1 + _CLOSEST - place)
            for near in self.lexicon.near.values()
            for place, known in enumerate(near[:_CLOSEST])
        ]

    def _sets(
        self, stems: Set[str], parts: Sequence[Query]
    ) -> tuple[dict[str, Sets], Mapping[str, int], dict[int, list[int]]]:
        """Where stems stand, who bears which mark, and what other queries find by number.

        One query.
        """
        marks = standing.kept(self.lexicon.state)
        wanted = sorted(stems) if marks else [*sorted(stems), *standing.MARKS]
        sql, params = union([postings.asked(wanted), _STATE, *parts])
        rows = fetch(sql, params)
        found = dict[int, list[int]]()
        for tag, number, *_ in rows:
            if tag.startswith(":"):
                found.setdefault(int(tag[1:]), []).append(int(number))
        [state] = found.pop(_STATE_OF)
        self._expect(state)
        sets = postings.read(row for row in rows if not row[0].startswith(":"))
        return sets, marks or standing.keep(state, sets), found

    def _expect(self, state: int) -> None:
        if self.patient and state != self.lexicon.state:
            raise _Changed

    def _entries(self, met: Mapping[int, Mapping[int, int]]) -> list[Candidate]:
        """What there is to know of entries, with the needs that they meet. One query."""
        if not met:
            return []
        marks = ", ".join(["%s"] * len(met))
        sql = f"""
            SELECT f.state, e.id, e.kind, e.address, e.title, e.context, e.verdict, e.code,
                e.position, e.labels, e.edition_id
            FROM search2_entry e {LIVE} CROSS JOIN search2_form f WHERE e.id IN ({marks})"""
        found = []
        for state, id, *texts, position, labels, edition in fetch(sql, [*met]):
            self._expect(state)
            kind, address, title, context, verdict, code = texts
            found.append(
                Candidate(
                    id=id,
                    kind=kind,
                    address=address,
                    title=title,
                    context=context,
                    verdict=verdict,
                    code=code,
                    position=position,
                    labels=lines(labels),
                    edition=edition,
                    met=met[id],
                )
            )
        return found

    def _shown(self, ids: Sequence[int]) -> dict[tuple[int, str], str]:
        """What is shown of entries, by edition and address: around the first word looked for.

        One query.
        """
        begun = [f" {beginning}" for beginning in self._beginnings()]
        where = [f"NULLIF({dialect().place}(flat, %s), 0)" for _ in begun]
        sql = f"""
            WITH found AS (
                SELECT edition_id, address, body, COALESCE({", ".join([*where, "1", "1"])}) AS place
                FROM search2_entry WHERE id IN ({", ".join(["%s"] * len(ids))}))
            SELECT edition_id, address, place, SUBSTR(body,
                CASE WHEN place > {snippets.BEFORE} THEN place - {snippets.BEFORE} ELSE 1 END,
                {snippets.BEFORE + snippets.SHOWN + 40}) FROM found"""
        return {
            (edition, address): snippets.trimmed(text, inside=place > snippets.BEFORE)
            for edition, address, place, text in fetch(sql, [*begun, *ids])
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
        return Hit(
            kind=one.kind,
            address=one.address,
            title=one.title,
            context=one.context,
            verdict=one.verdict,
            code=one.code,
            title_pieces=snippets.pieces(one.title, self.mark),
            snippet=snippets.pieces(shown, self.mark),
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


def _codes(text: str) -> list[str]:
    """How a code may be written: as it is, and with the zero that people leave out (S7)."""
    key = code_key(text)
    letters = key.rstrip("0123456789")
    digits = key[len(letters) :]
    return [key, f"{letters}{digits.zfill(2)}" if digits else key]


def _first(number: int, sql: str, params: list[Any], most: int) -> Query:
    """The first ids that a query finds, as rows like those of postings, with a number as tag."""
    found = f"SELECT * FROM ({sql} LIMIT {most}) AS ids"
    return f"SELECT ':{number}', found.id, '', '', '' FROM ({found}) AS found", params
