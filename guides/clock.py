"""Makes due editions live while the site is being read, where no cron runs ``publish_due``.

How readers' requests still write nothing: a request only notes that somebody is reading, and sees
to it that a thread of this process is awake. That thread is nobody's request. Every ``EVERY``
seconds it looks into a small index with a connection of its own, and where something is due it
does what the command does, in a transaction of its own; then it closes the connection. So a
request neither waits for it nor fails with it: what goes wrong there is logged. After an hour in
which nobody asked for anything the thread ends, and the next request starts another.

Each worker process has its own. The lock under which publications happen lets one of them do what
is due, and the others find it done. Nothing of this runs in management commands, nor in tests that
ask Django directly: only in a server that loads ``helpcenter.wsgi``.

While the site is read, an edition is live at most ``EVERY`` seconds after its time, plus what
publishing takes. A browser may go on showing a page it already has for as long as it was told to
(``MAX_AGE``, a minute). The first page asked for after more than an hour of silence may be
one of before; the next is not.
"""

import logging
from collections.abc import Callable, Iterable
from threading import Event, Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from django.db import connections

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

logger = logging.getLogger("guides.clock")

# Seconds between two looks, and without a request until nobody looks any more.
EVERY = 20.0
LINGER = 60 * 60.0


def do_what_is_due() -> None:
    """Publish and withdraw what is due, in the thread and with the connection of the caller."""
    # Only now: the server's entry loads this module before Django knows the models.
    from guides import publishing

    for ended in publishing.publish_due():
        logger.info("%s", ended)


class Clock:
    """A WSGI application that has somebody look at the clock as long as it is asked for pages."""

    def __init__(
        self,
        application: "WSGIApplication",
        *,
        look: Callable[[], None] = do_what_is_due,
        every: float = EVERY,
        linger: float = LINGER,
    ) -> None:
        self.application = application
        self.look, self.every, self.linger = look, every, linger
        self._lock = Lock()
        self._thread: Thread | None = None
        self._asked = 0.0
        self._stopped = Event()

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        try:
            return self.application(environ, start_response)
        finally:
            self.wake()

    def stop(self) -> None:
        """End the thread, if any, and wait for it: for whoever takes the application down."""
        self._stopped.set()
        if self._thread:
            self._thread.join()

    def wake(self) -> None:
        """See to it that somebody looks: pages are being asked for."""
        self._asked = monotonic()
        if self._thread and self._thread.is_alive():
            return
        try:
            with self._lock:
                if not (self._thread and self._thread.is_alive()):
                    self._thread = Thread(target=self._run, name="clock", daemon=True)
                    self._thread.start()
        except RuntimeError:
            # No thread to be had, or the process is ending: the next request tries again.
            logger.exception("The clock could not be started")

    def _run(self) -> None:
        while True:
            try:
                self.look()
            except Exception:
                logger.exception("What is due could not be done")
            finally:
                connections.close_all()
            if self._stopped.wait(self.every) or monotonic() - self._asked > self.linger:
                return
