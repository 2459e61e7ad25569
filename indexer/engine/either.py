"""An event that is also set once something else holds."""

from __future__ import annotations

import threading
from collections.abc import Callable

from connectors.ports import Clock


class Either(threading.Event):
    """An event that is also set once `other` holds, which is looked at every second."""

    def __init__(self, event: threading.Event, other: Callable[[], bool], clock: Clock) -> None:
        super().__init__()
        self._event, self._other, self._clock = event, other, clock
        self._looked = clock.monotonic()

    def is_set(self) -> bool:
        if not super().is_set() and self._clock.monotonic() - self._looked > 1:
            self._looked = self._clock.monotonic()
            if self._other():
                self.set()
        return super().is_set() or self._event.is_set()
