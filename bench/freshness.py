"""How long after a publication every worker serves it, and whether any page is of two of them."""

import re
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import machine, publisher, servers
from bench.pages import BenchError, Connection

PUBLICATIONS, REQUESTS = 100, 10_000
# Each worker is asked by so many connections; a connection stays with its worker.
_CONNECTIONS = 2
_MOST_CONNECTIONS = 64
# Seconds: between two requests of one connection, and until a publication must have come.
_PAUSE = 0.01
_LONGEST = 10.0
# The situation shows a section of the guide: both must be of one publication. So must be the
# lists, which show the titles.
ADDRESSES = (
    f"/situations/{publisher.SITUATION}/",
    f"/guides/{publisher.GUIDE}/",
    "/",
    "/search/?q=shipped",
)
_MARK = re.compile(rb"stamp(\d{6})stamp")


@dataclass
class Seen:
    """What one connection has seen: of which worker, when each number first, and what was wrong."""

    worker: int
    requests: int = 0
    torn: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    first: dict[int, float] = field(default_factory=dict)
    newest: int = 0

    def note(self, address: str, body: bytes, *, now: float) -> None:
        """Note a page that came."""
        self.requests += 1
        numbers = {int(number) for number in _MARK.findall(body)}
        if len(numbers) > 1:
            self.torn.append(f"{address} is of publications {sorted(numbers)}")
            return
        number = max(numbers, default=self.newest)
        if number < self.newest:
            self.older.append(f"{address} is of {number} after {self.newest}")
        elif number > self.newest:
            self.newest = number
            self.first[number] = now


@dataclass(frozen=True)
class Freshness:
    """Seconds from each commit until every worker served it, and counts of what was wrong."""

    delays: Sequence[float]
    workers: int
    requests: int
    torn: Sequence[str]
    older: Sequence[str]


def watch(state: servers.State, *, publications: int = PUBLICATIONS) -> Freshness:
    """Publish so many times while all workers of a deployment are asked. Changes the site."""
    stopped = threading.Event()
    failures: list[BaseException] = []
    with servers.deployed(state) as server, ExitStack() as stack, _publishing(state) as publish:
        publish(1)
        _wait_out()
        seen = []
        for connection, worker in _reach_all(server, stack):
            one = Seen(worker)
            seen.append(one)
            thread = threading.Thread(
                target=_read, args=(connection, one, stopped, failures), daemon=True
            )
            thread.start()
            stack.callback(thread.join)
        stack.callback(stopped.set)
        delays = []
        for number in range(2, publications + 2):
            delays.append(_delay(seen, number, publish(number), failures))
            # So that publications do not keep time with the questions of the workers.
            time.sleep(number * 0.618 % 0.9)
        _wait_for_requests(seen, publications, failures)
    return Freshness(
        delays,
        workers=len({one.worker for one in seen}),
        requests=sum(one.requests for one in seen),
        torn=[told for one in seen for told in one.torn],
        older=[told for one in seen for told in one.older],
    )


def _wait_out() -> None:
    """Until nobody may serve what was before the first number."""
    time.sleep(1.5)


def _read(
    connection: Connection, seen: Seen, stopped: threading.Event, failures: list[BaseException]
) -> None:
    """Ask for all pages in turn until told to stop."""
    try:
        while True:
            for address in ADDRESSES:
                if stopped.wait(_PAUSE):
                    return
                answer = connection.ask(address)
                if not answer.status.startswith("200"):
                    raise BenchError(f"{address}: {answer.status}")
                seen.note(address, answer.text, now=time.monotonic())
    except BaseException as error:
        failures.append(error)
        raise


def _delay(
    seen: Sequence[Seen], number: int, committed: float, failures: Sequence[BaseException]
) -> float:
    """Seconds from the commit until the last worker has served the number first."""
    until = time.monotonic() + _LONGEST
    workers = {one.worker for one in seen}
    while time.monotonic() < until:
        if failures:
            raise BenchError(f"a page did not come: {failures[0]}")
        first: dict[int, float] = {}
        for one in seen:
            if number in one.first:
                first[one.worker] = min(one.first[number], first.get(one.worker, float("inf")))
        if first.keys() == workers:
            return max(0.0, max(first.values()) - committed)
        time.sleep(_PAUSE)
    raise BenchError(f"publication {number} was not served by every worker in {_LONGEST:.0f} s")


def _wait_for_requests(
    seen: Sequence[Seen], publications: int, failures: Sequence[BaseException]
) -> None:
    wanted = REQUESTS * publications // PUBLICATIONS
    while not failures and sum(one.requests for one in seen) < wanted:
        time.sleep(_PAUSE)


@contextmanager
def _publishing(state: servers.State) -> Iterator["Publish"]:
    process = subprocess.Popen(
        [machine.python(), "-m", "bench.publisher"],
        cwd=machine.ROOT,
        env={**state.environment(), "DJANGO_SETTINGS_MODULE": "helpcenter.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Publish(process)
    finally:
        assert process.stdin
        process.stdin.close()
        process.wait()


@dataclass(frozen=True)
class Publish:
    """Publishes a number; answers when it was committed."""

    process: "subprocess.Popen[str]"

    def __call__(self, number: int) -> float:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{number}\n")
        self.process.stdin.flush()
        if not (told := self.process.stdout.readline()):
            raise BenchError(f"publication {number} failed")
        return float(told)


def _reach_all(server: servers.Server, stack: ExitStack) -> Iterator[tuple[Connection, int]]:
    """Connections to every worker. Raises BenchError where one of them takes none."""
    missing = dict.fromkeys(server.workers, _CONNECTIONS)
    for _ in range(_MOST_CONNECTIONS):
        if not any(missing.values()):
            return
        connection = stack.enter_context(Connection(server.origin))
        connection.ask("/health/live")
        worker = _worker_of(connection.port, list(missing))
        if missing[worker]:
            missing[worker] -= 1
            yield connection, worker
    raise BenchError("not every worker takes connections")


def _worker_of(port: int, workers: Sequence[int]) -> int:
    """The process that holds the other end of a connection from this port."""
    table = Path("/proc/net/tcp").read_text().splitlines()[1:]
    inodes = {row[9] for line in table if (row := line.split())[2].endswith(f":{port:04X}")}
    for worker in workers:
        for link in Path(f"/proc/{worker}/fd").iterdir():
            if link.is_symlink() and str(link.readlink())[8:-1] in inodes:
                return worker
    raise BenchError(f"nobody holds the other end of port {port}")
