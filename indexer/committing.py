"""Parsed documents into the store: cut into passages, analysed in threads, written by one at a time.

Threads analyse at the same time (Kiwi leaves the interpreter while it works); the database has one writer.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path

from indexer.changes import Run
from indexer.deriving import abbreviations_of
from indexer.errors import DocumentError, Encrypted
from indexer.model import ParsedDocument, Passage
from indexer.parsing.facts import FACTS_VERSION
from indexer.parsing.password import READ_WITH
from indexer.store.database import Store
from indexer.store.records import DocumentRecord, FileRecord

CHANGED = "암호로 읽었던 파일이 바뀌어 다시 잠겨 있습니다. 이전 내용은 색인에서 뺐습니다."
_THREADS = min(4, os.cpu_count() or 1)  # documents analysed at a time
_WAITING = 2 * _THREADS  # documents in memory that are being analysed or wait for it

Split = Callable[[ParsedDocument], list[Passage]]
TermsOf = Callable[[Passage, str, str], Mapping[str, int]]

_log = logging.getLogger(__name__)


class _Cancelled(DocumentError):
    """Nothing is wrong with the file; the run was stopped while it was analysed."""


class Committer:
    """Stores documents in threads, a few at a time; errors of the store are raised by `put` and `left`."""

    def __init__(self, store: Store, split: Split, terms_of: TermsOf, run: Run, cancel: threading.Event) -> None:
        self._store = store
        self._split = split
        self._terms_of = terms_of
        self._run = run
        self._cancel = cancel
        self._threads = ThreadPoolExecutor(_THREADS, "analyse")
        self._futures: set[Future[str]] = set()

    def __enter__(self) -> Committer:
        return self

    def __exit__(self, *_: object) -> None:
        """Waits for what is being stored; what was not begun is left for the next run."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._count(f for f in self._futures if not f.cancelled() and f.exception() is None)

    def put(self, path: Path, result: ParsedDocument | DocumentError) -> None:
        """Returns once no more than a few documents wait."""
        record = self._run.reading.pop(path)
        self._futures.add(self._threads.submit(self._take, record, result))
        while len(self._futures) > _WAITING:
            self._collect(None)
        self._collect(0)

    def left(self, seconds: float) -> bool:
        """Whether documents are still being stored; waits so long for one of them to be done."""
        if self._futures:
            self._collect(seconds)
        return bool(self._futures)

    def _collect(self, seconds: float | None) -> None:
        done, self._futures = wait(self._futures, seconds, FIRST_COMPLETED)
        self._count(done)

    def _count(self, done: Iterable[Future[str]]) -> None:
        run = self._run
        for future in done:
            state = future.result()
            run.indexed += state == "indexed"
            run.failed += state == "failed"
            run.done += 1

    def _take(self, record: FileRecord, result: ParsedDocument | DocumentError) -> str:
        """Store a document, or why it could not be read; returns the file's state, `pending` once cancelled.

        Runs in several threads. A bug of ours fails one file, never the run.
        """
        path = Path(record.path)
        if isinstance(result, ParsedDocument):
            wrong = commit(self._store, self._split, self._terms_unless_cancelled, record, path, result)
            if wrong is None:
                return "indexed"
            if isinstance(wrong, _Cancelled):
                return "pending"
            result = wrong
        if isinstance(result, Encrypted) and self._store.catalog.says(path, READ_WITH):
            # Its new text is behind the password again, and an answer must not rest on the old one.
            result = Encrypted(CHANGED)
        self._store.record_failure(record, result)
        return "failed"

    def _terms_unless_cancelled(self, passage: Passage, title: str, name: str) -> Mapping[str, int]:
        if self._cancel.is_set():  # a long document takes many seconds
            raise _Cancelled()
        return self._terms_of(passage, title, name)


def commit(
    store: Store, split: Split, terms_of: TermsOf, record: FileRecord, path: Path, result: ParsedDocument
) -> DocumentError | None:
    """Store a document with its passages, in place of an earlier one; returns why it could not be cut, else None."""
    try:
        passages = split(result)
        title = result.title or path.stem
        terms = [terms_of(p, title, path.name) for p in passages]
        short = abbreviations_of(passages)
    except DocumentError as error:
        return error
    except Exception as error:  # told in the log without a word of the document
        _log.error("splitting failed: %s", type(error).__name__)
        return DocumentError(detail=type(error).__name__)
    document = DocumentRecord(title, result.format, result.pages, result.metadata, result.warnings)
    with store.db.alone():  # two threads must not fold what is one segment
        store.commit_document(replace(record, state="indexed"), document, passages, terms, short, FACTS_VERSION)
        store.lexical.maintain()
    return None
