"""The conversations that are kept, the latest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop import formats
from desktop.faults import told
from desktop.strings import Strings
from indexer.daywords import korean_moment

if TYPE_CHECKING:  # the first frame does without the engine's protocol
    from indexer.requests import ConversationRow

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
FACTS_ROLE = ROW_ROLE + 1  # "어제 · 질문 3개"
Index = QModelIndex | QPersistentModelIndex


class ConversationListModel(QAbstractListModel):
    """ROW_ROLE gives the ConversationRow, the accessible text a spoken line."""

    def __init__(self, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._strings = strings
        self.rows: tuple[ConversationRow, ...] = ()

    def set_rows(self, rows: tuple[ConversationRow, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def place(self, name: str) -> int:
        """The row of a conversation; -1 where it is not among them."""
        return next((n for n, row in enumerate(self.rows) if row.name == name), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    @told()
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == ROW_ROLE:
            return row
        if role == FACTS_ROLE:
            return self._facts(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(filter(None, (row.name, korean_moment(row.changed), row.excerpt)))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(filter(None, (row.name, self._facts(row), row.excerpt)))
        return None

    def _facts(self, row: ConversationRow) -> str:
        day = formats.day(row.changed, self._strings)
        return f"{day} · {self._strings('history.questions', n=formats.count(row.turns))}"
