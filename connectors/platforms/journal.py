"""The last requests to platforms, without a word of what was in them: times, sizes, tokens, tries, how they ended.

For finding out what a platform does; what was asked, and of whom it was kept, is the ledger's business.
"""

from __future__ import annotations

import contextlib
import threading
from dataclasses import asdict, dataclass

from connectors.platform_ports import RequestNote
from connectors.platforms.wire import Wire
from connectors.ports import KeyValues

_KEPT = "platform_requests"
_MOST = 100
_guard = threading.Lock()  # the clients of all platforms write one list


@dataclass(slots=True)
class Trace:
    """One request while it runs. began: seconds since the epoch; the rest as in `RequestNote`."""

    platform: str
    path: str
    model: str
    began: float
    tries: int = 0
    status: int | None = None
    sent: int = 0
    received: int = 0
    first_ms: int | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    outcome: str = "cancelled"  # until it is known to have ended in another way

    def take(self, wire: Wire) -> None:
        """What one try moved."""
        self.sent += wire.sent
        self.received += wire.received
        self.status = wire.status


class Journal:
    """Keeps the notes in the profile's encrypted store, the last hundred of them."""

    def __init__(self, values: KeyValues) -> None:
        self._values = values

    def add(self, trace: Trace, ended: float) -> None:
        """ended: seconds since the epoch. Never in the way of an answer: what cannot be kept is let go."""
        seconds = max(0.0, ended - trace.began)
        note = RequestNote(
            trace.began, trace.platform, trace.path, trace.model, trace.outcome, trace.status, trace.tries,
            trace.sent, trace.received, trace.first_ms, round(seconds * 1000), trace.prompt_tokens,
            trace.completion_tokens,
        )  # fmt: skip
        with _guard, contextlib.suppress(Exception):  # whatever the store's own errors are
            self._values.set(_KEPT, [*(self._values.get(_KEPT) or [])[1 - _MOST :], asdict(note)])

    def notes(self) -> tuple[RequestNote, ...]:
        """The latest first."""
        return tuple(RequestNote(**row) for row in reversed(self._values.get(_KEPT) or []))
