"""설정: how the window looks, and what this program is."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QRadioButton, QScrollArea, QVBoxLayout, QWidget

from desktop import formats
from desktop.preferences import SCALES, THEMES
from desktop.presenters.library import LibraryPresenter
from desktop.resources import resource
from desktop.views.context import Context
from desktop.views.widgets import Button, Elided, frame, label, line
from indexer.requests import Status
from indexer.version import __version__

SHORTCUTS = ("screens", "question", "find", "commands", "send", "close", "help")


class SettingsView(QWidget):
    """Changes take effect at once and are remembered."""

    def __init__(self, context: Context, library: LibraryPresenter) -> None:
        super().__init__()
        self._context = context
        strings, theme, preferences = context.strings, context.theme, context.preferences
        self.setProperty("role", "screen")
        inside = QWidget()
        inside.setMaximumWidth(760)
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 20, 24, 24)
        column.setSpacing(12)
        column.addWidget(label(strings("settings.title"), "title"))
        column.addSpacing(4)

        looks, inner = self._card(strings("settings.looks"))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(label(strings("settings.theme")), 1)
        group = QButtonGroup(self)
        self.themes: dict[str, QRadioButton] = {}
        for mode in THEMES:
            button = QRadioButton(strings(f"settings.theme_{mode}"))
            button.setChecked(preferences.theme == mode)
            button.toggled.connect(lambda on, m=mode: self._set_theme(m) if on else None)
            group.addButton(button)
            row.addWidget(button)
            self.themes[mode] = button
        inner.addLayout(row)
        inner.addWidget(line())
        row = QHBoxLayout()
        row.addWidget(label(strings("settings.scale")), 1)
        self.scale = QComboBox()
        self.scale.setAccessibleName(strings("settings.scale"))
        for per_cent in SCALES:
            self.scale.addItem(strings("settings.per_cent", n=per_cent), per_cent)
        self.scale.setCurrentIndex(max(0, self.scale.findData(preferences.scale)))
        self.scale.activated.connect(lambda _index: self._set_scale(int(self.scale.currentData())))
        self.scale.setMinimumWidth(120)
        row.addWidget(self.scale)
        inner.addLayout(row)
        inner.addWidget(label(strings("settings.scale_text"), "small", wrap=True))
        column.addWidget(looks)

        data, inner = self._card(strings("settings.data"))
        self._facts = label(strings("settings.data_loading"), "secondary", wrap=True)
        inner.addWidget(self._facts)
        row = QHBoxLayout()
        row.addWidget(Elided(str(context.tasks.home), "secondary"), 1)
        row.addWidget(Button(theme, strings("settings.open_home"), "folder-open", clicked=self._open_home))
        inner.addLayout(row)
        inner.addWidget(label(strings("settings.data_text"), "small", wrap=True))
        column.addWidget(data)

        keys, inner = self._card(strings("settings.keys"))
        for name in SHORTCUTS:
            row = QHBoxLayout()
            row.addWidget(label(strings(f"settings.key.{name}")), 1)
            row.addWidget(label(strings(f"settings.key_of.{name}"), "secondary"))
            inner.addLayout(row)
        column.addWidget(keys)

        about, inner = self._card(strings("settings.about"))
        inner.addWidget(label(strings("settings.version", version=__version__), "strong"))
        inner.addWidget(label(strings("settings.about_text"), "secondary", wrap=True))
        inner.addWidget(label(strings("settings.licences"), "small", wrap=True))
        row = QHBoxLayout()
        row.addWidget(Button(theme, strings("settings.open_licences"), "file-text", clicked=self._open_licences))
        row.addStretch(1)
        inner.addLayout(row)
        column.addWidget(about)
        column.addStretch(1)

        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        library.status_changed.connect(self.set_status)
        if library.status is not None:
            self.set_status(library.status)

    def focus(self) -> None:
        self.themes[self._context.preferences.theme].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_status(self, status: Status) -> None:
        strings = self._context.strings
        self._facts.setText(
            strings(
                "settings.data_facts", files=formats.count(status.files), passages=formats.count(status.passages),
                size=formats.size(status.database_bytes),
                when=formats.when(status.last_indexed, strings) if status.last_indexed else strings("settings.never"),
            )
        )  # fmt: skip

    def _card(self, title: str) -> tuple[QWidget, QVBoxLayout]:
        card = frame("card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(16, 16, 16, 16)
        inner.setSpacing(12)
        inner.addWidget(label(title, "section"))
        return card, inner

    def _set_theme(self, mode: str) -> None:
        self._context.preferences.theme = mode
        self._context.theme.set(mode=mode)

    def _set_scale(self, per_cent: int) -> None:
        self._context.preferences.scale = per_cent
        self._context.theme.set(scale=per_cent)

    def _open_home(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._context.tasks.home)))

    def _open_licences(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(resource("fonts"))))
