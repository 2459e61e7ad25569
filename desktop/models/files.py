"""The library's files as a table of any length."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from desktop import formats
from desktop.models.paged import PAGE, PagedTableModel
from desktop.strings import Strings
from desktop.tasks import Tasks
from indexer.requests import FileRow, ListFiles

FAR = 20_000  # rows; beyond, the engine needs a moment to put them in order
_STATES = frozenset({"indexed", "failed", "pending", "skipped"})


class FileTableModel(PagedTableModel):
    """Files by path, of one state or all."""

    columns = ("name", "state", "kind", "pages", "modified", "size", "folder")
    numbers = frozenset({"pages", "size"})
    words = "library.column"

    def __init__(self, tasks: Tasks, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(tasks, strings, parent)
        self.state: str | None = None
        self.contains = ""

    def show(self, state: str | None, contains: str = "") -> None:
        """Filter by state (None: all) and by a part of the path; starts over."""
        self.state, self.contains = state, contains
        self.restart()

    def request(self, offset: int, limit: int) -> ListFiles:
        return ListFiles(self.state, self.contains, offset, limit)

    def arrived(self, page: int, event: Any, first: bool) -> None:
        if first and event.total > FAR and not self.contains and self.state is None:
            # The far end is asked for ahead: the engine then has the whole order at hand for leaps and filters.
            self._fetch((event.total - 1) // PAGE)

    def tip(self, row: FileRow) -> str:
        return f"{row.path}\n{row.message} {row.next_step}".strip() if row.message else row.path

    def text(self, row: FileRow, column: str) -> str:
        if column == "name":
            return formats.name(row.path)
        if column == "state":
            state = self._strings(f"library.state.{row.state}") if row.state in _STATES else row.state
            return f"{state} · {self._reason(row)}" if row.state in ("failed", "skipped") and row.kind else state
        if column == "kind":
            return formats.kind(row.path, row.format)
        if column == "pages":
            return formats.count(row.pages) if row.pages else ""
        if column == "modified":
            return formats.date(row.modified)
        if column == "size":
            return formats.size(row.size)
        return row.path[: -len(formats.name(row.path)) - 1]

    def _reason(self, row: FileRow) -> str:
        name = f"library.kind.{row.kind}"
        return self._strings(name) if self._strings.has(name) else row.kind
