"""The far end of a platform for tests: a chat model that answers what it was given to say, piece by piece."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from connectors.ports import ChatDelta, ChatEvent, ChatFinished, ChatRequest


class ScriptedChat:
    """Streams `text` in pieces of `size` characters; raises `error` after `before_error` pieces. Keeps the requests."""

    def __init__(
        self, text: str = "", *, size: int = 3, error: Exception | None = None, before_error: int = 0, reason: str = "stop"
    ) -> None:
        self.name = "시험"
        self.requests: list[ChatRequest] = []
        self._text, self._size, self._error, self._before, self._reason = text, size, error, before_error, reason

    def stream(self, request: ChatRequest, cancel: threading.Event) -> Iterator[ChatEvent]:
        self.requests.append(request)
        yield ChatDelta("생각 중", reasoning=True)
        for number, start in enumerate(range(0, len(self._text) or 1, self._size)):
            if cancel.is_set():
                return
            if self._error is not None and number >= self._before:
                raise self._error
            yield ChatDelta(self._text[start : start + self._size])
        yield ChatFinished(self._reason, 10, 5)
