"""The library's files as a table of any length: only the pages that are looked at are fetched."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop import formats
from desktop.strings import Strings
from desktop.tasks import TaskHandle, Tasks
from indexer.requests import Failed, FileRow, Files, Finished, ListFiles

PAGE = 200
PAGES_KEPT = 50
FAR = 20_000  # rows; beyond, the engine needs a moment to put them in order
COLUMNS = ("name", "state", "kind", "pages", "modified", "size", "folder")
NUMBERS = frozenset(COLUMNS.index(name) for name in ("pages", "size"))  # columns that stand right
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class FileTableModel(QAbstractTableModel):
    """Rows in the engine's order. A row not here yet shows an ellipsis and is fetched with its page.

    loaded(total): the count is known; failed(Failed): the list could not be read.
    """

    loaded = Signal(int)
    failed = Signal(object)

    def __init__(self, tasks: Tasks, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._strings = strings
        self._total = 0
        self._pages: OrderedDict[int, tuple[FileRow, ...]] = OrderedDict()
        self._texts: dict[int, tuple[str, ...]] = {}  # of rows shown before: a frame asks for each again and again
        self._stale: set[int] = set()
        self._asked: dict[int, TaskHandle] = {}
        self.state: str | None = None
        self.contains = ""

    def show(self, state: str | None, contains: str = "") -> None:
        """Filter by state (None: all) and by a part of the path; starts over."""
        self.state, self.contains = state, contains
        for handle in list(self._asked.values()):
            handle.cancel()
        self.beginResetModel()
        self._asked.clear()
        self._pages.clear()
        self._texts.clear()
        self._stale.clear()
        self._total = 0
        self.endResetModel()
        self._fetch(0)

    def refresh(self) -> None:
        """Read again what is shown, without moving the view."""
        self._stale.update(self._pages)
        self._fetch(0)

    def row(self, number: int) -> FileRow | None:
        """The row, or None (and on its way) while its page is not here."""
        page = number // PAGE
        rows = self._pages.get(page)
        if rows is None or page in self._stale:
            self._fetch(page)
        if rows is None:
            return None
        self._pages.move_to_end(page)
        return rows[number % PAGE] if number % PAGE < len(rows) else None

    # ---- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._strings(f"library.column.{COLUMNS[section]}")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(COLUMNS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ROLES or not index.isValid():
            return None
        number, column = index.row(), COLUMNS[index.column()]
        row = self.row(number)
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and column == "name" else None
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.path}\n{row.message} {row.next_step}".strip() if row.message else row.path
        texts = self._texts.get(number)
        if texts is None:
            texts = self._texts[number] = tuple(self._text(row, name) for name in COLUMNS)
        return texts[index.column()]

    def _text(self, row: FileRow, column: str) -> str:
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

    # ---- pages

    def _fetch(self, page: int) -> None:
        if page in self._asked:
            return
        self._stale.discard(page)
        self._asked[page] = self._tasks.submit(
            ListFiles(self.state, self.contains, page * PAGE, PAGE),
            on_event=lambda files: self._arrived(page, files),
            on_done=lambda _done: self._over(page),
            on_error=lambda failed: self._failed(page, failed),
        )

    def _over(self, page: int, _done: Finished | None = None) -> None:
        self._asked.pop(page, None)

    def _failed(self, page: int, failed: Failed) -> None:
        self._asked.pop(page, None)
        self.failed.emit(failed)

    def _arrived(self, page: int, files: Files) -> None:
        first = not self._pages and files.total > FAR
        self._resize(files.total)
        self._pages[page] = files.rows
        self._texts.clear()
        self._pages.move_to_end(page)
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        if files.rows:
            last = min(self._total, page * PAGE + len(files.rows)) - 1
            self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(COLUMNS) - 1))
        self.loaded.emit(files.total)
        if first and not self.contains and self.state is None:
            # The far end is asked for ahead: the engine then has the whole order at hand for leaps and filters.
            self._fetch((files.total - 1) // PAGE)

    def _resize(self, total: int) -> None:
        if total > self._total:
            self.beginInsertRows(QModelIndex(), self._total, total - 1)
            self._total = total
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(QModelIndex(), total, self._total - 1)
            self._total = total
            self.endRemoveRows()


def _alignment(column: str) -> int:
    """Numbers stand right, under their heading."""
    side = Qt.AlignmentFlag.AlignRight if COLUMNS.index(column) in NUMBERS else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


_STATES = frozenset({"indexed", "failed", "pending", "skipped"})
_ROLES = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.TextAlignmentRole,
        Qt.ItemDataRole.AccessibleTextRole,
        ROW_ROLE,
    }
)
