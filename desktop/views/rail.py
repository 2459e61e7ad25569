"""The rail: one button a screen, with its word."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout

from desktop.strings import Strings
from desktop.theme.theme import Theme

SCREENS = (
    ("ask", "message-square-text"), ("search", "search"), ("library", "library"), ("evaluate", "chart-column"),
    ("connections", "plug"), ("ledger", "scroll-text"), ("settings", "settings"),
)  # fmt: skip


class Rail(QFrame):
    """chosen(screen)."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, strings: Strings) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "rail")
        self.buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 8)
        column.setSpacing(4)
        for number, (name, _icon) in enumerate(SCREENS, 1):
            button = QToolButton()
            button.setProperty("role", "rail")
            button.setText(strings(f"screen.{name}"))
            button.setToolTip(strings("screen.tip", name=strings(f"screen.{name}"), key=f"Ctrl+{number}"))
            button.setAccessibleName(strings(f"screen.{name}"))
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(lambda _checked=False, n=name: self.chosen.emit(n))
            if name == "settings":
                column.addStretch(1)
            group.addButton(button)
            column.addWidget(button)
            self.buttons[name] = button
        theme.changed.connect(self._draw)
        self._draw()

    def show_chosen(self, name: str) -> None:
        self.buttons[name].setChecked(True)

    def _draw(self) -> None:
        c = self._theme.colours
        self.setFixedWidth(self._theme.px(76))
        side = self._theme.px(20)
        for name, icon in SCREENS:
            self.buttons[name].setIcon(self._theme.icon(icon, c.text_subtle, c.primary))
            self.buttons[name].setIconSize(QSize(side, side))
            self.buttons[name].setFixedHeight(self._theme.px(56))
