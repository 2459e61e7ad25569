"""The real clock; tests hand in their own."""

from __future__ import annotations

import time


class SystemClock:
    """`connectors.ports.Clock` over the operating system."""

    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)
