"""What a search found, as a list; versions of a passage are folded under the one in force, as the engine tells."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop import formats
from desktop.faults import told
from desktop.strings import Strings
from indexer.model import Hit

HIT_ROLE = Qt.ItemDataRole.UserRole + 1
VERSIONS_ROLE = HIT_ROLE + 1  # how many other versions have hits that are folded under this one
OPEN_ROLE = HIT_ROLE + 2  # whether they are shown
UNDER_ROLE = HIT_ROLE + 3  # whether this is one of them
Index = QModelIndex | QPersistentModelIndex


class HitListModel(QAbstractListModel):
    """Hits best first; HIT_ROLE gives the Hit, the accessible text a spoken line."""

    def __init__(self, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._strings = strings
        self._hits: tuple[Hit, ...] = ()
        self._folding = True
        self._under: dict[int, list[Hit]] = {}  # passage id of a leading hit → hits of its other versions
        self._open: set[int] = set()
        self._rows: list[tuple[Hit, bool]] = []

    def set_hits(self, hits: tuple[Hit, ...]) -> bool:
        """Show these; False where they are the very same, and nothing was touched."""
        if hits == self._hits:
            return False
        self._reset(hits)
        return True

    def _reset(self, hits: tuple[Hit, ...]) -> None:
        self.beginResetModel()
        self._hits = hits
        self._open.clear()
        self._fold()
        self.endResetModel()

    def set_folding(self, on: bool) -> None:
        """Fold versions together, or show every hit where it ranks."""
        self._folding = on
        self._reset(self._hits)

    def hit(self, row: int) -> Hit:
        return self._rows[row][0]

    def set_open(self, row: int, on: bool) -> None:
        """Show or hide the other versions of this row's document; nothing happens where there are none."""
        hit, under = self._rows[row]
        mine = self._under.get(hit.passage_id, [])
        if under or not mine or on == (hit.passage_id in self._open):
            return
        if on:
            self.beginInsertRows(QModelIndex(), row + 1, row + len(mine))
            self._open.add(hit.passage_id)
        else:
            self.beginRemoveRows(QModelIndex(), row + 1, row + len(mine))
            self._open.discard(hit.passage_id)
        self._lay()
        if on:
            self.endInsertRows()
        else:
            self.endRemoveRows()
        self.dataChanged.emit(self.index(row), self.index(row))

    def _fold(self) -> None:
        self._under = {}
        here = {hit.passage_id for hit in self._hits}
        for hit in self._hits if self._folding else ():
            if hit.version_of in here:
                self._under.setdefault(hit.version_of, []).append(hit)
        self._lay()

    def _lay(self) -> None:
        folded = {h.passage_id for hits in self._under.values() for h in hits}
        self._rows = []
        for hit in self._hits:
            if hit.passage_id in folded:
                continue
            self._rows.append((hit, False))
            if hit.passage_id in self._open:
                self._rows += [(h, True) for h in self._under[hit.passage_id]]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    @told()
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        hit, under = self._rows[index.row()]
        if role == HIT_ROLE:
            return hit
        if role == VERSIONS_ROLE:
            return 0 if under else self._versions(hit)
        if role == OPEN_ROLE:
            return hit.passage_id in self._open
        if role == UNDER_ROLE:
            return under
        if role == Qt.ItemDataRole.DisplayRole:
            return formats.name(hit.path)
        if role == Qt.ItemDataRole.ToolTipRole:
            return hit.path
        if role == Qt.ItemDataRole.AccessibleTextRole:
            page = formats.page(hit.page, hit.page_exact, self._strings)
            parts = (formats.name(hit.path), page, self.versions(index), " > ".join(hit.heading_path), hit.text)
            return ", ".join(p for p in parts if p)
        return None

    def _versions(self, hit: Hit) -> int:
        return len({h.path for h in self._under.get(hit.passage_id, ())})

    def versions(self, index: Index) -> str:
        """ "다른 판 2개 ▸"; empty where there are none."""
        hit, under = self._rows[index.row()]
        number = 0 if under else self._versions(hit)
        if not number:
            return self._strings("search.other_version") if under else ""
        name = "search.versions_open" if hit.passage_id in self._open else "search.versions"
        return self._strings(name, n=number)
