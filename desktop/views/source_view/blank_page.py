"""What stands where no document is: a sentence, and a button to try again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.views.source_view.toolbars import Strings, button


class BlankPage(QWidget):
    """`state` is the sentence, `retry` the button."""

    def __init__(self, strings: Strings) -> None:
        super().__init__()
        self.state = QLabel()
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setWordWrap(True)
        self.state.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.retry = button(strings("source.retry"), kind="")
        self.retry.hide()
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.retry)
        row.addStretch(1)
        middle = QVBoxLayout(self)
        middle.setContentsMargins(24, 24, 24, 24)
        middle.setSpacing(16)
        middle.addStretch(1)
        middle.addWidget(self.state)
        middle.addLayout(row)
        middle.addStretch(1)

    def say(self, text: str, retry: bool = False) -> None:
        self.state.setText(text)
        self.retry.setVisible(retry)
