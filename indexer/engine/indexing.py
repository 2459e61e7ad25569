"""Requests that fill the index: reading files, reading again with a password, text recognition behind it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from connectors.errors import ConnectorError, LockedSetting
from indexer import requests
from indexer.engine.parts import Parts
from indexer.engine.profile import ProfileRequests
from indexer.engine.remote import RemoteModels
from indexer.errors import IndexerError, Locked
from indexer.pace import Pace
from indexer.paging import Placer, place_pending
from indexer.parsing.dispatch import supported_suffixes
from indexer.parsing.formats import IMAGE_SUFFIXES
from indexer.parsing.password import Password
from indexer.passages import split
from indexer.priority import thread_gives_way
from indexer.recognising import Recogniser
from indexer.syncing import sync
from indexer.unlocking import read_again
from indexer.vectorising import embed_pending

log = logging.getLogger(__name__)


class IndexRequests:
    """One run at a time; recognition works through its queue on a thread of its own."""

    def __init__(self, parts: Parts, profile: ProfileRequests, remote: RemoteModels) -> None:
        self._p, self._profile, self._remote = parts, profile, remote
        self._indexing = threading.Lock()
        self._closing = threading.Event()
        self._background: threading.Thread | None = None
        self.handlers: dict[type, Callable[[Any, threading.Event], Iterator[Any]]] = {
            requests.Index: self._index,
            requests.Recognise: self._recognise,
            requests.ReadAgain: self._read_again,
        }

    @property
    def busy(self) -> bool:
        """Whether a run or recognition is going on."""
        return self._indexing.locked() or (self._background is not None and self._background.is_alive())

    def close(self) -> None:
        """End recognition where it stands; its queue stays."""
        self._closing.set()
        if self._background is not None:
            self._background.join()

    @contextmanager
    def alone(self, cancel: threading.Event) -> Iterator[None]:
        """One run at a time: a second waits for the first, unless it is cancelled."""
        while not self._indexing.acquire(timeout=0.2):
            if cancel.is_set():
                raise Locked("다른 색인 작업이 진행 중입니다.", "진행 중인 색인이 끝난 뒤 다시 시도하십시오.")
        try:
            yield
        finally:
            self._indexing.release()

    def _index(self, request: requests.Index, cancel: threading.Event) -> Iterator[Any]:
        p = self._p
        started = p.clock.monotonic()
        pace = Pace(lambda: request.gentle and self._profile.engine().gentle)
        with self.alone(cancel):
            result: requests.Indexed | None = None
            paths = [Path(path) for path in request.paths]
            for event in sync(
                p.store,
                lambda wanted: pace.paced(p.pool.parse_many(wanted, cancel=cancel), cancel),
                partial(split, settings=self._profile.passages()),
                p.analyzer.passage_terms,
                paths,
                cancel=cancel,
                clock=p.clock,
                space=p.embedder.name if p.embedder else None,
                suffixes=supported_suffixes() | (IMAGE_SUFFIXES if self._recognises() else frozenset()),
            ):
                if isinstance(event, requests.Indexed):
                    result = event
                else:
                    yield replace(event, slow=pace.reason)
            if request.pages and p.placer is not None and not cancel.is_set():
                yield from self._place(p.placer, cancel)
            notice = ""
            if request.vectors and p.embedder is not None and not cancel.is_set():
                embedding = embed_pending(p.store, p.embedder, cancel=cancel, clock=p.clock)
                for told in pace.paced(embedding, cancel):
                    yield replace(told, slow=pace.reason)
            if request.vectors and not cancel.is_set():
                try:
                    yield from self._remote.spaces.fill(cancel)
                except ConnectorError as error:
                    notice = f"플랫폼의 벡터를 다 만들지 못했습니다. {error.message}"
            if cancel.is_set() or result is None:
                return
            self._remote.spaces.start()
            p.store.lexical.maintain(idle=True)
            self._recognise_later()
            pending = p.store.vectors.count_pending(p.embedder.name) if p.embedder else 0
            pending += self._remote.spaces.settle()
            yield requests.Indexed(
                **{
                    **{name: getattr(result, name) for name in result.__dataclass_fields__},
                    "vectors_pending": pending,
                    "pages_pending": len(p.store.pages.pending()),
                    "seconds": round(p.clock.monotonic() - started, 3),
                    "notice": notice,
                }
            )

    def _read_again(self, request: requests.ReadAgain, cancel: threading.Event) -> Iterator[Any]:
        p = self._p
        password = Password(request.password)
        with self.alone(cancel):
            result: requests.Indexed | None = None
            for event in read_again(
                p.store,
                partial(p.pool.parse_many, cancel=cancel, password=password),
                partial(split, settings=self._profile.passages()),
                p.analyzer.passage_terms,
                request.paths,
                cancel=cancel,
                clock=p.clock,
            ):
                if isinstance(event, requests.Indexed):
                    result = event
                else:
                    yield event
            if request.vectors and p.embedder is not None and not cancel.is_set():
                yield from embed_pending(p.store, p.embedder, cancel=cancel, clock=p.clock)
            if result is not None:
                self._remote.spaces.start()  # a platform's vectors follow behind
                pending = p.store.vectors.count_pending(p.embedder.name) if p.embedder else 0
                yield replace(result, vectors_pending=pending + self._remote.spaces.settle())

    # ---- recognising

    def _recognises(self) -> bool:
        return self._p.recogniser is not None and self._p.recogniser.ready and self._p.policy().rules.ocr

    def _recognise(self, request: requests.Recognise, cancel: threading.Event) -> Iterator[Any]:
        from indexer.parsing import ocr

        recogniser = self._p.recogniser
        allowed = self._p.policy().rules.ocr
        if (request.turn or request.run or request.again) and not allowed:
            raise LockedSetting("기관 정책에 따라 문자 인식(OCR)을 쓰지 않습니다.")
        if recogniser is not None:
            if request.turn is not None:
                recogniser.turn(request.turn)
            recogniser.again(request.again)
            if request.run:
                yield from self._recognise_pending(recogniser, cancel)
        waiting = len(recogniser.pending()) if recogniser is not None else 0
        enabled = recogniser is not None and recogniser.enabled
        found = ocr.program()
        yield requests.Recognition(
            enabled, found is not None, waiting, str(found or ""), ocr.languages(), locked=not allowed
        )

    def _recognise_pending(self, recogniser: Recogniser, cancel: threading.Event) -> Iterator[Any]:
        """All that waits; then its vectors."""
        p = self._p
        yield from recogniser.run(cancel)
        if p.embedder is not None and not cancel.is_set():
            with self.alone(cancel):
                yield from embed_pending(p.store, p.embedder, cancel=cancel, clock=p.clock)

    def _recognise_later(self) -> None:
        """Work through the queue on a thread of its own: a run of the index does not wait for it."""
        recogniser = self._p.recogniser
        if recogniser is None or not self._recognises() or self._closing.is_set():
            return
        if self._background is not None and self._background.is_alive():
            return

        def work() -> None:
            thread_gives_way()
            try:
                for _ in self._recognise_pending(recogniser, self._closing):
                    pass
            except IndexerError as error:  # no room on the disk, the engine is closing: the queue stays
                log.warning("recognition stopped: %s", error.kind)
            except Exception as error:
                log.error("recognition stopped: %s", type(error).__name__)

        self._background = threading.Thread(target=work, name="ocr", daemon=True)
        self._background.start()

    def _place(self, placer: Placer, cancel: threading.Event) -> Iterator[requests.IndexProgress]:
        """Make estimated pages exact, in a child of its own: what the user opens need not wait for it."""
        try:
            yield from place_pending(self._p.store, placer, cancel, self._p.clock)
        finally:
            placer.close()
