"""Ctrl+K: every action by its words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.strings import Strings

Command = tuple[str, str, Callable[[], object]]  # its words, its keys, what it does


class CommandPalette(QFrame):
    """Lies over the window; Enter does, Esc closes, the arrow keys walk."""

    def __init__(self, strings: Strings, commands: list[Command], parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "palette")
        self._commands = commands
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(strings("commands.placeholder"))
        self.edit.setAccessibleName(strings("commands.placeholder"))
        self.edit.textChanged.connect(self._filter)
        self.edit.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(strings("commands.title"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFocusProxy(self.edit)  # whose arrow keys walk it
        self.list.itemClicked.connect(self._do)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.edit)
        column.addWidget(self.list)
        self.hide()

    def open(self) -> None:
        parent = self.parentWidget()
        assert parent is not None  # it is made inside the window
        width = min(560, parent.width() - 48)
        self.setGeometry((parent.width() - width) // 2, 72, width, min(420, parent.height() - 96))
        self.edit.clear()
        self._filter("")
        self.show()
        self.raise_()
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if item := self.list.currentItem():
                    self._do(item)
                return True
        return super().eventFilter(watched, event)

    def _filter(self, text: str) -> None:
        wanted = text.replace(" ", "").casefold()
        self.list.clear()
        for number, (words, keys, _do) in enumerate(self._commands):
            if wanted in words.replace(" ", "").casefold():
                item = QListWidgetItem(f"{words}    {keys}" if keys else words)
                item.setData(Qt.ItemDataRole.UserRole, number)
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _do(self, item: QListWidgetItem) -> None:
        self.hide()
        self._commands[int(item.data(Qt.ItemDataRole.UserRole))][2]()
