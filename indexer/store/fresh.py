"""What is made of all rows of the database, kept in memory until it is too old to be shown."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from indexer.errors import StoreError
from indexer.store.connections import Connections

FRESH_SECONDS = 3.0  # while files are being read, commit after commit, the thing may be this old
FEW = 3  # commits: something that the user did, which must be seen at once

T = TypeVar("T")


class Fresh(Generic[T]):
    """`get` gives the thing, made anew by `make` where commits came after it. Safe from any thread.

    later: whether a thing that is too old may be given all the same, while the new one is made in a thread.
    """

    def __init__(
        self, db: Connections, make: Callable[[], T], later: Callable[[T], bool] = lambda _thing: False
    ) -> None:
        self._db, self._make, self._later = db, make, later
        self._lock = threading.Lock()
        self._kept: tuple[T, int, float] | None = None
        self._thread: threading.Thread | None = None

    def get(self) -> T:
        with self._lock:
            if self._kept is None:
                return self._made()
            thing, commits, made = self._kept
            behind = self._db.commits - commits
            young = time.monotonic() - made < FRESH_SECONDS
            if not behind or (behind > FEW and young):
                return thing
            if not self._later(thing):
                return self._made()
            if not young and (self._thread is None or not self._thread.is_alive()):
                self._thread = threading.Thread(target=self._renew, name="fresh", daemon=True)
                self._thread.start()
            return thing

    def release(self) -> None:
        """Give the memory back; waits for the thread that makes it anew."""
        if self._thread is not None:
            self._thread.join()
        with self._lock:
            self._kept = None

    def _made(self) -> T:
        commits = self._db.commits
        thing = self._make()
        self._kept = thing, commits, time.monotonic()
        return thing

    def _renew(self) -> None:
        commits = self._db.commits
        try:
            thing = self._make()
        except StoreError:  # the next one who asks meets it
            return
        with self._lock:
            self._kept = thing, commits, time.monotonic()
