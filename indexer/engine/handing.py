"""Requests about handover bundles, each in a thread of its own that tells meanwhile how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from indexer import handover, requests
from indexer.beside import Beside
from indexer.handover.giving import Progress
from indexer.store.database import Store

Result = TypeVar("Result")
_TELL_EVERY = 0.25  # seconds


class HandoverRequests:
    """Handlers for the engine; taking back is its own, as it waits for the run of the index."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.handlers: dict[type, Callable[[Any, threading.Event], Iterator[Any]]] = {
            requests.OfferHandover: self._offer,
            requests.HandOver: self._hand_over,
            requests.OpenBundle: self._open,
            requests.TakeOver: self._take_over,
        }

    def _offer(self, request: requests.OfferHandover, cancel: threading.Event) -> Iterator[Any]:
        yield handover.offer(self._store)

    def _hand_over(self, request: requests.HandOver, cancel: threading.Event) -> Iterator[Any]:
        def work(progress: Progress) -> requests.HandedOver | None:
            return handover.give(
                self._store, Path(request.path), request.passphrase, sources=request.sources,
                conversations=request.conversations, questions=request.questions, files=request.files,
                cancel=cancel, progress=progress,
            )  # fmt: skip

        yield from _progressing(work)

    def _open(self, request: requests.OpenBundle, cancel: threading.Event) -> Iterator[Any]:
        into = Path(request.into) if request.into else None
        yield from _progressing(
            lambda _told: handover.look(self._store, Path(request.path), request.passphrase, into)
        )

    def _take_over(self, request: requests.TakeOver, cancel: threading.Event) -> Iterator[Any]:
        def work(progress: Progress) -> requests.TakenOver | None:
            into = Path(request.into) if request.into else None
            return handover.take(
                self._store, Path(request.path), request.passphrase, into=into, cancel=cancel, progress=progress
            )

        yield from _progressing(work)


def _progressing(work: Callable[[Progress], Result | None]) -> Generator[Any, None, None]:
    """Run the work in a thread, tell how far it is, and then its result, if it has one."""
    last = (0, 0, "")

    def noted(done: int, seen: int, path: str) -> None:
        nonlocal last
        last = (done, seen, path)

    running = Beside(partial(work, noted))
    while not running.done(_TELL_EVERY):
        yield requests.IndexProgress("handover", seen=last[1], done=last[0], path=last[2])
    result = running.result()
    if result is not None:
        yield result
