"""Servers on free ports of loopback, for as long as they are measured."""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench import machine
from bench.pages import BenchError

# The origin that pages name as their own: equal bytes from every server. As deployments have it.
SITE_URL = "https://help.example.org"
# Seconds.
_LONGEST_COMMAND = 600
_LONGEST_START = 60
_LONGEST_STOP = 15


@dataclass(frozen=True)
class Server:
    """A running server: its origin, the process that was started, and what it has said."""

    origin: str
    pid: int
    log: Path

    @property
    def workers(self) -> list[int]:
        """The processes of it that answer: forks of the first, of which others are none."""
        first, *others = machine.tree(self.pid)
        return [one for one in others if machine.command(one) == machine.command(first)]


@dataclass(frozen=True)
class State:
    """A folder with the database and the files of one site."""

    folder: Path

    def environment(self, **variables: str) -> Mapping[str, str]:
        """Nothing of the caller's: the defaults are what is measured."""
        path = os.environ.get("PATH", os.defpath)
        kept = {"PATH": path, "STATE_DIR": str(self.folder), "SITE_URL": SITE_URL}
        return {**kept, **variables}

    def manage(self, *arguments: str, **variables: str) -> str:
        """Run a management command; answers what it printed."""
        return self.run("manage.py", *arguments, **variables)

    def run(self, *arguments: str, **variables: str) -> str:
        """Run Python on this site; answers what it printed. Raises BenchError if it fails."""
        done = subprocess.run(
            [machine.python(), *arguments],
            cwd=machine.ROOT,
            env=self.environment(**variables),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_LONGEST_COMMAND,
            check=False,
        )
        if done.returncode:
            raise BenchError(f"{' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def copy(self, folder: Path) -> "State":
        """The same site once more, to be changed."""
        shutil.copytree(self.folder, folder)
        return State(folder)


def prepare(folder: Path, pack: str = "content", *, files_of: State | None = None) -> State:
    """A new site with a pack on it, published, and with its static files: those of another one,
    or collected, which takes seconds."""
    folder.mkdir()
    state = State(folder)
    state.manage("migrate", "--noinput", "-v0")
    state.manage("load_pack", pack, "--publish", "-v0")
    if files_of:
        shutil.copytree(files_of.folder / "static", folder / "static")
    else:
        state.manage("collectstatic", "--noinput", "-v0")
    return state


@contextmanager
def site(state: State, *, core: int | None = None, **variables: str) -> Iterator[Server]:
    """The site under granian with one worker, and all else as ``manage.py serve`` has it."""
    port = free_port()
    environment = state.environment(PORT=str(port), **variables)
    command = granian(port, core)
    with started(command, port, state.folder, environment, probe="/health/ready") as server:
        yield server


@contextmanager
def deployed(state: State, **variables: str) -> Iterator[Server]:
    """The site as ``make run`` serves it: all its workers, wherever the system puts them."""
    port = free_port()
    environment = state.environment(PORT=str(port), **variables)
    command = [machine.python(), "manage.py", "serve"]
    with started(command, port, state.folder, environment, probe="/health/ready") as server:
        yield server


@contextmanager
def entry(name: str, folder: Path, core: int | None, **variables: str) -> Iterator[Server]:
    """A module of ``bench.entries`` under granian, with the very options of the site."""
    port = free_port()
    path = os.environ.get("PATH", os.defpath)
    command = granian(port, core, f"bench.entries.{name}:start")
    with started(command, port, folder, {"PATH": path, **variables}) as server:
        yield server


def granian(port: int, core: int | None, factory: str = "") -> list[str]:
    """The command that serves the site, but with one worker; or what another factory makes."""
    # Only now: it reads the settings, which make a secret key in STATE_DIR.
    from guides.management.commands.serve import server_arguments

    arguments = server_arguments("127.0.0.1", port)
    arguments[arguments.index("--workers") + 1] = "1"
    if factory:
        arguments[-1] = factory
    return [*machine.pinned(core), machine.python(), *arguments]


@contextmanager
def started(
    command: Sequence[str],
    port: int,
    folder: Path,
    environment: Mapping[str, str],
    *,
    probe: str = "/",
) -> Iterator[Server]:
    """A server that answers by now. Raises BenchError with what it said if it does not."""
    log = folder / f"{port}.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            [*_end_with_parent(), *command],
            cwd=machine.ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that its workers can be ended with it
        )
    try:
        server = Server(f"http://127.0.0.1:{port}", process.pid, log)
        _wait_until_ready(server, process, probe)
        yield server
    finally:
        _stop(process)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _end_with_parent() -> list[str]:
    """A prefix that ends the server when this process is killed, where there is one."""
    tool = shutil.which("setpriv")
    return [tool, "--pdeathsig", "TERM"] if tool else []


def _wait_until_ready(server: Server, process: "subprocess.Popen[bytes]", probe: str) -> None:
    until = time.monotonic() + _LONGEST_START
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.origin}{probe}", timeout=5):
                return
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 404:
                # Of files: it answers, and has nothing at this address.
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise BenchError(f"A server did not start:\n{server.log.read_text(errors='replace')}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_LONGEST_STOP)
    except subprocess.TimeoutExpired:
        pass
    finally:
        # Itself if it would not go, and whatever it left behind. Nobody else is of its group.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
