"""What a model is told before evidence and question, to be changed, with a way back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from desktop.presenters.connections import ConnectionsPresenter
from desktop.views.context import Context
from desktop.views.widgets import Button, frame, label
from indexer.requests import Instructions

LINES = 9


class _Text(QPlainTextEdit):
    """Tab goes on to the next control."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)


class InstructionsCard(QFrame):
    """Hidden text until it is asked for: most never change it."""

    def __init__(self, context: Context, presenter: ConnectionsPresenter) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self._strings, self._presenter = strings, presenter
        self._kept: Instructions | None = None
        self.setProperty("role", "card")
        self._state = label("", "secondary", tone="primary")
        self.open_button = Button(theme, strings("connections.instructions_open"), "pencil", clicked=self._open)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(strings("connections.instructions"), "section"))
        head.addWidget(self._state)
        head.addStretch(1)
        head.addWidget(self.open_button)
        self.edit = _Text()
        self.edit.setAccessibleName(strings("connections.instructions"))
        self.edit.setMinimumHeight(theme.px(22) * LINES)
        self.edit.textChanged.connect(self._check)
        self._box = frame("input")
        inner = QVBoxLayout(self._box)
        inner.setContentsMargins(8, 8, 8, 8)
        inner.addWidget(self.edit)
        self.save_button = Button(theme, strings("connections.instructions_save"), "check", "primary",
                                  clicked=lambda: presenter.instruct(self.edit.toPlainText()))  # fmt: skip
        self.back_button = Button(theme, strings("connections.instructions_back"), "rotate-ccw",
                                  clicked=lambda: presenter.instruct(None))  # fmt: skip
        self._row = frame("")
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.back_button)
        row.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(label(strings("connections.instructions_text"), "secondary", wrap=True))
        column.addWidget(self._box)
        column.addWidget(self._row)
        self._box.hide()
        self._row.hide()
        presenter.instructions_changed.connect(self._changed)

    def _open(self) -> None:
        shown = self._box.isHidden()
        self._box.setVisible(shown)
        self._row.setVisible(shown)
        words = "connections.instructions_close" if shown else "connections.instructions_open"
        self.open_button.setText(self._strings(words))
        self.open_button.setAccessibleName(self._strings(words))
        if shown:
            self.edit.setFocus()

    def _changed(self, kept: Instructions) -> None:
        self._kept = kept
        self._state.setText(self._strings("connections.instructions_own") if kept.own else "")
        self.edit.setPlainText(kept.text)
        self._check()

    def _check(self) -> None:
        kept, text = self._kept, self.edit.toPlainText().strip()
        self.save_button.setEnabled(kept is not None and bool(text) and text != kept.text)
        self.back_button.setEnabled(kept is not None and (kept.own or text != kept.shipped))
