"""What has changed since the last run: which files are new, changed, moved, away or gone.

A file is known by its path, size and times; by its SHA-256 where those leave a doubt. Nothing is taken out of the
index because a drive is away: a file is gone only when the system says so while its source is there.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexer.errors import TooLarge, Unreachable
from indexer.parsing.limits import Limits
from indexer.requests import IndexProgress
from indexer.scanning import Found, is_excluded
from indexer.store.database import Store
from indexer.store.records import FileRecord

LARGEST = Limits().file_size


@dataclass(slots=True)
class Run:
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
        speed = done / spent if done >= 3 and spent > 0.5 else 0.0
        return IndexProgress(
            stage,
            self.seen,
            self.done,
            self.indexed,
            self.unchanged,
            self.failed,
            pending,
            left,
            path,
            self.moved,
            speed,
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


def is_within(path: str, folder: Path) -> bool:
    """Whether the path is the folder, or lies below it."""
    root = str(folder)
    return path == root or path.startswith(root.rstrip("/\\") + os.sep)


class Changes:
    """What a run finds changed: `plan` lists, `decide` tells what a file needs, `remove_gone` forgets what left."""

    def __init__(
        self,
        store: Store,
        roots: Sequence[Path],
        version: int,
        run: Run,
    ) -> None:
        self.store = store
        self.version = version
        self.run = run
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
        mine = [r for r in {*self.roots, *self.sources} if is_within(path, r)]
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
            if device and device != source.device and any(is_within(p, root) for p in there):
                self.store.catalog.seen_on(source.path, device)
