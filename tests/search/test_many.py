"""Of many entries only the best are looked at, the same ones whoever was published first."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guides import pages, search
from guides.markup import Part
from guides.models import Edition, Situation
from guides.search import finding, lookup, standing
from guides.search.tables import TABLES
from tests.factories import REVIEWED, make_live, make_situation, make_synonym
from tests.search.test_bitsets import make_pieces_small
from tests.search.test_index import assert_true

WORDS = ("order", "orders", "refund", "not", "card", "the", "parcel", "lost")
QUERIES = (
    "order", "refund card", "the lost parcel", "not lost", "ord", "refnud", "card par", "zzz",
    "in transit", "the order", "order refund card parcel",
)  # fmt: skip


def make_pages(texts: list[tuple[str, str, bool, int]]) -> list[Edition]:
    """Live editions of situations with a title, a text, perhaps a label, and a position."""
    start = Situation.objects.count()
    items = Situation.objects.bulk_create(
        Situation(
            slug=f"many-{n}",
            title=title,
            summary="",
            code=f"M-{n}",
            verdict="can",
            reviewed=REVIEWED,
        )
        for n, (title, *_) in enumerate(texts, start=start)
    )
    return Edition.objects.bulk_create(
        Edition(
            kind="situation",
            situation=item,
            number=1,
            slug=item.slug,
            title=title,
            summary="",
            code=item.code,
            verdict="can",
            position=position,
            source="",
            published_at=datetime.now(UTC),
            published_by="tests",
            page_json=pages.to_json(
                pages.SituationPage(
                    slug=item.slug,
                    title=title,
                    summary="",
                    reviewed=REVIEWED,
                    review_every_days=90,
                    code=item.code,
                    body=(Part(html=f"<p>{text}</p>"),),
                    screen_labels=("In transit",) if labelled else (),
                )
            ),
        )
        for item, (title, text, labelled, position) in zip(items, texts, strict=True)
    )


def found_for(queries: tuple[str, ...]) -> list[search.Found]:
    return [search.find(query) for query in queries]


some = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
texts = st.lists(st.tuples(some, some, st.booleans(), st.integers(0, 2)), min_size=5, max_size=40)


@given(texts=texts, order=st.randoms(use_true_random=False))
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
def test_what_is_found_does_not_depend_on_who_came_first(db, monkeypatch, texts, order) -> None:
    make_pieces_small(monkeypatch)
    monkeypatch.setattr(finding, "_MOST_RANKED", 4)
    with transaction.atomic():
        editions = make_pages(texts)
        search.put(editions)
        first = found_for(QUERIES)
        assert_true()
        search.put([], gone=[edition.pk for edition in editions])
        order.shuffle(editions)
        for at in range(0, len(editions), 7):
            search.put(editions[at : at + 7])
        assert found_for(QUERIES) == first
        assert_true()
        transaction.set_rollback(True)


@pytest.mark.parametrize("query", [*QUERIES, "M-7", "order order"])
def test_as_many_rows_are_read_however_many_entries_match(db, monkeypatch, query) -> None:
    """But for the pieces in which common words stand: one for 8192 entries."""
    read = []
    fetch = lookup.fetch

    def counting(sql, params):
        rows = fetch(sql, params)
        read.append(len(rows))
        return rows

    for room in (lookup, finding):
        monkeypatch.setattr(room, "fetch", counting)
    counts = []
    for _ in range(2):
        search.put(
            make_pages(
                [("Order", "Refund card the parcel.", True, 1), ("The lost parcel", "", True, 2)]
                * 90
            )
        )
        read.clear()
        search.find(query)
        counts.append(sum(read))
    assert counts[0] == counts[1]
    assert counts[0] < 400


@pytest.mark.parametrize("query", QUERIES)
def test_no_table_of_the_index_is_looked_through(db, query) -> None:
    """Everything is reached by a key, and what is shown first stands first."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL looks through small tables, rightly")
    make_synonym("parcel", "package")
    make_live(make_situation(screen_labels="In transit"))
    with CaptureQueriesContext(connection) as queries:
        search.find(query)
    with connection.cursor() as cursor:
        for one in queries.captured_queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {one['sql']}")
            for *_, step in cursor.fetchall():
                if step.startswith("SCAN"):
                    table = step.split()[1]
                    assert table not in {"l", "e", *TABLES}, step
                    assert table != "s" or "USING INDEX search2_screen_order" in step, step


def test_a_search_begins_anew_where_the_index_changes_in_the_middle(db, monkeypatch) -> None:
    """As it was when the search began, nothing was called like what was typed."""
    make_live(make_situation(title="Zeppelin"))
    ask, asked = finding._Search._candidates, []

    def ask_late(own):
        if not asked:
            make_live(make_situation(title="Balloon"))
        asked.append(own.corrected)
        return ask(own)

    monkeypatch.setattr(finding._Search, "_candidates", ask_late)
    found = search.find("baloon")
    assert (found.corrected, [hit.title for hit in found.hits]) == ("balloon", ["Balloon"])
    assert asked == [{}, {"baloon": "balloon"}]


def test_a_search_is_answered_though_the_index_never_rests(db, monkeypatch) -> None:
    make_live(make_situation(title="Zeppelin"))
    ask, tries = finding._Search._candidates, []

    def ask_late(own):
        tries.append(1)
        search.put([])
        return ask(own)

    monkeypatch.setattr(finding._Search, "_candidates", ask_late)
    assert len(search.find("zeppelin").hits) == 1
    assert len(tries) == finding._MOST_TRIES


def test_what_was_taken_back_is_not_remembered(db, monkeypatch) -> None:
    """Which entries go first is kept in memory: for the index that it was read of only."""
    monkeypatch.setattr(finding, "_MOST_RANKED", 1)
    orders = []
    for positions in ((1, 2), (2, 1)):
        with transaction.atomic():
            search.put(
                make_pages([("Zeppelin here", "", False, position) for position in positions])
            )
            [hit] = search.find("zeppelin").hits[:1]
            orders.append((hit.code, len(standing._kept[1])))
            transaction.set_rollback(True)
    assert orders == [("M-0", len(standing.MARKS)), ("M-1", len(standing.MARKS))]
