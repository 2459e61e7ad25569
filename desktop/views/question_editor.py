"""A question set as a table to be written in."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.questions import QuestionTableModel
from desktop.presenters.evaluate import EvaluatePresenter
from desktop.views.context import Context
from desktop.views.states import States
from desktop.views.table import Table
from desktop.views.widgets import Button, label

WIDTHS = {"id": 72, "text": 400, "relevant": 240, "answer": 160, "unanswerable": 80}
_NO_ANSWER = QuestionTableModel.columns.index("unanswerable")


class _Cells(Table):
    """Space on 답 없음 turns it over."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        model = self.model()
        if event.key() == Qt.Key.Key_Space and index.column() == _NO_ANSWER and isinstance(model, QuestionTableModel):
            model.toggle(index.row())
            return
        super().keyPressEvent(event)


class QuestionEditor(QWidget):
    """Cells are written in place; what is written is kept by itself."""

    def __init__(self, context: Context, presenter: EvaluatePresenter) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self._strings, self._presenter = strings, presenter
        self.model = QuestionTableModel(presenter, strings, self)
        self.table = _Cells(theme, self.model, WIDTHS, strings("evaluate.questions"))
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )  # fmt: skip
        self.table.clicked.connect(self._clicked)
        self.states = States(theme, strings, self.table, "circle-help")
        self.add_button = Button(theme, strings("evaluate.add"), "plus", clicked=self.add)
        self.remove_button = Button(theme, strings("evaluate.remove"), "trash-2", "quiet", clicked=self.remove)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.add_button)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(strings("evaluate.edit_text"), "secondary", wrap=True))
        column.addWidget(self.states, 1)
        column.addLayout(row)
        self.model.modelReset.connect(self._state)
        self._state()

    def add(self) -> None:
        """A new question at the end, ready to be written."""
        row = self._presenter.add()
        index = self.model.index(row, 1)
        self.table.setCurrentIndex(index)
        self.table.setFocus()
        self.table.edit(index)

    def remove(self) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            self._presenter.remove(index.row())

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == _NO_ANSWER:
            self.model.toggle(index.row())

    def _state(self) -> None:
        self.remove_button.setEnabled(self.model.rowCount() > 0)
        if self.model.rowCount():
            self.states.show_content()
        else:
            title, text = self._strings("evaluate.empty"), self._strings("evaluate.empty_text")
            self.states.show_none(title, text, self._strings("evaluate.add"), "plus", self.add)
