"""An answer ready to be sent: made once from what the application said, then only handed out."""

import gzip
from collections.abc import Iterable
from dataclasses import dataclass

import brotli  # type: ignore[import-untyped]
from django.utils.http import parse_etags

from guides.store.asking import Coding

Headers = list[tuple[str, str]]

# Statuses of answers that stay the same for everybody.
_LASTING = {"200", "301", "404", "410"}
# Bytes below which compression gains nothing, as Django has it.
_LEAST = 200
# Enough for nearly all that Brotli can win, at a few milliseconds for a page; kept ones earn it.
_BROTLI_QUALITY, _GZIP_LEVEL = 6, 6
# What tells of a body, and not of the page: a 304 has none.
_OF_THE_BODY = {
    "content-type",
    "content-length",
    "content-encoding",
    "content-disposition",
    "link",
}
# Bytes that keeping an answer takes beside its body, about.
_BESIDES = 3_000
_STALE = ("Warning", '110 - "Response is Stale"')


@dataclass(slots=True, eq=False)
class Answer:
    """Status, headers and body as WSGI has them; ``used`` is when it was last handed out."""

    status: str
    headers: Headers
    body: list[bytes]
    etag: str
    used: float = 0.0

    @property
    def size(self) -> int:
        """Bytes that keeping it takes, about."""
        return len(self.body[0]) + _BESIDES

    @property
    def is_found(self) -> bool:
        return self.status.startswith("200")

    @property
    def is_redirect(self) -> bool:
        return self.status.startswith("3")

    def is_known_to(self, if_none_match: str) -> bool:
        """Whether a client that sends this header has the body already."""
        if not self.is_found:
            return False
        etags = parse_etags(if_none_match)
        mine = self.etag.removeprefix("W/")
        return etags == ["*"] or any(etag.removeprefix("W/") == mine for etag in etags)

    @staticmethod
    def without_body(headers: Headers) -> Headers:
        """The headers of the answer 304."""
        return [header for header in headers if header[0].lower() not in _OF_THE_BODY]

    def marked_stale(self) -> Headers:
        """The headers where nobody can say whether another answer would be right by now."""
        return [*self.headers, _STALE]


def may_be_kept(answer: Answer) -> bool:
    """Whether an answer is everybody's: public, lasting, and without a cookie."""
    said = {name.lower(): value for name, value in answer.headers}
    rules = {rule.strip().lower() for rule in said.get("cache-control", "").split(",")}
    return (
        answer.status[:3] in _LASTING
        and "public" in rules
        and rules.isdisjoint({"private", "no-store", "no-cache"})
        and "set-cookie" not in said
    )


def make(status: str, headers: Headers, body: bytes, coding: Coding) -> Answer:
    """An answer in a coding, from the whole one as it is; left as it is where that is smaller."""
    coded = compress(body, coding) if len(body) >= _LEAST else body
    coding = coding if len(coded) < len(body) else ""
    body = coded if coding else body
    kept = []
    etag = ""
    for name, value in headers:
        lowered = name.lower()
        if lowered == "etag":
            # The same page, but not the same bytes.
            etag = f"W/{value}" if coding and not value.startswith("W/") else value
            kept.append((name, etag))
        elif lowered != "content-length":
            kept.append((name, value))
    if coding:
        kept.append(("Content-Encoding", coding))
    kept.append(("Content-Length", str(len(body))))
    return Answer(status, kept, [body], etag)


def recode(answer: Answer, coding: Coding) -> Answer:
    """The same answer in another coding: nobody has to make the page again."""
    said = dict(answer.headers)
    whole = expand(answer.body[0], said.pop("Content-Encoding", ""))
    headers = [
        (name, value.removeprefix("W/") if name.lower() == "etag" else value)
        for name, value in answer.headers
        if name != "Content-Encoding"
    ]
    return make(answer.status, headers, whole, coding)


def compress(body: bytes, coding: Coding) -> bytes:
    if coding == "br":
        found: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY)
        return found
    # Without the time, so that equal pages are equal bytes.
    return gzip.compress(body, _GZIP_LEVEL, mtime=0) if coding == "gzip" else body


def expand(body: bytes, coding: str) -> bytes:
    if coding == "br":
        found: bytes = brotli.decompress(body)
        return found
    return gzip.decompress(body) if coding == "gzip" else body


def joined(chunks: Iterable[bytes]) -> bytes:
    """The body of an answer as one; closes it as WSGI wants."""
    try:
        return b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close:
            close()
