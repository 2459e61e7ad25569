"""After a failure, no more tries for a while, and longer after each that follows: a circuit breaker."""

from __future__ import annotations

import threading

from connectors.ports import Clock

FIRST, LONGEST = 10.0, 300.0  # seconds


class Breaker:
    """Safe from any thread. `closed` tells whether to try; one try is let through when the pause is over."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._until = 0.0
        self._pause = 0.0

    def closed(self) -> bool:
        with self._guard:
            return self._clock.monotonic() >= self._until

    def failed(self, least: float = 0.0) -> float:
        """Note a failure; the seconds until the next try, at least `least`."""
        with self._guard:
            self._pause = max(least, min(LONGEST, 2 * self._pause if self._pause else FIRST))
            self._until = self._clock.monotonic() + self._pause
            return self._pause

    def worked(self) -> None:
        with self._guard:
            self._pause = self._until = 0.0
