"""The last requests to platforms as rows: when, to whom, how they ended, how long, how much. No content is known."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop import formats
from desktop.faults import told
from desktop.models.sides import LEFT, RIGHT
from desktop.strings import Strings
from indexer.requests import RequestsListed

Index = QModelIndex | QPersistentModelIndex
_SHOWN = frozenset(
    {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}
)  # fmt: skip
_NUMBERS = ("seconds", "first", "sent", "received", "tokens", "tries")


class PlatformRequestsModel(QAbstractTableModel):
    """The latest first."""

    columns = ("at", "platform", "outcome", *_NUMBERS)

    def __init__(self, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._strings = strings
        self._cells: list[tuple[str, ...]] = []

    def fill(self, listed: RequestsListed) -> None:
        self.beginResetModel()
        self._cells = [self._row(row) for row in listed.rows]
        self.endResetModel()

    def _row(self, row: Any) -> tuple[str, ...]:
        at = datetime.fromtimestamp(row.at)
        known = f"connections.request_end.{row.outcome}"
        outcome = self._strings(known if self._strings.has(known) else "connections.request_end.failed")
        if row.status not in (None, 200):
            outcome += f" ({row.status})"
        counted = row.prompt_tokens is not None or row.completion_tokens is not None
        return (
            f"{at.month}. {at.day}. {at:%H:%M:%S}",
            " · ".join(filter(None, (row.platform, row.model))),
            outcome,
            self._seconds(row.ms),
            self._seconds(row.first_ms),
            formats.size(row.sent),
            formats.size(row.received),
            f"{row.prompt_tokens or 0:,} + {row.completion_tokens or 0:,}" if counted else "",
            str(row.tries),
        )

    def _seconds(self, ms: int | None) -> str:
        return "" if ms is None else self._strings("connections.request_seconds", seconds=f"{ms / 1000:.1f}")

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._cells)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    @told()
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._strings(f"connections.request_column.{self.columns[section]}")
        return self._side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    @told()
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        if role not in _SHOWN or not index.isValid():
            return None
        return self._cells[index.row()][index.column()]

    def _side(self, column: int) -> int:
        return RIGHT if self.columns[column] in _NUMBERS else LEFT
