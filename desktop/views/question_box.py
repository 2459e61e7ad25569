"""Where a question is written: Enter sends, Shift+Enter breaks, a syllable in the making does neither."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.strings import Strings
from desktop.theme.theme import Theme
from desktop.views.flow import FlowLayout
from desktop.views.widgets import Button, restyle

LINES = 6  # it grows to this many lines, then scrolls


class QuestionEdit(QPlainTextEdit):
    """Emits `sent`; `composing` is True while an input method holds an unfinished syllable."""

    sent = Signal()
    focused = Signal(bool)

    def __init__(self, placeholder: str, name: str) -> None:
        super().__init__()
        self.composing = False
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self._fit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        if self.composing:
            event.accept()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.insertPlainText("\n")
        else:
            self.sent.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.composing = False
        super().focusOutEvent(event)
        self.focused.emit(False)

    def changeEvent(self, event: QEvent) -> None:
        """A new text size is a new height."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.height())

    def _fit(self) -> None:
        lines = max(1, min(LINES, int(self.document().size().height())))
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 4)


class QuestionBox(QFrame):
    """The edit, the scope chip, and one button that sends or stops. `sent(text)`, `stopped()`, `scope_pressed()`.

    Beside the scope: 자세히 찾기, a switch (`deep_changed(on)`), and 작업 (`tasks_pressed()`).
    """

    sent = Signal(str)
    stopped = Signal()
    scope_pressed = Signal()
    deep_changed = Signal(bool)
    tasks_pressed = Signal()

    def __init__(self, theme: Theme, strings: Strings) -> None:
        super().__init__()
        self._strings = strings
        self._running = False
        self.setProperty("role", "input")
        self.edit = QuestionEdit(strings("ask.placeholder"), strings("ask.input"))
        self.edit.sent.connect(self._send)
        self.edit.focused.connect(lambda on: restyle(self, active="true" if on else "false"))
        self.edit.textChanged.connect(self._enable)
        self.scope = Button(theme, strings("ask.scope_all"), "folder-open", "quiet", strings("ask.scope_tip"),
                            self.scope_pressed.emit)  # fmt: skip
        self.deep = Button(theme, strings("ask.deep"), "search", "quiet", strings("ask.deep_tip"))
        self.deep.setCheckable(True)
        self.deep.toggled.connect(self._deep)
        self.tasks = Button(theme, strings("task.menu"), "file-text", "quiet", strings("task.menu_tip"),
                            self.tasks_pressed.emit)  # fmt: skip
        self._send_button = Button(theme, strings("ask.send"), "send", "primary", clicked=self._send)
        self._stop_button = Button(theme, strings("ask.stop"), "square", "", clicked=self.stopped.emit)
        choices = QWidget()
        flow = FlowLayout(choices, 8)
        for button in (self.scope, self.deep, self.tasks):
            flow.addWidget(button)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(choices, 1)
        row.addWidget(self._stop_button, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self._send_button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.edit)
        column.addLayout(row)
        self.set_running(False)

    def set_running(self, running: bool) -> None:
        self._running = running
        self._stop_button.setVisible(running)
        self._send_button.setVisible(not running)
        self.tasks.setEnabled(not running)
        self._enable()

    def _deep(self, on: bool) -> None:
        self.deep.setAccessibleName(f"{self._strings('ask.deep')}: {self._strings('ask.on' if on else 'ask.off')}")
        self.deep_changed.emit(on)

    def set_scope(self, words: str) -> None:
        self.scope.setText(words)
        self.scope.setAccessibleName(f"{self._strings('ask.scope_tip')}: {words}")

    def _enable(self) -> None:
        self._send_button.setEnabled(bool(self.edit.toPlainText().strip()))

    def _send(self) -> None:
        text = self.edit.toPlainText().strip()
        if text and not self._running:
            self.edit.clear()
            self.sent.emit(text)
