"""The one door to the engine's process. Requests go out and events come back as frozen dataclasses.

Nothing here waits on the window's thread: other threads connect, read and write (desktop/wire.py), and what arrives
is handed out on the main thread in slices of a few milliseconds, so that a flood of events never stops the window.
A dead engine is restarted once at once and says so; when it dies again soon, it waits for the next request.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.protocol import requests
from desktop.wire import Connect, Wire
from indexer.errors import EngineError, IndexerError

SLICE_SECONDS = 0.006  # of handing out, before the window may draw again
CLOSE_SECONDS = 10.0  # an engine that is just starting is waited for this long, to be told to end
SOON_SECONDS = 20.0  # an engine that dies within this of its start is not restarted by itself a second time

OnEvent = Callable[[Any], None]
OnDone = Callable[["requests.Finished"], None]
OnError = Callable[["requests.Failed"], None]


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
        self._wires: list[Wire] = []  # all that have a thread
        self._ready_wire: Wire | None = None
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
        self._wires = [w for w in self._wires if not w.ended]
        wire = Wire(self.home, self._connect, self._arrive)
        self._wires.append(wire)
        wire.open()

    def submit(
        self, request: Any, *, on_event: OnEvent | None = None, on_done: OnDone | None = None,
        on_error: OnError | None = None,
    ) -> TaskHandle:  # fmt: skip
        """Send a request. Before the engine is there it waits for it; a lost engine is started again."""
        handle = TaskHandle(self, self._next, request, on_event, on_done, on_error)
        if self._closing:  # a last word of a window that is being taken down
            handle.over = True
            return handle
        self._next += 1
        self._running[handle.id] = handle
        self._send(handle.id, request)
        if self.state in ("stopped", "lost"):
            self.start()
        return handle

    def close(self) -> bool:
        """Drop every callback and leave the engine, which ends at once unless others use it. Waits for our threads.

        Takes a few milliseconds; while an engine is just starting, until it can be told. False where a thread could
        not be waited for: what is left of the process must not be taken down beside it.
        """
        self._closing = True
        self._running.clear()
        self._arrived.clear()
        for wire in self._wires:
            wire.close(self._next)
        until = time.monotonic() + CLOSE_SECONDS
        ended = [wire.wait(until) for wire in self._wires]
        return all(ended)

    @property
    def busy(self) -> int:
        """How many requests are on their way."""
        return len(self._running)

    # ---- on the main thread

    def _send(self, id_: int, request: Any) -> None:
        if self._ready_wire is not None:
            self._ready_wire.send(id_, request)
        else:
            self._waiting.append((id_, request))

    def _forget(self, handle: TaskHandle) -> None:
        self._running.pop(handle.id, None)
        before = len(self._waiting)
        self._waiting = [w for w in self._waiting if w[0] != handle.id]
        if len(self._waiting) == before and self._ready_wire is not None:
            self._ready_wire.send(self._next, requests.Cancel(handle.id))
            self._next += 1

    def _hand_out(self) -> None:
        self._woken.clear()
        until = time.monotonic() + SLICE_SECONDS
        while self._arrived and not self._closing:
            what, id_, event = self._arrived.popleft()
            if what == "event":
                self._event(id_, event)
            elif what == "ready":
                self._ready()
            else:
                self._lost(event)
            if time.monotonic() > until and self._arrived:
                QTimer.singleShot(1, self, self._hand_out)
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

    def _ready(self) -> None:
        if self._closing:
            return
        self._ready_wire = self._wires[-1]
        self.engines += 1
        waiting, self._waiting = self._waiting, []
        for item in waiting:
            self._ready_wire.send(*item)
        self._ready_wire.serve()
        self._set_state("ready", "")

    def _lost(self, fault: BaseException) -> None:
        had_engine = self._ready_wire is not None
        if self._ready_wire is not None:
            self._ready_wire.lost()
        self._ready_wire = None
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
        if had_engine and self._early_deaths < 2:
            self.start()
        for handle in lost:
            handle._deliver(requests.Failed(told.kind, told.message, told.next_step))

    def _set_state(self, state: str, sentence: str) -> None:
        self.state = state
        quiet, self._quiet = self._quiet, self._quiet and state == "starting"
        if not quiet or state == "lost":
            self.engine_state.emit(state, sentence)

    # ---- on the reader's thread

    def _arrive(self, what: str, id_: int, event: Any) -> None:
        self._arrived.append((what, id_, event))
        if not self._woken.is_set():
            self._woken.set()
            try:
                self._wake.emit()
            except RuntimeError:  # the window is gone while its reader was still reading
                pass
