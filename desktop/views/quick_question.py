"""A small box over whatever is in front: a question, Enter, and the window answers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCursor, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.views.context import Context
from desktop.views.question_box import QuestionEdit
from desktop.views.widgets import frame, label

WIDTH = 560  # at 100 %


class QuickQuestion(QWidget):
    """asked(str). Esc, or a click elsewhere, puts it away; what was written is kept until it is sent."""

    asked = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__(
            None, Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        )
        strings, theme = context.strings, context.theme
        self._theme = theme
        self.setWindowTitle(strings("tray.quick"))
        card = frame("palette")
        inner = QHBoxLayout(card)
        inner.setContentsMargins(16, 14, 16, 14)
        inner.setSpacing(12)
        picture = QLabel()
        picture.setPixmap(theme.icon("message-square-text", theme.colours.primary).pixmap(20, 20))
        inner.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        self.edit = QuestionEdit(strings("tray.placeholder"), strings("tray.quick"))
        self.edit.sent.connect(self._send)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(self.edit)
        column.addWidget(label(strings("tray.quick_help"), "small"))
        inner.addLayout(column, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.hide)

    def pop_up(self) -> None:
        """Show it in the upper third of the screen that the pointer is on; once more: put it away."""
        if self.isVisible():
            self.hide()
            return
        self.setFixedWidth(self._theme.px(WIDTH))
        self.adjustSize()
        screen = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        self.move(room.x() + (room.width() - self.width()) // 2, room.y() + room.height() // 4)
        self.show()
        self.raise_()
        self.activateWindow()
        self.edit.setFocus(Qt.FocusReason.ActiveWindowFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow() and not self.edit.composing:
            self.hide()

    def _send(self) -> None:
        text = self.edit.toPlainText().strip()
        if text:
            self.edit.clear()
            self.hide()
            self.asked.emit(text)
