"""What a first visit of a page costs: bytes as they are sent, and requests."""

import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from bench.pages import Answer, ask
from bench.servers import SITE_URL

# Bytes, and requests, that a first visit may take.
MOST_BYTES, MOST_HTML, MOST_CSS, MOST_REQUESTS = 40_000, 10_000, 8_000, 5

# Beside what the sitemap names: what readers come to by asking and by answering.
ASKED = {
    "wizard step": "/wizards/cancel-payment/order=shipped/",
    "wizard outcome": "/wizards/cancel-payment/order=just-ordered/",
    "search": "/search/?q=refund",
    "nothing found": "/search/?q=zzqqxx",
    "map": "/wizards/cancel-payment/map/",
}


@dataclass(frozen=True)
class Weight:
    """A page with all that a browser fetches to show it. Bytes are compressed bodies.

    ``whole`` counts the heads of all answers too.
    """

    type: str
    address: str
    html: int
    css: int
    js: int
    other: int
    whole: int
    requests: int

    @property
    def over(self) -> list[str]:
        """The budgets that it exceeds, in words."""
        bounds = (
            ("bytes in all", self.whole, MOST_BYTES),
            ("bytes of HTML", self.html, MOST_HTML),
            ("bytes of CSS", self.css, MOST_CSS),
            ("requests", self.requests, MOST_REQUESTS),
        )
        return [
            f"{self.address}: {is_} {what}, {most} at most"
            for what, is_, most in bounds
            if is_ > most
        ]


class _Fetched(HTMLParser):
    """The addresses that a browser fetches to show a page, with what they are."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        relations = set(said.get("rel", "").split())
        if tag == "link" and "stylesheet" in relations:
            self.found[said["href"]] = "css"
        elif tag == "link" and relations & {"icon", "preload", "modulepreload"}:
            self.found.setdefault(said["href"], "other")
        elif tag == "script" and said.get("src"):
            self.found[said["src"]] = "js"
        elif tag in {"img", "iframe", "video", "audio", "source", "embed"} and said.get("src"):
            self.found.setdefault(said["src"], "other")


def fetched(html: str) -> dict[str, str]:
    """What a page makes a browser fetch: address -> css, js or other. All images, late ones too."""
    parser = _Fetched()
    parser.feed(html)
    parser.close()
    return parser.found


class Scales:
    """Weighs pages of one server; what several pages share is fetched once."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._answers: dict[str, Answer] = {}

    def weigh(self, type_: str, address: str) -> Weight:
        """The weight of a first visit, with Brotli. A missing file is an error (BenchError)."""
        page = ask(self.origin, address)
        bytes_: Counter[str] = Counter()
        whole = len(page.body) + page.head_size
        parts = fetched(page.text.decode())
        for part, kind in parts.items():
            answer = self._file(urljoin(address, part))
            bytes_[kind] += len(answer.body)
            whole += len(answer.body) + answer.head_size
        return Weight(
            type_,
            address,
            html=len(page.body),
            css=bytes_["css"],
            js=bytes_["js"],
            other=bytes_["other"],
            whole=whole,
            requests=1 + len(parts),
        )

    def _file(self, address: str) -> Answer:
        if address not in self._answers:
            self._answers[address] = ask(self.origin, address)
        return self._answers[address]

    def all(self) -> list[Weight]:
        """Every page that the sitemap names, and the others that readers come to."""
        weights = [self.weigh(type_, address) for type_, address in ASKED.items()]
        weights += [self.weigh(type_of(address), address) for address in self._published()]
        return weights

    def _published(self) -> list[str]:
        told = ask(self.origin, "/sitemap.xml").text.decode()
        found = re.findall(rf"<loc>{re.escape(SITE_URL)}([^<]+)</loc>", told)
        if parts := [address for address in found if address.endswith(".xml")]:
            told = "".join(ask(self.origin, part).text.decode() for part in parts)
            found = re.findall(rf"<loc>{re.escape(SITE_URL)}([^<]+)</loc>", told)
        return found


def type_of(address: str) -> str:
    """What kind of page stands at an address of the sitemap."""
    parts = urlsplit(address).path.strip("/").split("/")
    if parts == [""]:
        return "home"
    if len(parts) == 1:
        return f"{parts[0]} (list)" if parts[0] in {"guides", "situations", "wizards"} else parts[0]
    return {"guides": "guide", "situations": "situation", "wizards": "wizard"}.get(
        parts[0], parts[0]
    )


def heaviest(weights: list[Weight]) -> list[Weight]:
    """The heaviest page of each type."""
    worst: dict[str, Weight] = {}
    for weight in weights:
        if weight.type not in worst or weight.whole > worst[weight.type].whole:
            worst[weight.type] = weight
    return list(worst.values())
