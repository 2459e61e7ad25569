"""A chat model behind an HTTP endpoint of some shape, OpenAI's where nothing else is said.

Bounds (reliability row 4): connect 10 s, first token 60 s, silence 30 s, whole answer 300 s; keep-alive
comments do not reset the silence. At most three tries, none after the first token; `cancel` ends it at once.
"""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
import numpy as np
from numpy.typing import NDArray

from connectors.errors import Busy, ConnectorError, Malformed, Unreachable
from connectors.platforms.answer import Answer, read_whole
from connectors.platforms.faults import duration
from connectors.platforms.journal import Journal, Trace
from connectors.platforms.openai import OpenAI
from connectors.platforms.pace import Pace
from connectors.platforms.piece import Shape
from connectors.platforms.vectors import unit_vectors
from connectors.platforms.waits import POLL, USUAL, Waits
from connectors.platforms.wire import Head, Wire
from connectors.ports import Cancelled, ChatEvent, ChatFinished, ChatRequest, Clock

_CHARACTERS = 1.2  # of Korean text a token, the fewest of the tokenizers looked at


class OverPace(Busy):
    """Not sent: the limits that are known do not allow it yet. Trying again at once is no use."""


class PlatformClient:
    """`connectors.ports.ChatModel` over HTTP. `open_client` makes a gated client for each try."""

    def __init__(
        self,
        name: str,
        base_url: str,
        key: str | None,
        open_client: Callable[[httpx.Timeout], httpx.Client],
        clock: Clock,
        waits: Waits = USUAL,
        extra_body: dict[str, Any] | None = None,
        pace: Pace | None = None,
        shape: Shape | None = None,
        journal: Journal | None = None,
    ) -> None:
        self.name = name
        self._url = base_url.rstrip("/")
        self._key = key
        self._open_client = open_client
        self._clock = clock
        self._waits = waits
        self._extra = extra_body or {}
        self._pace = pace
        self._shape = shape or OpenAI()
        self._journal = journal

    def _wire(self, method: str, path: str, body: Any = None, root: bool = False) -> Wire:
        w = self._waits
        # The read timeout only backs up our own silence timer, which the reader's thread cannot see.
        timeout = httpx.Timeout(connect=w.connect, read=w.first_token + w.silence, write=w.write, pool=w.pool)
        base = self._url.removesuffix("/v1") if root else self._url
        return Wire(self._open_client(timeout), method, base + path, self._shape.headers(self._key), body)

    def stream(self, request: ChatRequest, cancel: threading.Event) -> Iterator[ChatEvent]:
        """As `ChatModel.stream`."""
        path, body = self._shape.question(request)
        body = {**body, **self._extra, **request.extra_body}
        with self._noted(path, request.model) as trace:
            yield from self._tried(path, body, sum(len(m.content) for m in request.messages), cancel, trace)

    def _tried(
        self, path: str, body: dict[str, Any], characters: int, cancel: threading.Event, trace: Trace
    ) -> Iterator[ChatEvent]:
        """The events of the first try that is not in vain."""
        began = self._clock.monotonic()
        for attempt in range(1, self._waits.tries + 1):
            spoken = False
            try:
                if not self._in_turn(characters, cancel):
                    return
                trace.tries += 1
                for event in self._once(path, body, cancel, began, trace):
                    if not spoken:
                        trace.first_ms = round((self._clock.monotonic() - began) * 1000)
                    spoken = True
                    self._count(event, trace)
                    yield event
                trace.outcome = "done"
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

    @contextmanager
    def _noted(self, path: str, model: str) -> Iterator[Trace]:
        """A request that is written down when it has ended, however it ended."""
        trace = Trace(self.name, path, model, self._clock.now())
        try:
            yield trace
        except (ConnectorError, Cancelled) as error:
            trace.outcome = getattr(error, "kind", "cancelled")
            raise
        finally:
            if self._journal is not None:
                self._journal.add(trace, self._clock.now())

    def _count(self, event: ChatEvent, trace: Trace) -> None:
        if not isinstance(event, ChatFinished):
            return
        trace.prompt_tokens, trace.completion_tokens = event.prompt_tokens, event.completion_tokens
        if self._pace and event.prompt_tokens is not None:
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

    def _once(
        self, path: str, body: dict[str, Any], cancel: threading.Event, began: float, trace: Trace
    ) -> Iterator[ChatEvent]:
        wire = self._wire("POST", path, body)
        try:
            yield from Answer(self._shape, self._clock, self._waits, began, self._heard).read(wire, cancel)
        finally:
            trace.take(wire)
            wire.close()

    def models(self, cancel: threading.Event) -> tuple[str, ...]:
        """The names that the platform lists, none where its shape has no list. Raises PlatformError."""
        if not self._shape.models_path:
            return ()
        try:
            return self._shape.models(json.loads(self._whole("GET", self._shape.models_path, None, cancel)))
        except Cancelled:
            return ()
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
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
        """The body of a 200 answer that is not a stream, one try. Raises PlatformError, Cancelled."""
        with self._noted(path, (body or {}).get("model", "")) as trace:
            trace.tries = 1
            wire = self._wire(method, path, body, root)
            try:
                data = read_whole(wire, path, cancel, self._clock, self._waits, self._heard)
            finally:
                trace.take(wire)
                wire.close()
            trace.outcome = "done"
        return data
