"""What could be asked next, under the last answer: a button a question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.views.context import Context
from desktop.views.flow import FlowLayout
from desktop.views.widgets import Button, label


class NextQuestions(QWidget):
    """asked(str). Hidden where there is nothing to suggest."""

    asked = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.buttons: list[Button] = []
        self._row = QWidget()
        self._flow = FlowLayout(self._row, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(context.strings("ask.next"), "small"))
        column.addWidget(self._row)
        self.hide()

    def show_questions(self, questions: Sequence[str]) -> None:
        """These, in place of those before."""
        while self._flow.takeAt(0):
            pass
        for old in self.buttons:
            old.hide()
            old.deleteLater()
        tip = self._context.strings("ask.next_tip")
        self.buttons = [
            Button(self._context.theme, q, kind="chip", tip=tip, clicked=partial(self.asked.emit, q))
            for q in questions
        ]
        for button in self.buttons:
            self._flow.addWidget(button)
        self.setVisible(bool(questions))
        self._row.updateGeometry()
