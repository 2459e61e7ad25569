"""Files found by name, as a short list."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop import formats
from desktop.faults import told
from desktop.strings import Strings
from indexer.requests import FileRow

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
REASON_ROLE = ROW_ROLE + 1  # why its text is not searched; empty for a file that was read
Index = QModelIndex | QPersistentModelIndex


class NameListModel(QAbstractListModel):
    """The best first. ROW_ROLE gives the FileRow, the accessible text a spoken line."""

    def __init__(self, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._strings = strings
        self.rows: tuple[FileRow, ...] = ()

    def set_rows(self, rows: tuple[FileRow, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    @told()
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return formats.name(row.path)
        if role == ROW_ROLE:
            return row
        if role == REASON_ROLE:
            return self._reason(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.path}\n{row.message} {row.next_step}".strip()
        if role == Qt.ItemDataRole.AccessibleTextRole:
            folder = formats.folder(row.path)
            return ", ".join(filter(None, (formats.name(row.path), folder, self._reason(row))))
        return None

    def _reason(self, row: FileRow) -> str:
        if row.state == "indexed":
            return ""
        state = self._strings(f"library.state.{row.state}")
        name = f"library.kind.{row.kind}"
        return f"{state} · {self._strings(name)}" if row.kind and self._strings.has(name) else state
