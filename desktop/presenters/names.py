"""Files whose names hold what is typed in 찾기, with every letter; the newest query wins."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.protocol import requests
from desktop.tasks import TaskHandle, Tasks

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

    def type(self, text: str) -> None:
        """The query's text changed: asked at once, or when the running query is answered."""
        text = text.strip()
        if text == self.query:
            return
        self.query = text
        if not text:
            self._none()
        elif self._handle is None:
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
