"""State of the 찾기 screen: results as one types, the newest question wins.

A query goes out the moment it is typed; while the engine still answers an earlier one, only the newest waits. So the
first letter is not delayed, and a fast typist does not queue up work. While one types, words alone are searched,
which takes a few milliseconds among 100,000 passages; when the typing rests, the same query is searched by meaning.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.messages import tell
from desktop.presenters.typing import TypedQuery
from desktop.protocol import requests
from desktop.strings import Strings
from desktop.tasks import Tasks

TOP = 30  # hits; what a screen or three hold


class SearchPresenter(TypedQuery):
    """found(Found) for the newest query; searching(bool); failed(Told); emptied() when the query was removed;
    facets_changed(Facets)."""

    found = Signal(object)
    facets_changed = Signal(object)
    searching = Signal(bool)
    failed = Signal(object)
    emptied = Signal()

    def __init__(self, tasks: Tasks, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(tasks, parent)
        self._strings = strings
        self.mode: Any = "hybrid"
        self.filters: dict[str, str] = {}
        self.explain = False
        self._full = True  # whether the running search is by the mode chosen, not by words alone for now

    def search_now(self) -> None:
        """Search by the mode chosen, whatever is running."""
        self._full = True
        if self.query:
            self._ask()

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

    def _typed(self) -> None:
        """By words at once, unless such a search runs: then when it is over."""
        if self._full:
            self._cancel()
            self._full = self.mode != "hybrid"
        self._ask_or_wait()

    def _rested(self) -> None:
        self.search_now()

    def _emptied(self) -> None:
        self.emptied.emit()

    def _request(self) -> requests.Search:
        return requests.Search(
            self.query,
            top=TOP,
            mode=self.mode if self._full else "lexical",
            filters=dict(self.filters) or None,
            explain=self.explain and self._full,
        )

    def _ask(self) -> None:
        super()._ask()
        self.searching.emit(True)

    def _cancel(self) -> None:
        running = self._handle is not None
        super()._cancel()
        if running:
            self.searching.emit(False)

    def _heard(self, event: Any) -> None:
        if isinstance(event, requests.Found):
            self.found.emit(event)

    def _ended(self, failed: requests.Failed | None) -> None:
        self.searching.emit(False)
        if failed is not None:
            self.failed.emit(tell(failed, self._strings))
        elif not self._full:
            self._rest.start()
