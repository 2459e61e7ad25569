"""The engine: requests in, events out. It is handed every part; it builds none."""

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
from connectors.ports import ChatModel
from indexer import handover, requests
from indexer.engine.asking import Asking
from indexer.engine.connecting import ConnectingRequests
from indexer.engine.evaluating import EvaluationRequests
from indexer.engine.parts import Parts
from indexer.engine.platforms import PlatformRequests
from indexer.engine.profile import ProfileRequests
from indexer.engine.prompts import PromptRequests
from indexer.engine.record import RecordRequests
from indexer.engine.remote import RemoteModels
from indexer.engine.tasks import TaskRequests
from indexer.errors import Encrypted, IndexerError, Locked, QueryError
from indexer.memory import give_back
from indexer.paging import Placer, place_pending
from indexer.parsing.dispatch import supported_suffixes
from indexer.parsing.formats import IMAGE_SUFFIXES
from indexer.parsing.password import Password
from indexer.passages import split
from indexer.priority import thread_gives_way
from indexer.recognising import Recogniser
from indexer.remembered import from_store
from indexer.store.facets import facets
from indexer.syncing import sync
from indexer.unlocking import read_again
from indexer.vectorising import embed_pending
from indexer.version import __version__

log = logging.getLogger(__name__)


def failed(error: BaseException) -> requests.Failed:
    """The world's fault in its own words; a bug of ours as such, without a word of any document."""
    if isinstance(error, IndexerError | ConnectorError):
        return requests.Failed(error.kind, error.message, error.next_step)
    # The class and the place, never the message: it could quote a document.
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else "?"
    log.error("bug: %s at %s", type(error).__name__, where)
    return requests.Failed(
        "bug",
        f"프로그램 오류가 났습니다({type(error).__name__}, {where}).",
        "다시 시도하고, 계속되면 이 문구를 관리자에게 알려 주십시오.",
    )


class Engine:
    """Answers requests for one profile. `handle` may be called from several threads at once."""

    def __init__(self, parts: Parts) -> None:
        self._p = parts
        self._indexing = threading.Lock()
        self._closing = threading.Event()
        self._background: threading.Thread | None = None
        self._profile_requests = ProfileRequests(
            parts.store,
            lambda: parts.policy().locked(),
            lambda name, value: self._remote.check(name, value),
            lambda: self._settled(),
        )
        self._out = PlatformRequests(
            parts.store,
            parts.platforms,
            parts.ledger,
            parts.policy,
            parts.clock,
            lambda: self._profile_requests.privacy().kinds(),
            lambda: self._settled(),
        )
        self._remote = RemoteModels(
            parts.store,
            parts.platforms,
            self._out,
            parts.embedder,
            parts.clock,
            self._profile_requests.search,
            lambda: self._profile_requests.privacy().kinds(),
        )
        self._asking = Asking(parts, self._out, self._profile_requests, self._remote)
        self._tasks = TaskRequests(parts, self._asking, self._profile_requests)
        prompts = PromptRequests(parts.store.settings)
        self._handlers: dict[type, Callable[[Any, threading.Event], Iterator[Any]]] = {
            requests.Index: self._index,
            requests.Recognise: self._recognise,
            requests.ReadAgain: self._read_again,
            requests.GetStatus: self._status,
            requests.ListFiles: self._files,
            requests.ListSources: self._sources,
            requests.RemoveSource: self._remove_source,
            requests.UndoTakeOver: self._take_back,
            requests.ExcludePattern: self._exclude,
            requests.OpenSource: self._open_source,
            requests.DrawPage: self._draw_page,
            requests.GradeSource: self._grade,
            **self._profile_requests.handlers,
            **self._out.handlers,
            **self._remote.spaces.handlers,
            **RecordRequests(parts.store, parts.ledger).handlers,
            **EvaluationRequests(parts.store, self._asking.find, self._asking.ask).handlers,
            **self._asking.handlers,
            **self._tasks.handlers,
            **prompts.handlers,
            **ConnectingRequests(prompts).handlers,
            requests.ListFacets: self._facets,
            requests.FindNames: self._find_names,
            requests.Warm: self._warm,
        }

    def handle(self, request: Any, cancel: threading.Event) -> Iterator[Any]:
        """The events of one request. Raises IndexerError or ConnectorError when it cannot be done."""
        return self._handlers[type(request)](request, cancel)

    def resume(self) -> None:
        """This process stays: go on with what is made in the background."""
        self._remote.spaces.resume()

    def _settled(self) -> None:
        """Settings or platforms changed: another vector space may serve now, or has to be made."""
        self._remote.spaces.settle()
        self._remote.spaces.start()

    def chat(self, name: str) -> ChatModel:
        """The platform `name` as a chat model, for those who build on us (indexer/llama.py). Raises NotConfigured.

        Masked, checked and recorded as every question is.
        """
        return self._out.chat(name)

    @property
    def loaded(self) -> bool:
        """Whether one of the models is in memory."""
        return self._p.analyzer.loaded or bool(getattr(self._p.embedder, "loaded", False))

    def rest_seconds(self) -> float:
        """How long nothing must have happened before this engine rests."""
        return float(self._profile_requests.engine().rest)

    def rest(self) -> bool:
        """Give back all that can be made again, and the memory to the system. False: something is being made now.

        The next request loads what it needs; `Warm` loads it before one is made.
        """
        recognising = self._background is not None and self._background.is_alive()
        if self._indexing.locked() or recognising or self._remote.spaces.making():
            return False
        self.release()
        if self._p.recognising_pool is not None:
            self._p.recognising_pool.close()
        give_back()
        return True

    def release(self) -> None:
        """Give back what can be loaded again: models, indexes in memory, children."""
        self._p.analyzer.release()
        self._p.store.release()
        release = getattr(self._p.embedder, "release", None)
        if release:
            release()
        self._p.renderer.close()
        if self._p.placer is not None:
            self._p.placer.close()
        self._p.pool.close()
        self._tasks.release()

    def close(self) -> None:
        self._closing.set()
        self._remote.spaces.close()
        if self._background is not None:
            self._background.join()
        if self._p.recognising_pool is not None:
            self._p.recognising_pool.close()
        self.release()
        self._out.close()
        self._p.store.close()

    # ---- indexing

    @contextmanager
    def _one_indexer(self, cancel: threading.Event) -> Iterator[None]:
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
        with self._one_indexer(cancel):
            result: requests.Indexed | None = None
            paths = [Path(path) for path in request.paths]
            for event in sync(
                p.store,
                partial(p.pool.parse_many, cancel=cancel),
                partial(split, settings=self._profile_requests.passages()),
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
                    yield event
            if request.pages and p.placer is not None and not cancel.is_set():
                yield from self._place(p.placer, cancel)
            notice = ""
            if request.vectors and p.embedder is not None and not cancel.is_set():
                yield from embed_pending(p.store, p.embedder, cancel=cancel, clock=p.clock)
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
        with self._one_indexer(cancel):
            result: requests.Indexed | None = None
            for event in read_again(
                p.store,
                partial(p.pool.parse_many, cancel=cancel, password=password),
                partial(split, settings=self._profile_requests.passages()),
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
            with self._one_indexer(cancel):
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

    def _sources(self, request: requests.ListSources, cancel: threading.Event) -> Iterator[Any]:
        catalog = self._p.store.catalog
        rows = []
        for source in catalog.sources():
            counts = catalog.counts(source.path)
            rows.append(
                requests.SourceRow(
                    path=source.path,
                    added=source.added,
                    available=Path(source.path).exists(),
                    files=counts["files"],
                    indexed=counts["indexed"],
                    failed=counts["failed"],
                )
            )
        grades = tuple(self._p.store.grades.all().items())
        yield requests.Sources(tuple(rows), tuple(catalog.exclusions()), grades)

    def _grade(self, request: requests.GradeSource, cancel: threading.Event) -> Iterator[Any]:
        if request.grade not in ("C", "S", "O", None):
            raise QueryError("자료 등급을 이해하지 못했습니다.", "C, S, O 가운데 하나를 쓰십시오.")
        self._out.grade(request.path, request.grade)  # type: ignore[arg-type]
        self._settled()
        yield from self._sources(requests.ListSources(), cancel)

    def _remove_source(self, request: requests.RemoveSource, cancel: threading.Event) -> Iterator[Any]:
        with self._one_indexer(cancel):
            self._p.store.remove_source(request.path)
        yield from self._sources(requests.ListSources(), cancel)

    def _take_back(self, request: requests.UndoTakeOver, cancel: threading.Event) -> Iterator[Any]:
        with self._one_indexer(cancel):  # a run that goes on would read again what is taken out
            yield handover.take_back(self._p.store)

    def _exclude(self, request: requests.ExcludePattern, cancel: threading.Event) -> Iterator[Any]:
        catalog = self._p.store.catalog
        if request.remove:
            catalog.include(request.pattern)
        else:
            catalog.exclude(request.pattern)
        yield from self._sources(requests.ListSources(), cancel)

    def _files(self, request: requests.ListFiles, cancel: threading.Event) -> Iterator[Any]:
        rows, total = self._p.store.catalog.files(
            state=request.state, contains=request.contains, offset=request.offset, limit=request.limit
        )
        yield requests.Files(tuple(rows), total)

    def _warm(self, request: requests.Warm, cancel: threading.Event) -> Iterator[Any]:
        """In the order in which a search that is typed needs it."""
        p = self._p
        steps: list[Callable[[], object]] = [p.analyzer.warm, p.store.lexical.warm, p.store.catalog.warm]
        if p.embedder is not None:
            space, warm = p.embedder.name, getattr(p.embedder, "warm", None)
            steps += [warm] if warm else []
            steps.append(lambda: p.store.vectors.warm(space))
        for step in steps:
            if cancel.is_set():
                return
            step()
        yield from ()

    def _find_names(self, request: requests.FindNames, cancel: threading.Event) -> Iterator[Any]:
        rows, total = self._p.store.catalog.named(request.query, request.limit)
        yield requests.Files(tuple(rows), total)

    def _facets(self, request: requests.ListFacets, cancel: threading.Event) -> Iterator[Any]:
        yield facets(self._p.store.db)

    def _status(self, request: requests.GetStatus, cancel: threading.Event) -> Iterator[Any]:
        p = self._p
        counts = p.store.catalog.counts()
        space = p.embedder.name if p.embedder else ""
        yield requests.Status(
            home=str(p.home),
            sources=len(p.store.catalog.sources()),
            files=counts["files"],
            indexed=counts["indexed"],
            failed=counts["failed"],
            pending=counts["pending"],
            skipped=counts["skipped"],
            passages=p.store.passages.count(),
            vectors=p.store.vectors.count(space) if space else 0,
            vectors_pending=p.store.vectors.count_pending(space) if space else 0,
            database_bytes=p.store.size(),
            encoder=p.embedder.name if p.embedder else None,
            platform=p.platforms.current(),
            last_indexed=p.store.settings.get("last_indexed"),
            version=__version__,
            spaces=self._remote.spaces.shown(),
        )

    # ---- showing

    def _open_source(self, request: requests.OpenSource, cancel: threading.Event) -> Iterator[Any]:
        try:
            yield self._p.renderer.open(Path(request.path), request.location, request.quote)
        except Encrypted:
            opened = from_store(self._p.store, request.path, request.quote, request.location)
            if opened is None:
                raise
            yield opened

    def _draw_page(self, request: requests.DrawPage, cancel: threading.Event) -> Iterator[Any]:
        yield self._p.renderer.draw(Path(request.path), request.page, request.scale)
