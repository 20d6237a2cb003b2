"""Takes the README's pictures: python -m tests.browser.screenshots. Knows no Django."""

from playwright.sync_api import Browser, sync_playwright

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
PICTURES = {
    "home-phone": (HOME, PHONE, "light"),
    "home-phone-dark": (HOME, PHONE, "dark"),
    "situation-phone": (SITUATION, PHONE, "light"),
    "situation-phone-dark": (SITUATION, PHONE, "dark"),
    "home-desktop": (HOME, DESKTOP, "light"),
}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with server.running() as site, sync_playwright() as playwright:
        browser = chromium.start(playwright)
        for name, (address, screen, scheme) in PICTURES.items():
            picture = take(browser, site.url + address, color_scheme=scheme, **screen)
            path = FOLDER / f"{name}.png"
            path.write_bytes(picture)
            print(f"{path.relative_to(server.ROOT)}: {len(picture) // 1000} kB")
        browser.close()


def take(browser: Browser, address: str, **options: object) -> bytes:
    """A picture of the first screen of a page: the same on every run on the same machine."""
    context = browser.new_context(reduced_motion="reduce", **options)
    page = context.new_page()
    answer = page.goto(address, wait_until="networkidle")
    assert answer is not None
    assert answer.ok, f"{address} answers {answer.status}"
    picture = page.screenshot(animations="disabled", caret="hide")
    context.close()
    assert len(picture) <= LARGEST, f"{address} makes a picture of {len(picture)} bytes"
    return picture


if __name__ == "__main__":
    main()
