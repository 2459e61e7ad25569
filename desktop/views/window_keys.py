"""The window's shortcuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from desktop.views import actions

if TYPE_CHECKING:
    from desktop.views.main_window import MainWindow


class WindowKeys(QObject):
    """Those of desktop.views.actions, and Ctrl+F, which means what is in front."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        for key, do in actions.shortcuts(window).items():
            QShortcut(QKeySequence(key), window).activated.connect(do)
        self._find_shortcut = QShortcut(QKeySequence("Ctrl+F"), window)
        self._find_shortcut.activated.connect(self._find)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    def _find(self) -> None:
        if self._window.screens.in_front("library"):
            self._window.library_view.focus()
        else:
            self._window.focus_screen("search")

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        """In the source, Ctrl+F is the source's own: two shortcuts of the same keys would both fall silent."""
        self._find_shortcut.setEnabled(now is None or not self._window.source.isAncestorOf(now))
