"""The table of real phrasings: large, without doubles, and every place in it exists."""

from collections import Counter

import pytest

from guides import flow, pack, search
from guides.compiler import compile_item
from guides.pack import Facts
from tests.conftest import CONTENT
from tests.search.held_out import HELD_OUT
from tests.search.phrasings import (
    CODES,
    LABELS,
    MISSPELLINGS,
    PHRASINGS,
    PREFIXES,
    SYNONYMS,
    Phrasing,
)


@pytest.fixture(scope="module")
def places() -> set[str]:
    """The path of every section, situation and question of the shipped content."""
    found = pack.read_folder(CONTENT)
    places = {f"/situations/{situation.slug}/" for situation in found.situations}
    for guide in found.guides:
        places |= {f"/guides/{guide.slug}/#{section.anchor}" for section in guide.sections}
    for wizard in found.wizards:
        graph = compile_item(wizard, facts=Facts(found.facts)).page.graph
        for answers, _ in flow.paths(graph):
            steps = [f"{question}={choice}/" for question, choice in answers]
            places |= {f"/wizards/{wizard.slug}/{''.join(steps[:n])}" for n in range(len(steps))}
    return places


def test_every_place_it_expects_exists(places) -> None:
    assert {path for row in (*PHRASINGS, *HELD_OUT) for path in row.expected} <= places


def test_every_row_expects_something_and_stands_once() -> None:
    assert all(row.expected for row in PHRASINGS)
    assert all(len(set(row.expected)) == len(row.expected) for row in PHRASINGS)
    assert max(Counter(row.query for row in PHRASINGS).values()) == 1


def test_every_situation_is_expected_by_several_rows(places) -> None:
    expected = Counter(path for row in PHRASINGS for path in row.expected)
    situations = {path for path in places if path.startswith("/situations/")}
    assert {path for path in situations if expected[path] >= 2} == situations


def test_it_holds_every_way_of_typing() -> None:
    assert len(PHRASINGS) >= 80
    assert len(MISSPELLINGS) >= 17
    assert min(map(len, (CODES, LABELS, PREFIXES, SYNONYMS))) >= 5


def places_of(rows: tuple[Phrasing, ...]) -> dict[str, int]:
    """At which place, from 0, each query first finds what it should; 99 where it does not."""
    places = {}
    for row in rows:
        found = [hit.address for hit in search.find(row.query).hits]
        hits = (place for place, address in enumerate(found) if address in row.expected)
        places[row.query] = next(hits, 99)
    return places


def test_what_people_type_finds_what_they_need(shipped) -> None:
    """The first hit for nine in ten of the table, one of the first three for all of it."""
    found = places_of(PHRASINGS)
    assert sum(place == 0 for place in found.values()) >= 0.9 * len(found), found
    assert {query: place for query, place in found.items() if place > 2} == {}


def test_what_nobody_chose_words_for_is_found_mostly(shipped) -> None:
    """The bar for phrasings that synonyms and weights were not chosen by."""
    found = places_of(HELD_OUT)
    assert sum(place == 0 for place in found.values()) >= len(found) * 2 / 3, found
    assert sum(place < 3 for place in found.values()) >= len(found) * 3 / 4, found
