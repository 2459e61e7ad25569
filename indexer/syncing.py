"""Bring the index up to date with the files: what is new, changed, moved or gone, and nothing else.

Every document is committed as it is parsed, so that a run that was stopped, or killed, goes on where it was.
Children parse, threads analyse, and one at a time writes.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from connectors.ports import Clock
from indexer.changes import Changes, Run, is_within
from indexer.committing import Committer, Split, TermsOf
from indexer.deriving import derive_outdated
from indexer.errors import DiskFull, DocumentError, Unreachable
from indexer.model import ParsedDocument
from indexer.parsing.formats import SUFFIXES
from indexer.requests import FailedFile, Indexed, IndexProgress
from indexer.scanning import Found, scan
from indexer.store.database import Store
from indexer.store.passages import iso

# Raise it when the readers learn to read what they could not: files that failed are then tried again.
PARSER_VERSION = 2
RESERVE = 2 * 1024**3  # bytes left free for the user's own work
_EVERY = 0.1  # seconds between two reports

ParseMany = Callable[[Iterable[Path]], Iterator[tuple[Path, ParsedDocument | DocumentError]]]


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
    run = Run(began)
    missing = _add_sources(store, paths, clock.now())
    paths = [p for p in paths if p not in missing] if paths else [Path(s.path) for s in store.catalog.sources()]
    work = Changes(store, paths, parser_version, run)
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

    with Committer(store, split, terms_of, run, cancel) as committer:
        for path, result in parse_many(wanted()):
            if shutil.disk_usage(store.home).free < reserve:
                raise DiskFull()
            committer.put(path, result)
            now = clock.monotonic()
            if now - told >= _EVERY:
                told = now
                yield run.progress("reading", now, str(path))
            if cancel.is_set():
                break
        while committer.left(_EVERY):
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
        *(f for f in store.catalog.failures() if any(is_within(f.path, r) for r in work.roots)),
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
        if any(is_within(str(whole), s) for s in sources):
            if not whole.exists() and whole not in sources and not store.catalog.under(whole):
                missing.append(path)
        elif whole.exists():
            store.catalog.add_source(whole, now)
            sources.append(whole)
        else:
            missing.append(path)
    return missing
