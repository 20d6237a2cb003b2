"""The site as production serves it, for as long as a test run needs it. Knows no Django."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Seconds: compressing the static files is slow where processors are, or are busy.
LONGEST_COMMAND = 180
LONGEST_START = 60
LONGEST_STOP = 20


@dataclass(frozen=True)
class Server:
    """A running site: its origin, its state, and what it has said so far."""

    url: str
    state: Path
    port: int
    log: Path

    def manage(self, *arguments: str, **variables: str) -> str:
        """Run a management command on the site's state; answers what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**_environment(self.state, self.port), **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LONGEST_COMMAND,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}")
        return done.stdout


@contextmanager
def running() -> Iterator[Server]:
    """The site on shipped content, on a free port, with a state of its own that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="helpcenter-") as folder:
        state, port = Path(folder), _free_port()
        server = Server(f"http://127.0.0.1:{port}", state, port, state / "server.log")
        server.manage("migrate", "--noinput", "-v0")
        server.manage("load_pack", "content", "--publish")
        server.manage("collectstatic", "--noinput", "-v0")
        with _serving(server):
            yield server


@contextmanager
def beside(other: Server, **variables: str) -> Iterator[Server]:
    """A second server on the state of another one, with these variables."""
    port = _free_port()
    server = Server(f"http://127.0.0.1:{port}", other.state, port, other.state / f"{port}.log")
    with _serving(server, **variables):
        yield server


@contextmanager
def started(other: Server) -> Iterator[tuple[Server, "subprocess.Popen[bytes]"]]:
    """As ``beside``, with the process of the server, for whoever wants to end it."""
    port = _free_port()
    server = Server(f"http://127.0.0.1:{port}", other.state, port, other.state / f"{port}.log")
    with _serving(server) as process:
        yield server, process


@contextmanager
def apart(other: Server, state: Path, entry: str) -> Iterator[Server]:
    """A server on a copy of another one's state, with two workers of another WSGI entry."""
    shutil.copytree(other.state, state, dirs_exist_ok=True)
    port = _free_port()
    server = Server(f"http://127.0.0.1:{port}", state, port, state / f"{port}.log")
    options = f"--interface wsgi --port {port} --workers 2 --no-ws --log-level warning {entry}"
    with _serving(server, ("-m", "granian", *options.split())):
        yield server


@contextmanager
def _serving(
    server: Server, command: Sequence[str] = ("manage.py", "serve"), **variables: str
) -> Iterator["subprocess.Popen[bytes]"]:
    with server.log.open("wb") as log:
        process = subprocess.Popen(
            [*_end_with_parent(), sys.executable, *command],
            cwd=ROOT,
            env={**_environment(server.state, server.port), **variables},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that its workers can be ended with it
        )
    try:
        _wait_until_ready(server, process)
        yield process
    finally:
        _stop(process)


def _environment(state: Path, port: int) -> Mapping[str, str]:
    """Nothing of the caller's: the defaults are what is tested."""
    return {"PATH": os.environ["PATH"], "STATE_DIR": str(state), "PORT": str(port)}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _end_with_parent() -> list[str]:
    """A prefix that ends the server when this process is killed, where there is one."""
    tool = shutil.which("setpriv")
    return [tool, "--pdeathsig", "TERM"] if tool else []


def _wait_until_ready(server: Server, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until and process.poll() is None:
        with (
            suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(f"{server.url}/health/ready", timeout=5),
        ):
            return
        time.sleep(0.1)
    raise RuntimeError(f"The site did not start:\n{server.log.read_text(errors='replace')}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(LONGEST_STOP)
    except subprocess.TimeoutExpired:
        pass
    finally:
        # Itself if it would not go, and whatever it left behind. Nobody else is of its group.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
        process.wait()
