"""Servers are started as the site is, and what they take is read from the system."""

import os
import subprocess
import sys

import pytest

from bench import machine, servers
from bench.pages import BenchError
from guides.management.commands.serve import server_arguments


def test_all_applications_get_the_options_of_the_site_but_one_worker() -> None:
    mine = servers.granian(8000, None, "bench.entries.bare:start")
    sites = server_arguments("127.0.0.1", 8000)
    different = {(one, other) for one, other in zip(mine[1:], sites, strict=True) if one != other}
    workers = sites[sites.index("--workers") + 1]
    assert different - {("1", workers)} == {("bench.entries.bare:start", sites[-1])}
    assert servers.granian(8000, None)[-1] == sites[-1]
    assert mine[mine.index("--workers") + 1] == "1"


def test_a_server_that_does_not_start_is_told_with_what_it_said(tmp_path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such luck')"]
    with (
        pytest.raises(BenchError, match="did not start:\nno such luck"),
        servers.started(command, servers.free_port(), tmp_path, {}),
    ):
        pytest.fail("it has not started")


def test_what_a_process_takes_is_read() -> None:
    # It has started when it waits for what it reads, and ends with it.
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdin.write(b"started")
        child.stdin.flush()
        child.stdout.read(1)
        assert {os.getpid(), child.pid} <= set(machine.tree(os.getpid()))
        assert machine.command(child.pid) == b"cat\0"
    assert machine.processor_seconds(os.getpid()) > 0
    rss, pss = machine.memory(os.getpid())
    assert rss >= pss > 1


def test_a_site_gets_nothing_of_the_callers_environment(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("STORE_MEGABYTES", "1")
    told = servers.State(tmp_path).environment(PORT="1")
    assert told.keys() == {"PATH", "STATE_DIR", "SITE_URL", "PORT"}
