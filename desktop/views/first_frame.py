"""Tells when the window's first frame is on the screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget


class FirstFrame(QObject):
    """shown(), once. `watch` is called whenever the window is shown: only then does it have a native window."""

    shown = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._watches = self._over = False

    def watch(self) -> None:
        handle = self._window.windowHandle()
        if not self._watches and handle is not None:
            self._watches = True
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._over and event.type() == QEvent.Type.Expose:
            self._over = True
            watched.removeEventFilter(self)
            self.shown.emit()
        return False
