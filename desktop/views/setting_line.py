"""One setting: its name, what it does, its value, a way back; locked where the agency's policy fixes it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.views.context import Context
from desktop.views.numbers import Number
from desktop.views.widgets import Button, label
from indexer.requests import SettingRow


class SettingLine(QWidget):
    """changed(name, value or None for the default)."""

    changed = Signal(str, object)

    def __init__(self, context: Context, row: SettingRow) -> None:
        super().__init__()
        strings, theme = context.strings, context.theme
        self._strings, self.name = strings, row.name
        title = f"settings.name.{row.name}"
        words = strings(title) if strings.has(title) else row.name
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(label(words, "strong", wrap=True))
        told = row.ko if strings.language == "ko" else row.en
        explanation = label(told, "secondary", wrap=True)
        explanation.setToolTip(row.name)
        texts.addWidget(explanation)
        if row.type not in ("bool", "str"):
            bounds = strings(
                "settings.bounds", low=_told(row.minimum), high=_told(row.maximum), default=_told(row.default)
            )
            texts.addWidget(label(bounds, "small"))
        self._lock = QWidget()
        lock = QHBoxLayout(self._lock)
        lock.setContentsMargins(0, 0, 0, 0)
        lock.setSpacing(6)
        picture = label()
        picture.setPixmap(theme.icon("lock").pixmap(QSize(16, 16)))
        lock.addWidget(picture)
        lock.addWidget(label(strings("settings.locked"), "small", tone="warning", wrap=True), 1)
        texts.addWidget(self._lock)
        self.control: QCheckBox | QLineEdit | Number
        if row.type == "bool":
            self.control = QCheckBox(strings("settings.turned_on"))
            self.control.toggled.connect(lambda on: self.changed.emit(self.name, on))
        elif row.type == "str":
            self.control = line = QLineEdit()
            line.setFixedWidth(theme.px(160))
            line.editingFinished.connect(lambda: self.changed.emit(self.name, line.text().strip()))
        else:
            self.control = Number(row.type == "int")
            self.control.setRange(row.minimum, row.maximum)
            self.control.setFixedWidth(theme.px(104))
            self.control.valueChanged.connect(lambda value: self.changed.emit(self.name, value))
        self.control.setAccessibleName(words)
        self.control.setAccessibleDescription(told)
        self.back = Button(theme, strings("settings.default"), "rotate-ccw", "quiet", strings("settings.default_tip"),
                           lambda: self.changed.emit(self.name, None))  # fmt: skip
        self.back.setAccessibleName(f"{strings('settings.default')}: {words}")
        kept = self.back.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(kept)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 8, 0, 8)
        across.setSpacing(16)
        across.addLayout(texts, 1)
        across.addWidget(self.back)
        across.addWidget(self.control)
        self.set_row(row)

    def set_row(self, row: SettingRow) -> None:
        """Show the value it has now."""
        with QSignalBlocker(self.control):
            if isinstance(self.control, QCheckBox):
                self.control.setChecked(bool(row.value))
            elif isinstance(self.control, QLineEdit):
                self.control.setText(str(row.value))
            else:
                self.control.setValue(float(row.value))
        if isinstance(self.control, QCheckBox):
            self.control.setText(self._strings("settings.turned_on" if row.value else "settings.turned_off"))
        self.control.setEnabled(not row.locked)
        self._lock.setVisible(row.locked)
        self.back.setVisible(row.value != row.default and not row.locked)


def _told(value: float) -> str:
    """A number as it is read: 100,000 and 0.35."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:g}"
