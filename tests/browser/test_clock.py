"""What is scheduled becomes live on a real server that somebody reads, without any command."""

import time
import urllib.error
import urllib.request

from tests.browser import server

# Seconds: at most twice the machine's slowest start of a process.
LONGEST = 60

PLAN = """
from datetime import timedelta
from django.utils import timezone
from guides import publishing
from guides.models import Guide, Edition
item = Guide.objects.create(
    slug="at-a-time", title="At a time", summary="S.", reviewed="2026-11-22", introduction="Text."
)
publishing.schedule(
    items=[item], action="publish", at=timezone.now() + timedelta(seconds=2), by="ada"
)
"""
COUNT = """
from guides.models import Edition
print("editions:", Edition.objects.filter(slug="at-a-time").count())
"""


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_it_becomes_live_while_somebody_reads_and_once_among_workers(site, tmp_path):
    with server.apart(site, tmp_path, "tests.browser.quick:application") as running:
        running.manage("shell", "-c", PLAN)
        until = time.monotonic() + LONGEST
        seen = []
        while 200 not in seen and time.monotonic() < until:
            seen.append(status(f"{running.url}/guides/at-a-time/"))
            time.sleep(0.1)
        assert set(seen) == {404, 200} or seen == [200]
        assert "editions: 1" in running.manage("shell", "-c", COUNT)
        said = running.log.read_text()
    assert "Traceback" not in said
    assert " ERROR " not in said
