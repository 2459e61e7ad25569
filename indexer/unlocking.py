"""Encrypted files read again with a password, which lives as long as the request does.

What comes of it is stored like any other document, in the encrypted profile. The document remembers that it was read
with a password, never with which. The next run of the index finds the file unchanged and leaves it; a file that was
edited is locked again, and its old text is taken out: an answer must not rest on what the file no longer says.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from connectors.ports import Clock
from indexer.changes import digest_of
from indexer.committing import Split, TermsOf, commit
from indexer.errors import DocumentError, Encrypted, Unreachable, WrongPassword
from indexer.model import ParsedDocument
from indexer.parsing.password import READ_WITH
from indexer.requests import FailedFile, Indexed, IndexProgress
from indexer.store.database import Store
from indexer.store.records import FileRecord
from indexer.syncing import PARSER_VERSION

_LOCKED = (Encrypted.kind, WrongPassword.kind)

ParseMany = Callable[[Sequence[Path]], Iterator[tuple[Path, ParsedDocument | DocumentError]]]


def locked(store: Store, paths: Sequence[str]) -> list[FileRecord]:
    """The files that `paths` mean: a file as it is named, of a folder those that failed for want of a password."""
    found: dict[str, FileRecord] = {}
    for path in paths:
        for record in store.catalog.under(path):
            if record.path == path or (record.state == "failed" and record.kind in _LOCKED):
                found[record.path] = record
    return list(found.values())


def read_again(
    store: Store,
    parse_many: ParseMany,
    split: Split,
    terms_of: TermsOf,
    paths: Sequence[str],
    *,
    cancel: threading.Event,
    clock: Clock,
) -> Iterator[IndexProgress | Indexed]:
    """Read the files that `paths` mean; yields progress and, last, one `Indexed` about them alone.

    parse_many: reads with the password. A file that the password does not open keeps its state and what is stored of
    it; `Indexed.failed` has a row for it. Raises StoreError.
    """
    began = clock.monotonic()
    run = _Run(store, split, terms_of)
    run.begin(paths)
    yield IndexProgress("reading", seen=len(run.records))
    results = parse_many([Path(path) for path in run.records])
    for done, (path, result) in enumerate(results, start=1):
        run.take(path, result)
        left = (clock.monotonic() - began) / done * (len(run.records) - done)
        yield IndexProgress(
            "reading", seen=len(run.records), done=done, indexed=run.indexed, failed=len(run.failed),
            seconds_left=left, path=str(path),
        )  # fmt: skip
        if cancel.is_set():
            return
    yield Indexed(
        len(run.records), run.indexed, 0, 0, tuple(run.failed), store.passages.count(), 0, clock.monotonic() - began
    )


@dataclass
class _Run:
    store: Store
    split: Split
    terms_of: TermsOf

    def __post_init__(self) -> None:
        self.records: dict[str, FileRecord] = {}
        self.failed: list[FailedFile] = []
        self.indexed = 0

    def begin(self, paths: Sequence[str]) -> None:
        """The facts about the files as they are now, taken before they are read."""
        known = locked(self.store, paths)
        for record in known:
            try:
                about = Path(record.path).stat()
                digest = digest_of(Path(record.path))
            except OSError:
                self._tell(record.path, Unreachable())
                continue
            self.records[record.path] = replace(
                record, size=about.st_size, mtime_ns=about.st_mtime_ns, ctime_ns=about.st_ctime_ns, digest=digest,
                parser_version=PARSER_VERSION,
            )  # fmt: skip
        for path in paths:
            if not self.store.catalog.under(path):
                self._tell(path, Unreachable())

    def take(self, path: Path, result: ParsedDocument | DocumentError) -> None:
        """Store a document, or note why there is none."""
        record = self.records[str(path)]
        if isinstance(result, ParsedDocument):
            metadata = {**result.metadata, READ_WITH: "password"}
            document = replace(result, metadata=metadata)
            wrong = commit(self.store, self.split, self.terms_of, record, path, document)
            if wrong is None:
                self.indexed += 1
                return
            result = wrong
        self._tell(str(path), result)
        # The password opened it and something else is wrong: that is the reason now.
        if not isinstance(result, Encrypted) and record.document_id is None:
            self.store.record_failure(record, result)

    def _tell(self, path: str, error: DocumentError) -> None:
        self.failed.append(FailedFile(path, error.kind, error.message, error.next_step))
