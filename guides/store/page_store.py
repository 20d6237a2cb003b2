"""The application as the server sees it: answers that are kept, and the application behind them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from threading import Lock
from time import monotonic, time
from typing import TYPE_CHECKING, Any

from guides.caching import KEEPING, Keeping
from guides.snapshot import Moment
from guides.store import answers, asking
from guides.store.answers import Answer, Headers
from guides.store.asking import Key, QueryKeys
from guides.store.shelf import Shelf
from guides.store.watch import PATIENCE, Watch

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

# Seconds for which nobody asks whether another moment has come: a little less than the second
# within which every worker serves what was published.
EVERY = 0.8
# Seconds between two questions at least, where a moment is over by the clock of this machine and
# not by that of the database.
_AT_LEAST = 0.05

# Of the bytes, the part that answers may take which clients can invent without end: to searches,
# and of what there is not; and how many of them are kept at most.
_INVENTED, _MOST_INVENTED = 8, 1_000
# Of other answers there are never so many.
_MOST = 1_000_000
# Bytes that the ways take in which requests spell what a kept answer answers: of all of them, of
# the longest that is noted, and of each beside its letters, about.
_MOST_SPELLED, _LONGEST_SPELLED, _BESIDES_SPELLED = 20_000_000, 2_000, 400
_MOST_HOSTS = 100
_MOST_BEFORE = 1_000


class _Kept:
    """The answers of one moment: by key, and by what requests looked like that asked for them."""

    def __init__(self, moment: Moment | None, most_bytes: int) -> None:
        self.moment = moment
        self.pages = Shelf(most_bytes=most_bytes - most_bytes // _INVENTED, most=_MOST)
        self.invented = Shelf(most_bytes=most_bytes // _INVENTED, most=_MOST_INVENTED)
        self.spelled: dict[tuple[str | None, ...], Answer] = {}
        self.spelled_bytes = 0

    def is_before(self, moment: Moment) -> bool:
        return self.moment is None or self.moment[:2] < moment[:2]

    def find(self, key: Key) -> Answer | None:
        """The answer kept under a key, or made from the same one in another coding."""
        for shelf in (self.pages, self.invented):
            if answer := shelf.get(key):
                return answer
            for other in shelf.others(key):
                answer = answers.recode(other, key.coding)
                shelf.put(key, answer)
                return answer
        return None

    def put(self, key: Key, answer: Answer) -> None:
        shelf = self.invented if key.query or not answer.is_found else self.pages
        if shelf.put(key, answer):
            # Some of them are no longer kept.
            self.forget_spellings()

    def note(self, spelling: tuple[str | None, ...], answer: Answer) -> None:
        """Remember what a request looked like that this answers, unless it takes too much."""
        taken = _BESIDES_SPELLED + sum(len(said) for said in spelling if said)
        if taken > _LONGEST_SPELLED or spelling in self.spelled:
            return
        if self.spelled_bytes + taken > _MOST_SPELLED:
            self.forget_spellings()
        self.spelled[spelling] = answer
        self.spelled_bytes += taken

    def forget_spellings(self) -> None:
        """Have every request read as if it were the first of its kind."""
        self.spelled.clear()
        self.spelled_bytes = 0


class PageStore:
    """A WSGI application that keeps the public answers of another one, moment by moment.

    ``most_bytes`` are kept in all. ``query_keys`` says what the page at a path reads of the query,
    or that there is none to keep. The application is given ``host`` as its own, whichever of
    ``allowed_hosts`` a client asks. ``look`` says which moment it is, None where that cannot be
    told. It is called about once a second while pages are asked for, and so are those in
    ``on_look``, by a request that waits for them.
    """

    def __init__(
        self,
        application: "WSGIApplication",
        *,
        most_bytes: int,
        host: str,
        allowed_hosts: Collection[str],
        session_cookie: str,
        query_keys: QueryKeys,
        look: Callable[[], Moment | None] | None = None,
        on_look: Sequence[Callable[[], None]] = (),
    ) -> None:
        self.application = application
        self.most_bytes, self.host, self.allowed_hosts = most_bytes, host, allowed_hosts
        self.session_cookie, self.query_keys = f"{session_cookie}=", query_keys
        self.look, self.on_look = look or Watch().look, on_look
        self.is_stale = False
        # What was asked for most lately in the moment before this one.
        self.asked_before: list[Key] = []
        self._hosts: set[str] = set()
        self._due = 0.0
        self._looking, self._advancing = Lock(), Lock()
        self._kept = _Kept(None, most_bytes)

    @property
    def moment(self) -> Moment | None:
        """The moment of what is kept."""
        return self._kept.moment

    @property
    def is_full(self) -> bool:
        return self._kept.pages.is_full

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        # What follows is the way of nearly all requests. It takes half a microsecond, so it reads
        # the spelling right here, and not by the function that does so where it is noted.
        now = monotonic()
        if now >= self._due:
            self._look()
        try:
            part = environ.get("HTTP_HX_REQUEST")
            answer = self._kept.spelled[
                environ["PATH_INFO"],
                environ["QUERY_STRING"],
                environ.get("HTTP_ACCEPT_ENCODING"),
                part,
                environ["HTTP_HOST"],
            ]
        except KeyError:
            # Nobody has spelled it so, or a server leaves out what is empty.
            pass
        else:
            if environ["REQUEST_METHOD"] == "GET" and not (
                "HTTP_COOKIE" in environ
                or "HTTP_IF_NONE_MATCH" in environ
                or "HTTP_IF_MATCH" in environ
                or "HTTP_IF_UNMODIFIED_SINCE" in environ
                or (part and "HTTP_HX_HISTORY_RESTORE_REQUEST" in environ)
            ):
                answer.used = now
                start_response(answer.status, answer.headers)
                return answer.body
        return self._answer(environ, start_response, now)

    def _answer(
        self,
        environ: dict[str, Any],
        start_response: "StartResponse",
        now: float,
        *,
        again: bool = True,
    ) -> Iterable[bytes]:
        """Answer what is not kept, or asked for in an unusual way; ``again`` where it has to be."""
        key = asking.read(environ, self.query_keys) if self._is_for_all(environ) else None
        if key is None:
            return self.application(environ, start_response)
        kept = self._kept
        answer = kept.find(key)
        # A redirect carries on what was asked, whoever reads it.
        if answer and answer.is_redirect and key.query != environ.get("QUERY_STRING", ""):
            answer = None
        if answer is None:
            return self._make(key, environ, start_response, now, again=again)
        return self._send(kept, answer, environ, start_response, now)

    def _is_for_all(self, environ: dict[str, Any]) -> bool:
        """Whether somebody asks who sees what everybody sees, and asks this site."""
        if self.session_cookie in environ.get("HTTP_COOKIE", ""):
            return False
        host = environ.get("HTTP_HOST", "")
        if host in self._hosts:
            return True
        if not asking.is_ours(host, self.allowed_hosts):
            return False
        if len(self._hosts) < _MOST_HOSTS:
            self._hosts.add(host)
        return True

    def _make(
        self,
        key: Key,
        environ: dict[str, Any],
        start_response: "StartResponse",
        now: float,
        *,
        again: bool,
    ) -> Iterable[bytes]:
        """Have the application answer, and keep that if it is of this moment."""
        keeping = Keeping()
        said: list[Any] = []

        def note(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], object]:
            said[:] = [status, headers]
            return start_response(status, headers, exc_info) if exc_info else _refuse

        asked = {**asking.alone(environ, key, host=self.host), KEEPING: keeping}
        chunks = self.application(asked, note)
        status, headers = said
        if keeping.moment is None:
            start_response(status, headers)
            return chunks
        self._advance(keeping.moment)
        kept = self._kept
        body = answers.joined(chunks)
        if again and kept.moment and kept.moment[:2] > keeping.moment[:2]:
            # While it was made somebody has seen what came then: so shall all from now on.
            return self._answer(environ, start_response, now, again=False)
        answer = answers.make(status, headers, body, key.coding)
        answer.used = now
        carried_on = answer.is_redirect and key.query != environ.get("QUERY_STRING", "")
        if kept.moment == keeping.moment and answers.may_be_kept(answer) and not carried_on:
            kept.put(key, answer)
            return self._send(kept, answer, environ, start_response, now)
        return self._send(None, answer, environ, start_response, now)

    def _send(
        self,
        kept: _Kept | None,
        answer: Answer,
        environ: dict[str, Any],
        start_response: "StartResponse",
        now: float,
    ) -> Iterable[bytes]:
        answer.used = now
        headers = answer.marked_stale() if self.is_stale else answer.headers
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known and answer.is_known_to(known):
            start_response("304 Not Modified", answer.without_body(headers))
            return []
        start_response(answer.status, headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            return []
        # Whoever spells it so is answered at once from now on; where Back asks, it is spelled in
        # one header more.
        if kept and not self.is_stale and "HTTP_HX_HISTORY_RESTORE_REQUEST" not in environ:
            kept.note(_spelling(environ), answer)
        return answer.body

    def _look(self) -> None:
        """See whether another moment has come. Whoever asks meanwhile waits for it, a little."""
        if not self._looking.acquire(timeout=PATIENCE):
            return
        try:
            asked = monotonic()
            if asked < self._due:
                return
            moment = self.look()
            wait = EVERY
            if moment:
                self._advance(moment)
                wait = min(wait, max(moment.until.timestamp() - time(), _AT_LEAST))
            self.is_stale = moment is None
            if self.is_stale:
                # What is kept is right as far as anybody knows, but that has to be said.
                self._kept.forget_spellings()
            self._due = asked + wait
            for told in self.on_look:
                told()
        finally:
            self._looking.release()

    def _advance(self, moment: Moment) -> None:
        """Forget what was kept if this moment is later: nobody sees again what was before it."""
        with self._advancing:
            if self._kept.is_before(moment):
                self.asked_before = self._kept.pages.latest(_MOST_BEFORE)
                self._kept = _Kept(moment, self.most_bytes)


def _spelling(environ: dict[str, Any]) -> tuple[str | None, ...]:
    said = environ.get
    return (
        environ["PATH_INFO"],
        said("QUERY_STRING"),
        said("HTTP_ACCEPT_ENCODING"),
        said("HTTP_HX_REQUEST"),
        said("HTTP_HOST"),
    )


def _refuse(_chunk: bytes) -> None:
    raise NotImplementedError("an answer is its body: nothing is written beside it")
