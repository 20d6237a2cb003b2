"""The index is always what a rebuild would make of the live editions."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guides import publishing, search
from guides.models import Edition, Section, Situation
from guides.search import bitsets, index, postings, tables
from tests.factories import make_guide, make_live, make_situation, make_wizard
from tests.search.test_bitsets import make_pieces_small

TABLES = {
    "search2_entry": "edition_id, kind, precedence, position, mixed, address, title, context, "
    "verdict, code, code_key, labels, exact, held, body, flat",
    "search2_label": "number, position, mixed, label, key, exact",
    "search2_screen": "key, label, address, situations, position, number",
    "search2_word": "word, stem, tail, entries",
}


def plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def everything() -> dict[str, list[tuple]]:
    """All that the index holds, without the numbers of its rows."""
    found = {}
    with connection.cursor() as cursor:
        for table, columns in TABLES.items():
            cursor.execute(f"SELECT {columns} FROM {table}")
            found[table] = sorted(tuple(map(plain, row)) for row in cursor.fetchall())
        cursor.execute("SELECT id, kind, address FROM search2_entry")
        entries = {id: (kind, address) for id, kind, address in cursor.fetchall()}
        cursor.execute("SELECT * FROM search2_posting")
        found["postings"] = sorted(
            (stem, field, *entries[number * bitsets.PIECE + place])
            for stem, number, *fields in cursor.fetchall()
            for field, piece in enumerate(fields)
            for place in bitsets.places(piece)
        )
        cursor.execute("SELECT id FROM search2_free")
        free = {id for (id,) in cursor.fetchall()}
    # Each place is somebody's or free.
    assert sorted({*entries, *free}) == list(range(len(entries) + len(free)))
    return found


def assert_true() -> None:
    kept = everything()
    search.rebuild()
    assert everything() == kept


def test_it_holds_what_is_live_and_nothing_else(db) -> None:
    guide, draft = make_guide({"part": "Alpha."}), make_guide({"part": "Beta."})
    make_live(guide)
    words = {row[0] for row in everything()["search2_word"]}
    assert "alpha" in words
    assert "beta" not in words
    assert {row[5] for row in everything()["search2_entry"]} == {
        guide.address,
        f"{guide.address}#part",
    }
    make_live(draft)
    assert_true()


def test_a_new_edition_takes_the_place_of_the_former_one(db) -> None:
    guide = make_guide({"part": "Alpha alpha.", "other": "Alpha."})
    make_live(guide)
    Section.objects.filter(guide=guide, anchor="part").update(body="Gamma.")
    make_live(guide)
    assert_true()
    words = {word: entries for word, _, _, entries in everything()["search2_word"]}
    assert words["alpha"] == 1
    assert words["gamma"] == 1


def test_withdrawing_forgets_entries_labels_and_words(db) -> None:
    situation = make_situation(title="Zeppelin", screen_labels="Up in the air")
    make_live(situation, make_guide())
    publishing.withdraw(items=[situation], by="tests")
    found = everything()
    assert "zeppelin" not in {row[0] for row in found["search2_word"]}
    assert found["search2_label"] == []
    assert_true()


def test_a_refused_publication_leaves_the_index_alone(db) -> None:
    situation = make_situation(body="See [it](guide:nowhere).", title="Zeppelin")
    with pytest.raises(publishing.Refused):
        publishing.publish(items=[situation], by="tests")
    assert everything()["search2_word"] == []


STEPS = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from(["publish", "withdraw"]), st.text("ab ", max_size=6)
    ),
    min_size=1,
    max_size=6,
)


@given(steps=STEPS)
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_whatever_is_published_and_withdrawn_it_is_what_a_rebuild_makes(
    db, steps, monkeypatch
) -> None:
    # So that both ways of keeping pieces are met, and these are written in several turns.
    make_pieces_small(monkeypatch)
    monkeypatch.setattr(postings, "_MOST_NOTED", 40)
    situations = [make_situation(screen_labels="Same label") for _ in range(3)]
    for number, what, text in steps:
        item = situations[number]
        if what == "publish":
            Situation.objects.filter(pk=item.pk).update(body=text, summary=f"Word {text}.")
            make_live(item)
        else:
            publishing.withdraw(items=[item], by="tests")
    assert_true()
    publishing.withdraw(items=situations, by="tests")
    assert not any(everything().values())


def test_postgresql_counts_rows_again_where_many_came(db, monkeypatch) -> None:
    make_live(make_guide(3))
    counted = []
    for many in (5, 4):
        monkeypatch.setattr(index, "_MANY", many)
        with CaptureQueriesContext(connection) as queries:
            search.rebuild()
        counted.append(any(q["sql"].startswith("ANALYZE") for q in queries))
    assert counted == [False, connection.vendor == "postgresql"]


def test_places_are_used_again(db) -> None:
    guide = make_guide(3)
    make_live(guide)
    for text in ("Alpha.", "Beta.", "Gamma."):
        Section.objects.filter(guide=guide, position=1).update(body=text)
        make_live(guide)
    make_live(make_situation())
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM search2_entry")
        assert cursor.fetchone() == (4,)
    assert_true()


def test_what_screens_say_is_summed_up_label_by_label(db) -> None:
    first = make_situation(screen_labels="In transit\nHere", position=2)
    second = make_situation(screen_labels="IN TRANSIT", position=1)
    make_live(first, second)
    told = [(label.text, label.situations, label.address) for label in search.labels()]
    assert told == [("IN TRANSIT", 2, ""), ("Here", 1, first.address)]
    publishing.withdraw(items=[second], by="tests")
    told = [(label.text, label.situations, label.address) for label in search.labels()]
    assert told == [("In transit", 1, first.address), ("Here", 1, first.address)]


def test_preparing_makes_it_once(db) -> None:
    make_live(make_guide())
    kept = everything()
    assert search.prepare() is False
    search.drop()
    assert search.prepare() is True
    assert everything() == kept


def test_rebuilding_empties_the_tables_and_drops_none(db) -> None:
    """Searches go on meanwhile where the database keeps versions of rows."""
    make_live(make_guide())
    with CaptureQueriesContext(connection) as queries:
        search.rebuild()
    assert not [q["sql"] for q in queries if q["sql"].startswith(("DROP", "CREATE"))]
    if connection.vendor == "postgresql":
        # Before anything else, so that it and a publication never wait for each other.
        first = next(q["sql"] for q in queries if not q["sql"].startswith("SAVEPOINT"))
        assert "pg_advisory_xact_lock" in first


def test_another_form_or_language_makes_it_anew(db, monkeypatch, settings) -> None:
    monkeypatch.setattr(index, "_FORM", index._FORM + 1)
    assert search.prepare() is True
    assert search.prepare() is False
    settings.SITE_LANGUAGE = "de"
    assert search.prepare() is True


def test_the_index_of_a_release_before_is_left_to_it_until_nobody_searches_it(db) -> None:
    """It may still serve, and publish, while this one is brought in."""
    make_live(make_guide())
    with connection.cursor() as cursor:
        for table in tables.FORMER_TABLES:
            cursor.execute(f"CREATE TABLE {table} (form INTEGER)")
    search.drop()
    assert search.prepare() is True
    there = set(connection.introspection.table_names())
    assert there >= {*tables.FORMER_TABLES, *tables.TABLES}
    assert not {*tables.FORMER_TABLES} & {*tables.TABLES, "search2_form"}
    call_command("rebuild_search", stdout=StringIO())
    there = set(connection.introspection.table_names())
    assert not there & {*tables.FORMER_TABLES}
    assert there >= {*tables.TABLES}


def test_writing_one_item_takes_as_many_queries_however_many_are_live(db) -> None:
    [edition] = make_live(make_guide(2))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            search.put([edition], gone=[edition.pk])
        counts.append(len(queries))
        make_live(*(make_guide(2) for _ in range(20)))
    assert counts[0] == counts[1]


def test_a_wizard_is_found_by_each_question_it_asks(db) -> None:
    wizard = make_wizard({"a": {"on": "b"}, "b": {"end": make_situation()}})
    make_live(*Situation.objects.all(), wizard)
    addresses = [row[5] for row in everything()["search2_entry"] if row[1] == "question"]
    assert sorted(addresses) == [wizard.address, f"{wizard.address}a=on/"]


def test_it_counts_what_it_rebuilt(db) -> None:
    make_live(make_guide(3), make_situation())
    assert search.rebuild() == 5
    assert Edition.objects.live().count() == 2
