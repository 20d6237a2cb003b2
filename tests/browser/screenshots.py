"""Takes the README's pictures: python -m tests.browser.screenshots. Knows no Django."""

from collections.abc import Iterator
from io import BytesIO

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium, server

FOLDER = server.ROOT / "docs" / "screenshots"
LARGEST = 150_000  # bytes
PHONE = {
    "viewport": {"width": 360, "height": 640},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
HOME, SITUATION = "/", "/s/S-07/"
# The README's pictures of the site, and below those of the desk.
PICTURES = {
    "home-phone": (HOME, PHONE, "light"),
    "home-phone-dark": (HOME, PHONE, "dark"),
    "situation-phone": (SITUATION, PHONE, "light"),
    "situation-phone-dark": (SITUATION, PHONE, "dark"),
    "home-desktop": (HOME, DESKTOP, "light"),
}


EDITOR, PASSWORD = "editor", "only-for-these-pictures"
DESK = {"viewport": {"width": 1440, "height": 900}}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with server.running() as site, sync_playwright() as playwright:
        browser = chromium.start(playwright)
        for name, (address, screen, scheme) in PICTURES.items():
            keep(name, take(browser, site.url + address, color_scheme=scheme, **screen))
        site.manage(
            "createsuperuser",
            "--noinput",
            DJANGO_SUPERUSER_USERNAME=EDITOR,
            DJANGO_SUPERUSER_PASSWORD=PASSWORD,
            DJANGO_SUPERUSER_EMAIL="editor@example.org",
        )
        for name, picture in take_desk(browser, site.url):
            keep(name, picture)
        browser.close()


def keep(name: str, picture: bytes) -> None:
    """Write a picture with a palette of its own, which makes it a third as large."""
    path = FOLDER / f"{name}.png"
    Image.open(BytesIO(picture)).convert("RGB").quantize(256).save(path, optimize=True)
    size = path.stat().st_size
    assert size <= LARGEST, f"{name} has {size} bytes"
    print(f"{path.relative_to(server.ROOT)}: {size // 1000} kB")


def take_desk(browser: Browser, url: str) -> Iterator[tuple[str, bytes]]:
    """Pictures of what an editor sees who changes one answer and looks at what that does."""
    context = browser.new_context(base_url=url, reduced_motion="reduce", **DESK)
    page = context.new_page()
    page.goto("/admin/guides/situation/?q=S-07")
    page.get_by_label("Username").fill(EDITOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.locator("#result_list tbody th a").first.click()
    summary = page.locator("#id_summary")
    summary.fill(summary.input_value().replace("too late", "no longer possible"))
    page.locator("[name=_continue]").first.click()
    page.goto("/admin/guides/situation/?q=S-07")
    page.locator("#result_list tbody th a").first.click()
    yield "desk-form", _screen(page)
    page.get_by_role("link", name="What differs").click()
    yield "desk-diff", _screen(page)
    page.goto("/admin/guides/wizard/")
    page.locator("#result_list tbody th a").first.click()
    page.evaluate("document.querySelector('.desk-tree').scrollIntoView()")
    yield "desk-tree", _screen(page)
    page.goto("/admin/")
    yield "desk-dashboard", _screen(page)
    context.close()


def _screen(page: Page) -> bytes:
    page.wait_for_load_state("networkidle")
    return page.screenshot(animations="disabled", caret="hide")


def take(browser: Browser, address: str, **options: object) -> bytes:
    """A picture of the first screen of a page: the same on every run on the same machine."""
    context = browser.new_context(reduced_motion="reduce", **options)
    page = context.new_page()
    answer = page.goto(address, wait_until="networkidle")
    assert answer is not None
    assert answer.ok, f"{address} answers {answer.status}"
    picture = page.screenshot(animations="disabled", caret="hide")
    context.close()
    return picture


if __name__ == "__main__":
    main()
