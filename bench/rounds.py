"""Who is measured against whom, in turns: what disturbs one round disturbs all who are in it."""

import json
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import fileservers, load, machine, servers
from bench.load import Load
from bench.pages import PAGES, Answer, BenchError, Coding, ask, each_form

NGINX, NGINX_OPEN, CADDY = "nginx", "nginx, files kept open", "Caddy"
WHITENOISE, BARE, STORED = "WhiteNoise", "bare granian", "stored"
DJANGO_CACHE, COLD = "Django's cache", "cold"
# In the order of the table; Django's cache knows no Brotli, and is asked for gzip.
NAMES = (NGINX, NGINX_OPEN, CADDY, WHITENOISE, BARE, STORED, DJANGO_CACHE, COLD)
# Compared on one page only: they are here to be seen, nothing is promised against them.
_ON_ONE_PAGE = {NGINX_OPEN, WHITENOISE}
_THAT_PAGE = "guide"


@dataclass(frozen=True)
class Contender:
    """Something that answers with one form of one page."""

    name: str
    server: servers.Server
    address: str
    coding: Coding


@dataclass
class Cell:
    """All rounds of one contender on one form of a page."""

    rounds: list[Load] = field(default_factory=list)

    def median(self, what: Callable[[Load], float]) -> float:
        return statistics.median(map(what, self.rounds))


@dataclass(frozen=True)
class Ratio:
    """One contender by another: the median over the rounds, the least and the most."""

    median: float
    least: float
    most: float


Measured = dict[tuple[str, Coding, str], Cell]
Group = Sequence[Contender]


def ratio(one: Cell, other: Cell, what: Callable[[Load], float] = lambda load: load.rate) -> Ratio:
    """What one is by the other, round by round: they were measured one after the other."""
    pairs = zip(one.rounds, other.rounds, strict=True)
    ratios = [what(mine) / what(theirs) for mine, theirs in pairs]
    return Ratio(statistics.median(ratios), min(ratios), max(ratios))


def by_processor(one: Cell, other: Cell) -> float:
    """As ``ratio`` of requests, if each had had a processor of its own: by what they took of it."""
    return other.median(lambda load: load.cpu) / one.median(lambda load: load.cpu)


def measure(
    groups: Mapping[tuple[str, Coding], Group], *, rounds: int, seconds: int, core: int | None,
    say: Callable[[str], None] = lambda _: None,
) -> Measured:  # fmt: skip
    """Ask all contenders of all groups in turn, so many times. The first turn is thrown away."""
    found: Measured = {}
    for number in range(rounds + 1):
        say(f"round {number} of {rounds}" if number else "warming up")
        for (page, coding), group in groups.items():
            for one in group:
                told = load.ask_often(
                    one.server.origin + one.address,
                    one.coding,
                    seconds=seconds if number else 1,
                    core=core,
                    pid=one.server.pid,
                )
                if number:
                    found.setdefault((page, coding, one.name), Cell()).rounds.append(told)
    return found


@contextmanager
def contenders(
    state: servers.State, folder: Path, cores: machine.Cores
) -> Iterator[dict[tuple[str, Coding], Group]]:
    """All who are compared, running, by the form of the page that they answer with.

    Raises BenchError where one of them does not answer with the very same page.
    """
    with ExitStack() as stack:
        core = cores.server
        stored = stack.enter_context(servers.site(state, core=core))
        cold = stack.enter_context(servers.site(state, core=core, STORE_MEGABYTES="0"))
        cached = stack.enter_context(
            servers.site(state, core=core, DJANGO_SETTINGS_MODULE="bench.entries.cached_settings")
        )
        forms = {(page, coding): ask_stored(stored, page, coding) for page, coding in each_form()}
        files = folder / "files"
        fileservers.write(files, forms)
        of_files = dict(_of_files(stack, folder, files, forms, core))
        groups: dict[tuple[str, Coding], Group] = {}
        for (page, coding), answer in forms.items():
            address, name = PAGES[page], f"{page}.{coding}".replace(" ", "-")
            bare = stack.enter_context(
                servers.entry(
                    "bare", folder, core, BENCH_ANSWER=str(_write_answer(folder, name, answer))
                )
            )
            compressed: Coding = "gzip" if coding == "br" else coding
            group = [
                *_file_group(of_files, page, coding),
                Contender(BARE, bare, address, coding),
                Contender(STORED, stored, address, coding),
                Contender(DJANGO_CACHE, cached, address, compressed),
                Contender(COLD, cold, address, compressed),
            ]
            for one in group:
                _expect_same(one, answer)
            groups[page, coding] = group
        yield groups


def ask_stored(server: servers.Server, page: str, coding: Coding) -> Answer:
    """A page as the store has it: asked for twice, so that it is kept."""
    first, second = (ask(server.origin, PAGES[page], coding) for _ in range(2))
    if first.of_the_page != second.of_the_page or first.body != second.body:
        raise BenchError(f"{PAGES[page]}: the same question got two answers")
    return second


def _of_files(
    stack: ExitStack, folder: Path, files: Path, forms: fileservers.Forms, core: int | None
) -> Iterator[tuple[str, servers.Server]]:
    if machine.find("nginx"):
        for name, remembers in ((NGINX, False), (NGINX_OPEN, True)):
            own = folder / name.replace(" ", "-")
            yield (
                name,
                stack.enter_context(
                    fileservers.nginx(own, files, forms, core, remembers=remembers)
                ),
            )
    if machine.find("caddy"):
        yield CADDY, stack.enter_context(fileservers.caddy(folder / CADDY, files, forms, core))
    yield (
        WHITENOISE,
        stack.enter_context(servers.entry("files", folder, core, BENCH_FILES=str(files))),
    )


def _file_group(
    of_files: Mapping[str, servers.Server], page: str, coding: Coding
) -> Iterator[Contender]:
    for name, server in of_files.items():
        if name in _ON_ONE_PAGE and page != _THAT_PAGE:
            continue
        # nginx has an address for each file, the others choose the file by what is accepted.
        form = coding if name in {NGINX, NGINX_OPEN} else "identity"
        yield Contender(name, server, f"/{fileservers.file_of(page, form)}", coding)


def _write_answer(folder: Path, name: str, answer: Answer) -> Path:
    path = folder / f"{name}.head"
    path.write_text(json.dumps([answer.status, answer.of_the_page]), encoding="utf-8")
    path.with_suffix(".body").write_bytes(answer.body)
    return path


def _expect_same(one: Contender, expected: Answer) -> None:
    answer = ask(one.server.origin, one.address, one.coding)
    if answer.text != expected.text:
        raise BenchError(f"{one.name} does not answer {one.address} with the same page")
    if one.name in {DJANGO_CACHE, COLD}:
        # Django compresses by itself.
        return
    if answer.body != expected.body:
        raise BenchError(f"{one.name} does not answer {one.address} with the same bytes")
    if one.name == BARE and sorted(answer.of_the_page) != sorted(expected.of_the_page):
        raise BenchError(f"{one.name} does not answer {one.address} with the same headers")
