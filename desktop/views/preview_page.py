"""보내기 전에 보기: the very words that would leave the PC, and to where; nothing was sent yet."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.protocol import requests
from desktop.views.context import Context
from desktop.views.widgets import Button, frame, label


class PreviewPage(QWidget):
    """sent(question): go on; closed(): back, with nothing sent."""

    sent = Signal(str)
    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._strings = strings = context.strings
        self._question = ""
        self.to = label("", "strong", wrap=True)
        self._what = label(strings("preview.what"), "secondary", wrap=True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(strings("preview.text"))
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        paper = self._paper = frame("card")
        inside = QVBoxLayout(paper)
        inside.setContentsMargins(16, 12, 8, 12)
        inside.addWidget(self.text)
        self._back = Button(context.theme, strings("preview.back"), "arrow-left", clicked=self.closed.emit)
        self.send = Button(context.theme, strings("preview.send"), "send", "primary",
                           clicked=lambda: self.sent.emit(self._question))  # fmt: skip
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._back)
        row.addWidget(self.send)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 16, 0)
        column.setSpacing(8)
        column.addWidget(label(strings("preview.title"), "section"))
        column.addWidget(self.to)
        column.addWidget(self._what)
        column.addWidget(paper, 1)
        column.addStretch(0)
        column.addLayout(row)

    def show_prompt(self, question: str, prompt: requests.Prompt) -> None:
        """`prompt.platform` "": the sources are quoted and nothing would be sent."""
        self._question = question
        leaves = bool(prompt.platform)
        self.to.setText(
            self._strings("preview.to", name=prompt.platform, host=prompt.host)
            if leaves
            else self._strings("preview.nowhere")
        )
        self._what.setVisible(leaves)
        self._paper.setVisible(leaves)
        self.text.setPlainText(prompt.text if leaves else "")
        self.send.setText(self._strings("preview.send" if leaves else "preview.ask"))
        self.send.setAccessibleName(self.send.words)
        self.send.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.send.hasFocus():
            self.send.click()
        else:
            super().keyPressEvent(event)
