"""XGrabKey on the root window, over a connection of our own that Qt's loop watches."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Qt

_MODIFIERS = (
    (Qt.KeyboardModifier.ShiftModifier, 1),
    (Qt.KeyboardModifier.ControlModifier, 4),
    (Qt.KeyboardModifier.AltModifier, 8),
    (Qt.KeyboardModifier.MetaModifier, 64),
)
_LOCKS = (0, 2, 16, 18)  # Caps Lock and Num Lock, which are modifiers to X, in any state
_KEY_PRESS = 2
_EVENT_BYTES = 192  # sizeof(XEvent)
_ASYNC = 1
_ERROR = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


def key_name(key: int) -> bytes | None:
    """The X name of a Qt key: letters, digits, function keys, space."""
    if 0x30 <= key <= 0x39 or 0x41 <= key <= 0x5A:
        return chr(key).lower().encode()
    if key == int(Qt.Key.Key_Space):
        return b"space"
    first = int(Qt.Key.Key_F1)
    return f"F{key - first + 1}".encode() if first <= key < first + 12 else None


class X11Grab:
    def __init__(self, pressed: Callable[[], object], parent: QObject) -> None:
        self._pressed = pressed
        self._parent = parent
        self._x: Any = None
        self._display: Any = None
        self._notifier: QSocketNotifier | None = None

    def take(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        name = key_name(key)
        library = ctypes.util.find_library("X11")
        if name is None or library is None:
            return False
        x = self._x = ctypes.CDLL(library)
        x.XOpenDisplay.restype = ctypes.c_void_p
        x.XStringToKeysym.restype = ctypes.c_ulong
        x.XDefaultRootWindow.restype = ctypes.c_ulong
        x.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
        x.XSetErrorHandler.restype = ctypes.c_void_p
        display = x.XOpenDisplay(None)
        if not display:
            return False
        self._display = ctypes.c_void_p(display)
        code = x.XKeysymToKeycode(self._display, x.XStringToKeysym(name))
        root = ctypes.c_ulong(x.XDefaultRootWindow(self._display))
        mask = sum(flag for modifier, flag in _MODIFIERS if modifiers & modifier)
        faults: list[int] = []

        def noted(_display: int, _event: int) -> int:
            faults.append(1)  # another program has the keys; Xlib's own handler would end ours
            return 0

        refused = _ERROR(noted)
        before = x.XSetErrorHandler(refused)
        for lock in _LOCKS:
            x.XGrabKey(self._display, code, mask | lock, root, 0, _ASYNC, _ASYNC)
        x.XSync(self._display, 0)
        x.XSetErrorHandler(ctypes.c_void_p(before))
        if faults or not code:
            return False
        self._notifier = QSocketNotifier(x.XConnectionNumber(self._display), QSocketNotifier.Type.Read, self._parent)
        self._notifier.activated.connect(self._read)
        return True

    def _read(self) -> None:
        event = ctypes.create_string_buffer(_EVENT_BYTES)
        while self._display is not None and self._x.XPending(self._display):
            self._x.XNextEvent(self._display, event)
            if ctypes.c_int.from_buffer(event).value == _KEY_PRESS:
                self._pressed()

    def release(self) -> None:
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self._display is not None:
            self._x.XCloseDisplay(self._display)  # gives its grabs back
            self._display = None
