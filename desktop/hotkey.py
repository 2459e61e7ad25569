"""A key combination that works in every program: asked of the system itself, so that no other key is ever seen.

Windows: RegisterHotKey. X11: XGrabKey. Wayland has no such thing for programs like this one; there it is not offered.
"""

from __future__ import annotations

import sys
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence


class Grab(Protocol):
    """One system's way."""

    def take(self, key: int, modifiers: Qt.KeyboardModifier) -> bool: ...
    def release(self) -> None: ...


class HotKey(QObject):
    """pressed(): the combination was pressed, whatever program is in front."""

    pressed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._grab: Grab | None = None

    @staticmethod
    def offered() -> bool:
        """Whether this system has such keys."""
        return sys.platform == "win32" or QGuiApplication.platformName() == "xcb"

    def set(self, keys: str) -> bool:
        """Listen to these keys (such as "Ctrl+Alt+Space") and no others; False where another program has them."""
        self.release()
        sequence = QKeySequence(keys)
        if not self.offered() or sequence.count() != 1:
            return False
        combination = sequence[0]  # type: ignore[index]  # the stubs do not know it
        modifiers = combination.keyboardModifiers()
        if not modifiers & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
        ):
            return False  # a bare letter would be taken from everyone's typing
        grab: Grab
        if sys.platform == "win32":
            from desktop.hotkey_windows import WindowsGrab

            grab = WindowsGrab(self.pressed.emit)
        else:
            from desktop.hotkey_x11 import X11Grab

            grab = X11Grab(self.pressed.emit, self)
        if not grab.take(int(combination.key()), modifiers):
            grab.release()
            return False
        self._grab = grab
        return True

    def release(self) -> None:
        """Give the keys back."""
        if self._grab is not None:
            self._grab.release()
            self._grab = None
