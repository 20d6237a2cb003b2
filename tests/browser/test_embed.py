"""A card in the frame of another site: there where frames are open, refused where they are not."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import server
from tests.browser.server import Server

CARD = "/embed/situations/already-shipped/"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Another site: its origin, and the folder of its pages."""
    folder = tmp_path_factory.mktemp("desk")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{other.server_port}", folder
        other.shutdown()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of another site: what the site's own pages promise is not expected of it."""
    with browser.new_context(viewport={"width": 800, "height": 700}) as context:
        yield context.new_page()


def show(page: Page, desk: tuple[str, Path], html: str) -> None:
    origin, folder = desk
    (folder / "index.html").write_text(f"<!doctype html><title>Desk</title>{html}")
    page.goto(origin)


@pytest.fixture(scope="module")
def opened(site: Server, desk: tuple[str, Path]) -> Iterator[Server]:
    """The same site, where the desk may frame cards."""
    with server.beside(site, EMBED_ANCESTORS=desk[0]) as running:
        yield running


def test_a_desk_that_may_shows_the_card_as_oembed_says(
    opened: Server, desk: tuple[str, Path], page: Page
) -> None:
    address = f"{opened.url}/situations/already-shipped/"
    told = page.request.get(f"{opened.url}/oembed/", params={"url": address}).json()
    show(page, desk, told["html"])
    frame = page.frame_locator("iframe")
    heading = frame.get_by_role("heading", level=1)
    expect(heading).to_have_text("It shipped already")
    assert "system-ui" in heading.evaluate("e => getComputedStyle(e).fontFamily"), "no stylesheet"
    whole = frame.locator("html")
    assert whole.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert whole.evaluate("e => e.scrollHeight <= e.clientHeight"), "the card has to fit"
    with page.context.expect_page() as opening:
        frame.get_by_role("link").click()
    opening.value.wait_for_load_state()
    assert opening.value.url == address


@pytest.mark.parametrize("path", ["/situations/already-shipped/", "/", "/api/"])
def test_where_cards_are_open_everything_else_stays_closed(
    opened: Server, desk: tuple[str, Path], page: Page, path: str
) -> None:
    with page.expect_event("console", lambda said: "frame" in said.text.lower()):
        show(page, desk, f'<iframe src="{opened.url}{path}"></iframe>')


@pytest.mark.parametrize("path", [CARD, "/situations/already-shipped/"])
def test_nothing_can_be_framed_until_the_owner_says_so(
    site: Server, desk: tuple[str, Path], page: Page, path: str
) -> None:
    with page.expect_event("console", lambda said: "frame" in said.text.lower()):
        show(page, desk, f'<iframe src="{site.url}{path}"></iframe>')
    assert all("It shipped already" not in frame.content() for frame in page.frames[1:])


@pytest.mark.parametrize("path", ["/api/guides", "/api/guides/", "/oembed?url="])
def test_a_script_of_another_site_may_read_with_and_without_the_last_slash(
    site: Server, desk: tuple[str, Path], page: Page, path: str
) -> None:
    show(page, desk, "")
    if path.startswith("/oembed"):
        path += f"{site.url}/situations/already-shipped"
    status = page.evaluate("url => fetch(url).then(answer => answer.status)", site.url + path)
    assert status == 200


def test_another_site_can_show_the_picture_of_a_link_and_no_other_file(
    site: Server, desk: tuple[str, Path], page: Page
) -> None:
    page.goto(site.url)
    picture = page.locator("meta[property='og:image']").get_attribute("content")
    icon = page.locator("link[rel='icon']").evaluate("e => e.href")
    show(page, desk, f'<img src="{picture}"><img src="{icon}">')
    for number, width in enumerate((1200, 0)):
        shown = page.locator("img").nth(number)
        assert shown.evaluate("e => e.naturalWidth") == width
