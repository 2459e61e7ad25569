"""RegisterHotKey of user32; the message comes into the thread's own queue, which Qt reads."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import wintypes
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, Qt

_WM_HOTKEY = 0x0312
_ID = 0x4D4E  # of ours, below 0xC000
_MODIFIERS = (
    (Qt.KeyboardModifier.AltModifier, 0x0001),
    (Qt.KeyboardModifier.ControlModifier, 0x0002),
    (Qt.KeyboardModifier.ShiftModifier, 0x0004),
    (Qt.KeyboardModifier.MetaModifier, 0x0008),
)
_NO_REPEAT = 0x4000
_SPECIAL = {Qt.Key.Key_Space: 0x20, **{getattr(Qt.Key, f"Key_F{n}"): 0x6F + n for n in range(1, 13)}}


def virtual_key(key: int) -> int | None:
    """The Windows code of a Qt key: letters, digits, function keys, space."""
    if 0x30 <= key <= 0x39 or 0x41 <= key <= 0x5A:
        return key
    return {int(k): v for k, v in _SPECIAL.items()}.get(key)


def _user32() -> Any:
    return getattr(ctypes, "windll").user32  # noqa: B009 - there is none but on Windows


class _Filter(QAbstractNativeEventFilter):
    def __init__(self, pressed: Callable[[], object]) -> None:
        super().__init__()
        self._pressed = pressed

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> Any:
        if bytes(QByteArray(kind).data()) == b"windows_generic_MSG":
            told = wintypes.MSG.from_address(int(message))
            if told.message == _WM_HOTKEY and told.wParam == _ID:
                self._pressed()
                return True, 0
        return False, 0


class WindowsGrab:
    def __init__(self, pressed: Callable[[], object]) -> None:
        self._filter = _Filter(pressed)
        self._taken = False

    def take(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        code = virtual_key(key)
        if code is None:
            return False
        flags = _NO_REPEAT
        for modifier, flag in _MODIFIERS:
            if modifiers & modifier:
                flags |= flag
        self._taken = bool(_user32().RegisterHotKey(None, _ID, flags, code))
        if self._taken:
            app = QCoreApplication.instance()
            assert app is not None
            app.installNativeEventFilter(self._filter)
        return self._taken

    def release(self) -> None:
        if self._taken:
            _user32().UnregisterHotKey(None, _ID)
            if (app := QCoreApplication.instance()) is not None:
                app.removeNativeEventFilter(self._filter)
        self._taken = False
