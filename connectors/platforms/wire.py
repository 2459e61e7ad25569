"""One HTTP request in a thread of its own, so that whoever waits for it can stop waiting at any moment."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

from connectors.errors import ConnectorError
from connectors.platforms.faults import from_network

MAX_ERROR_BODY = 64 * 1024


@dataclass(frozen=True, slots=True)
class Head:
    """Status and headers, as soon as they are there; `body` only of an answer that is not 200."""

    status: int
    headers: httpx.Headers
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class End:
    """The answer is over: whole when `error` is None."""

    error: ConnectorError | None = None


Piece = Head | bytes | End


class Wire:
    """Posts `body` to `url` and queues Head, chunks of bytes, End. `close` wakes the thread at once."""

    def __init__(
        self, client: httpx.Client, method: str, url: str, headers: dict[str, str], body: Any = None
    ) -> None:
        self.pieces: queue.Queue[Piece] = queue.Queue(maxsize=256)
        self._client = client
        self._closed = threading.Event()
        self.connected = False  # set by the reader's thread; only told where a real network is used
        self.status: int | None = None
        self.sent = self.received = 0  # bytes of the bodies
        self._sockets: list[socket.socket] = []
        self._request: Callable[[], Any] = lambda: client.stream(
            method, url, json=body, headers=headers, extensions={"trace": self._trace}
        )
        self._thread = threading.Thread(target=self._run, daemon=True, name="platform")
        self._thread.start()

    def _trace(self, event: str, info: dict[str, Any]) -> None:
        # The socket is needed to wake a blocked read from outside; httpx hands it out only through its trace.
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            found = info["return_value"].get_extra_info("socket")
            if found is not None:
                self._sockets.append(found)
        if event.endswith("send_request_headers.started"):
            self.connected = True

    def _put(self, piece: Piece) -> None:
        while not self._closed.is_set():
            try:
                self.pieces.put(piece, timeout=0.2)
            except queue.Full:
                continue
            return

    def _run(self) -> None:
        error: ConnectorError | None = None
        try:
            with self._request() as response:
                self.status, self.sent = response.status_code, len(response.request.content)
                if response.status_code != 200:
                    body = b""
                    for chunk in response.iter_raw():
                        body += chunk
                        self.received += len(chunk)
                        if len(body) > MAX_ERROR_BODY or self._closed.is_set():
                            break
                    self._put(Head(response.status_code, response.headers, body[:MAX_ERROR_BODY]))
                else:
                    self._put(Head(200, response.headers))
                    for chunk in response.iter_raw():
                        if self._closed.is_set():
                            break
                        self.received += len(chunk)
                        self._put(chunk)
        except ConnectorError as refused:
            error = refused
        except (httpx.HTTPError, httpx.StreamError, OSError, ValueError) as fault:
            error = from_network(fault)
        self._put(End(error))
        self._client.close()

    def close(self) -> None:
        """Stop reading: shut the socket down, so that the thread ends within moments."""
        self._closed.set()
        for item in self._sockets:
            with contextlib.suppress(OSError):
                item.shutdown(socket.SHUT_RDWR)
