"""A real browser against the real site: every page of every test must be free of trouble.

The browser lives as long as the tests of this folder (scope ``package``): Playwright marks the
thread as running an event loop, in which Django refuses to use the database.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

from tests.browser import chromium, server

HERE = Path(__file__).parent
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
UNAWAITED = ("/favicon.", "/admin/desk/", "/preview/", "/admin/autocomplete/")
EDITOR, PASSWORD = "editor", "only-for-this-run-8c1f"
# Milliseconds: a page that takes longer on a slow machine is broken.
LONGEST_WAIT = 15_000
expect.set_options(timeout=LONGEST_WAIT)

Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def plain_static_files() -> None:
    """The running site has collected its own: nothing of this process's settings is used."""


@pytest.fixture(scope="package")
def site() -> Iterator[server.Server]:
    """The running site, on shipped content."""
    with server.running() as running:
        yield running
        said = running.log.read_text(errors="replace")
    assert "Traceback" not in said, said
    assert " ERROR " not in said, said


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    try:
        running = chromium.start(playwright)
    except chromium.NoBrowser as missing:
        pytest.fail(str(missing), pytrace=False)
    yield running
    running.close()


class Troubles:
    """What went wrong on any page: errors told on the console or thrown, broken rules of the
    content security policy, failed requests, requests to elsewhere, and cookies."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.seen: list[str] = []
        self.expected: list[str] = []

    def expect(self, pattern: str) -> None:
        """Say that this trouble is what the test is about; it must then come."""
        self.expected.append(pattern)

    def watch(self, context: BrowserContext) -> None:
        # Runs before anything on the page does, and beyond the reach of its policy.
        context.add_init_script(
            "addEventListener('securitypolicyviolation', (event) => console.error("
            "`Policy broken: ${event.violatedDirective} ${event.blockedURI}`))"
        )
        context.on("console", lambda told: self._told(told.type, told.text, told.location))
        context.on("weberror", lambda error: self.seen.append(f"Error: {error.error}"))
        context.on("request", self._asked)
        context.on("requestfailed", self._failed)

    def unexpected(self) -> list[str]:
        return [
            trouble
            for trouble in self.seen
            if not any(re.search(pattern, trouble) for pattern in self.expected)
        ]

    def missed(self) -> list[str]:
        return [
            pattern
            for pattern in self.expected
            if not any(re.search(pattern, trouble) for trouble in self.seen)
        ]

    def _told(self, kind: str, text: str, location: Any) -> None:
        if kind in {"error", "warning", "assert"}:
            self.seen.append(f"Console: {text} ({location.get('url')})")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(f"{self.origin}/"):
            self.seen.append(f"Request to elsewhere: {request.url}")

    def _failed(self, request: Request) -> None:
        # Whoever goes on before the icon or a panel has come does not wait for it, nor for the
        # preview in its frame, nor for what is found for a text that is another one by now.
        of = f"{request.url} {request.headers.get('referer', '')}"
        late = any(part in of for part in UNAWAITED)
        # Nor for the style sheets of a preview, which come after the page.
        late |= request.resource_type == "stylesheet" and "/admin/" in of
        if late and request.failure == "net::ERR_ABORTED":
            return
        self.seen.append(f"Request failed: {request.url}: {request.failure}")


@pytest.fixture
def troubles(site: server.Server) -> Troubles:
    return Troubles(site.url)


@pytest.fixture
def open_page(site: server.Server, browser: Browser, troubles: Troubles) -> Iterator[Open]:
    """Opens pages as ``open_page("/guides/", **PHONE, java_script_enabled=False)``.

    Each stands in a context of its own: another reader, with nothing remembered.
    """
    contexts: list[BrowserContext] = []

    def open_(address: str | None = None, **options: Any) -> Page:
        settings = {"base_url": site.url, "color_scheme": "light", **DESKTOP, **options}
        context = browser.new_context(**settings)
        contexts.append(context)
        context.set_default_timeout(LONGEST_WAIT)
        troubles.watch(context)
        page = context.new_page()
        if address is not None:
            page.goto(address)
        return page

    yield open_
    for context in contexts:
        for page in context.pages:
            page.title()  # what has happened until now has then been told
        troubles.seen += [f"Cookie set: {cookie['name']}" for cookie in context.cookies()]
        context.close()
    assert not troubles.unexpected()
    assert not troubles.missed(), "expected, and did not come"


@pytest.fixture
def phone(open_page: Open) -> Page:
    """A phone with scripts on, at no page yet."""
    return open_page(**PHONE)


@pytest.fixture
def plain_phone(open_page: Open) -> Page:
    """A phone with scripts off, at no page yet."""
    return open_page(**PHONE, java_script_enabled=False)


@pytest.fixture
def desktop(open_page: Open) -> Page:
    """A desktop with scripts on, at no page yet."""
    return open_page(**DESKTOP)


@pytest.fixture(params=[True, False], ids=["scripts on", "scripts off"])
def any_phone(request: pytest.FixtureRequest, open_page: Open) -> Page:
    """A phone, once with scripts and once without."""
    return open_page(**PHONE, java_script_enabled=request.param)


@pytest.fixture(scope="package")
def editor(site: server.Server) -> None:
    site.manage(
        "createsuperuser",
        "--noinput",
        DJANGO_SUPERUSER_USERNAME=EDITOR,
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
        DJANGO_SUPERUSER_EMAIL="editor@example.org",
    )


@pytest.fixture(scope="package")
def signed_in(editor: None, site: server.Server, browser: Browser) -> Any:
    """The cookies of an editor who has signed in: once, as checking a password takes its time."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.goto("/admin/login/?next=/admin/password_change/")
    page.get_by_label("Username").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#user-tools")).to_contain_text(EDITOR)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def desk(signed_in: Any, open_page: Open, troubles: Troubles) -> Page:
    """The desk of an editor who has signed in, at no page yet."""
    troubles.expect("^Cookie set: (csrftoken|sessionid)$")
    return open_page(storage_state=signed_in)
