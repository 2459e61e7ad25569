"""Parse many files in child processes that may hang, crash or grow without harm to anyone else."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Self

import msgspec

from indexer.errors import DocumentError, TimedOut
from indexer.model import ParsedDocument
from indexer.parsing import child
from indexer.parsing.limits import Limits
from indexer.parsing.password import Password
from indexer.parsing.pool_child import Child, Job, Result

_TICK = 0.2  # seconds between looks at clocks and memory
_TRIES = 3  # children that may die before they start a file, until the file is given up
_AHEAD = 2  # files a child holds: the one it reads and the next


class ParserPool:
    """Children that parse; at most `workers` at a time, started when there is work, replaced when they die.

    One thread uses a pool at a time. Children end with `close()`, or with this process however it ends.
    """

    def __init__(
        self, workers: int = 2, limits: Limits = Limits(), serve: Callable[[Connection, Limits], None] = child.main
    ) -> None:
        """`serve` is what a child runs: a function of a module, since children are spawned."""
        self._limits = limits
        self._serve = serve
        self._workers = max(1, workers)
        self._children: list[Child] = []
        self._job = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def parse(self, path: Path) -> ParsedDocument:
        """Parse one file. Raises DocumentError."""
        for _, result in self.parse_many([path]):
            if isinstance(result, DocumentError):
                raise result
            return result
        raise AssertionError("parse_many gives one result a path")

    def parse_many(
        self, paths: Iterable[Path], cancel: threading.Event | None = None, password: Password | None = None
    ) -> Iterator[tuple[Path, Result]]:
        """Results as they come, in no order, one a path. `paths` is read only a few files ahead.

        password: what encrypted files are opened with; it goes to the children through their pipes and nowhere else.

        Once `cancel` is set the run ends within moments, whatever the children are at; files begun are given up.
        """
        source = iter(paths)
        again: deque[Job] = deque()
        more = True
        try:
            while cancel is None or not cancel.is_set():
                while more or again:
                    free = self._free()
                    if free is None:
                        break
                    job = again.popleft() if again else self._next(source, password)
                    if job is None:
                        more = False
                        break
                    free.give(job)
                busy = [c for c in self._children if c.jobs]
                if not busy and not again:
                    if not more:
                        return
                    continue
                yield from self._look(busy, again)
        finally:
            for one in [c for c in self._children if c.jobs]:
                self._drop(one)

    def close(self) -> None:
        """End all children; the pool may be used again."""
        for one in self._children:
            one.pipe.close()
        for one in list(self._children):
            self._drop(one, patience=2.0)

    def pids(self) -> list[int]:
        """Process ids of the living children."""
        return [c.process.pid for c in self._children if c.process.pid is not None]

    # ---- inside

    def _next(self, source: Iterator[Path], password: Password | None) -> Job | None:
        for path in source:
            self._job += 1
            return Job(self._job, path, password)
        return None

    def _free(self) -> Child | None:
        """The child with the least to do, a new one if all have something; None if all are full."""
        for one in [c for c in self._children if not c.jobs and c.given >= self._limits.files_per_child]:
            one.pipe.close()
            self._drop(one, patience=2.0)
        usable = [c for c in self._children if c.given < self._limits.files_per_child and len(c.jobs) < _AHEAD]
        best = min(usable, key=lambda c: len(c.jobs), default=None)
        if (best is None or best.jobs) and len(self._children) < self._workers:
            best = Child(self._limits, self._serve)
            self._children.append(best)
        return best

    def _look(self, busy: list[Child], again: deque[Job]) -> Iterator[tuple[Path, Result]]:
        ready = set(wait([c.pipe for c in busy], _TICK))
        for one in busy:
            try:
                if one.pipe in ready:
                    yield from one.hear()
            except (EOFError, OSError, msgspec.MsgspecError):
                yield from self._bury(one, again, None)
                continue
            fault = one.fault()
            if fault is not None:
                yield from self._bury(one, again, fault)

    def _bury(self, one: Child, again: deque[Job], fault: DocumentError | None) -> Iterator[tuple[Path, Result]]:
        """A child is gone: the file it was reading is told, the others wait for the next child."""
        self._drop(one, patience=0.5 if fault is None else 0.0)
        fault = fault or TimedOut(
            "읽는 중에 해석기가 멈추어 건너뛰었습니다.", detail=f"child ended with {one.process.exitcode}"
        )
        while one.jobs:
            job = one.jobs.pop()
            job.tries += 1
            if job.started or job.tries >= _TRIES:
                yield job.path, fault
            else:
                again.appendleft(job)

    def _drop(self, one: Child, patience: float = 0.0) -> None:
        self._children.remove(one)
        one.pipe.close()
        if patience:
            one.process.join(patience)
        if one.process.is_alive():
            one.process.kill()
        one.process.join()
