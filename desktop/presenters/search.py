"""State of the 찾기 screen: results as one types, the newest question wins.

A query goes out the moment it is typed; while the engine still answers an earlier one, only the newest waits. So the first
letter is not delayed, a fast typist does not queue up work, and no timer has to guess how fast somebody types.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.messages import tell
from desktop.protocol import requests
from desktop.strings import Strings
from desktop.tasks import TaskHandle, Tasks

TOP = 30  # hits; what a screen or three hold


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
        self._stale = False

    def type(self, text: str) -> None:
        """The query's text changed; the search follows at once, or when the running one is over."""
        text = text.strip()
        if text == self.query:
            return
        self.query = text
        if not text:
            self._cancel()
            self.emptied.emit()
        elif self._handle is None:
            self.search_now()
        else:
            self._stale = True

    def search_now(self) -> None:
        """Search, whatever is running."""
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
        self._stale = False
        if self._handle:
            self._handle.cancel()
            self._handle = None
            self.searching.emit(False)

    def _event(self, event: Any) -> None:
        if isinstance(event, requests.Found) and not self._stale:
            self.found.emit(event)

    def _over(self) -> None:
        self._handle = None
        if self._stale:
            self.search_now()
        else:
            self.searching.emit(False)

    def _failed(self, failed: requests.Failed) -> None:
        stale = self._stale
        self._over()
        if not stale:
            self.failed.emit(tell(failed, self._strings))
