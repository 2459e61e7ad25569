"""The one door to the engine's process. Requests go out and events come back as frozen dataclasses.

Nothing here waits on the window's thread: one thread connects and reads, another writes, and what arrives is
handed out on the main thread in slices of a few milliseconds, so that a flood of events never stops the window.
A dead engine is restarted once at once and says so; when it dies again soon, it waits for the next request.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.protocol import requests
from indexer.errors import EngineError, IndexerError

log = logging.getLogger(__name__)

SLICE_SECONDS = 0.006  # of handing out, before the window may draw again
CLOSE_SECONDS = 10.0  # an engine that is just starting is waited for this long, to be told to end
SOON_SECONDS = 20.0  # an engine that dies within this of its start is not restarted by itself a second time

OnEvent = Callable[[Any], None]
OnDone = Callable[["requests.Finished"], None]
OnError = Callable[["requests.Failed"], None]


class Link(Protocol):
    """A connection to an engine; `receive` is called from another thread than `send`."""

    def send(self, request_id: int, request: Any) -> None: ...
    def receive(self) -> tuple[int, Any]: ...
    def close(self) -> None: ...


Connect = Callable[[Path], Link]


class TaskHandle:
    """One request on its way. Ends exactly once: done, failed or cancelled."""

    __slots__ = ("_on_done", "_on_error", "_on_event", "_tasks", "id", "over", "request")

    def __init__(
        self, tasks: Tasks, id_: int, request: Any, on_event: OnEvent | None, on_done: OnDone | None,
        on_error: OnError | None,
    ) -> None:  # fmt: skip
        self._tasks = tasks
        self.id = id_
        self.request = request
        self.over = False
        self._on_event, self._on_done, self._on_error = on_event, on_done, on_error

    def cancel(self) -> None:
        """Stop now: later events are dropped, `on_done` hears of it at once, the engine is told."""
        if self.over:
            return
        self._tasks._forget(self)
        self._finish(requests.Finished(cancelled=True))

    def _deliver(self, event: Any) -> None:
        if self.over:
            return
        if isinstance(event, requests.Finished):
            self._finish(event)
        elif isinstance(event, requests.Failed):
            self._fail(event)
        elif self._on_event:
            self._on_event(event)

    def _finish(self, event: requests.Finished) -> None:
        self.over = True
        if self._on_done:
            self._on_done(event)

    def _fail(self, event: requests.Failed) -> None:
        self.over = True
        if self._on_error:
            self._on_error(event)


class Tasks(QObject):
    """Submit requests; callbacks run on the thread this object lives in.

    engine_state(state, sentence): starting, ready or lost; `sentence` is Korean and may be empty.
    """

    engine_state = Signal(str, str)
    _wake = Signal()

    def __init__(self, home: Path, connect: Connect, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.home = home
        self.state = "stopped"
        self._connect = connect
        self._running: dict[int, TaskHandle] = {}
        self._waiting: list[tuple[int, Any]] = []
        self._next = 1
        self._arrived: deque[tuple[str, int, Any]] = deque()
        self._woken = threading.Event()
        self._out: SimpleQueue[tuple[int, Any] | None] | None = None
        self._link: Link | None = None
        self._connected: Link | None = None
        self._threads: list[threading.Thread] = []
        self._closing = False
        self._started = 0.0
        self.engines = 0  # how many were connected to so far
        self._rests = False  # the engine said that it ends, in order, to give its memory back
        self._quiet = False  # the next one is started in its place: nothing has changed for the window
        self._early_deaths = 0
        self._wake.connect(self._hand_out, Qt.ConnectionType.QueuedConnection)

    # ---- for the window

    def start(self) -> None:
        """Begin connecting; returns at once."""
        if self.state in ("starting", "ready") or self._closing:
            return
        self._set_state("starting", "")
        self._started = time.monotonic()
        self._thread(self._read, "engine-reader")

    def submit(
        self, request: Any, *, on_event: OnEvent | None = None, on_done: OnDone | None = None,
        on_error: OnError | None = None,
    ) -> TaskHandle:  # fmt: skip
        """Send a request. Before the engine is there it waits for it; a lost engine is started again."""
        handle = TaskHandle(self, self._next, request, on_event, on_done, on_error)
        self._next += 1
        self._running[handle.id] = handle
        self._send(handle.id, request)
        if self.state in ("stopped", "lost"):
            self.start()
        return handle

    def close(self) -> None:
        """Drop every callback and leave the engine, which ends at once unless others use it. Waits for our threads.

        Takes a few milliseconds; while an engine is just starting, until it can be told.
        """
        self._closing = True
        self._running.clear()
        if self._out is not None:
            self._out.put((self._next, requests.Shutdown(when_alone=True)))
            self._out.put(None)
        elif self._connected is not None:
            _leave(self._connected)
        until = time.monotonic() + CLOSE_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    @property
    def busy(self) -> int:
        """How many requests are on their way."""
        return len(self._running)

    # ---- on the main thread

    def _send(self, id_: int, request: Any) -> None:
        if self._out is not None:
            self._out.put((id_, request))
        else:
            self._waiting.append((id_, request))

    def _forget(self, handle: TaskHandle) -> None:
        self._running.pop(handle.id, None)
        before = len(self._waiting)
        self._waiting = [w for w in self._waiting if w[0] != handle.id]
        if len(self._waiting) == before and self._out is not None:
            self._out.put((self._next, requests.Cancel(handle.id)))
            self._next += 1

    def _hand_out(self) -> None:
        self._woken.clear()
        until = time.monotonic() + SLICE_SECONDS
        while self._arrived:
            what, id_, event = self._arrived.popleft()
            if what == "event":
                self._event(id_, event)
            elif what == "ready":
                self._ready(event)
            else:
                self._lost(event)
            if time.monotonic() > until and self._arrived:
                QTimer.singleShot(1, self._hand_out)
                return

    def _event(self, id_: int, event: Any) -> None:
        if isinstance(event, requests.Resting):
            self._rests = True
            return
        handle = self._running.get(id_)
        if handle is None:
            return
        if isinstance(event, (requests.Finished, requests.Failed)):
            del self._running[id_]
        handle._deliver(event)

    def _ready(self, link: Link) -> None:
        if self._closing:
            return
        self._link = link
        self.engines += 1
        self._out = SimpleQueue()
        self._thread(partial(_write, link, self._out), "engine-writer")
        waiting, self._waiting = self._waiting, []
        for item in waiting:
            self._out.put(item)
        self._set_state("ready", "")

    def _lost(self, fault: BaseException) -> None:
        if self._out is not None:
            self._out.put(None)
        had_link = self._link is not None
        self._link = self._connected = self._out = None
        self._waiting.clear()
        if self._closing:
            return
        if self._rests:  # what was sent at this moment goes to the next engine
            self._rests, self._quiet = False, True
            self._waiting = [(handle.id, handle.request) for handle in self._running.values()]
            self.state = "stopped"
            self.start()
            return
        told = fault if isinstance(fault, IndexerError) else EngineError()
        soon = time.monotonic() - self._started < SOON_SECONDS
        self._early_deaths = self._early_deaths + 1 if soon else 0
        lost, self._running = list(self._running.values()), {}
        self._set_state("lost", f"{told.message} {told.next_step}".strip())
        if had_link and self._early_deaths < 2:
            self.start()
        for handle in lost:
            handle._deliver(requests.Failed(told.kind, told.message, told.next_step))

    def _set_state(self, state: str, sentence: str) -> None:
        self.state = state
        quiet, self._quiet = self._quiet, self._quiet and state == "starting"
        if not quiet or state == "lost":
            self.engine_state.emit(state, sentence)

    def _thread(self, target: Callable[[], None], name: str) -> None:
        self._threads = [t for t in self._threads if t.is_alive()]
        thread = threading.Thread(target=target, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    # ---- on the reader's thread

    def _read(self) -> None:
        try:
            link = self._connect(self.home)
        except Exception as error:
            self._arrive("lost", 0, error)
            return
        self._connected = link
        if self._closing:  # the window was gone before its engine came
            _leave(link)
            return
        self._arrive("ready", 0, link)
        while True:
            try:
                id_, event = link.receive()
            except (EOFError, OSError) as error:
                self._arrive("lost", 0, error)
                return
            except ValueError:
                log.error("the engine sent something that is not a message")
                continue
            self._arrive("event", id_, event)

    def _arrive(self, what: str, id_: int, event: Any) -> None:
        self._arrived.append((what, id_, event))
        if not self._woken.is_set():
            self._woken.set()
            try:
                self._wake.emit()
            except RuntimeError:  # the window is gone while its reader was still reading
                pass


def _leave(link: Link) -> None:
    """Say that nobody is left here, and go."""
    try:
        link.send(0, requests.Shutdown(when_alone=True))
        link.close()
    except (EngineError, OSError, ValueError):
        pass


def _write(link: Link, out: SimpleQueue[tuple[int, Any] | None]) -> None:
    """Send what is put into `out`, until None; the reader notices a dead engine, not the writer."""
    while (item := out.get()) is not None:
        try:
            link.send(*item)
        except (EngineError, OSError, ValueError):
            break
    try:
        link.close()
    except OSError:
        pass
