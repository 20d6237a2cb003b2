"""How much memory a worker takes whose store is full: a site of more pages than it keeps."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from bench import machine, servers
from bench.pages import BenchError, Coding, Connection

# What each process keeps by default, in million bytes, and the part of it that is kept for what
# clients can invent: searches, and what is not there.
STORE_MEGABYTES, _INVENTED = 64, 8
# More is asked for than can be kept.
_MORE = 1.3
# What the store counts for an answer beside its body, about.
_BESIDES = 3_000
_QUESTIONS, _CHOICES = 7, 3
_TEXT = "What is said here is as long as what people read at most.\n\n" * 600
_CODINGS: tuple[Coding, ...] = ("identity", "gzip", "br")


@dataclass(frozen=True)
class Filled:
    """Million bytes: what was asked for; RSS and PSS of the worker before and after it."""

    asked_for: float
    before: tuple[float, float]
    after: tuple[float, float]


def write_pack(folder: Path) -> None:
    """A pack with a wizard whose answers are thousands of addresses, all of them pages."""
    for kind in ("situations", "wizards"):
        (folder / kind).mkdir(parents=True)
    (folder / "situations" / "asked.md").write_text(
        '+++\ncode = "S-01"\ntitle = "Asked"\nsummary = "You were asked a lot."\n'
        f'verdict = "maybe"\nreviewed = 2026-11-22\n+++\n\n{_TEXT}',
        encoding="utf-8",
    )
    parts = ['title = "Asking"\nsummary = "It asks."\nstart = "q1"\nreviewed = 2026-11-22\n']
    for number in range(1, _QUESTIONS + 1):
        to = f"question:q{number + 1}" if number < _QUESTIONS else "situation:asked"
        parts.append(f'[questions.q{number}]\ntext = "What of part {number}?"\nhint = "Look."\n')
        parts += [
            f'[[questions.q{number}.choices]]\nid = "c{choice}"\nlabel = "It is {choice}"\n'
            f'hint = "As it says."\nto = "{to}"\n'
            for choice in range(1, _CHOICES + 1)
        ]
    (folder / "wizards" / "asking.toml").write_text("\n".join(parts), encoding="utf-8")


def fill(folder: Path, *, files_of: servers.State) -> Filled:
    """Start a worker on a site of many pages, ask for more than it can keep, and weigh it."""
    pack = folder / "many-pack"
    write_pack(pack)
    state = servers.prepare(folder / "many", str(pack), files_of=files_of)
    with servers.site(state) as server:
        with Connection(server.origin) as connection:
            connection.ask("/wizards/asking/")
            before = _largest(server)
            asked = _ask_until(connection, _steps(), STORE_MEGABYTES)
            asked += _ask_until(connection, _searches(), STORE_MEGABYTES / _INVENTED)
        return Filled(asked, before, _largest(server))


def _steps() -> Iterator[tuple[str, Coding]]:
    """Every row of answers that ends, in each coding."""
    for choices in product(range(1, _CHOICES + 1), repeat=_QUESTIONS):
        answers = "/".join(f"q{number}=c{one}" for number, one in enumerate(choices, start=1))
        for coding in _CODINGS:
            yield f"/wizards/asking/{answers}/", coding


def _searches() -> Iterator[tuple[str, Coding]]:
    for number in range(5_000):
        yield f"/search/?q=asked+{number}", "identity"


def _ask_until(
    connection: Connection, questions: Iterator[tuple[str, Coding]], megabytes: float
) -> float:
    """Ask until answers of so many million bytes and more have come; answers how many."""
    came = 0.0
    for address, coding in questions:
        answer = connection.ask(address, coding)
        if not answer.status.startswith("200"):
            raise BenchError(f"{address}: {answer.status}")
        came += (len(answer.body) + _BESIDES) / 1e6
        if came >= megabytes * _MORE:
            return came
    raise BenchError(f"the store was not filled: {came:.0f} MB came, {megabytes:.0f} MB fit in")


def _largest(server: servers.Server) -> tuple[float, float]:
    return max(machine.memory(worker) for worker in server.workers)
