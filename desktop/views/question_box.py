"""Where a question is written: Enter sends, Shift+Enter breaks, a syllable in the making does neither."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.strings import Strings
from desktop.theme.theme import Theme
from desktop.views.flow import FlowLayout
from desktop.views.widgets import Button, restyle

LINES = 6  # it grows to this many lines, then scrolls
SCOPE_WIDTH = 26  # average letters of a name under the question


class QuestionEdit(QPlainTextEdit):
    """Emits `sent`, with Ctrl `preview_wanted`; `composing`: an input method holds an unfinished syllable."""

    sent = Signal()
    preview_wanted = Signal()
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
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.preview_wanted.emit()
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
    """The edit, what it is asked of, and one button that sends or stops. `sent(text)`, `stopped()`.

    Below: the folder (`scope_pressed()`), 조건 (`conditions_pressed()`; each one chosen is a chip,
    `condition_removed(key)`), 자세히 찾기, a switch (`deep_changed(on)`), 작업 (`tasks_pressed()`), and who answers
    (`answerer_pressed()`). `previewed(text)`: what would be sent is to be shown first.
    """

    sent = Signal(str)
    stopped = Signal()
    scope_pressed = Signal()
    deep_changed = Signal(bool)
    tasks_pressed = Signal()
    conditions_pressed = Signal()
    condition_removed = Signal(str)
    answerer_pressed = Signal()
    previewed = Signal(str)

    def __init__(self, theme: Theme, strings: Strings) -> None:
        super().__init__()
        self._theme, self._strings = theme, strings
        self._running = False
        self.setProperty("role", "input")
        self.edit = QuestionEdit(strings("ask.placeholder"), strings("ask.input"))
        self.edit.sent.connect(self._send)
        self.edit.preview_wanted.connect(self.preview)
        self.edit.focused.connect(lambda on: restyle(self, active="true" if on else "false"))
        self.edit.textChanged.connect(self._enable)
        self.scope = Button(theme, strings("ask.scope_all"), "folder-open", "quiet", strings("ask.scope_tip"),
                            self.scope_pressed.emit)  # fmt: skip
        self.conditions = Button(theme, strings("ask.conditions"), "sliders-horizontal", "quiet",
                                 strings("ask.conditions_tip"), self.conditions_pressed.emit)  # fmt: skip
        self.deep = Button(theme, strings("ask.deep"), "search", "quiet", strings("ask.deep_tip"))
        self.deep.setCheckable(True)
        self.deep.toggled.connect(self._deep)
        self.tasks = Button(theme, strings("task.menu"), "file-text", "quiet", strings("task.menu_tip"),
                            self.tasks_pressed.emit)  # fmt: skip
        self.answerer = Button(theme, "", "plug", "quiet", strings("ask.answerer_tip"), self.answerer_pressed.emit)
        self._send_button = Button(theme, strings("ask.send"), "send", "primary", clicked=self._send)
        self._stop_button = Button(theme, strings("ask.stop"), "square", "", clicked=self.stopped.emit)
        choices = QWidget()
        flow = FlowLayout(choices, 8)
        for button in (self.scope, self.conditions, self.deep, self.tasks, self.answerer):
            flow.addWidget(button)
        self._chips = QWidget()
        self._chips_flow = FlowLayout(self._chips, 8)
        self._chips.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(choices, 1)
        row.addWidget(self._stop_button, 0, Qt.AlignmentFlag.AlignBottom)
        row.addWidget(self._send_button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.edit)
        column.addWidget(self._chips)
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

    def set_scope(self, words: str, paths: str = "") -> None:
        """`paths`: the whole of what `words` stands for, "" for everything."""
        room = self.scope.fontMetrics().averageCharWidth() * SCOPE_WIDTH
        self.scope.setText(self.scope.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, room))
        self.scope.setAccessibleName(f"{self._strings('ask.scope_tip')}: {words}")
        self.scope.setToolTip(paths or self._strings("ask.scope_tip"))

    def set_conditions(self, chips: list[tuple[str, str]]) -> None:
        """(key, words) of the conditions in force, each with a button of its own to take it away."""
        while item := self._chips_flow.takeAt(0):
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for key, words in chips:
            chip = Button(self._theme, f"{words}  ✕", kind="chip", tip=self._strings("ask.condition_remove"),
                          clicked=partial(self.condition_removed.emit, key))  # fmt: skip
            chip.setAccessibleName(self._strings("ask.condition_remove_name", condition=words))
            self._chips_flow.addWidget(chip)
        self._chips.setVisible(bool(chips))
        self._chips.updateGeometry()

    def set_answerer(self, words: str) -> None:
        room = self.answerer.fontMetrics().averageCharWidth() * SCOPE_WIDTH
        self.answerer.setText(self.answerer.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, room))
        self.answerer.setAccessibleName(f"{self._strings('ask.answerer_tip')}: {words}")

    def preview(self) -> None:
        """Show what would leave the PC before it does."""
        if text := self.edit.toPlainText().strip():
            self.previewed.emit(text)

    def _enable(self) -> None:
        self._send_button.setEnabled(bool(self.edit.toPlainText().strip()))

    def _send(self) -> None:
        text = self.edit.toPlainText().strip()
        if text and not self._running:
            self.edit.clear()
            self.sent.emit(text)
