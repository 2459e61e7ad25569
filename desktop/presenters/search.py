"""State of the 찾기 screen: results as one types, the newest question wins.

A query goes out the moment it is typed; while the engine still answers an earlier one, only the newest waits. So the
first letter is not delayed, and a fast typist does not queue up work. While one types, words alone are searched,
which takes a few milliseconds among 100,000 passages; when the typing rests, the same query is searched by meaning.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.messages import tell
from desktop.protocol import requests
from desktop.strings import Strings
from desktop.tasks import TaskHandle, Tasks

REST_MS = 150
TOP = 30  # hits; what a screen or three hold


class SearchPresenter(QObject):
    """found(Found) for the newest query; searching(bool); failed(Told); emptied() when the query was removed;
    facets_changed(Facets)."""

    found = Signal(object)
    facets_changed = Signal(object)
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
        self.filters: dict[str, str] = {}
        self.explain = False
        self._stale = False
        self._full = True  # whether the running search is by the mode chosen, not by words alone for now
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.search_now)

    def type(self, text: str) -> None:
        """The query's text changed; the search follows at once, or when the running one is over."""
        text = text.strip()
        if text == self.query:
            return
        self.query = text
        if not text:
            self._cancel()
            self.emptied.emit()
        elif self._handle is None or self._full:
            self._search(full=self.mode != "hybrid")
        else:
            self._stale = True

    def search_now(self) -> None:
        """Search by the mode chosen, whatever is running."""
        self._search(full=True)

    def _search(self, full: bool) -> None:
        self._cancel()
        if not self.query:
            return
        self._full = full
        self._handle = self._tasks.submit(
            requests.Search(
                self.query,
                top=TOP,
                mode=self.mode if full else "lexical",
                filters=dict(self.filters) or None,
                explain=self.explain and full,
            ),
            on_event=self._event,
            on_done=lambda done: self._over() if not done.cancelled else None,
            on_error=self._failed,
        )
        self.searching.emit(True)

    def set_mode(self, mode: str) -> None:
        if mode != self.mode:
            self.mode = mode
            self.search_now()

    def set_filter(self, key: str, value: str | None) -> None:
        """Only documents that meet this condition from now on; None takes it away."""
        if self.filters.get(key) == value:
            return
        if value is None:
            self.filters.pop(key, None)
        else:
            self.filters[key] = value
        self.search_now()

    def clear_filters(self) -> None:
        if self.filters:
            self.filters.clear()
            self.search_now()

    def set_explain(self, on: bool) -> None:
        """Whether hits tell where their score comes from; those shown are searched for again."""
        if on != self.explain:
            self.explain = on
            if on:
                self.search_now()

    def read_facets(self) -> None:
        """What there is to filter by."""
        self._tasks.submit(requests.ListFacets(), on_event=self.facets_changed.emit, on_error=lambda _failed: None)

    def _cancel(self) -> None:
        self._stale = False
        self._rest.stop()
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
            self._search(full=False)
            return
        self.searching.emit(False)
        if not self._full:
            self._rest.start()

    def _failed(self, failed: requests.Failed) -> None:
        stale = self._stale
        self._over()
        if not stale:
            self.failed.emit(tell(failed, self._strings))
