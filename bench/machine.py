"""The machine that is measured on: its processors, programs, versions and memory."""

import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cores:
    """The processor that servers run on, and the one that asks; None where they cannot be told."""

    server: int | None
    asker: int | None

    @property
    def are_apart(self) -> bool:
        return self.server is not None and self.server != self.asker


def cores() -> Cores:
    """The first two processors that this process may use, one for each side."""
    if not (hasattr(os, "sched_getaffinity") and shutil.which("taskset")):
        return Cores(None, None)
    usable = sorted(os.sched_getaffinity(0))
    return Cores(usable[0], usable[1] if len(usable) > 1 else usable[0])


def pinned(core: int | None) -> list[str]:
    """The words before a command that keep it on one processor."""
    return [] if core is None else ["taskset", "--cpu-list", str(core)]


def find(tool: str) -> str | None:
    """A program, in the folders of the system too, which are not on everybody's path."""
    return shutil.which(tool, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def describe() -> dict[str, str]:
    """Machine, versions, date and commit, by what they are called."""
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "commit": _commit(),
        "processor": _first(_PROC / "cpuinfo", r"model name\s*: (.+)") or platform.processor(),
        "cores": str(len(os.sched_getaffinity(0)) if _has_affinity() else os.cpu_count()),
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release()}",
        "load at the start": ", ".join(f"{load:.2f}" for load in os.getloadavg()),
        "Python": platform.python_version(),
        **{name: version(name) for name in ("Django", "granian", "whitenoise", "brotli")},
        "nginx": _told(["nginx", "-v"], r"nginx/(\S+)"),
        "Caddy": _told(["caddy", "version"], r"v?(\d\S*)"),
        "wrk": _told(["wrk", "-v"], r"wrk (?:debian/)?(\S+)"),
    }


def tells_of_processes() -> bool:
    """Whether this system says of processes what is read here."""
    return (_PROC / "self/smaps_rollup").exists()


def tree(pid: int) -> list[int]:
    """A process and all that came of it."""
    found = [pid]
    for children in _PROC.glob(f"{pid}/task/*/children"):
        for child in children.read_text().split():
            found += tree(int(child))
    return found


def command(pid: int) -> bytes:
    """The words by which a process was started."""
    return (_PROC / f"{pid}/cmdline").read_bytes()


def processor_seconds(pid: int) -> float:
    """Seconds of processor time that a process and all that came of it have taken."""
    total = 0
    for one in tree(pid):
        # After the name, which may hold anything: user and system time are fields 14 and 15.
        fields = (_PROC / f"{one}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def memory(pid: int) -> tuple[float, float]:
    """Million bytes that a process holds (RSS), and its part of what it shares (PSS)."""
    text = (_PROC / f"{pid}/smaps_rollup").read_text()
    rss, pss = (re.search(rf"^{kind}:\s+(\d+) kB", text, re.M) for kind in ("Rss", "Pss"))
    assert rss
    assert pss
    return int(rss[1]) * 1024 / 1e6, int(pss[1]) * 1024 / 1e6


def _has_affinity() -> bool:
    return hasattr(os, "sched_getaffinity")


def _commit() -> str:
    try:
        named = _run(["git", "rev-parse", "--short", "HEAD"])
        return named.strip() + (" with changes" if _run(["git", "status", "--short"]) else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _memory() -> str:
    found = _first(_PROC / "meminfo", r"MemTotal:\s+(\d+) kB")
    return f"{int(found) * 1024 / 1e9:.0f} GB" if found else "unknown"


def _told(command: list[str], pattern: str) -> str:
    """What a program says its version is; none of them agrees where to, or with which status."""
    if (program := find(command[0])) is None:
        return "not installed"
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False)
    found = re.search(pattern, done.stdout + done.stderr)
    return found[1] if found else "unknown"


def _run(command: list[str]) -> str:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _first(path: Path, pattern: str) -> str:
    found = re.search(pattern, path.read_text()) if path.exists() else None
    return found[1].strip() if found else ""


def python() -> str:
    return sys.executable
