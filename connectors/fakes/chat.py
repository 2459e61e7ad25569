"""A chat model that says what it was given to say: for tests, beside the real adapter."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

from connectors.errors import ConnectorError
from connectors.ports import ChatDelta, ChatEvent, ChatFinished, ChatRequest


class ScriptedChat:
    """`ChatModel` over a list of pieces; an error among them is raised in its place."""

    def __init__(self, pieces: Sequence[str | ConnectorError], name: str = "scripted") -> None:
        self.name = name
        self.requests: list[ChatRequest] = []
        self._pieces = tuple(pieces)

    def stream(self, request: ChatRequest, cancel: threading.Event) -> Iterator[ChatEvent]:
        self.requests.append(request)
        count = 0
        for piece in self._pieces:
            if cancel.is_set():
                return
            if isinstance(piece, ConnectorError):
                raise piece
            count += 1
            yield ChatDelta(piece)
        yield ChatFinished("stop", completion_tokens=count)
