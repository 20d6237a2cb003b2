"""Many requests at once: wrk, and what it says of them."""

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from bench import machine
from bench.pages import BenchError, Coding

CONNECTIONS = 32
# Seconds within which at least one answer has to come.
_LONGEST = 16
_UNITS = {"us": 1.0, "ms": 1e3, "s": 1e6, "m": 60e6}


@dataclass(frozen=True)
class Load:
    """One round: requests a second, their 99th percentile, and the server's own time for each.

    ``cpu`` is processor time of the server a request, in microseconds as ``p99`` is; other
    processes on the same processor move it far less than they move the others.
    """

    rate: float
    p99: float
    cpu: float = 0.0


def ask_often(url: str, coding: Coding, *, seconds: int, core: int | None, pid: int) -> Load:
    """Ask for one address by 32 connections, longer where nothing has come by then.

    Raises BenchError where any answer is not its page.
    """
    while seconds <= _LONGEST:
        before = machine.processor_seconds(pid)
        told, requests = parse(_wrk(url, coding, seconds=seconds, core=core), url)
        took = machine.processor_seconds(pid) - before
        if requests:
            return Load(told.rate, told.p99, took * 1e6 / requests)
        seconds *= 2
    raise BenchError(f"{url}: nothing came in {seconds // 2} seconds")


def _wrk(url: str, coding: Coding, *, seconds: int, core: int | None) -> str:
    program = machine.find("wrk")
    assert program
    command = [
        *machine.pinned(core),
        *(program, "--threads", "1", "--connections", str(CONNECTIONS)),
        *("--duration", f"{seconds}s", "--latency", "--header", f"Accept-Encoding: {coding}", url),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=seconds + 60
    )
    if done.returncode:
        raise BenchError(f"wrk failed on {url}: {done.stdout}{done.stderr}")
    return done.stdout


def parse(text: str, url: str) -> tuple[Load, int]:
    """What wrk said with ``--latency``, and how many requests it made.

    Raises BenchError where an answer was not of 2xx or 3xx, or a connection failed.
    """
    for trouble in ("Non-2xx or 3xx responses", "Socket errors"):
        if found := re.search(rf"{trouble}: (.+)", text):
            raise BenchError(f"{url}: {trouble}: {found[1].strip()}")
    rate = re.search(r"^Requests/sec:\s+([\d.]+)", text, re.M)
    p99 = re.search(r"^\s+99%\s+([\d.]+)(us|ms|s|m)\s*$", text, re.M)
    requests = re.search(r"^\s*(\d+) requests in ", text, re.M)
    if not (rate and p99 and requests):
        raise BenchError(f"{url}: wrk did not say how it went:\n{text}")
    return Load(float(rate[1]), float(p99[1]) * _UNITS[p99[2]]), int(requests[1])


def names(tools: Sequence[str]) -> list[str]:
    """The programs of these that are not there."""
    return [tool for tool in tools if machine.find(tool) is None]
