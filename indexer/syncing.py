"""Bring the index up to date with the files: what is new, changed, moved or gone, and nothing else.

Every document is committed as it is parsed, so that a run that was stopped, or killed, goes on where it was.
Children parse and threads analyse at the same time (Kiwi leaves the interpreter while it works); the database has
one writer. A
file is known by its path, size and times; by its SHA-256 where those leave a doubt. Nothing is taken out of the
index because a drive is away: a file is gone only when the system says so while its source is there.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from connectors.ports import Clock, Embedder
from indexer.deriving import abbreviations_of, derive_outdated
from indexer.errors import DiskFull, DocumentError, TooLarge, Unreachable
from indexer.model import ParsedDocument, Passage
from indexer.parsing.facts import FACTS_VERSION
from indexer.parsing.formats import SUFFIXES
from indexer.parsing.limits import Limits
from indexer.passages.windows import windows
from indexer.requests import FailedFile, Indexed, IndexProgress
from indexer.scanning import Found, is_excluded, scan
from indexer.store.catalog import DocumentRecord, FileRecord
from indexer.store.database import Store
from indexer.store.passages import StoredPassage, iso

# Raise it when the readers learn to read what they could not: files that failed are then tried again.
PARSER_VERSION = 2
RESERVE = 2 * 1024**3  # bytes left free for the user's own work
LARGEST = Limits().file_size
_EVERY = 0.1  # seconds between two reports
_RECOUNT = 2_048  # passages embedded between two counts of what is left; others may add some meanwhile
_BATCH = 64  # passages embedded at a time
_THREADS = min(4, os.cpu_count() or 1)  # documents analysed at a time
_WAITING = 2 * _THREADS  # documents in memory that are being analysed or wait for it

ParseMany = Callable[[Iterable[Path]], Iterator[tuple[Path, ParsedDocument | DocumentError]]]
Split = Callable[[ParsedDocument], list[Passage]]
TermsOf = Callable[[Passage, str, str], Mapping[str, int]]

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Run:
    """The counts of a run, and the facts about the files that are being read."""

    started: float
    todo: int = 0  # files that are not plainly unchanged
    seen: int = 0
    done: int = 0
    indexed: int = 0
    unchanged: int = 0
    moved: int = 0
    removed: int = 0
    skipped: int = 0
    failed: int = 0
    reading: dict[Path, FileRecord] = field(default_factory=dict)

    def progress(self, stage: str, now: float, path: str = "", pending: int = 0) -> IndexProgress:
        spent = now - self.started
        done = self.done - (self.seen - self.todo)
        left = spent / done * (self.todo - done) if done >= 3 and spent > 0.5 else None
        return IndexProgress(
            stage, self.seen, self.done, self.indexed, self.unchanged, self.failed, pending, left, path, self.moved
        )


def digest_of(path: Path) -> str:
    """SHA-256 of the content, hex. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _record(found: Found, state: str = "pending", digest: str = "", version: int = 0) -> FileRecord:
    suffix = found.path.suffix.lower().lstrip(".")
    return FileRecord(
        str(found.path), found.size, found.mtime_ns, digest, suffix, state, version, ctime_ns=found.ctime_ns
    )


def _gone(path: str) -> bool:
    """Whether the system says that there is no such file (not: that it cannot tell)."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _device(path: Path) -> str:
    try:
        return str(path.stat().st_dev)
    except OSError:
        return ""


def _within(path: str, folder: Path) -> bool:
    root = str(folder)
    return path == root or path.startswith(root.rstrip("/\\") + os.sep)


class _Sync:
    """One run. `decide` says for each file what is to be done; `take` stores what came of reading it."""

    def __init__(
        self,
        store: Store,
        split: Split,
        terms_of: TermsOf,
        roots: Sequence[Path],
        version: int,
        run: _Run,
        cancel: threading.Event,
    ) -> None:
        self.store = store
        self.split = split
        self.terms_of = terms_of
        self.version = version
        self.run = run
        self.cancel = cancel
        self.roots = [Path(os.path.abspath(r)) for r in roots]  # noqa: PTH100 (links keep their names)
        self.excluded = store.catalog.exclusions()
        self.sources = {Path(s.path): s for s in store.catalog.sources()}

    def is_away(self, root: Path) -> bool:
        """A drive that is not there, or whose mount point stands empty on another volume."""
        if not root.exists():
            # A single file is gone when its folder is still there; a folder may be a share that is out of reach.
            record = self.store.catalog.get(root)
            return record is None or not root.parent.is_dir()
        if not root.is_dir():
            return False
        known = self.sources[root].device if root in self.sources else ""
        try:
            empty = next(root.iterdir(), None) is None
        except OSError:
            return True
        return bool(empty and known and known != _device(root))

    def really_gone(self, path: str) -> bool:
        """Deleted, as far as the sources it belongs to can tell (asked anew: a drive may leave at any moment)."""
        if not _gone(path):
            return False
        mine = [r for r in {*self.roots, *self.sources} if _within(path, r)]
        if mine:
            return not any(self.is_away(r) for r in mine)
        return Path(path).parent.is_dir()

    def plan(self, found: Sequence[Found]) -> list[Found]:
        """Note what is new as pending and what is online only as skipped; returns the files to look into."""
        known = {r.path: r for root in self.roots for r in self.store.catalog.under(root)}
        todo, news = [], []
        for file in found:
            record = known.get(str(file.path))
            if file.online_only:
                if record is not None and record.document_id is not None:
                    self.run.unchanged += 1  # read before it left this PC
                else:
                    self.run.skipped += 1
                    news.append(_record(file, "skipped"))
            elif record is not None and self._unchanged(record, file):
                if record.state == "failed":
                    self.run.failed += 1
                else:
                    self.run.unchanged += 1
            else:
                todo.append(file)
                if record is None or record.state == "skipped":
                    news.append(_record(file))
        self.store.catalog.put(news)
        self.run.seen, self.run.todo = len(found), len(todo)
        self.run.done = self.run.seen - self.run.todo
        return todo

    def _unchanged(self, record: FileRecord, file: Found) -> bool:
        same = (record.size, record.mtime_ns, record.ctime_ns) == (file.size, file.mtime_ns, file.ctime_ns)
        return same and self._settled(record)

    def _settled(self, record: FileRecord) -> bool:
        """Whether a file of unchanged content need not be read: it was, or it failed and would fail again."""
        if record.state == "failed":
            return record.kind != Unreachable.kind and record.parser_version == self.version
        return record.state == "indexed"

    def decide(self, file: Found) -> bool:
        """True: read it (its facts are in `run.reading`). False: it was unchanged, moved, or cannot be opened."""
        catalog, path = self.store.catalog, str(file.path)
        if file.size > LARGEST:  # told without reading it
            self.store.record_failure(_record(file, version=self.version), TooLarge())
            self.run.failed += 1
            return False
        try:
            digest = digest_of(file.path)
        except OSError:
            self.store.record_failure(_record(file, version=self.version), Unreachable())
            self.run.failed += 1
            return False
        record = catalog.get(path)
        if record is not None and record.digest == digest and self._settled(record):
            # Touched, or a clock was set: the content is what was read.
            now = replace(record, size=file.size, mtime_ns=file.mtime_ns, ctime_ns=file.ctime_ns)
            if record.state == "failed":
                self.run.failed += 1
            else:
                self.run.unchanged += 1
            self.store.touch(now)
            return False
        if record is None or record.document_id is None:
            for other in catalog.with_digest(digest):
                if other.path != path and self.really_gone(other.path):
                    facts = _record(file, "indexed", digest, other.parser_version)
                    self.store.move_file(other.path, path, replace(facts, format=other.format))
                    self.run.moved += 1
                    return False
        self.run.reading[file.path] = _record(file, "indexed", digest, self.version)
        return True

    def take(self, record: FileRecord, result: ParsedDocument | DocumentError) -> str:
        """Store a document, or why it could not be read; returns the file's state, `pending` once cancelled.

        May run in several threads. A bug of ours fails one file, never the run.
        """
        path = Path(record.path)
        if isinstance(result, ParsedDocument):
            wrong = commit(self.store, self.split, self.terms_unless_cancelled, record, path, result)
            if wrong is None:
                return "indexed"
            if isinstance(wrong, _Cancelled):
                return "pending"
            result = wrong
        self.store.record_failure(record, result)
        return "failed"

    def terms_unless_cancelled(self, passage: Passage, title: str, name: str) -> Mapping[str, int]:
        if self.cancel.is_set():  # a long document takes many seconds
            raise _Cancelled()
        return self.terms_of(passage, title, name)

    def remove_gone(self, found: Sequence[Found]) -> None:
        """Forget the files that were deleted or are excluded now."""
        there = {str(f.path) for f in found}
        for root in self.roots:
            if self.is_away(root):
                continue
            for record in self.store.catalog.under(root):
                if record.path in there:
                    continue
                named = any(str(r) == record.path for r in self.roots)
                if self.really_gone(record.path) or (not named and is_excluded(record.path, self.excluded)):
                    self.store.remove_file(record.path)
                    self.run.removed += 1
        for root, source in self.sources.items():
            device = _device(root)
            if device and device != source.device and any(_within(p, root) for p in there):
                self.store.catalog.seen_on(source.path, device)


class _Cancelled(DocumentError):
    """Nothing is wrong with the file; the run was stopped while it was analysed."""


class _Taking:
    """Stores documents in threads, a few at a time; errors of the store are raised by `put` and `left`."""

    def __init__(self, work: _Sync) -> None:
        self._work = work
        self._threads = ThreadPoolExecutor(_THREADS, "analyse")
        self._futures: set[Future[str]] = set()

    def __enter__(self) -> _Taking:
        return self

    def __exit__(self, *_: object) -> None:
        """Waits for what is being stored; what was not begun is left for the next run."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._count(f for f in self._futures if not f.cancelled() and f.exception() is None)

    def put(self, path: Path, result: ParsedDocument | DocumentError) -> None:
        """Returns once no more than a few documents wait."""
        record = self._work.run.reading.pop(path)
        self._futures.add(self._threads.submit(self._work.take, record, result))
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
        run = self._work.run
        for future in done:
            state = future.result()
            run.indexed += state == "indexed"
            run.failed += state == "failed"
            run.done += 1


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


def sync(
    store: Store,
    parse_many: ParseMany,
    split: Split,
    terms_of: TermsOf,
    paths: Sequence[Path],
    *,
    cancel: threading.Event,
    clock: Clock,
    suffixes: frozenset[str] = SUFFIXES,
    parser_version: int = PARSER_VERSION,
    reserve: int = RESERVE,
    space: str | None = None,
) -> Iterator[IndexProgress | Indexed]:
    """Read what is new or changed under `paths`; yields progress and, last, one `Indexed`.

    `paths` become sources, unless they lie in one already; without paths, all sources are brought up to date. A
    path that is not there stands in `Indexed.failed` and becomes no source.
    terms_of: (passage, document title, file name) → term frequencies. space: the vectors that will follow, to
    count what is pending. Set `cancel` to stop early: what was committed stays, the rest is done the next time.
    Raises DiskFull when less than `reserve` bytes would stay free, and StoreError; a file's own trouble never.
    """
    began = clock.monotonic()
    run = _Run(began)
    missing = _add_sources(store, paths, clock.now())
    paths = [p for p in paths if p not in missing] if paths else [Path(s.path) for s in store.catalog.sources()]
    work = _Sync(store, split, terms_of, paths, parser_version, run, cancel)
    found: list[Found] = []
    told = began
    for file in scan([r for r in work.roots if not work.is_away(r)], work.excluded, suffixes=suffixes):
        if cancel.is_set():
            break
        found.append(file)
        if clock.monotonic() - told >= _EVERY:
            told = clock.monotonic()
            yield IndexProgress("scanning", seen=len(found), path=str(file.path))
    todo = work.plan(found)
    run.started = clock.monotonic()
    yield run.progress("reading", run.started)

    def wanted() -> Iterator[Path]:
        for file in todo:
            if cancel.is_set():
                return
            if work.decide(file):
                yield file.path
            else:
                run.done += 1

    with _Taking(work) as taking:
        for path, result in parse_many(wanted()):
            if shutil.disk_usage(store.home).free < reserve:
                raise DiskFull()
            taking.put(path, result)
            now = clock.monotonic()
            if now - told >= _EVERY:
                told = now
                yield run.progress("reading", now, str(path))
            if cancel.is_set():
                break
        while taking.left(_EVERY):
            if cancel.is_set():
                break
            yield run.progress("reading", clock.monotonic())
    if not cancel.is_set():
        work.remove_gone(found)
        derive_outdated(store, cancel)
        store.settings.set("last_indexed", iso(clock.now()))
    now = clock.monotonic()
    pending = store.vectors.count_pending(space) if space else 0
    yield run.progress("reading", now, pending=pending)
    failed = (
        *(FailedFile(str(p), Unreachable.kind, Unreachable.message, Unreachable.next_step) for p in missing),
        *(f for f in store.catalog.failures() if any(_within(f.path, r) for r in work.roots)),
    )
    yield Indexed(
        run.seen, run.indexed, run.unchanged, run.removed, failed, store.passages.count(), pending,
        now - began, run.moved, run.skipped,
    )  # fmt: skip


def _add_sources(store: Store, paths: Sequence[Path], now: float) -> list[Path]:
    """Remember new sources; returns the paths that are not there and were never known."""
    sources = [Path(s.path) for s in store.catalog.sources()]
    missing = []
    for path in paths:
        whole = Path(os.path.abspath(path))  # noqa: PTH100
        if any(_within(str(whole), s) for s in sources):
            if not whole.exists() and whole not in sources and not store.catalog.under(whole):
                missing.append(path)
        elif whole.exists():
            store.catalog.add_source(whole, now)
            sources.append(whole)
        else:
            missing.append(path)
    return missing


def text_to_embed(stored: StoredPassage) -> str:
    """What stands for a passage in the vector space: title, headings, what must be read with it, the text."""
    passage = stored.passage
    above = " > ".join(h for h in (stored.title, *passage.heading_path) if h)
    return "\n".join(part for part in (above, passage.context, passage.text) if part)


def embed_pending(
    store: Store,
    embedder: Embedder,
    cancel: threading.Event,
    clock: Clock,
    *,
    text_of: Callable[[StoredPassage], str] = text_to_embed,
    batch: int = _BATCH,
) -> Iterator[IndexProgress]:
    """Give every passage its vector, a batch a transaction; yields progress with stage `vectors`, at least once.

    Then, where the embedder asks for it, those of its windows, of passages of an older version too: all are found by
    their vectors meanwhile. Stops quietly once `cancel` is set; raises what the embedder raises, and StoreError. What
    is stored stays.
    """
    started, done, after = clock.monotonic(), 0, 0
    space, held = embedder.name, store.vectors

    def count() -> tuple[int, int]:
        """Passages without a vector, and pieces of work left: a passage without a vector lacks its windows too."""
        pending = held.count_pending(space)
        lacking = pending + held.count_lacking_windows(space) if embedder.windowed else 0
        return pending, pending + lacking

    pending, left = count()
    yield IndexProgress("vectors", seen=left, vectors_pending=pending)
    while not cancel.is_set():
        passages = held.pending(space, batch)
        if passages:
            held.add(space, [p.id for p in passages], embedder.embed_passages([text_of(p) for p in passages]))
        elif embedder.windowed and (
            passages := held.lacking_windows(space, batch, after) or held.lacking_windows(space, batch)
        ):
            texts = [windows(p.passage, p.title) for p in passages]
            rows = embedder.embed_passages([text for some in texts for text in some])
            ends = np.cumsum([len(some) for some in texts])
            held.add_windows(space, [p.id for p in passages], np.split(rows, ends[:-1]))
            after = passages[-1].id
        else:
            break
        done += len(passages)
        if done % _RECOUNT < batch or left <= len(passages):
            pending, left = count()  # others may have added some meanwhile
        else:
            pending, left = max(0, pending - len(passages)), left - len(passages)
        spent = clock.monotonic() - started
        seconds = spent / done * left if spent > 0.5 else None
        yield IndexProgress(
            "vectors", seen=done + left, done=done, vectors_pending=pending, seconds_left=seconds,
            path=passages[-1].path,
        )  # fmt: skip
    if done:
        store.vectors.save_cache()
