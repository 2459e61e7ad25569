"""A table of any length over the engine: only the pages that are looked at are fetched."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, ClassVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.faults import told
from desktop.strings import Strings
from desktop.tasks import TaskHandle, Tasks
from indexer.requests import Failed

PAGE = 200
PAGES_KEPT = 50
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class PagedTableModel(QAbstractTableModel):
    """Rows in the engine's order. A row not here yet shows an ellipsis and is fetched with its page.

    loaded(total): the count is known; failed(Failed): the list could not be read. A kind of table says what to ask
    (`request`, whose event has `rows` and `total`) and what its cells say (`text`).
    """

    loaded = Signal(int)
    failed = Signal(object)
    columns: ClassVar[tuple[str, ...]] = ()
    numbers: ClassVar[frozenset[str]] = frozenset()  # columns that stand right
    words: ClassVar[str] = ""  # the prefix of the headings' sentences

    def __init__(self, tasks: Tasks, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._strings = strings
        self._total = 0
        self._pages: OrderedDict[int, tuple[Any, ...]] = OrderedDict()
        self._texts: dict[int, tuple[str, ...]] = {}  # of rows shown before: a frame asks for each again and again
        self._stale: set[int] = set()
        self._asked: dict[int, TaskHandle] = {}

    # ---- what a kind of table says

    def request(self, offset: int, limit: int) -> Any:
        raise NotImplementedError

    def text(self, row: Any, column: str) -> str:
        raise NotImplementedError

    def tip(self, row: Any) -> str:
        """What more there is to say of a row."""
        return ""

    def arrived(self, page: int, event: Any, first: bool) -> None:
        """A page came; `first`: none was here before."""

    # ---- for the screens

    def restart(self) -> None:
        """Forget all rows and read from the top."""
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

    def row(self, number: int) -> Any:
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
        return 0 if parent.isValid() else len(self.columns)

    @told()
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._strings(f"{self.words}.{self.columns[section]}")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return None

    @told()
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ROLES or not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        number = index.row()
        row = self.row(number)
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tip(row)
        return self.texts(number)[index.column()]

    def texts(self, number: int) -> tuple[str, ...]:
        """What the cells of a row say, all at once; an ellipsis while its page is not here."""
        row = self.row(number)
        if row is None:
            return ("…", *[""] * (len(self.columns) - 1))
        texts = self._texts.get(number)
        if texts is None:
            texts = self._texts[number] = tuple(self.text(row, name) for name in self.columns)
        return texts

    def _alignment(self, section: int) -> int:
        """Numbers stand right, under their heading."""
        right = self.columns[section] in self.numbers
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)

    # ---- pages

    def _fetch(self, page: int) -> None:
        if page in self._asked:
            return
        self._stale.discard(page)
        self._asked[page] = self._tasks.submit(
            self.request(page * PAGE, PAGE),
            on_event=lambda event: self._arrived(page, event),
            on_done=lambda _done: self._over(page),
            on_error=lambda failed: self._failed(page, failed),
        )

    def _over(self, page: int) -> None:
        self._asked.pop(page, None)

    def _failed(self, page: int, failed: Failed) -> None:
        self._asked.pop(page, None)
        self.failed.emit(failed)

    def _arrived(self, page: int, event: Any) -> None:
        first = not self._pages
        self._resize(event.total)
        self._pages[page] = event.rows
        self._texts.clear()
        self._pages.move_to_end(page)
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        if event.rows:
            last = min(self._total, page * PAGE + len(event.rows)) - 1
            self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self.columns) - 1))
        self.arrived(page, event, first)
        self.loaded.emit(event.total)

    def _resize(self, total: int) -> None:
        if total > self._total:
            self.beginInsertRows(QModelIndex(), self._total, total - 1)
            self._total = total
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(QModelIndex(), total, self._total - 1)
            self._total = total
            self.endRemoveRows()


_ROLES = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.TextAlignmentRole,
        Qt.ItemDataRole.AccessibleTextRole,
        ROW_ROLE,
    }
)
