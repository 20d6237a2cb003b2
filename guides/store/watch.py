"""Which moment it is, asked of the database by a thread of its own.

A database that is locked, or gone, holds up that thread and no reader: who asks waits a little,
and is then told that nobody knows.
"""

import logging
from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Thread

from django.db import close_old_connections, connections

from guides import snapshot
from guides.snapshot import Moment

logger = logging.getLogger("guides.store")

# Seconds that somebody waits for the database at most.
PATIENCE = 0.5


class _Question:
    """One question of somebody who waits: the lock is open when there is an answer."""

    def __init__(self) -> None:
        self.moment: Moment | None = None
        self.lock = Lock()
        self.lock.acquire()


class Watch:
    """Asks when it is asked, one question at a time: whoever comes meanwhile is not answered."""

    def __init__(
        self, read: Callable[[], Moment] = snapshot.read, *, patience: float = PATIENCE
    ) -> None:
        self._read, self.patience = read, patience
        self._questions: SimpleQueue[_Question | None] = SimpleQueue()
        self._question: _Question | None = None
        self._thread: Thread | None = None

    def look(self) -> Moment | None:
        """The moment it is now; None where that cannot be told, or not in time."""
        if self._question and self._question.lock.locked():
            # Somebody has waited in vain already.
            return None
        if self._thread is None or not self._thread.is_alive():
            thread = Thread(target=self._run, name="watch", daemon=True)
            try:
                thread.start()
            except RuntimeError:
                # No thread to be had: what is kept is served on, and the next one tries again.
                logger.exception("Nobody can look whether pages have changed")
                return None
            self._thread = thread
        self._question = question = _Question()
        self._questions.put(question)
        if question.lock.acquire(timeout=self.patience):
            question.lock.release()
        return question.moment

    def stop(self) -> None:
        """End the thread, if any, and wait for it."""
        if self._thread:
            self._questions.put(None)
            self._thread.join()

    def _run(self) -> None:
        try:
            while (question := self._questions.get()) is not None:
                try:
                    close_old_connections()
                    question.moment = self._read()
                except Exception as error:
                    logger.warning("Nobody knows whether pages have changed: %s", error)
                    connections.close_all()
                finally:
                    question.lock.release()
                # A pool gets its connection back: nobody knows when the next question comes.
                close_old_connections()
        finally:
            connections.close_all()
