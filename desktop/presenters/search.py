"""State of the 찾기 screen: results as one types, the newest question wins."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.messages import tell
from desktop.protocol import requests
from desktop.strings import Strings
from desktop.tasks import TaskHandle, Tasks

DEBOUNCE_MS = 120
TOP = 50


class SearchPresenter(QObject):
    """found(Found) for the newest query; searching(bool); failed(Told); emptied() when the query was removed."""

    found = Signal(object)
    searching = Signal(bool)
    failed = Signal(object)
    emptied = Signal()

    def __init__(self, tasks: Tasks, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._strings = strings
        self._handle: TaskHandle | None = None
        self.query = ""
        self.mode: Any = "hybrid"
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DEBOUNCE_MS)
        self._timer.timeout.connect(self.search_now)

    def type(self, text: str) -> None:
        """The query's text changed; the search follows when the typing rests."""
        text = text.strip()
        if text == self.query:
            return
        self.query = text
        if text:
            self._timer.start()
            return
        self._timer.stop()
        self._cancel()
        self.emptied.emit()

    def search_now(self) -> None:
        self._timer.stop()
        self._cancel()
        if not self.query:
            return
        self._handle = self._tasks.submit(
            requests.Search(self.query, top=TOP, mode=self.mode),
            on_event=self._event,
            on_done=lambda done: self._over() if not done.cancelled else None,
            on_error=self._failed,
        )
        self.searching.emit(True)

    def set_mode(self, mode: str) -> None:
        if mode != self.mode:
            self.mode = mode
            self.search_now()

    def _cancel(self) -> None:
        if self._handle:
            self._handle.cancel()
            self._handle = None
            self.searching.emit(False)

    def _event(self, event: Any) -> None:
        if isinstance(event, requests.Found):
            self.found.emit(event)

    def _over(self) -> None:
        self._handle = None
        self.searching.emit(False)

    def _failed(self, failed: requests.Failed) -> None:
        self._over()
        self.failed.emit(tell(failed, self._strings))
