"""Indexing goes slower while the computer runs on its battery or somebody works at it.

It already gives way to whatever wants the processor (indexer/priority.py); this leaves pauses besides, so that fans,
battery and disk are spared. Windows: GetSystemPowerStatus and GetLastInputInfo; Linux: /sys/class/power_supply and,
with an X server, XScreenSaverQueryInfo. Where the system does not tell, nothing is slowed down.
"""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

Reason = Literal["", "battery", "user"]
T = TypeVar("T")

PAUSE: dict[Reason, float] = {"": 0.0, "battery": 2.0, "user": 0.5}  # seconds of rest for each second of work
LONGEST = 2.0  # seconds of one pause
IDLE = 20.0  # seconds without a key or the mouse, after which nobody works
LOOK_EVERY = 5.0  # seconds between two looks at the battery and the hands
_SUPPLIES = Path("/sys/class/power_supply")


def on_battery(supplies: Path = _SUPPLIES) -> bool:
    """Whether no power comes from outside; False where that cannot be known."""
    if sys.platform == "win32":
        status = (ctypes.c_ubyte * 12)()  # SYSTEM_POWER_STATUS; its first byte is ACLineStatus
        return bool(ctypes.windll.kernel32.GetSystemPowerStatus(ctypes.byref(status))) and status[0] == 0
    kinds: list[tuple[str, str]] = []
    with contextlib.suppress(OSError):
        for supply in supplies.iterdir():
            kind = _read(supply / "type")
            kinds.append((kind, _read(supply / ("status" if kind == "Battery" else "online"))))
    if any(kind in ("Mains", "USB") and online == "1" for kind, online in kinds):
        return False
    return any(kind == "Battery" and status == "Discharging" for kind, status in kinds)


def idle_seconds() -> float | None:
    """Since the last key or movement of the mouse in any program; None where that cannot be known."""
    if sys.platform == "win32":

        class LastInput(ctypes.Structure):
            _fields_ = (("size", ctypes.c_uint), ("at", ctypes.c_uint))

        last = LastInput(ctypes.sizeof(LastInput), 0)
        if not ctypes.windll.user32.GetLastInputInfo(ctypes.byref(last)):
            return None
        return float((ctypes.windll.kernel32.GetTickCount() - last.at) & 0xFFFFFFFF) / 1000
    screen = _x_screen()
    return screen() if screen is not None else None


@cache
def _x_screen() -> Callable[[], float | None] | None:
    """Asks the X server; opened once, None without one."""
    names = [ctypes.util.find_library(name) for name in ("X11", "Xss")]
    if not all(names):
        return None
    try:
        x11, xss = (ctypes.CDLL(name) for name in names)
    except OSError:
        return None
    x11.XOpenDisplay.restype = x11.XDefaultRootWindow.restype = ctypes.c_void_p
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    display = x11.XOpenDisplay(None)
    if not display:
        return None

    class Info(ctypes.Structure):
        _fields_ = (
            ("window", ctypes.c_ulong), ("state", ctypes.c_int), ("kind", ctypes.c_int), ("til", ctypes.c_ulong),
            ("idle", ctypes.c_ulong), ("mask", ctypes.c_ulong),
        )  # fmt: skip

    x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
    xss.XScreenSaverQueryInfo.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(Info)]
    root = x11.XDefaultRootWindow(display)

    def idle() -> float | None:
        info = Info()
        return info.idle / 1000 if xss.XScreenSaverQueryInfo(display, root, ctypes.byref(info)) else None

    return idle


def _read(file: Path) -> str:
    with contextlib.suppress(OSError):
        return file.read_text(encoding="ascii", errors="replace").strip()
    return ""


class Pace:
    """How fast work in the background goes. `gentle`: whether it may be slowed down, read anew at each look."""

    def __init__(
        self, gentle: Callable[[], bool], battery: Callable[[], bool] = on_battery,
        idle: Callable[[], float | None] = idle_seconds, clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._gentle, self._battery, self._idle, self._clock = gentle, battery, idle, clock
        self._looked = -LOOK_EVERY
        self._reason: Reason = ""

    @property
    def reason(self) -> Reason:
        """Why it goes slower now; "" for full speed. The battery counts for more than the hands."""
        now = self._clock()
        if now - self._looked >= LOOK_EVERY:
            self._looked = now
            self._reason = self._look() if self._gentle() else ""
        return self._reason

    def paced(self, work: Iterable[T], cancel: threading.Event) -> Iterator[T]:
        """The same, with a pause after each piece in proportion to the time it took; a cancelled one ends at once."""
        pieces: Iterator[Any] = iter(work)
        while True:
            began = self._clock()
            try:
                piece = next(pieces)
            except StopIteration:
                return
            spent = self._clock() - began
            yield piece
            if pause := PAUSE[self.reason]:
                cancel.wait(min(LONGEST, spent * pause))

    def _look(self) -> Reason:
        if self._battery():
            return "battery"
        idle = self._idle()
        return "user" if idle is not None and idle < IDLE else ""
