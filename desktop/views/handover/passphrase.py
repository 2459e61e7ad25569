"""A passphrase typed twice, and how hard it is to guess."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from desktop.views.context import Context
from desktop.views.widgets import label, restyle
from indexer.passphrases import GOOD, bits, level

LONGEST = 255  # letters
TONES = {"weak": "danger", "fair": "warning", "good": "success"}


def secret_field(name: str) -> QLineEdit:
    """A field whose text is neither shown nor learnt by an input method."""
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setInputMethodHints(
        Qt.InputMethodHint.ImhHiddenText
        | Qt.InputMethodHint.ImhSensitiveData
        | Qt.InputMethodHint.ImhNoPredictiveText
    )
    made.setMaxLength(LONGEST)
    made.setAccessibleName(name)
    return made


class NewPassphrase(QWidget):
    """changed(): what is typed, and so whether it can be used."""

    changed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        strings = context.strings
        self._strings = strings
        self.first = secret_field(strings("handover.passphrase"))
        self.second = secret_field(strings("handover.passphrase_again"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 100)
        self.bar.setAccessibleName(strings("handover.strength"))
        self.told = label("", "small", wrap=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for row, (name, field) in enumerate((("passphrase", self.first), ("passphrase_again", self.second))):
            title = label(strings(f"handover.{name}"), "secondary")
            title.setBuddy(field)
            grid.addWidget(title, row, 0)
            grid.addWidget(field, row, 1)
            field.textChanged.connect(lambda _text: self._typed())
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.bar, 2, 1)
        grid.addWidget(self.told, 3, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(grid)
        self._typed()

    @property
    def text(self) -> str:
        return self.first.text()

    @property
    def usable(self) -> bool:
        """Strong enough, and the same twice."""
        return level(self.text) != "weak" and self.text == self.second.text()

    def forget(self) -> None:
        for field in (self.first, self.second):
            field.clear()

    def _typed(self) -> None:
        strings, text = self._strings, self.text
        found = level(text)
        self.bar.setValue(min(100, round(100 * bits(text) / GOOD)))
        if not text:
            words, tone = strings("handover.passphrase_note"), ""
        elif found != "weak" and self.second.text() and self.second.text() != text:
            words, tone = strings("handover.differ"), "danger"
        else:
            words, tone = strings(f"handover.strength_{found}"), TONES[found]
        self.told.setText(words)
        self.bar.setAccessibleDescription(words)
        restyle(self.told, tone=tone)
        restyle(self.bar, tone=tone)
        self.changed.emit()
