"""What a first visit costs, and how what came may be kept. Kilobytes are thousands of bytes."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser import expected
from tests.browser.conftest import PHONE, Open, Troubles
from tests.browser.server import Server

REQUESTS = 5
TOTAL, HTML, STYLES, SCRIPTS = 40_000, 10_000, 8_000, 18_000
SECURITY = {
    "content-security-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "referrer-policy",
    "x-content-type-options",
    "x-frame-options",
}


@pytest.mark.parametrize("name", expected.TYPES)
def test_a_first_visit_is_light_and_safe(open_page: Open, troubles: Troubles, name) -> None:
    if name in expected.NOT_FOUND:
        troubles.expect(r"^Console: Failed to load resource: .* 404")
    page = open_page(**PHONE)
    answers = _load(page, expected.TYPES[name])
    for answer in answers:
        _expect_safe(answer.all_headers(), answer.url)
    sizes = {answer.url: answer.request.sizes() for answer in answers}
    whole = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes.values())
    icon = page.locator("link[rel=icon]").get_attribute("href") or ""
    if not any(urlsplit(url).path == icon for url in sizes):
        # The browser fetches it later, or without telling.
        told = page.request.get(icon)
        assert told.ok
        _expect_safe(told.headers, icon)
        sizes[icon] = {}
        whole += len(told.body()) + sum(len(key + value) + 4 for key, value in told.headers.items())
    bodies = {
        kind: sum(
            sizes[answer.url]["responseBodySize"]
            for answer in answers
            if answer.request.resource_type == kind
        )
        for kind in ("document", "stylesheet", "script")
    }
    assert len(sizes) <= REQUESTS
    assert 0 < bodies["document"] <= HTML
    assert 0 < bodies["stylesheet"] <= STYLES
    assert 0 < bodies["script"] <= SCRIPTS
    assert sum(bodies.values()) < whole <= TOTAL


def test_static_files_come_compressed_and_are_kept_for_good(open_page: Open) -> None:
    page = open_page(**PHONE)
    answers = [answer for answer in _load(page, "/") if "/static/" in answer.url]
    assert {answer.request.resource_type for answer in answers} >= {"stylesheet", "script"}
    for answer in answers:
        headers = answer.all_headers()
        assert "immutable" in headers["cache-control"], answer.url
        assert "public" in headers["cache-control"], answer.url
        if answer.request.resource_type in {"stylesheet", "script"}:
            assert headers["content-encoding"] in {"br", "gzip"}, answer.url
            assert "Accept-Encoding" in headers["vary"], answer.url


def test_pages_come_compressed(open_page: Open) -> None:
    page = open_page(**PHONE)
    for name, address in expected.FOUND.items():
        answer = page.goto(address)
        assert answer.all_headers()["content-encoding"] in {"br", "gzip"}, name


def test_a_second_page_costs_its_html_alone(open_page: Open) -> None:
    page = open_page(**PHONE)
    _load(page, "/")
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    came: dict[str, str] = {}
    kept: set[str] = set()
    wire.on(
        "Network.responseReceived",
        lambda told: came.update({told["requestId"]: urlsplit(told["response"]["url"]).path}),
    )
    wire.on("Network.requestServedFromCache", lambda told: kept.add(told["requestId"]))
    page.goto(expected.TYPES["situation"], wait_until="networkidle")
    # The browser asks for the icon when it likes, once.
    fetched = [path for id, path in came.items() if id not in kept and "favicon" not in path]
    assert fetched == [expected.TYPES["situation"]]
    assert len(came) > 1


def test_a_step_costs_less_than_its_page(open_page: Open) -> None:
    page = open_page(**PHONE)
    path = expected.LONGEST
    whole = _load(page, expected.address(path.answers[:1]))[0].request.sizes()
    page.goto("/")
    address = expected.address(path.answers[:1])
    with page.expect_response(lambda answer: "/wizards/" in answer.url) as swapped:
        page.locator(f".choices a[href='{address}']").tap()
    expect(page.locator("h1")).to_have_text(expected.h1_after(path.answers[:1]))
    assert swapped.value.request.headers["hx-request"] == "true"
    part = swapped.value.request.sizes()
    assert part["responseBodySize"] < whole["responseBodySize"]


def test_health_is_told_without_being_kept(open_page: Open, site: Server) -> None:
    page = open_page()
    for address in ("/health/live", "/health/ready"):
        told = page.request.get(address)
        assert told.status == 200
        assert told.headers["cache-control"] == "no-store"
        _expect_safe(told.headers, address)


def _expect_safe(headers: dict[str, str], address: str) -> None:
    assert headers.keys() >= SECURITY, address
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "set-cookie" not in headers, address


def _load(page: Page, address: str) -> list[Response]:
    """Every answer that showing a page took."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address, wait_until="load")
    return answers
