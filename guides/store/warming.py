"""Fills the store before anybody asks, in a thread of each worker: at its start with what is
published, and after another moment has come with what was asked for before.

It makes one page after the other, the way a request would have it, and rests between two of them
as long as readers need to hardly notice. Once the store is nearly full it stops: nothing that
somebody has asked for makes room for what nobody has.
"""

import logging
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import islice
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Any

from django.db import connections
from django.urls import reverse

from guides import flow, steps
from guides.markup import address
from guides.models import Edition
from guides.store.asking import Key
from guides.store.page_store import PageStore

logger = logging.getLogger("guides.store")

# Seconds of rest for each second of work: a third of a processor at most, and that only where
# nobody else wants it.
_REST = 2.0
# Questions of a wizard, those that are asked first: of a large one nobody asks for most.
_MOST_QUESTIONS = 200


def published() -> Iterator[Key]:
    """What readers are likely to ask for first, as phones do: lists, situations, wizards, guides.

    Of a wizard its questions, as pages and as the parts that htmx swaps in, each on its shortest
    way. Three queries, each read to its end at once: while pages are made the connection that a
    cursor stands on may be given back.
    """
    for name in ("home", "situation_list", "wizard_list", "guide_list", "search"):
        yield _page(reverse(name))
    for wizard in list(Edition.objects.live().wizards().in_order()):
        ways = flow.shortest(wizard.page.graph).values()
        for way in islice(ways, _MOST_QUESTIONS):
            page = _page(steps.href(wizard.page, way))
            yield page
            yield page._replace(part=True)
    for kind in ("situation", "guide"):
        live = Edition.objects.live().filter(kind=kind).in_order()
        for slug in list(live.values_list("slug", flat=True)):
            yield _page(address(kind, slug))


def _page(path: str) -> Key:
    return Key(path, "", False, "br")


class Warmer:
    """Keeps one store warm."""

    def __init__(self, store: PageStore, *, rest: float = _REST) -> None:
        self.store, self.rest = store, rest
        self._lock = Lock()
        self._thread: Thread | None = None
        self._warmed: object = None
        self._stopped = False

    def wake(self) -> None:
        """See to it that what is kept of this moment is warm, or will be."""
        if self._warmed == self.store.moment and self._warmed is not None:
            return
        with self._lock:
            if self._thread and self._thread.is_alive():
                return
            thread = Thread(target=self._run, name="warmer", daemon=True)
            try:
                thread.start()
            except RuntimeError:
                # No thread to be had: readers have pages made, and the next look tries again.
                logger.exception("The store cannot be warmed")
                return
            self._thread = thread

    def stop(self) -> None:
        """End the thread, if any, and wait for it."""
        self._stopped = True
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        try:
            while not self._stopped and not self._warm():
                pass
        except Exception:
            # Readers have pages made as they ask for them: nothing is lost.
            logger.exception("The store could not be warmed")
        finally:
            connections.close_all()

    def _warm(self) -> bool:
        """Make pages of one moment; False where another one has come meanwhile."""
        moment, asked_for = self.store.moment, self.store.asked_before
        keys: Iterable[Key] = asked_for if self._warmed else published()
        for key in keys:
            began = monotonic()
            if self._stopped or self.store.is_full:
                break
            fill(self.store, key)
            if moment is None:
                moment = self.store.moment
            elif self.store.moment != moment:
                self._warmed = moment
                return False
            sleep((monotonic() - began) * self.rest)
        self._warmed = moment
        return True


def fill(store: PageStore, key: Key) -> None:
    """Ask the store for a page as a client would, so that it is kept."""
    asked: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": key.path,
        "QUERY_STRING": key.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": store.host,
        "HTTP_ACCEPT_ENCODING": key.coding,
        "wsgi.input": BytesIO(),
    }
    if key.part:
        asked["HTTP_HX_REQUEST"] = "true"
    for _chunk in store(asked, lambda *_told: lambda _chunk: None):
        pass
