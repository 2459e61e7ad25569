"""A question set to be edited, and the questions of a run from the worst on."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop import formats
from desktop.faults import told
from desktop.models.sides import LEFT, RIGHT
from desktop.presenters.evaluate import EvaluatePresenter
from desktop.strings import Strings
from indexer.requests import Evaluated, EvaluatedRow

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex
_SHOWN = frozenset(
    {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole,
     Qt.ItemDataRole.AccessibleTextRole}
)  # fmt: skip


class QuestionTableModel(QAbstractTableModel):
    """The open set of the presenter; cells can be written. 답 없음 is changed with `toggle`."""

    columns = ("id", "text", "relevant", "answer", "unanswerable")

    def __init__(self, presenter: EvaluatePresenter, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._presenter = presenter
        self._strings = strings
        presenter.rows_changed.connect(self._reset)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._presenter.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    @told()
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._strings(f"evaluate.column.{self.columns[section]}")
        return LEFT if role == Qt.ItemDataRole.TextAlignmentRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        own = super().flags(index)
        return own if self.columns[index.column()] == "unanswerable" else own | Qt.ItemFlag.ItemIsEditable

    @told()
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return LEFT
        if role not in _SHOWN or not index.isValid():
            return None
        row, name = self._presenter.rows[index.row()], self.columns[index.column()]
        if name == "unanswerable":
            return self._strings("evaluate.no_answer_mark") if row.unanswerable else ""
        if name == "relevant":
            shown = role == Qt.ItemDataRole.DisplayRole
            return "; ".join(formats.name(path) if shown else path for path in row.relevant)
        return str(getattr(row, name))

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        name, text = self.columns[index.column()], str(value).strip()
        if name == "relevant":
            self._presenter.change(index.row(), relevant=tuple(p.strip() for p in text.split(";") if p.strip()))
        elif name == "id":
            if not text or any(r.id == text for n, r in enumerate(self._presenter.rows) if n != index.row()):
                return False  # two of one number could not be told apart in the result
            self._presenter.change(index.row(), id=text)
        else:
            self._presenter.change(index.row(), **{name: text})
        self.dataChanged.emit(index, index)
        return True

    def toggle(self, row: int) -> None:
        """Whether the documents hold no answer."""
        self._presenter.change(row, unanswerable=not self._presenter.rows[row].unanswerable)
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))

    def _reset(self) -> None:
        self.beginResetModel()
        self.endResetModel()


class OutcomeTableModel(QAbstractTableModel):
    """The questions of a run, the worst first."""

    columns = ("id", "text", "rank", "ndcg", "cited", "found")
    numbers = frozenset({"rank", "ndcg"})

    def __init__(self, strings: Strings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._strings = strings
        self._rows: tuple[EvaluatedRow, ...] = ()
        self._compared = False

    def show(self, result: Evaluated) -> None:
        self.beginResetModel()
        self._rows, self._compared = result.rows, bool(result.second)
        self.endResetModel()

    def row(self, number: int) -> EvaluatedRow:
        return self._rows[number]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    @told()
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._strings(f"evaluate.outcome.{self.columns[section]}")
        return self._side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    @told()
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join((row.text, *row.relevant))
        return self._text(row, self.columns[index.column()]) if role in _SHOWN else None

    def _side(self, section: int) -> int:
        return RIGHT if self.columns[section] in self.numbers else LEFT

    def _text(self, row: EvaluatedRow, column: str) -> str:
        strings = self._strings
        if column in ("id", "text"):
            return str(getattr(row, column))
        if column == "rank":
            if row.unanswerable or not row.relevant:
                return "–"
            own = self._rank(row.rank)
            return f"{own} → {self._rank(row.other_rank)}" if self._compared else own
        if column == "ndcg":
            if "ndcg@10" not in row.scores:
                return "–"
            own = f"{row.scores['ndcg@10']:.2f}"
            return f"{own} → {row.other_scores.get('ndcg@10', 0):.2f}" if self._compared else own
        if column == "cited":
            if "refused_rightly" in row.scores:
                return strings("evaluate.refused_rightly" if row.refused else "evaluate.answered_wrongly")
            if row.refused:
                return strings("evaluate.refused")
            if "cited" not in row.scores:
                return "–"
            return strings("evaluate.cited" if row.scores["cited"] else "evaluate.not_cited")
        best = row.hits[0] if row.hits else None
        if best is None:
            return strings("evaluate.nothing_found")
        name = best[0].replace("\\", "/").rsplit("/", 1)[-1]
        return f"{name} · {strings('page.exact', n=best[1])}" if best[1] else name

    def _rank(self, rank: int | None) -> str:
        return str(rank) if rank is not None else self._strings("evaluate.not_found")
