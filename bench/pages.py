"""The pages that are measured, and asking for one as a browser does."""

import gzip
import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import brotli  # type: ignore[import-untyped]

# How an answer is asked for, as Accept-Encoding has it.
Coding = Literal["identity", "gzip", "br"]

# Of the pack that ships, by type.
PAGES = {
    "home": "/",
    "guide": "/guides/cancel-payment/",
    "situation": "/situations/already-shipped/",
    "wizard step": "/wizards/cancel-payment/order=shipped/",
    "search": "/search/?q=refund",
}
# Seconds: nothing that is asked for one by one takes so long, however busy the machine is.
_PATIENCE = 30

# What a server says of itself and of the connection, whatever the page is.
_OF_THE_SERVER = {"server", "date", "connection", "keep-alive", "transfer-encoding"}


class BenchError(Exception):
    """What makes measuring pointless, told in one line to whoever started it."""


@dataclass(frozen=True)
class Answer:
    """Status line, headers as they came, and the body as it was sent."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def of_the_page(self) -> list[tuple[str, str]]:
        """The headers that the application made."""
        return [pair for pair in self.headers if pair[0].lower() not in _OF_THE_SERVER]

    @property
    def text(self) -> bytes:
        """The body without its coding."""
        match self.header("Content-Encoding"):
            case "br":
                expanded: bytes = brotli.decompress(self.body)
                return expanded
            case "gzip":
                return gzip.decompress(self.body)
        return self.body

    @property
    def head_size(self) -> int:
        """Bytes of the status line and the headers, as HTTP/1.1 sends them, about."""
        lines = [f"HTTP/1.1 {self.status}", *(f"{key}: {value}" for key, value in self.headers)]
        return sum(len(line) + 2 for line in lines) + 2


class Connection:
    """One kept connection to one server, which stays with the worker that took it."""

    def __init__(self, origin: str) -> None:
        self._http = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=_PATIENCE)
        self._http.connect()
        _, self.port = self._http.sock.getsockname()

    def ask(self, address: str, coding: Coding = "br") -> Answer:
        """GET a page. Raises BenchError where the server does not keep the connection."""
        # Only what is given here is sent: http.client adds Host alone.
        self._http.request("GET", address, headers={"Accept-Encoding": coding})
        response = self._http.getresponse()
        body = response.read()
        if response.will_close:
            raise BenchError(f"{address}: the server does not keep the connection")
        return Answer(f"{response.status} {response.reason}", tuple(response.getheaders()), body)

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def ask(origin: str, address: str, coding: Coding = "br") -> Answer:
    """GET one page on a connection of its own. Raises BenchError unless it is there."""
    with Connection(origin) as connection:
        answer = connection.ask(address, coding)
    if not answer.status.startswith("200"):
        raise BenchError(f"{origin}{address}: {answer.status}")
    return answer


def each_form() -> Iterator[tuple[str, Coding]]:
    """Each page that is measured, as it is and compressed."""
    for page in PAGES:
        yield page, "identity"
        yield page, "br"
