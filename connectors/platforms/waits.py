"""How long is waited for what, and the pieces of an answer as they come."""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass

from connectors.platforms.wire import End, Head, Wire
from connectors.ports import Cancelled

MAX_BODY = 16 * 1024 * 1024  # bytes of one answer
POLL = 0.05  # seconds between looks at `cancel`


@dataclass(frozen=True, slots=True)
class Waits:
    """How long is waited for what, in seconds."""

    connect: float = 10.0
    write: float = 30.0
    pool: float = 10.0
    first_token: float = 60.0
    silence: float = 30.0
    whole: float = 300.0
    tries: int = 3
    longest_retry_after: float = 20.0

    @classmethod
    def within(cls, seconds: float) -> Waits:
        """One try that is over after `seconds`, whatever it hangs on."""
        return cls(
            connect=seconds,
            write=seconds,
            pool=0.0,
            first_token=seconds,
            silence=seconds,
            tries=1,
            longest_retry_after=0.0,
        )


USUAL = Waits()


def next_piece(wire: Wire, cancel: threading.Event) -> Head | bytes | End | None:
    """The next piece, or None after a moment without one. Raises Cancelled."""
    if cancel.is_set():
        raise Cancelled
    try:
        return wire.pieces.get(timeout=POLL)
    except queue.Empty:
        return None
