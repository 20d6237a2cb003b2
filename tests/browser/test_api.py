"""The API, driven by schemathesis from its own description against the running site."""

import subprocess
import sys
from pathlib import Path

from tests.browser.server import Server

# Every check there is, in all phases, with a bound on the examples and the same ones each time.
BOUNDS = "--checks all --max-examples 20 --seed 1 --generation-deterministic --no-color".split()
LONGEST = 180  # seconds


def test_schemathesis_finds_nothing_wrong_with_the_api(site: Server, tmp_path: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("st"), "run", f"{site.url}/api/openapi.json", *BOUNDS],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=LONGEST,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No issues found" in done.stdout, done.stdout
    assert "8 selected / 8 total" in done.stdout, "an operation was left out"
    assert "WARNINGS" not in done.stdout, done.stdout
