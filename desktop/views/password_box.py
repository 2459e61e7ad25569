"""The password of one encrypted file, asked for in place: masked, read with Enter, kept nowhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.views.context import Context
from desktop.views.widgets import Button, label

LONGEST = 255  # letters; what the offices allow for at most


class PasswordBox(QWidget):
    """given(password). The field is emptied before anything else happens with it."""

    given = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        strings = context.strings
        self._strings = strings
        self.edit = QLineEdit()
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.edit.setMaxLength(LONGEST)
        self.edit.setMinimumWidth(160)
        self.edit.setMaximumWidth(280)
        self.edit.setPlaceholderText(strings("library.password"))
        self.edit.setAccessibleName(strings("library.password"))
        self.edit.installEventFilter(self)
        self.edit.returnPressed.connect(self._give)
        self.read = Button(context.theme, strings("library.password_read"), kind="primary", clicked=self._give)
        self.read.setEnabled(False)
        self.edit.textChanged.connect(lambda text: self.read.setEnabled(bool(text)))
        self.cancel = Button(context.theme, strings("library.password_cancel"), kind="quiet", clicked=self.leave)
        self.told = label(strings("library.password_note"), "small", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.edit, 1)
        row.addWidget(self.read)
        row.addWidget(self.cancel)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.told)
        self.hide()

    def ask(self, name: str) -> None:
        """Show the field for the file of this name, ready to type."""
        self.edit.setAccessibleName(self._strings("library.password_name", name=name))
        self.edit.clear()
        self.show()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Hide, and forget what was typed."""
        self.edit.clear()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc leaves the field, before the window closes what is in front with it."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.leave()
                return True
        return super().eventFilter(watched, event)

    def _give(self) -> None:
        password = self.edit.text()
        if password:
            self.leave()
            self.given.emit(password)
