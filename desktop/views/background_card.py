"""설정: the quick question's keys, and staying in the notification area."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QKeySequenceEdit,
    QLineEdit,
    QSystemTrayIcon,
    QVBoxLayout,
)

from desktop.hotkey import HotKey
from desktop.views.main_window import MainWindow
from desktop.views.widgets import label


class BackgroundCard(QFrame):
    """A card of the settings; changes take effect at once."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        strings, preferences = window.context.strings, window.context.preferences
        self._preferences = preferences
        self.setProperty("role", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(16, 16, 16, 16)
        inner.setSpacing(12)
        inner.addWidget(label(strings("tray.settings"), "section"))
        self.hotkey = QCheckBox(strings("tray.hotkey"))
        self.hotkey.setChecked(preferences.hotkey_on and HotKey.offered())
        self.hotkey.setEnabled(HotKey.offered())
        self.keys = QKeySequenceEdit(QKeySequence(preferences.hotkey))
        self.keys.setMaximumSequenceLength(1)
        for one in (self.keys, *self.keys.findChildren(QLineEdit)):  # a screen reader comes to the field inside
            one.setAccessibleName(strings("tray.hotkey_keys"))
        self.keys.setMaximumWidth(200)
        self.keys.setEnabled(self.hotkey.isChecked())
        row = QHBoxLayout()
        row.addWidget(self.hotkey, 1)
        row.addWidget(self.keys)
        inner.addLayout(row)
        self.told = label("", "small", wrap=True, tone="danger")
        self.told.setVisible(False)
        inner.addWidget(self.told)
        if not HotKey.offered():
            self._tell(strings("tray.hotkey_none"))
        self.stay = QCheckBox(strings("tray.stay"))
        self.stay.setChecked(preferences.stays)
        self.stay.setEnabled(QSystemTrayIcon.isSystemTrayAvailable())
        inner.addWidget(self.stay)
        if not self.stay.isEnabled():
            inner.addWidget(label(strings("tray.no_area"), "small", wrap=True))
        if window.refused:
            self.refused(window.refused)
        window.keys_refused.connect(self.refused)
        self.hotkey.toggled.connect(self._switched)
        self.stay.toggled.connect(self._stays)
        self.keys.editingFinished.connect(self._changed)

    def refused(self, keys: str) -> None:
        """Another program has the keys; "": they are ours."""
        self._tell(self._window.context.strings("tray.hotkey_refused", keys=keys) if keys else "")

    def _tell(self, words: str) -> None:
        self.told.setText(words)
        self.told.setVisible(bool(words))

    def _switched(self, on: bool) -> None:
        self._preferences.hotkey_on = on
        self.keys.setEnabled(on)
        self._apply()

    def _changed(self) -> None:
        keys = self.keys.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        if keys and keys != self._preferences.hotkey:
            self._preferences.hotkey = keys
            self._apply()

    def _stays(self, on: bool) -> None:
        self._preferences.stays = on
        self._apply()

    def _apply(self) -> None:
        self._tell("")
        self._window.background_changed.emit()
