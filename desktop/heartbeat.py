"""Measures whether the window waits: the longest gap between ticks of a 10 ms timer."""

from __future__ import annotations

import json
import time
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

TICK_MS = 10


class Heartbeat(QObject):
    """Starts when the window is shown; `write` leaves the figures as JSON, in milliseconds.

    `visible_at` is the monotonic clock when the first frame was there: whoever started the process can subtract the
    moment it did so, and has the whole start, the interpreter's own included. `longest_gap_cpu_ms` is the most CPU
    time that the process spent in one gap: a busy machine makes gaps long, but adds nothing to this.
    """

    def __init__(self, file: Path, started: float, parent: QObject | None = None) -> None:
        """`started`: time.monotonic() at the start of the process's own code."""
        super().__init__(parent)
        self._file = file
        self._started = started
        self._visible: float | None = None
        self._last = self._last_cpu = 0.0
        self._longest = self._longest_cpu = 0.0
        self.over_50 = 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def longest_ms(self) -> float:
        return round(self._longest * 1000, 1)

    @property
    def longest_cpu_ms(self) -> float:
        return round(self._longest_cpu * 1000, 1)

    def window_visible(self) -> None:
        """The first frame is on the screen."""
        self._visible = self._last = time.monotonic()
        self._last_cpu = time.process_time()
        self._timer.start()

    def _tick(self) -> None:
        now, cpu = time.monotonic(), time.process_time()
        gap = now - self._last
        self._longest = max(self._longest, gap)
        self._longest_cpu = max(self._longest_cpu, cpu - self._last_cpu)
        self.over_50 += gap > 0.05
        self._last, self._last_cpu = now, cpu

    def write(self) -> None:
        """The heart stops; its figures stay."""
        self._timer.stop()
        visible = None if self._visible is None else round((self._visible - self._started) * 1000, 1)
        figures = {
            "start_to_visible_ms": visible,
            "visible_at": self._visible,
            "longest_gap_ms": self.longest_ms,
            "longest_gap_cpu_ms": self.longest_cpu_ms,
            "gaps_over_50_ms": self.over_50,
        }
        self._file.write_text(json.dumps(figures) + "\n", encoding="utf-8")
