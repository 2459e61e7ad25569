"""Requests about what is indexed: sources and their grades, files, names, counts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from indexer import handover, requests
from indexer.engine.parts import Parts
from indexer.engine.platforms import PlatformRequests
from indexer.engine.remote import RemoteModels
from indexer.errors import QueryError
from indexer.store.facets import facets
from indexer.store.passages import iso
from indexer.version import __version__


class LibraryRequests:
    """`alone`: a context in which no run of the index goes on. `settled`: grades changed what may be sent."""

    def __init__(
        self,
        parts: Parts,
        platforms: PlatformRequests,
        remote: RemoteModels,
        alone: Callable[[threading.Event], AbstractContextManager[None]],
        settled: Callable[[], None],
    ) -> None:
        self._p, self._platforms, self._remote = parts, platforms, remote
        self._alone, self._settled = alone, settled
        self.handlers: dict[type, Callable[[Any, threading.Event], Iterator[Any]]] = {
            requests.GetStatus: self._status,
            requests.ListFiles: self._files,
            requests.FindNames: self._find_names,
            requests.ListFacets: self._facets,
            requests.ListSources: self._sources,
            requests.RemoveSource: self._remove_source,
            requests.UndoTakeOver: self._take_back,
            requests.ExcludePattern: self._exclude,
            requests.GradeSource: self._grade,
        }

    def _sources(self, request: requests.ListSources, cancel: threading.Event) -> Iterator[Any]:
        catalog = self._p.store.catalog
        rows = []
        for source in catalog.sources():
            counts, size, changed = catalog.summary(source.path)
            rows.append(
                requests.SourceRow(
                    path=source.path,
                    added=source.added,
                    available=Path(source.path).exists(),
                    files=counts["files"],
                    indexed=counts["indexed"],
                    failed=counts["failed"],
                    size=size,
                    changed=iso(changed) if changed is not None else "",
                )
            )
        grades = tuple(self._p.store.grades.all().items())
        yield requests.Sources(tuple(rows), tuple(catalog.exclusions()), grades)

    def _grade(self, request: requests.GradeSource, cancel: threading.Event) -> Iterator[Any]:
        if request.grade not in ("C", "S", "O", None):
            raise QueryError("자료 등급을 이해하지 못했습니다.", "C, S, O 가운데 하나를 쓰십시오.")
        self._platforms.grade(request.path, request.grade)  # type: ignore[arg-type]
        self._settled()
        yield from self._sources(requests.ListSources(), cancel)

    def _remove_source(self, request: requests.RemoveSource, cancel: threading.Event) -> Iterator[Any]:
        with self._alone(cancel):
            self._p.store.remove_source(request.path)
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

    def _take_back(self, request: requests.UndoTakeOver, cancel: threading.Event) -> Iterator[Any]:
        with self._alone(cancel):  # a run that goes on would read again what is taken out
            yield handover.take_back(self._p.store)
