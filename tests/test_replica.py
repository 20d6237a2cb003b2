"""Which database is asked. Here both are one, seen through two connections; for real: followed/."""

import copy
from collections import deque

import pytest
from django.db import OperationalError, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guides import replica, snapshot
from guides.models import ContentVersion, Edition
from helpcenter.postgres import REPLICA

PAGES = (
    "/ /guides/ /situations/ /wizards/ /search/?q=cancel /search/ /screen/ /agents/ /refund-dates/ "
    "/feed/ /llms.txt /sitemap.xml /api/situations/ /api/search/?q=refund /nothing/here/"
).split()


class Follower:
    """A second connection to the database of the test, which is taken for its replica."""

    def __init__(self, monkeypatch):
        self.closed, self.fails_after = 0, None
        self.connection = one = copy.copy(connections["default"])
        one.alias, one.queries_log = REPLICA, deque(maxlen=9000)
        one.execute_wrappers = [self.execute]
        one.close = self.close
        connections[REPLICA] = one
        monkeypatch.setitem(connections.settings, REPLICA, connections.settings["default"])
        monkeypatch.setattr(replica, "_known", replica._Known())
        # The test's own transaction is none of the site's.
        monkeypatch.setattr(connections["default"], "in_atomic_block", False)

    def execute(self, execute, *asked):
        if self.fails_after is not None:
            self.fails_after -= 1
            if self.fails_after < 0:
                raise OperationalError("the replica is away")
        return execute(*asked)

    def close(self):
        self.closed += 1


@pytest.fixture
def follow(db):
    """Call it to have a replica from then on; nothing can be written any more."""
    with pytest.MonkeyPatch.context() as patch:
        yield lambda: Follower(patch)
        if REPLICA in connections.settings:
            del connections[REPLICA]


@pytest.fixture
def ask(client):
    """Ask for a page: the status, and how many queries the primary and the replica got."""

    def ask(path, **headers):
        primary = CaptureQueriesContext(connections["default"])
        follower = CaptureQueriesContext(connections[REPLICA])
        with primary, follower:
            response = client.get(path, headers=headers)
        return response.status_code, len(primary), len(follower)

    return ask


@pytest.fixture
def clock(monkeypatch):
    """The clock by which a replica is left alone."""
    now = [1000.0]
    monkeypatch.setattr(replica, "monotonic", lambda: now[0])
    return now


def test_everything_that_readers_read_comes_from_the_replica(shipped, follow, ask):
    addresses = [edition.address for edition in Edition.objects.live()]
    steps = [reverse("wizard_map", kwargs={"slug": e.slug}) for e in Edition.objects.wizards()]
    follow()
    for path in [*PAGES, *addresses, *steps]:
        status, primary, follower = ask(path)
        assert status == (404 if path == "/nothing/here/" else 200), path
        assert primary == 0, path
        assert follower > 0, path


def test_who_may_have_just_published_asks_the_primary(shipped, follow, client, ask, settings):
    follow()
    client.cookies[settings.SESSION_COOKIE_NAME] = "of somebody"
    status, primary, follower = ask("/guides/")
    assert (status, follower) == (200, 0)
    assert primary > 0


@pytest.mark.parametrize("path", ["/admin/login/", "/health/ready", "/preview/none/"])
def test_what_is_no_page_of_readers_asks_the_primary(follow, ask, path):
    follow()
    assert ask(path)[2] == 0


def test_what_is_not_committed_is_read_where_it_is(db, follow):
    follow()
    assert replica.may_be_asked()
    connections["default"].in_atomic_block = True
    assert not replica.may_be_asked()


def test_a_replica_that_is_behind_makes_no_page_until_it_has_come_as_far(
    shipped, follow, ask, clock
):
    follow()
    number = ContentVersion.objects.get().number
    replica.see(number + 1)
    status, primary, follower = ask("/guides/")
    assert status == 200
    assert primary > 1
    assert follower == 1, "it is asked how far it is"
    assert ask("/guides/")[2] == 0, "and is not asked again at once"
    clock[0] += replica.PAUSE
    assert ask("/guides/")[2] == 1
    clock[0] += replica.PAUSE
    replica._known.highest = number
    assert ask("/guides/")[1] == 0


def test_the_watch_asks_the_primary_how_far_everybody_is(db, follow):
    follow()
    with CaptureQueriesContext(connections[REPLICA]) as follower:
        moment = snapshot.read()
    assert len(follower) == 0
    assert replica._known.highest == moment.number


def test_a_replica_that_fails_is_left_alone_for_a_while(shipped, follow, ask, clock, caplog):
    follower = follow()
    follower.fails_after = 0
    assert ask("/guides/")[0] == 200
    assert "the replica is away" in caplog.text
    assert follower.closed == 1
    caplog.clear()
    follower.fails_after = None
    status, primary, asked = ask("/guides/")
    assert (status, asked) == (200, 0)
    assert primary > 0
    clock[0] += replica.REST
    assert ask("/guides/")[1] == 0
    assert "answers again" in caplog.text


def test_only_one_tries_again_a_replica_that_failed(follow, clock):
    follow()
    replica.leave(OperationalError("gone"))
    clock[0] += replica.REST
    assert [replica.may_be_asked() for _ in range(3)] == [True, False, False]


@pytest.mark.parametrize("queries", [1, 3])
def test_a_page_that_fails_in_the_middle_is_made_anew(shipped, follow, ask, queries):
    follower = follow()
    follower.fails_after = queries
    status, primary, _ = ask("/")
    assert status == 200
    assert primary > 1


def test_a_page_that_is_made_inside_of_another_stays_where_that_is(follow):
    follow()
    assert snapshot.within(lambda: snapshot.within(lambda: replica.connection().alias)) == REPLICA
    with snapshot.taken():
        assert snapshot.within(lambda: replica.connection().alias) == "default"


def test_nothing_is_written_to_the_replica():
    router = replica.Readers()
    with replica.asked():
        assert router.db_for_read(Edition) == REPLICA
        assert router.db_for_write(Edition) == "default"
    assert router.db_for_read(Edition) == "default"
    assert router.allow_migrate(REPLICA, "guides") is False
    assert router.allow_migrate("default", "guides") is None


def test_without_a_replica_there_is_only_the_primary(db):
    assert not replica.may_be_asked()
    with transaction.atomic():
        assert snapshot.within(lambda: replica.connection().alias) == "default"
