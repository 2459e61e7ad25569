"""The queue of pictures and scanned pages whose text has to be recognised (OCR), behind the normal index.

A run of the index never waits for it: scanned files are failures with a reason, or documents with pages missing,
until their turn comes; then the whole document is stored anew. Where to go on is told by the catalog alone, so that a
run that was stopped goes on with the next file.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from connectors.ports import Clock
from indexer.committing import Split, TermsOf, commit
from indexer.errors import DocumentError, Empty, TimedOut
from indexer.model import ParsedDocument
from indexer.parsing import ocr
from indexer.parsing.collect import ONLY_PICTURES
from indexer.parsing.formats import IMAGE_SUFFIXES
from indexer.parsing.nested import PARTS
from indexer.parsing.ocr_child import PAGES
from indexer.requests import IndexProgress
from indexer.store.database import Store
from indexer.store.records import FileRecord

SETTING = "ocr"  # in the profile's store: True where the user turned recognition on
_GIVEN_UP = "ocr_given_up"  # digests of partly read documents whose recognition failed
_KEPT = 1000
_SUFFIXES = IMAGE_SUFFIXES | {".pdf", ".zip"}
_WITH_PICTURES = frozenset({".hwp", ".hwpx", ".docx"})  # documents that may be pictures and nothing else

ParseMany = Callable[..., Iterator[tuple[Path, ParsedDocument | DocumentError]]]


class Recogniser:
    """Reads what waits, one file at a time, while recognition is turned on and its program is installed."""

    def __init__(self, store: Store, parse_many: ParseMany, split: Split, terms_of: TermsOf, clock: Clock) -> None:
        """parse_many: of a pool of `ocr_child` children; takes paths and `cancel`."""
        self._store = store
        self._parse_many = parse_many
        self._split = split
        self._terms_of = terms_of
        self._clock = clock
        self._lock = threading.Lock()

    @property
    def enabled(self) -> bool:
        """Whether the user turned recognition on."""
        return bool(self._store.settings.get(SETTING, False))

    def turn(self, on: bool) -> None:
        self._store.settings.set(SETTING, on or None)

    @property
    def ready(self) -> bool:
        """Whether files are recognised: turned on, and the program is there."""
        return self.enabled and ocr.program() is not None

    def pending(self) -> list[Path]:
        """Files that wait: without any text, or with pages or parts without; not those that were tried before."""
        catalog = self._store.catalog
        failed = [
            f.path for f in catalog.failures()
            if f.kind == Empty.kind and f.message != ocr.NOTHING
            and (Path(f.path).suffix.lower() in _SUFFIXES or ONLY_PICTURES in f.message)
        ]  # fmt: skip
        given_up = set(self._store.settings.get(_GIVEN_UP, ()))
        waiting = {*catalog.with_metadata(PAGES), *catalog.with_metadata(PARTS)}
        partly = [p for p in waiting if (r := catalog.get(p)) and r.digest not in given_up]
        return [Path(p) for p in sorted({*failed, *partly})]

    def again(self, paths: Iterable[str]) -> None:
        """Files that were tried and given up wait once more."""
        catalog = self._store.catalog
        given_up = list(self._store.settings.get(_GIVEN_UP, ()))
        for path in paths:
            record = catalog.get(path)
            if record is None:
                continue
            if record.digest in given_up:
                given_up.remove(record.digest)
            if Path(path).suffix.lower() not in _SUFFIXES | _WITH_PICTURES:
                continue
            if record.state == "failed" and record.kind in (Empty.kind, TimedOut.kind):
                self._store.record_failure(
                    record, Empty(f"{ONLY_PICTURES} 글자 인식(OCR)을 기다립니다.", "잠시 뒤에 다시 확인하십시오.")
                )
        self._store.settings.set(_GIVEN_UP, given_up or None)

    def run(self, cancel: threading.Event) -> Iterator[IndexProgress]:
        """Recognise all that waits; yields progress with stage `ocr`. A second run beside one ends at once."""
        if not self.ready or not self._lock.acquire(blocking=False):
            return
        try:
            waiting = self.pending()
            failed = 0
            started = self._clock.monotonic()
            yield IndexProgress("ocr", seen=len(waiting))
            records: dict[Path, FileRecord] = {}
            results = self._parse_many(self._wanted(waiting, records), cancel=cancel)
            for done, (path, result) in enumerate(results, start=1):
                failed += self._take(records[path], path, result)
                left = (self._clock.monotonic() - started) / done * (len(waiting) - done)
                yield IndexProgress(
                    "ocr", seen=len(waiting), done=done, indexed=done - failed, failed=failed, seconds_left=left,
                    path=str(path),
                )  # fmt: skip
        finally:
            self._lock.release()

    def _wanted(self, waiting: Iterable[Path], records: dict[Path, FileRecord]) -> Iterator[Path]:
        """The files that are still as the catalog has them; others are the next index run's business."""
        for path in waiting:
            record = self._store.catalog.get(path)
            if record is not None and _same(record, path):
                records[path] = record
                yield path

    def _take(self, record: FileRecord, path: Path, result: ParsedDocument | DocumentError) -> bool:
        """Store the document anew. True where nothing was recognised: then it is not tried again."""
        if not _same(record, path):
            return False
        if isinstance(result, ParsedDocument):
            wrong = commit(self._store, self._split, self._terms_of, record, path, result)
            return wrong is not None
        if record.document_id is not None:  # some pages of it were read before: that stays
            given_up = [*self._store.settings.get(_GIVEN_UP, ()), record.digest]
            self._store.settings.set(_GIVEN_UP, given_up[-_KEPT:])
            return True
        told = result if isinstance(result, TimedOut) else Empty(ocr.NOTHING, result.next_step)
        self._store.record_failure(record, told)
        return True


def _same(record: FileRecord, path: Path) -> bool:
    try:
        about = path.stat()
    except OSError:
        return False
    return (about.st_size, about.st_mtime_ns) == (record.size, record.mtime_ns)
