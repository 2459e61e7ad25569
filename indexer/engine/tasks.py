"""Tasks besides asking: a summary, a comparison, a table across files, a report, and answers on paper."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from connectors.errors import NotConfigured
from indexer import requests
from indexer.answering.told import told
from indexer.answers import AnswerEvent, DoneEvent, NoticeEvent, StatusEvent, TokenEvent
from indexer.comparing.table import compare
from indexer.engine.asking import Asking
from indexer.engine.parts import Parts
from indexer.engine.profile import ProfileRequests
from indexer.errors import DocumentError, QueryError
from indexer.exporting.answers import paper
from indexer.exporting.writing import checked, save
from indexer.model import Hit, ParsedDocument
from indexer.passages import split
from indexer.tasks.documents import hit_of, stored_hits
from indexer.tasks.report import drafted
from indexer.tasks.summary import summarised
from indexer.tasks.tabulate import FIELDS, FILES, tabulated


class TaskRequests:
    """Handlers for the engine."""

    def __init__(self, parts: Parts, asking: Asking, profile: ProfileRequests) -> None:
        self._p = parts
        self._asking = asking
        self._profile = profile
        self._reading = threading.Lock()  # one thread uses a pool at a time
        self.handlers: dict[type, Callable[[Any, threading.Event], Iterator[Any]]] = {
            requests.Export: self._export,
            requests.Summarise: self._summarise,
            requests.Compare: self._compare,
            requests.Tabulate: self._tabulate,
            requests.DraftReport: self._draft,
        }

    def release(self) -> None:
        """End the children that read."""
        if self._p.reading_pool is not None:
            self._p.reading_pool.close()

    # ---- documents

    def _read(self, paths: tuple[str, ...], cancel: threading.Event) -> dict[str, ParsedDocument]:
        """The files, read now; fewer of them when cancelled. Raises DocumentError that names the file."""
        pool = self._p.reading_pool or self._p.pool
        out: dict[str, ParsedDocument] = {}
        with self._reading:
            for path, result in pool.parse_many(list(map(Path, dict.fromkeys(paths))), cancel):
                if isinstance(result, DocumentError):
                    raise type(result)(result.told(path.name), result.next_step)
                out[str(path)] = result
        return out

    def _hits(self, path: str, cancel: threading.Event) -> list[Hit]:
        """All passages of a document, from the index where it is there, else read now."""
        known = self._p.store.catalog.get(path)
        if known is not None and known.document_id is not None:
            # Content that stands in several files is kept once: the file asked for is the one that is cited.
            return [h for h in stored_hits(self._p.store.passages.of_document(known.document_id)) if h.path == path]
        found = self._read((path,), cancel).get(path)
        if found is None:
            return []
        return [hit_of(path, found.title, passage) for passage in split(found, settings=self._profile.passages())]

    def _metadata(self, path: str) -> Mapping[str, str]:
        known = self._p.store.catalog.get(path)
        found = self._p.store.document(known.document_id) if known and known.document_id is not None else None
        return found.metadata if found else {}

    # ---- tasks

    def _summarise(self, request: requests.Summarise, cancel: threading.Event) -> Iterator[Any]:
        yield StatusEvent("reading", "문서를 읽고 있습니다.")
        path = str(Path(request.path))
        hits = self._hits(path, cancel)
        if cancel.is_set():
            return
        out = self._asking.way_out(request.platform, request.model, request.quote)
        run = self._asking.run(f"‘{Path(path).name}’ 요약", (path,), out, cancel)
        run.coverage = {}
        yield from out.guard.judged(summarised(run, hits, out.chat, out.model))

    def _compare(self, request: requests.Compare, cancel: threading.Event) -> Iterator[AnswerEvent]:
        yield StatusEvent("reading", "두 문서를 읽고 있습니다.")
        before, after = str(Path(request.before)), str(Path(request.after))
        found = self._read((before, after), cancel)
        if cancel.is_set() or len(found) < len({before, after}):
            return
        made = compare(found[before], found[after], (before, after))
        counts = made.counts
        if counts["changed"] + counts["new"] + counts["gone"]:
            yield TokenEvent(told("changed", **{k: counts[k] for k in ("changed", "new", "gone", "same")}))
        else:
            yield TokenEvent(told("same"))
        yield made.table
        yield from made.citations
        for path, document in found.items():
            for warning in document.warnings:
                if warning.kind == "tracked_changes":
                    yield NoticeEvent(warning.kind, f"‘{Path(path).name}’: {warning.message}")
        yield NoticeEvent("quoting", "AI 없이 두 문서의 글을 대조한 표입니다.")
        yield DoneEvent(False, "quote")

    def _tabulate(self, request: requests.Tabulate, cancel: threading.Event) -> Iterator[Any]:
        fields = tuple(dict.fromkeys(" ".join(f.split()) for f in request.fields if f.strip()))
        if not fields or len(fields) > FIELDS:
            raise QueryError(f"항목은 1개에서 {FIELDS}개까지 쓸 수 있습니다.", "항목을 줄이거나 적어 주십시오.")
        catalog = self._p.store.catalog
        rows = {r.path: r for path in request.paths for r in catalog.under(path)}
        paths = [path for path, row in rows.items() if row.document_id is not None]
        if not paths:
            raise QueryError("색인된 파일이 없습니다.", "자료에 추가해 색인이 끝난 파일이나 폴더를 고르십시오.")
        if len(paths) > FILES:
            raise QueryError(
                f"파일이 {len(paths)}개입니다. 한 번에 {FILES}개까지 표로 만듭니다.", "폴더를 나누어 고르십시오."
            )
        out = self._asking.way_out(request.platform, request.model, request.quote)
        run = self._asking.run(f"{', '.join(fields)} 표", tuple(request.paths), out, cancel)
        events = tabulated(run, paths, fields, self._metadata, out.chat, out.model)
        yield from out.guard.judged(events)

    def _draft(self, request: requests.DraftReport, cancel: threading.Event) -> Iterator[Any]:
        out = self._asking.way_out(request.platform, request.model, quote=False)
        if out.chat is None:
            raise NotConfigured(
                "보고서 초안은 AI 플랫폼이 있어야 쓸 수 있습니다.",
                "[연결]에서 플랫폼을 등록하십시오. 플랫폼 없이는 문서 요약, 표, 인용 답변을 쓸 수 있습니다.",
            )
        run = self._asking.run(" ".join(request.topic.split()), request.scope, out, cancel)
        yield from out.guard.judged(drafted(run, out.chat, out.model))

    # ---- on paper

    def _export(self, request: requests.Export, cancel: threading.Event) -> Iterator[Any]:
        turns = request.turns
        if request.conversation is not None:
            turns = self._p.store.conversations.turns(request.conversation)
        if not turns:
            raise QueryError("내보낼 답이 없습니다.", "대화의 이름을 확인하십시오.")
        path = checked(Path(request.path), force=request.force)
        at = datetime.fromtimestamp(self._p.clock.now()).astimezone()
        size = save(paper(request.title or turns[0].asked, turns, at), path, force=request.force)
        yield requests.Exported(str(path), size)
