"""The window's end of one engine's connection: a thread connects and reads, another writes, and none outlives it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Protocol

from desktop.protocol import requests
from indexer.errors import EngineError

log = logging.getLogger(__name__)


class Link(Protocol):
    """A connection to an engine; `receive` is called from another thread than `send`."""

    def send(self, request_id: int, request: Any) -> None: ...
    def receive(self) -> tuple[int, Any]: ...
    def close(self) -> None: ...


Connect = Callable[[Path], Link]
# ("ready", 0, Link), ("event", id, event) in the engine's order, at last ("lost", 0, exception): on its thread.
Arrive = Callable[[str, int, Any], None]


class Wire:
    """Opened once. `close` ends it for good; a lost engine ends it by itself, and another one is made then."""

    def __init__(self, home: Path, connect: Connect, arrive: Arrive) -> None:
        self._home, self._connect, self._arrive = home, connect, arrive
        self._link: Link | None = None
        self._out: SimpleQueue[tuple[int, Any] | None] = SimpleQueue()
        self._writes = False
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []

    def open(self) -> None:
        """Begin connecting; returns at once."""
        self._thread(self._read, "engine-reader")

    def serve(self) -> None:
        """Send what was given to `send` from now on: the engine is there."""
        self._writes = True
        self._thread(self._write, "engine-writer")

    def send(self, id_: int, request: Any) -> None:
        self._out.put((id_, request))

    def lost(self) -> None:
        """The engine is gone: nothing is sent any more."""
        self._out.put(None)

    @property
    def ended(self) -> bool:
        """No thread of it runs."""
        return not any(t.is_alive() for t in self._threads)

    def close(self, id_: int) -> None:
        """Leave the engine, which ends at once unless others use it. Returns at once; `wait` waits."""
        self._closing.set()
        if self._writes:
            self._out.put((id_, requests.Shutdown(when_alone=True)))
            self._out.put(None)
        elif self._link is not None:
            _leave(self._link)

    def wait(self, until: float) -> bool:
        """Until its threads have ended, at most until time.monotonic() is `until`; False where one has not."""
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        return self.ended

    # ---- its threads

    def _thread(self, target: Callable[[], None], name: str) -> None:
        thread = threading.Thread(target=target, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _read(self) -> None:
        try:
            link = self._connect(self._home)
        except Exception as error:
            self._tell("lost", 0, error)
            return
        self._link = link
        if self._closing.is_set():  # the window was gone before its engine came
            _leave(link)
            return
        self._tell("ready", 0, link)
        while True:
            try:
                id_, event = link.receive()
            except (EOFError, OSError) as error:
                self._tell("lost", 0, error)
                return
            except ValueError:
                log.error("the engine sent something that is not a message")
                continue
            self._tell("event", id_, event)

    def _tell(self, what: str, id_: int, event: Any) -> None:
        if not self._closing.is_set():  # who would hear it is being taken down
            self._arrive(what, id_, event)

    def _write(self) -> None:
        """Until None; the reader notices a dead engine, not the writer."""
        link = self._link
        assert link is not None
        while (item := self._out.get()) is not None:
            try:
                link.send(*item)
            except (EngineError, OSError, ValueError):
                break
        try:
            link.close()
        except OSError:
            pass


def _leave(link: Link) -> None:
    """Say that nobody is left here, and go."""
    try:
        link.send(0, requests.Shutdown(when_alone=True))
        link.close()
    except (EngineError, OSError, ValueError):
        pass
