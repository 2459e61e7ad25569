"""What a search found, as a list."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop import formats
from desktop.strings import Strings
from indexer.model import Hit

HIT_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class HitListModel(QAbstractListModel):
    """Hits best first; HIT_ROLE gives the Hit, the accessible text a spoken line."""

    def __init__(self, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._strings = strings
        self._hits: tuple[Hit, ...] = ()

    def set_hits(self, hits: tuple[Hit, ...]) -> None:
        self.beginResetModel()
        self._hits = hits
        self.endResetModel()

    def hit(self, row: int) -> Hit:
        return self._hits[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        hit = self._hits[index.row()]
        if role == HIT_ROLE:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return formats.name(hit.path)
        if role == Qt.ItemDataRole.ToolTipRole:
            return hit.path
        if role == Qt.ItemDataRole.AccessibleTextRole:
            page = formats.page(hit.page, hit.page_exact, self._strings)
            return ", ".join(p for p in (formats.name(hit.path), page, " > ".join(hit.heading_path), hit.text) if p)
        return None
