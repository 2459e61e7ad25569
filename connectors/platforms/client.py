"""A chat model behind an OpenAI-compatible endpoint: `POST {base}/chat/completions` with `stream`.

Bounds (reliability row 4): connect 10 s, first token 60 s, silence 30 s, whole answer 300 s; keep-alive
comments do not reset the silence. At most three tries, none after the first token; `cancel` ends it at once.
"""

from __future__ import annotations

import json
import queue
import random
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import numpy as np
from numpy.typing import NDArray

from connectors.errors import Busy, ConnectorError, Filtered, Malformed, Stalled, Unreachable
from connectors.platforms.faults import duration, error_words, from_status, from_words, web_page
from connectors.platforms.pace import Pace
from connectors.platforms.sse import EventDecoder
from connectors.platforms.text import DeltaFilter
from connectors.platforms.vectors import unit_vectors
from connectors.platforms.wire import End, Head, Wire
from connectors.ports import Cancelled, ChatDelta, ChatEvent, ChatFinished, ChatRequest, Clock

MAX_BODY = 16 * 1024 * 1024
_CHARACTERS = 1.2  # of Korean text a token, the fewest of the tokenizers looked at
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


class OverPace(Busy):
    """Not sent: the limits that are known do not allow it yet. Trying again at once is no use."""


class OpenAICompatible:
    """`connectors.ports.ChatModel` over HTTP. `open_client` makes a gated client for each try."""

    def __init__(
        self,
        name: str,
        base_url: str,
        key: str | None,
        open_client: Callable[[httpx.Timeout], httpx.Client],
        clock: Clock,
        waits: Waits = Waits(),
        extra_body: dict[str, Any] | None = None,
        pace: Pace | None = None,
    ) -> None:
        self.name = name
        self._url = base_url.rstrip("/")
        self._key = key
        self._open_client = open_client
        self._clock = clock
        self._waits = waits
        self._extra = extra_body or {}
        self._pace = pace

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key}"} if self._key else {}

    def _wire(self, method: str, path: str, body: Any = None, root: bool = False) -> Wire:
        w = self._waits
        # The read timeout only backs up our own silence timer, which the reader's thread cannot see.
        timeout = httpx.Timeout(connect=w.connect, read=w.first_token + w.silence, write=w.write, pool=w.pool)
        base = self._url.removesuffix("/v1") if root else self._url
        return Wire(self._open_client(timeout), method, base + path, self._headers(), body)

    def stream(self, request: ChatRequest, cancel: threading.Event) -> Iterator[ChatEvent]:
        """As `ChatModel.stream`."""
        body = {
            "model": request.model,
            "messages": [{"role": m.role, "content": m.content} for m in request.messages],
            "max_tokens": request.max_tokens,
            "temperature": request.temperature,
            "stream": True,
            **({"stop": list(request.stop)} if request.stop else {}),
            **self._extra,
            **request.extra_body,
        }
        began = self._clock.monotonic()
        for attempt in range(1, self._waits.tries + 1):
            spoken = False
            try:
                if not self._in_turn(sum(len(m.content) for m in request.messages), cancel):
                    return
                for event in self._once(body, cancel, began):
                    spoken = True
                    self._count(event)
                    yield event
                return
            except Cancelled:
                return
            except OverPace:
                raise
            except (Busy, Unreachable) as error:
                wait = self._pause(error, attempt)
                if spoken or wait is None:
                    told = getattr(error, "retry_after", None)
                    if told and self._pace and not spoken:
                        self._pace.held(told)  # the next request need not find out by itself
                    raise
                if not self._sleep(wait, cancel):
                    return

    def _in_turn(self, characters: int, cancel: threading.Event) -> bool:
        """Wait until the platform's and the profile's limits allow the request; False when cancelled. Raises Busy."""
        if self._pace is None:
            return True
        tokens = int(characters / _CHARACTERS)
        wait = self._pace.wait(tokens)
        if wait > self._waits.longest_retry_after:
            raise OverPace(
                "AI 플랫폼의 분당 사용 한도에 이르러 보내지 않았습니다.",
                f"약 {duration(wait)} 뒤에 다시 시도하십시오.",
                detail="pace",
                retry_after=wait,
            )
        if wait > 0 and not self._sleep(wait, cancel):
            return False
        self._pace.sent(tokens)
        return True

    def _count(self, event: ChatEvent) -> None:
        if self._pace and isinstance(event, ChatFinished) and event.prompt_tokens is not None:
            self._pace.used(event.prompt_tokens + (event.completion_tokens or 0))

    def _heard(self, head: Head) -> None:
        if self._pace:
            self._pace.heard(head.headers)

    def _sleep(self, seconds: float, cancel: threading.Event) -> bool:
        end = self._clock.monotonic() + seconds
        while (left := end - self._clock.monotonic()) > 0:
            if cancel.is_set():
                return False
            self._clock.sleep(min(POLL, left))
        return not cancel.is_set()

    def _once(self, body: dict[str, Any], cancel: threading.Event, began: float) -> Iterator[ChatEvent]:
        wire = self._wire("POST", "/chat/completions", body)
        try:
            yield from _Answer(self._clock, self._waits, began, self._heard).read(wire, cancel)
        finally:
            wire.close()

    def models(self, cancel: threading.Event) -> tuple[str, ...]:
        """The ids `GET {base}/models` lists. Raises PlatformError."""
        try:
            answer = json.loads(self._whole("GET", "/models", None, cancel))
            if "data" not in answer and isinstance(answer.get("result"), dict):
                answer = answer["result"]
            return tuple(str(item["id"]) for item in answer["data"])
        except Cancelled:
            return ()
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Malformed(detail="models") from error

    def embed(
        self, model: str, texts: Sequence[str], cancel: threading.Event, dimensions: int | None = None
    ) -> NDArray[np.float32]:
        """Unit vectors of `POST {base}/embeddings`, shape (len(texts), dimensions). Raises PlatformError.

        As `vectors.unit_vectors` where a vector is missing or would spoil an index. Nothing once `cancel` is set.
        """
        try:
            body = self._whole("POST", "/embeddings", {"model": model, "input": list(texts)}, cancel)
        except Cancelled:
            return np.empty((0, dimensions or 0), np.float32)
        return unit_vectors(body, len(texts), dimensions)

    def post(self, path: str, body: Any, cancel: threading.Event, root: bool = False) -> bytes:
        """The whole answer, tried again as a question is. `root`: of the host's own path, without /v1.

        Raises PlatformError, PolicyError, Cancelled.
        """
        texts = [x for value in body.values() for x in (value if isinstance(value, list) else [value])]
        characters = sum(len(x) for x in texts if isinstance(x, str))
        for attempt in range(1, self._waits.tries + 1):
            if not self._in_turn(characters, cancel):
                raise Cancelled
            try:
                return self._whole("POST", path, body, cancel, root)
            except (Busy, Unreachable) as error:
                wait = self._pause(error, attempt)
                if wait is None:
                    raise
                if not self._sleep(wait, cancel):
                    raise Cancelled from None
        raise AssertionError("there is at least one try")

    def _pause(self, error: Busy | Unreachable, attempt: int) -> float | None:
        """Seconds until the next try; None where there is none."""
        wait = getattr(error, "retry_after", None)
        if attempt == self._waits.tries or (wait or 0) > self._waits.longest_retry_after:
            return None
        return 0.5 * 2 ** (attempt - 1) * random.uniform(0.8, 1.2) if wait is None else float(wait)

    def _whole(self, method: str, path: str, body: Any, cancel: threading.Event, root: bool = False) -> bytes:
        """The body of a 200 answer that is not a stream. Raises PlatformError, Cancelled."""
        wire = self._wire(method, path, body, root)
        data = b""
        started = self._clock.monotonic()
        try:
            while True:
                piece = _next(wire, cancel)
                passed = self._clock.monotonic() - started
                if not wire.connected and passed > self._waits.connect + self._waits.pool:
                    raise Unreachable("AI 플랫폼에 정해진 시간 안에 연결하지 못했습니다.", detail="connect")
                if passed > self._waits.silence:
                    raise Stalled(detail=path)
                if isinstance(piece, Head):
                    self._heard(piece)
                if isinstance(piece, Head) and piece.status != 200:
                    raise from_status(piece.status, piece.headers, piece.body)
                if isinstance(piece, bytes):
                    data += piece
                    if len(data) > MAX_BODY:
                        raise Malformed(detail="too long")
                if isinstance(piece, End):
                    if piece.error:
                        raise piece.error
                    if data.lstrip().startswith(b"<"):
                        raise web_page()
                    return data
        finally:
            wire.close()


def _next(wire: Wire, cancel: threading.Event) -> Head | bytes | End | None:
    """The next piece, or None after a moment without one. Raises Cancelled."""
    if cancel.is_set():
        raise Cancelled
    try:
        return wire.pieces.get(timeout=POLL)
    except queue.Empty:
        return None


class _Answer:
    """The reading of one answer: events out, bounds kept."""

    def __init__(self, clock: Clock, waits: Waits, began: float, heard: Callable[[Head], None]) -> None:
        self._clock = clock
        self._waits = waits
        self._began = began
        self._heard_head = heard
        self._heard = clock.monotonic()  # when the last event with content came
        self._spoken = False
        self._reason: str | None = None
        self._usage: dict[str, Any] = {}
        self._done = False
        self._filter = DeltaFilter()

    def read(self, wire: Wire, cancel: threading.Event) -> Iterator[ChatEvent]:
        decoder = EventDecoder()
        plain: bytes | None = None  # the body of an answer that is not a stream
        streamed = False
        while not self._done:
            piece = _next(wire, cancel)
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
                    plain = b""
            elif isinstance(piece, End):
                if piece.error:
                    raise piece.error
                if plain is not None:
                    yield from self._whole(plain)
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
                        plain = piece
                        continue
                for data in decoder.feed(piece):
                    yield from self._event(data)
        yield from self._filter.end()
        if self._reason is None and not self._done:
            raise Unreachable("AI 플랫폼의 응답이 중간에 끊겼습니다.", "다시 시도하십시오.", detail="no end")
        if self._reason == "content_filter":
            raise Filtered
        yield ChatFinished(
            self._reason or "stop", self._usage.get("prompt_tokens"), self._usage.get("completion_tokens")
        )

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
        try:
            chunk = json.loads(data)
        except ValueError as error:
            raise Malformed(detail="not JSON") from error
        yield from self._chunk(chunk, "delta")

    def _whole(self, body: bytes) -> Iterator[ChatEvent]:
        try:
            answer = json.loads(body)
        except ValueError as error:
            raise Malformed(detail="not JSON") from error
        if isinstance(answer, dict) and "choices" not in answer and isinstance(answer.get("result"), dict):
            answer = answer["result"]
        yield from self._chunk(answer, "message")
        self._done = True

    def _chunk(self, chunk: Any, part: str) -> Iterator[ChatEvent]:
        if not isinstance(chunk, dict):
            raise Malformed(detail="not an object")
        if "choices" not in chunk:
            words = error_words(chunk)
            if words:
                raise from_words(words) or _said(words)
            return
        usage = chunk.get("usage")
        if isinstance(usage, dict):
            self._usage = usage
        choices = chunk["choices"]
        if not isinstance(choices, list):
            raise Malformed(detail="choices")
        for choice in choices[:1]:
            delta = (choice.get(part) if isinstance(choice, dict) else None) or {}
            self._reason = (choice.get("finish_reason") if isinstance(choice, dict) else None) or self._reason
            thinking = delta.get("reasoning_content") or delta.get("reasoning")
            if isinstance(thinking, str) and thinking:
                self._hear(thinking)
                yield ChatDelta(thinking, reasoning=True)
            text = delta.get("content")
            if isinstance(text, str) and text:
                self._hear(text)
                yield from self._filter.feed(text)

    def _hear(self, text: str) -> None:
        self._heard = self._clock.monotonic()
        self._spoken = True


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
