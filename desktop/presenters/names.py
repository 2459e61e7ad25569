"""Files whose names hold what is typed in 찾기, once the typing rests; the newest query wins.

With every letter they would be looked for beside the passages, which then come later: names of a large library are a
pass over all of them.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.protocol import requests
from desktop.tasks import TaskHandle, Tasks

REST_MS = 150
LIMIT = 50  # names that can be shown; who has more of them types on


class NamesPresenter(QObject):
    """found(Files) for the newest query; no files where it was removed, or could not be asked."""

    found = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._handle: TaskHandle | None = None
        self._waiting = False
        self.query = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._rested)

    def type(self, text: str) -> None:
        """The query's text changed: asked when the typing rests, or when the running query is answered."""
        text = text.strip()
        if text == self.query:
            return
        self.query = text
        if not text:
            self._rest.stop()
            self._none()
        else:
            self._rest.start()

    def _rested(self) -> None:
        if self._handle is None:
            self._ask()
        else:
            self._waiting = True

    def refresh(self) -> None:
        """Ask again: files may have been read or failed meanwhile. Without a query, the names are made ready."""
        if self._handle is None:
            self._ask()

    def _ask(self) -> None:
        self._waiting = False
        self._handle = self._tasks.submit(
            requests.FindNames(self.query, LIMIT), on_event=self._event, on_done=lambda _done: self._over(),
            on_error=lambda _failed: self._over(failed=True),
        )  # fmt: skip

    def _event(self, event: Any) -> None:
        if isinstance(event, requests.Files) and self.query and not self._waiting:
            self.found.emit(event)

    def _over(self, failed: bool = False) -> None:
        self._handle = None
        if self._waiting and self.query:
            self._ask()
        elif failed:
            self._none()

    def _none(self) -> None:
        self._waiting = False
        self.found.emit(requests.Files((), 0))
