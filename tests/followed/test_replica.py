"""What readers see from a server that follows another one, and stands still, and goes away."""

from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic, sleep

import psycopg
import pytest
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, close_old_connections, connection, connections
from django.test.utils import CaptureQueriesContext

from guides import replica, snapshot
from guides.models import ContentVersion, EmergencyNote, Guide
from guides.store import PageStore, Watch, keys_at, page_store
from helpcenter.postgres import REPLICA
from tests.factories import make_emergency_note, make_guide, make_live
from tests.store import HOST
from tests.store.asking import ask

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", REPLICA])

# Seconds that a replica beside its primary may need at most; it needs some hundredths.
PATIENCE = 20


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    monkeypatch.setattr(replica, "_known", replica._Known())
    monkeypatch.setattr(page_store, "EVERY", 0)
    yield
    for one in connections.all():
        one.close()


def administer(sql: str) -> object:
    """Ask the replica as its administrator."""
    host = connections[REPLICA].settings_dict["HOST"]
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as admin:
        return admin.execute(sql).fetchone()[0]


def settle() -> None:
    """Wait until the replica has all that was committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        written = cursor.fetchone()[0]
    ends = monotonic() + PATIENCE
    while not administer(f"SELECT pg_last_wal_replay_lsn() >= '{written}'::pg_lsn"):
        assert monotonic() < ends, "the replica does not follow"
        sleep(0.01)


@contextmanager
def standing_still():
    """The replica takes what is committed, and shows nothing of it."""
    administer("SELECT pg_wal_replay_pause()::text")
    ends = monotonic() + PATIENCE
    while administer("SELECT pg_get_wal_replay_pause_state()") != "paused":
        assert monotonic() < ends
        sleep(0.01)
    try:
        yield
    finally:
        administer("SELECT pg_wal_replay_resume()::text")


@contextmanager
def noting():
    """How many queries each of the two gets: call what it gives."""
    with (
        CaptureQueriesContext(connection) as one,
        CaptureQueriesContext(connections[REPLICA]) as two,
    ):
        yield lambda: (len(one), len(two))


@pytest.fixture
def site():
    """The application as a server has it; here every request looks whether it is another moment."""
    watch = Watch(patience=PATIENCE)
    yield PageStore(
        get_wsgi_application(),
        most_bytes=10_000_000,
        host=HOST,
        allowed_hosts=[HOST.partition(":")[0]],
        session_cookie="sessionid",
        query_keys=keys_at,
        look=watch.look,
    )
    watch.stop()


def publish(text: str) -> None:
    Guide.objects.update(title=text, version=1)
    make_live(Guide.objects.get())


def test_pages_come_from_the_replica_and_nothing_else_does(client):
    make_live(make_guide(slug="one", title="The first title"))
    settle()
    with noting() as asked:
        assert b"The first title" in client.get("/guides/one/").content
        primary, follower = asked()
    assert primary == 0
    assert follower > 1
    with noting() as asked:
        client.get("/health/ready")
        assert asked()[1] == 0


def test_the_replica_takes_no_writes():
    with pytest.raises(Exception, match="read-only transaction"):
        ContentVersion.objects.using(REPLICA).update(number=7)


def test_while_it_stands_still_the_new_page_is_served_all_the_same(site):
    make_live(make_guide(slug="one", title="The first title"))
    settle()
    assert b"The first title" in ask(site, "/guides/one/").text
    with standing_still():
        publish("The second title")
        # Kept pages are found to be old by asking the primary, and made anew there.
        for path in ("/guides/one/", "/guides/", "/guides/one/", "/search/?q=second"):
            assert b"The second title" in ask(site, path).text, path
            assert site.moment.number == ContentVersion.objects.get().number
        with noting() as asked:
            sleep(replica.PAUSE)
            assert snapshot.within(lambda: replica.connection().alias) == "default"
            assert asked()[1] == 1, "it is asked only how far it is"
    settle()
    sleep(replica.PAUSE)
    assert snapshot.within(lambda: replica.connection().alias) == REPLICA
    assert b"The second title" in ask(site, "/llms.txt").text


def test_a_process_that_has_seen_nothing_yet_may_show_what_the_replica_has(client):
    make_live(make_guide(slug="one", title="The first title"))
    settle()
    with standing_still():
        publish("The second title")
        replica._known.highest = 0
        assert b"The first title" in client.get("/guides/one/").content
        # From the first look at the primary on it never does again.
        snapshot.read()
        for _ in range(3):
            assert b"The second title" in client.get("/guides/one/").content


def test_no_page_is_mixed_and_none_goes_back_while_others_publish():
    """Each page names its version, and holds what was committed with it."""
    make_emergency_note("start")
    said = {ContentVersion.objects.get().number: "start"}
    settle()
    done, wrong, places = Event(), [], set()

    def page():
        moment = snapshot.current()
        text = EmergencyNote.objects.values_list("text", flat=True).get()
        return moment.number, text, replica.connection().alias

    def read() -> None:
        last = 0
        while not done.is_set():
            number, text, place = snapshot.within(page)
            snapshot.read()
            places.add(place)
            found.append((number, text))
            if number < last:
                wrong.append((last, number))
            last = number
        close_old_connections()
        connections.close_all()

    found: list[tuple[int, str]] = []
    readers = [Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for turn in range(60):
        EmergencyNote.objects.update(text=f"turn {turn}")
        said[ContentVersion.objects.get().number] = f"turn {turn}"
        sleep(0.005)
    settle()
    sleep(2 * replica.PAUSE)
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert [(n, text) for n, text in found if said[n] != text] == []
    assert places == {"default", REPLICA}


def test_a_replica_that_has_gone_away_costs_one_page_a_little_time(client, monkeypatch, caplog):
    make_live(make_guide(slug="one", title="The first title"))
    settle()
    assert client.get("/guides/one/").status_code == 200
    administer(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'helpcenter'"
    )
    monkeypatch.setitem(connections[REPLICA].settings_dict, "HOST", "/nowhere")
    for _ in range(3):
        assert b"The first title" in client.get("/guides/one/").content
    assert caplog.text.count("does not answer") == 1
    with pytest.raises(OperationalError):
        connections[REPLICA].ensure_connection()
