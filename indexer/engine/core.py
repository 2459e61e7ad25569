"""The engine: requests in, events out. It is handed every part; it builds none."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from connectors.errors import ConnectorError, LockedSetting
from connectors.ledger import Ledger
from connectors.policy import Policy
from connectors.ports import ChatModel, Clock, Embedder, PlatformDirectory
from indexer import requests
from indexer.answering import conversation, instructions, prompt, refusal
from indexer.answering.answer import answer, retrieve
from indexer.answering.evidence import choose, length
from indexer.answering.subject import Nouns
from indexer.answering.words import understand
from indexer.engine.connecting import ConnectingRequests
from indexer.engine.evaluating import EvaluationRequests
from indexer.engine.platforms import PlatformRequests
from indexer.engine.profile import ProfileRequests
from indexer.engine.record import RecordRequests
from indexer.errors import IndexerError, Locked, QueryError
from indexer.language.analyzer import Analyzer
from indexer.model import Location, NoticeEvent
from indexer.paging import Placer, place_pending
from indexer.parsing.dispatch import supported_suffixes
from indexer.parsing.formats import IMAGE_SUFFIXES
from indexer.parsing.pool import ParserPool
from indexer.passages import split
from indexer.recognising import Recogniser
from indexer.search.searcher import Searcher
from indexer.store.database import Store
from indexer.store.facets import facets
from indexer.syncing import embed_pending, sync
from indexer.version import __version__

log = logging.getLogger(__name__)


class PageRenderer(Protocol):
    """What draws pages and finds quotes on them: indexer.rendering.Renderer, in a child process."""

    def open(self, path: Path, location: Location, quote: str) -> requests.SourceOpened: ...
    def draw(self, path: Path, page: int, scale: float) -> requests.PageDrawn: ...
    def close(self) -> None: ...


@dataclass(slots=True)
class Parts:
    """Everything the engine works with. `embedder` None: no encoder was prepared, search is lexical."""

    home: Path
    store: Store
    pool: ParserPool
    analyzer: Analyzer
    embedder: Embedder | None
    searcher: Searcher
    renderer: PageRenderer
    platforms: PlatformDirectory
    clock: Clock
    ledger: Ledger
    policy: Callable[[], Policy]
    placer: Placer | None = None  # None: pages stay as the parser tells them
    recogniser: Recogniser | None = None
    recognising_pool: ParserPool | None = None


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
        self._profile_requests = ProfileRequests(parts.store, lambda: parts.policy().locked())
        self._out = PlatformRequests(
            parts.store,
            parts.platforms,
            parts.ledger,
            parts.policy,
            parts.clock,
            lambda: self._profile_requests.privacy().kinds(),
        )
        self._handlers: dict[type, Callable[[Any, threading.Event], Iterator[Any]]] = {
            requests.Index: self._index,
            requests.Recognise: self._recognise,
            requests.Search: self._search,
            requests.Ask: self._ask,
            requests.GetStatus: self._status,
            requests.ListFiles: self._files,
            requests.ListSources: self._sources,
            requests.RemoveSource: self._remove_source,
            requests.ExcludePattern: self._exclude,
            requests.OpenSource: self._open_source,
            requests.DrawPage: self._draw_page,
            requests.GradeSource: self._grade,
            **self._profile_requests.handlers,
            **self._out.handlers,
            **RecordRequests(parts.store, parts.ledger).handlers,
            **EvaluationRequests(parts.store, self._find, self._ask).handlers,
            **ConnectingRequests(parts.store.settings).handlers,
            requests.ListFacets: self._facets,
        }

    def handle(self, request: Any, cancel: threading.Event) -> Iterator[Any]:
        """The events of one request. Raises IndexerError or ConnectorError when it cannot be done."""
        return self._handlers[type(request)](request, cancel)

    def chat(self, name: str) -> ChatModel:
        """The platform `name` as a chat model, for those who build on us (indexer/llama.py). Raises NotConfigured.

        Masked, checked and recorded as every question is.
        """
        return self._out.chat(name)

    def release(self) -> None:
        """Give back what can be loaded again: models and children."""
        self._p.analyzer.release()
        self._p.store.catalog.listing.release()
        release = getattr(self._p.embedder, "release", None)
        if release:
            release()
        self._p.renderer.close()
        if self._p.placer is not None:
            self._p.placer.close()
        self._p.pool.close()

    def close(self) -> None:
        self._closing.set()
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
            if request.vectors and p.embedder is not None and not cancel.is_set():
                yield from embed_pending(p.store, p.embedder, cancel=cancel, clock=p.clock)
            if cancel.is_set() or result is None:
                return
            p.store.lexical.maintain(idle=True)
            self._recognise_later()
            pending = p.store.vectors.count_pending(p.embedder.name) if p.embedder else 0
            yield requests.Indexed(
                **{
                    **{name: getattr(result, name) for name in result.__dataclass_fields__},
                    "vectors_pending": pending,
                    "pages_pending": len(p.store.pages.pending()),
                    "seconds": round(p.clock.monotonic() - started, 3),
                }
            )

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
        yield from self._sources(requests.ListSources(), cancel)

    def _remove_source(self, request: requests.RemoveSource, cancel: threading.Event) -> Iterator[Any]:
        store = self._p.store
        with self._one_indexer(cancel), store.writing():
            store.catalog.remove_source(request.path)
            kept = [Path(source.path) for source in store.catalog.sources()]
            for file in store.catalog.under(request.path):
                # A file may lie in two sources; it stays as long as one of them does.
                if not any(Path(file.path).is_relative_to(source) for source in kept):
                    store.remove_file(file.path)
        yield from self._sources(requests.ListSources(), cancel)

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
        )

    # ---- asking

    def _search(self, request: requests.Search, cancel: threading.Event) -> Iterator[Any]:
        yield self._find(request)

    def _find(self, request: requests.Search) -> requests.Found:
        return self._p.searcher.using(self._profile_requests.search(request.settings)).search(request)

    def _ask(self, request: requests.Ask, cancel: threading.Event) -> Iterator[Any]:
        p = self._p
        chat, model, name, sendable, window = None, request.model, None, None, None
        guard = self._out.guard()
        if not request.quote:
            name = request.platform or p.platforms.current()
        if name:
            profile = self._out.profile(name)
            own = instructions.read(p.store.settings)
            chat = instructions.Instructed(guard.chat(p.platforms.chat(name), profile), own)
            model = request.model or profile.model
            sendable, window = guard.sendable(profile), profile.context_tokens
        coverage = self._missing(request.scope)
        settings = self._profile_requests.answering(request.settings)

        def find(asked: requests.Search) -> requests.Found:
            return self._find(replace(asked, settings=request.settings))

        former = [t.whole for t in p.store.conversations.turns(request.conversation)] if request.conversation else []
        question = self._understood(request, former, None if request.show_prompt else chat, model or "", cancel)
        if request.show_prompt:
            hits = retrieve(question, find, request.scope, settings)
            hits = [h for h in hits if sendable is None or sendable(h.path)]
            sources = choose(hits, length(settings, window), settings.evidence_passages, self._around)
            built = prompt.build(question, sources, model or "", settings)
            built = instructions.applied(built, instructions.read(p.store.settings))
            first = conversation.rewriting(request.question, former, model or "") if former and name else None
            if first is not None:
                first = guard.masker.request(first)
            text = prompt.preview(guard.masker.request(built))
            if first is not None:
                # A follow-up is sent twice: to be made whole, and to be answered.
                text = f"{prompt.preview(first)}\n\n{text}"
            host = urlsplit(self._out.profile(name).url).hostname or "" if name else ""
            yield requests.Prompt(platform=name or "", host=host, text=text)
            return
        if question != request.question:
            yield NoticeEvent("understood", f"이렇게 이해하고 찾습니다: {question}")
        events = answer(
            question,
            find,
            chat=chat,
            model=model,
            scope=request.scope,
            quote=request.quote,
            coverage=coverage,
            cancel=cancel,
            terms=p.analyzer.terms,
            similar=self._similar if p.embedder else None,
            settings=settings,
            nouns_of=self._nouns,
            names_of=p.analyzer.names,
            around=self._around,
            window=window,
            sendable=sendable,
        )
        events = guard.judged(events)
        if request.conversation:
            at = datetime.fromtimestamp(p.clock.now(), UTC).isoformat(timespec="seconds")
            keep = partial(p.store.conversations.add, request.conversation)
            events = conversation.remembered(events, request.question, question, at, keep)
        yield from events

    def _understood(
        self, request: requests.Ask, former: list[str], chat: ChatModel | None, model: str, cancel: threading.Event
    ) -> str:
        """The question as a whole one: by the platform that answers, else by rule."""
        if not former:
            return request.question
        if chat is not None:
            found = conversation.rewritten_by(chat, model or chat.name, request.question, former, cancel)
            if found is not None:
                return found
        terms, settings = self._p.analyzer.terms, self._profile_requests.answering()

        def chance(question: str) -> float:
            hits = retrieve(question, self._find, request.scope, settings)
            return refusal.chance(refusal.features(understand(question, terms), hits, self._nouns))

        return conversation.made_whole(request.question, former, chance)

    def _similar(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """Cosines of the question with short texts, for choosing what to quote."""
        embedder = self._p.embedder
        assert embedder is not None
        near: list[float] = (embedder.embed_passages(texts) @ embedder.embed_query(question)).tolist()
        return near

    def _around(self, passage: int) -> tuple[str, str]:
        """The texts before and after a passage in its document."""
        near = self._p.store.passages.neighbours(passage)
        here = next((i for i, p in enumerate(near) if p.id == passage), 0)
        before = "\n".join(p.passage.text for p in near[:here])
        return before, "\n".join(p.passage.text for p in near[here + 1 :])

    def _nouns(self, text: str) -> Nouns:
        """The text's nouns with their frequencies in the whole index."""
        p = self._p
        frequencies = {t.text: p.store.lexical.document_frequency(t.key) for t in p.analyzer.nouns(text)}
        return Nouns(frequencies, p.store.lexical.count())

    def _missing(self, scope: tuple[str, ...]) -> dict[str, int]:
        """Files in scope that no answer can rest on, by the reason why they could not be read."""
        catalog = self._p.store.catalog
        rows = {row.path: row.kind for path in (scope or (None,)) for row in catalog.failures(path)}
        out = dict(sorted(Counter(rows.values()).items()))
        pending = sum(catalog.counts(path)["pending"] for path in (scope or (None,)))
        return {**out, "pending": pending} if pending else out

    # ---- showing

    def _open_source(self, request: requests.OpenSource, cancel: threading.Event) -> Iterator[Any]:
        yield self._p.renderer.open(Path(request.path), request.location, request.quote)

    def _draw_page(self, request: requests.DrawPage, cancel: threading.Event) -> Iterator[Any]:
        yield self._p.renderer.draw(Path(request.path), request.page, request.scale)
