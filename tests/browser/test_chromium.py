"""Finding a browser, and leaving the process as it was."""

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.browser import chromium


def _playwright(own: Path) -> SimpleNamespace:
    return SimpleNamespace(chromium=SimpleNamespace(executable_path=str(own)))


def _command(path: Path, status: int) -> Path:
    path.write_text(f"#!/bin/sh\nexit {status}\n")
    path.chmod(0o755)
    return path


def test_without_a_browser_it_says_what_to_install(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(chromium.NoBrowser, match=r"\.ci/browser.*apt-get install chromium"):
        chromium.find(_playwright(tmp_path / "chrome"))


def test_it_takes_the_first_installed_browser_that_runs(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    _command(tmp_path / "chromium-browser", status=1)
    works = _command(tmp_path / "google-chrome", status=0)
    assert chromium.find(_playwright(tmp_path / "chrome")) == works


def test_it_takes_playwrights_own_where_none_is_installed(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    own = _command(tmp_path / "chrome", status=0)
    assert chromium.find(_playwright(own)) == own


def test_a_page_that_is_in_trouble_fails_its_test(open_page, troubles, site) -> None:
    """What the other tests rely on: each kind of trouble is seen."""
    page = open_page("/")
    page.evaluate(
        """async () => {
          console.error("told");
          setTimeout(() => { throw new Error("thrown"); });
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
          await fetch("/no-such-page").catch(() => null);
          await fetch("https://example.org/").catch(() => null);
          document.cookie = "kept=1; path=/";
        }"""
    )
    page.context.route("**/broken", lambda route: route.abort())
    page.evaluate("fetch('/broken').catch(() => null)")
    assert page.evaluate("window.ran") is None
    for pattern in (
        r"^Console: told",
        r"^Error: .*thrown",
        r"^Console: Policy broken: script-src",
        r"^Console: Policy broken: connect-src https://example.org",
        r"^Console: Failed to load resource: .* 404",
        rf"^Request failed: {site.url}/broken",
        r"^Cookie set: kept",
    ):
        troubles.expect(pattern)
    # How the browser itself tells of the same.
    troubles.expect(r"Content Security Policy|^Request failed: https://example|net::ERR_FAILED")


@pytest.mark.usefixtures("browser")
def test_the_browser_marks_the_thread() -> None:
    """If it no longer does, the fixtures may live as long as the session."""
    assert asyncio.get_running_loop()
