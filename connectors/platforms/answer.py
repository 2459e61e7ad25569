"""One answer of a chat model, read from the wire: events out, bounds kept, whatever the platform's shape."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator

import httpx

from connectors.errors import Busy, ConnectorError, Filtered, Malformed, Stalled, Unreachable
from connectors.platforms.faults import from_status, from_words, web_page
from connectors.platforms.piece import Shape
from connectors.platforms.sse import EventDecoder
from connectors.platforms.text import DeltaFilter
from connectors.platforms.waits import MAX_BODY, Waits, next_piece
from connectors.platforms.wire import End, Head, Wire
from connectors.ports import ChatDelta, ChatEvent, ChatFinished, Clock


class Answer:
    """The reading of one answer: events out, bounds kept."""

    def __init__(self, shape: Shape, clock: Clock, waits: Waits, began: float, heard: Callable[[Head], None]) -> None:
        self._shape = shape
        self._clock = clock
        self._waits = waits
        self._began = began
        self._heard_head = heard
        self._heard = clock.monotonic()  # when the last event with content came
        self._spoken = False
        self._reason: str | None = None
        self._prompt_tokens: int | None = None
        self._completion_tokens: int | None = None
        self._done = False
        self._filter = DeltaFilter()

    def read(self, wire: Wire, cancel: threading.Event) -> Iterator[ChatEvent]:
        decoder = EventDecoder()
        plain: bytearray | None = None  # the body of an answer that is not a stream
        streamed = False
        while not self._done:
            piece = next_piece(wire, cancel)
            self._within_bounds(wire)
            if piece is None:
                continue
            if isinstance(piece, Head):
                self._heard_head(piece)
                if piece.status != 200:
                    raise from_status(piece.status, piece.headers, piece.body)
                kind = piece.headers.get("content-type", "").lower()
                if piece.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
                    raise Malformed(detail="compressed although not asked for")
                if "text/html" in kind:
                    raise web_page()
                streamed = "text/event-stream" in kind
                if "application/json" in kind:
                    plain = bytearray()
            elif isinstance(piece, End):
                if piece.error:
                    raise piece.error
                if plain is not None:
                    yield from self._whole(bytes(plain))
                else:
                    for data in decoder.end():
                        yield from self._event(data)
                break
            elif plain is not None:
                plain += piece
                if len(plain) > MAX_BODY:
                    raise Malformed(detail="body too long")
            else:
                if not streamed and (found := piece.lstrip(b"\xef\xbb\xbf \r\n\t")):
                    # A server that names no type, or a wrong one, is taken by its first character.
                    if found.startswith(b"<"):
                        raise web_page()
                    streamed = not found.startswith(b"{")
                    if not streamed:
                        plain = bytearray(piece)
                        continue
                for data in decoder.feed(piece):
                    yield from self._event(data)
        yield from self._filter.end()
        if self._reason is None and not self._done:
            raise Unreachable("AI 플랫폼의 응답이 중간에 끊겼습니다.", "다시 시도하십시오.", detail="no end")
        if self._reason == "content_filter":
            raise Filtered
        yield ChatFinished(self._reason or "stop", self._prompt_tokens, self._completion_tokens)

    def _within_bounds(self, wire: Wire) -> None:
        now, w = self._clock.monotonic(), self._waits
        if not wire.connected and not self._spoken and now - self._heard > w.connect + w.pool:
            # A name that is being looked up knows no timeout of its own.
            raise Unreachable("AI 플랫폼에 정해진 시간 안에 연결하지 못했습니다.", detail="connect")
        if now - self._began > w.whole:
            raise Stalled("답변이 정해진 시간 안에 끝나지 않았습니다.", detail="whole")
        if now - self._heard > (w.silence if self._spoken else w.first_token):
            raise Stalled(detail="silence")

    def _event(self, data: str) -> Iterator[ChatEvent]:
        if data.strip() == "[DONE]":
            self._done = True
            return
        yield from self._piece(data)

    def _whole(self, body: bytes) -> Iterator[ChatEvent]:
        yield from self._piece(body)
        self._done = True

    def _piece(self, data: str | bytes) -> Iterator[ChatEvent]:
        try:
            said = json.loads(data)
        except ValueError as error:
            raise Malformed(detail="not JSON") from error
        if not isinstance(said, dict):
            raise Malformed(detail="not an object")
        try:
            piece = self._shape.piece(said)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise Malformed(detail="shape") from error
        if piece.fault:
            raise from_words(piece.fault) or _said(piece.fault)
        if piece.prompt_tokens is not None:
            self._prompt_tokens = piece.prompt_tokens
        if piece.completion_tokens is not None:
            self._completion_tokens = piece.completion_tokens
        self._reason = piece.finish or self._reason
        if piece.thinking:
            self._hear()
            yield ChatDelta(piece.thinking, reasoning=True)
        if piece.text:
            self._hear()
            yield from self._filter.feed(piece.text)
        self._done = self._done or piece.last

    def _hear(self) -> None:
        self._heard = self._clock.monotonic()
        self._spoken = True


def read_whole(
    wire: Wire, path: str, cancel: threading.Event, clock: Clock, waits: Waits, heard: Callable[[Head], None]
) -> bytes:
    """The body of a 200 answer that is not a stream. Raises PlatformError, Cancelled."""
    data = bytearray()
    started = clock.monotonic()
    while True:
        piece = next_piece(wire, cancel)
        passed = clock.monotonic() - started
        if not wire.connected and passed > waits.connect + waits.pool:
            raise Unreachable("AI 플랫폼에 정해진 시간 안에 연결하지 못했습니다.", detail="connect")
        if passed > waits.silence:
            raise Stalled(detail=path)
        if isinstance(piece, Head):
            heard(piece)
            if piece.status != 200:
                raise from_status(piece.status, piece.headers, piece.body)
        elif isinstance(piece, bytes):
            data += piece
            if len(data) > MAX_BODY:
                raise Malformed(detail="too long")
        elif isinstance(piece, End):
            if piece.error:
                raise piece.error
            if data[:64].lstrip().startswith(b"<"):
                raise web_page()
            return bytes(data)


def _said(words: str) -> ConnectorError:
    """An error object inside a stream that began well."""
    low = words.lower()
    if code := re.search(r"\b([45]\d\d)(?:\d\d)?\b", low):
        error = from_status(int(code[1]), httpx.Headers(), b"")
        if not isinstance(error, Malformed):
            return error
    if "rate" in low or "429" in low or "overload" in low or "quota" in low:
        return Busy(detail="said in the stream")
    return Malformed("AI 플랫폼이 답변 도중 오류를 알렸습니다.", "다시 시도하십시오.", detail="said in the stream")
