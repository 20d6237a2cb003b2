"""The best of many entries are found without looking at each, as if each were looked at."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from guides.search import bitsets, matching, standing
from guides.search.entries import Entry
from guides.search.matching import Matches
from guides.search.query import Need, Way
from guides.search.ranking import FIELDS, KINDS, KINDS_INSIDE, points_of, score_of, weight

EN = "en"
WORDS = ("red", "green", "blue", "grey")

texts = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
entries = st.builds(
    Entry,
    kind=st.sampled_from([*KINDS]),
    address=st.integers(0, 10**6).map("/{}/".format),
    title=st.lists(st.sampled_from((*WORDS, "the")), min_size=1, max_size=4).map(" ".join),
    labels=st.lists(texts.filter(bool), max_size=1).map(tuple),
    heads=st.tuples(texts),
    body=texts,
)
corpora = st.lists(
    st.tuples(entries, st.integers(0, 3)), max_size=25, unique_by=lambda one: one[0].address
)
rows = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True).map(tuple)
ways = st.builds(Way, st.sampled_from([100, 85, 50]), rows)
needs = st.lists(
    st.builds(
        Need, st.lists(ways, min_size=1, max_size=3).map(tuple), st.sampled_from([1, 30, 1000])
    ),
    min_size=1,
    max_size=3,
)


def sets_of(corpus) -> dict[str, list[int]]:
    """Where stems and marks stand, as the index has it."""
    found: dict[str, list[int]] = {}
    for id, (entry, position) in enumerate(corpus):
        names, heads, body = entry.terms(EN)
        names = [*names, *standing.marks(entry, position, EN)]
        for field, stems in enumerate((names, heads, body)):
            for stem in stems:
                found.setdefault(stem, [0, 0, 0])[field] |= 1 << id
    return found


def met_by_hand(entry: Entry, all_: list[Need]) -> dict[int, tuple[int, int]]:
    """The needs that an entry meets, each by its best way in its best field, with its weight."""
    found: dict[int, tuple[int, int]] = {}
    fields = dict(zip(FIELDS, map(set, entry.terms(EN)), strict=True))
    for number, need in enumerate(all_):
        for way in need.ways:
            for field, counts in FIELDS.items():
                if set(way.stems) <= fields[field]:
                    score = (score_of(need, counts, way.worth), counts)
                    found[number] = max(score, found.get(number, (0, 0)))
    return found


def order_by_hand(entry: Entry, position: int, met: dict[int, tuple[int, int]]) -> tuple:
    """What goes first: the highest sum, the name that fits best, the kind, the place."""
    weights = {counts for _, counts in met.values()}
    shortest = min(
        max(1, sum(weight(word, EN) for word in name.split()))
        for name in (entry.title, *entry.labels)
        if name
    )
    fits = round(255 * KINDS[entry.kind] * (1 + 1.5 / shortest) / 2.5)
    kinds = KINDS_INSIDE if weights == {FIELDS["body"]} else KINDS
    return (
        -sum(points_of(score) for score, _ in met.values()),
        -fits if FIELDS["names"] in weights else 0,
        -kinds[entry.kind],
        position,
        standing.mixed(entry) >> 17,
    )


@given(corpus=corpora, wanted=needs, most=st.integers(1, 6))
def test_the_best_are_those_that_looking_at_each_finds(corpus, wanted, most) -> None:
    sets = sets_of(corpus)
    found = Matches([matching.levels(need, sets) for need in wanted])
    marks = {mark: sets.get(mark, [0])[0] for mark in standing.MARKS}
    met = {id: met_by_hand(entry, wanted) for id, (entry, _) in enumerate(corpus)}
    order = {
        id: order_by_hand(entry, position, met[id])
        for id, (entry, position) in enumerate(corpus)
        if met[id]
    }
    assert bitsets.members(found.all) == sorted(order)
    ids = bitsets.members(found.best(most, marks))
    expected = sorted(order, key=order.__getitem__)
    last = order[expected[:most][-1]] if expected else ()
    assert ids == sorted(id for id in expected if order[id] <= last)
    assert found.met(ids) == {
        id: {need: score for need, (score, _) in met[id].items()} for id in ids
    }


def test_what_looks_most_alike_comes_before_what_is_offered_anyway() -> None:
    sets = {"ship": (0b0110, 0, 0), "shop": (0b1100, 0, 0)}
    levels = matching.alike([("shop", 2), ("ship", 6)], 0b10001, sets)
    assert [level.bits for level in levels] == [0b0110, 0b1000, 0b10001]
    assert levels[0].score > levels[1].score > levels[2].score


def test_marks_are_no_stems() -> None:
    entry = SimpleNamespace(kind="guide", address="/a/", title="A", labels=())
    assert all(mark.startswith("#") for mark in standing.MARKS)
    assert set(standing.marks(entry, 10**9, EN)) <= set(standing.MARKS)
