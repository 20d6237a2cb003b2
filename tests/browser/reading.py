"""What tests read from a page and do on it."""

from typing import Any

from playwright.sync_api import Locator, Page

# Shared by the scripts below: whether somebody who looks at the page could see an element.
_SEEN = """
const seen = (element) => {
  const box = element.getBoundingClientRect();
  return element.checkVisibility({ opacityProperty: true, visibilityProperty: true,
    contentVisibilityAuto: true }) && box.width > 1 && box.height > 1
    && !element.closest(".visually-hidden, .skip:not(:focus)");
};
"""


def choice(page: Page, label: str) -> Locator:
    """The link of a choice by its words."""
    words = page.locator(".choice").get_by_text(label, exact=True)
    return page.locator(".choices a").filter(has=words)


def tap(page: Page, label: str) -> None:
    choice(page, label).tap()


def answers(page: Page) -> list[tuple[str, str]]:
    """The answers given so far: question and choice."""
    rows = page.locator(".trail > li").evaluate_all(
        """rows => rows.map((row) => [".asked", ".answer"].map(
             (part) => row.querySelector(part).textContent.trim()))"""
    )
    return [(asked, answer) for asked, answer in rows]


def heights(page: Page, selector: str) -> list[float]:
    """How high elements are, in px."""
    found: list[float] = page.locator(selector).evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().height)"
    )
    return found


def bottom(page: Page, selector: str) -> float:
    """Where the first of some elements ends, in px from the top of the page."""
    found: float = page.locator(selector).first.evaluate(
        "element => element.getBoundingClientRect().bottom + scrollY"
    )
    return found


def sideways(page: Page) -> float:
    """By how many px the page is wider than its window."""
    width = page.viewport_size["width"]  # type: ignore[index]
    wide: float = page.evaluate("document.documentElement.scrollWidth")
    return max(0, wide - width)


def sticking_out(page: Page) -> list[str]:
    """What reaches over the right edge of the window without being scrolled inside its box."""
    found: list[str] = page.evaluate(
        _script(
            """(width) => [...document.body.querySelectorAll("*")].filter((element) => seen(element)
               && !element.closest("svg")
               && element.getBoundingClientRect().right > width + 0.5).map(named)"""
        ),
        page.viewport_size["width"],  # type: ignore[index]
    )
    return found


def low_targets(page: Page, least: float) -> list[str]:
    """What is tapped outside running text and is lower than this many px, or narrower."""
    found: list[str] = page.evaluate(
        _script(
            """(least) => {
              const block = (element) => {
                while (getComputedStyle(element).display.startsWith("inline")) {
                  element = element.parentElement;
                }
                return element;
              };
              // Running text: words that belong to no link stand in the same block.
              const running = (element) => {
                if (!getComputedStyle(element).display.startsWith("inline")) return false;
                const around = block(element).cloneNode(true);
                around.querySelectorAll("a, button, svg, .visually-hidden")
                  .forEach((one) => one.remove());
                return element.closest(".prose, p") && around.textContent.trim();
              };
              return [...document.querySelectorAll(
                "a[href], button, summary, input:not([type=checkbox]), select, .tick")]
                .filter((element) => seen(element) && !running(element)
                  && getComputedStyle(element).pointerEvents !== "none")
                .map((element) => [element, element.getBoundingClientRect()])
                .filter(([, box]) => box.height < least - 0.01 || box.width < 24)
                .map(([element, box]) =>
                  `${Math.round(box.width)}x${box.height.toFixed(1)}: ${named(element)}`);
            }"""
        ),
        least,
    )
    return found


def small_text(page: Page, least: float, least_aside: float) -> list[str]:
    """Texts of the main part that are smaller than this many px.

    What only accompanies a text (hints, notes below a title, labels, the foot) may be smaller.
    """
    found: list[str] = page.evaluate(
        _script(
            """([least, aside]) => {
              const accompanying = `.hint, .count, .asked, .cards p, .contents, .foot, .mark,
                .label, thead, .trail a, button`;
              return texts(document.querySelector("main")).map((element) =>
                  [element, parseFloat(getComputedStyle(element).fontSize)])
                .filter(([element, size]) =>
                  size < (element.closest(accompanying) ? aside : least) - 0.01)
                .map(([element, size]) => `${size} px: ${named(element)}`);
            }"""
        ),
        [least, least_aside],
    )
    return found


def faint_text(page: Page, least: float) -> list[str]:
    """Texts, generated ones included, whose contrast with what is behind them is below ``least``.

    Luminance and ratio are those of WCAG 2; what is see-through is laid over what is behind.
    """
    found: list[str] = page.evaluate(
        _script(
            """(least) => {
              const canvas = document.createElement("canvas").getContext("2d",
                { willReadFrequently: true });
              const rgba = (color) => {
                canvas.clearRect(0, 0, 1, 1);
                canvas.fillStyle = color;
                canvas.fillRect(0, 0, 1, 1);
                const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
                return [r, g, b, a / 255];
              };
              const over = (top, below) =>
                [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3]));
              const behind = (element) => {
                const layers = [];
                for (let one = element; one; one = one.parentElement) {
                  layers.push(rgba(getComputedStyle(one).backgroundColor));
                }
                const dark = matchMedia("(prefers-color-scheme: dark)").matches;
                return layers.reverse().reduce((below, layer) => over(layer, below),
                  dark ? [18, 18, 18] : [255, 255, 255]);
              };
              const light = (color) => {
                const [r, g, b] = color.map((value) => value / 255).map((value) =>
                  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
              };
              const ratio = (element, pseudo) => {
                let ground = behind(element);
                const style = getComputedStyle(element, pseudo);
                if (pseudo) ground = over(rgba(style.backgroundColor), ground);
                const pair = [light(over(rgba(style.color), ground)), light(ground)];
                return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
              };
              const all = texts(document.body).map((element) => [element, null]);
              for (const element of document.body.querySelectorAll("*")) {
                for (const pseudo of ["::before", "::after", "::marker"]) {
                  const { content, display } = getComputedStyle(element, pseudo);
                  const words = !["none", "normal", '""', '"" / ""'].includes(content);
                  const bullet = pseudo === "::marker"
                    && getComputedStyle(element).display === "list-item"
                    && !["none", "disc"].includes(getComputedStyle(element).listStyleType);
                  if (seen(element) && display !== "none"
                      && (pseudo === "::marker" ? bullet : words)) all.push([element, pseudo]);
                }
              }
              return all.map(([element, pseudo]) => [element, pseudo, ratio(element, pseudo)])
                .filter(([, , value]) => value < least)
                .map(([element, pseudo, value]) =>
                  `${value.toFixed(2)}: ${named(element)}${pseudo || ""}`);
            }"""
        ),
        least,
    )
    return found


def texts(page: Page) -> int:
    """How many elements of the page hold text of their own that can be seen."""
    found: int = page.evaluate(_script("() => texts(document.body).length"))
    return found


def _script(function: str) -> str:
    """A function that may use ``seen``, ``texts`` and ``named``."""
    return f"""(argument) => {{
      {_SEEN}
      const texts = (root) => {{
        const found = new Set();
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {{
          const node = walker.currentNode;
          if (node.data.trim() && seen(node.parentElement)) found.add(node.parentElement);
        }}
        return [...found];
      }};
      const named = (element) => `<${{element.localName}} class="${{element.classList}}"> `
        + element.textContent.replace(/\\s+/g, " ").trim().slice(0, 50);
      return ({function})(argument);
    }}"""


def style(locator: Locator, name: str, pseudo: str = "") -> Any:
    """A computed property of an element."""
    return locator.evaluate(
        "(element, [name, pseudo]) => getComputedStyle(element, pseudo || null)[name]",
        [name, pseudo],
    )
