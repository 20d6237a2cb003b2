"""Two real workers: whatever is published, each serves it soon, and never a mixture."""

import http.client
import re
import signal
import threading
import time
from collections import Counter

import pytest

from tests.browser import server
from tests.browser.server import Server

# Seconds: many times what it takes.
LONGEST = 60
PUBLISHES = 20

# Two pages that show each other's title, always published together: a page on which the numbers
# differ is of two moments.
PUBLISH = """
import time
from guides import publishing
from guides.models import RelatedSituation, Situation
one, two = (
    Situation.objects.get_or_create(
        slug=slug,
        defaults={"title": "number 0", "summary": "S.", "reviewed": "2026-11-22", "code": code,
                  "verdict": "can", "body": "Text."},
    )[0]
    for slug, code in (("one", "X-91"), ("two", "X-92"))
)
for a, b in ((one, two), (two, one)):
    RelatedSituation.objects.get_or_create(situation=a, related=b, defaults={"position": 1})
for number in range(1, %d + 1):
    for item in (one, two):
        item.title = f"number {number}"
        item.save()
    publishing.publish(items=[one, two], by="tests")
    time.sleep(0.1)
"""


def numbers(body: bytes) -> list[int]:
    """Every "number N" that a page says."""
    return [int(found) for found in re.findall(rb"number (\d+)", body)]


@pytest.fixture(scope="module")
def two_workers(site, tmp_path_factory):
    with server.apart(site, tmp_path_factory.mktemp("two"), "helpcenter.wsgi:application") as one:
        yield one


def test_no_page_is_mixed_and_none_is_older_than_one_before_it(two_workers: Server) -> None:
    over = threading.Event()
    wrong: list[str] = []
    last: list[int] = []

    def read(place: str) -> None:
        # One connection is one worker's, so what it sees never goes back.
        connection = http.client.HTTPConnection("127.0.0.1", two_workers.port, timeout=30)
        seen = 0
        while not over.is_set() or (seen < PUBLISHES and time.monotonic() < until):
            connection.request("GET", place, headers={"Accept-Encoding": "identity"})
            answer = connection.getresponse()
            found = numbers(answer.read())
            # The title of the page itself, and the one that it leads to.
            if answer.status >= 500 or len(set(found)) > 1 or 0 < len(found) < 2:
                wrong.append(f"{place}: {answer.status} {found}")
            if found:
                if found[0] < seen:
                    wrong.append(f"{place}: {found[0]} after {seen}")
                seen = found[0]
            time.sleep(0.005)
        last.append(seen)
        connection.close()

    until = time.monotonic() + LONGEST
    readers = [
        threading.Thread(target=read, args=(place,))
        for place in ("/situations/one/", "/situations/two/") * 3
    ]
    for reader in readers:
        reader.start()
    try:
        two_workers.manage("shell", "-c", PUBLISH % PUBLISHES)
    finally:
        over.set()
        for reader in readers:
            reader.join()
    assert not wrong
    assert last == [PUBLISHES] * len(readers)


def test_who_is_being_served_is_served_when_the_server_is_ended(site: Server, tmp_path) -> None:
    said: Counter[str] = Counter()
    began = threading.Event()

    def read(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
        try:
            connection.connect()
        except OSError:
            said["refused"] += 1
            return
        try:
            connection.request("GET", f"/search/?q=refund+{number}")
            said[str(connection.getresponse().status)] += 1
        except (OSError, http.client.HTTPException) as error:
            said[f"cut off: {error!r}"] += 1
        finally:
            connection.close()
        began.set()

    with server.started(site) as (running, process):
        readers = [threading.Thread(target=read, args=(number,)) for number in range(60)]
        for reader in readers:
            reader.start()
        began.wait(LONGEST)
        process.send_signal(signal.SIGTERM)
        for reader in readers:
            reader.join()
        assert process.wait(LONGEST) == 0
    assert said["200"] > 5
    assert {*said} <= {"200", "refused"}, said
