"""Parse many files in child processes that may hang, crash or grow without harm to anyone else."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Self

import msgspec

from indexer.errors import DOCUMENT_ERRORS, Damaged, DocumentError, TimedOut, TooLarge
from indexer.model import ParsedDocument
from indexer.parsing import child
from indexer.parsing.limits import Limits
from indexer.parsing.password import Password

Result = ParsedDocument | DocumentError

_TICK = 0.2  # seconds between looks at clocks and memory
_STARTING = 60.0  # seconds a child may take to come up
_TRIES = 3  # children that may die before they start a file, until the file is given up
_AHEAD = 2  # files a child holds: the one it reads and the next
_DONE = msgspec.msgpack.Decoder(tuple[int, ParsedDocument])
_FAILED = msgspec.msgpack.Decoder(tuple[int, str, str, str, str])
_NUMBER = msgspec.msgpack.Decoder(int)


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
        self._children: list[_Child] = []
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
        again: deque[_Job] = deque()
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

    def _next(self, source: Iterator[Path], password: Password | None) -> _Job | None:
        for path in source:
            self._job += 1
            return _Job(self._job, path, password)
        return None

    def _free(self) -> _Child | None:
        """The child with the least to do, a new one if all have something; None if all are full."""
        for one in [c for c in self._children if not c.jobs and c.given >= self._limits.files_per_child]:
            one.pipe.close()
            self._drop(one, patience=2.0)
        usable = [c for c in self._children if c.given < self._limits.files_per_child and len(c.jobs) < _AHEAD]
        best = min(usable, key=lambda c: len(c.jobs), default=None)
        if (best is None or best.jobs) and len(self._children) < self._workers:
            best = _Child(self._limits, self._serve)
            self._children.append(best)
        return best

    def _look(self, busy: list[_Child], again: deque[_Job]) -> Iterator[tuple[Path, Result]]:
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

    def _bury(self, one: _Child, again: deque[_Job], fault: DocumentError | None) -> Iterator[tuple[Path, Result]]:
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

    def _drop(self, one: _Child, patience: float = 0.0) -> None:
        self._children.remove(one)
        one.pipe.close()
        if patience:
            one.process.join(patience)
        if one.process.is_alive():
            one.process.kill()
        one.process.join()


class _Job:
    __slots__ = ("number", "password", "path", "started", "tries")

    def __init__(self, number: int, path: Path, password: Password | None) -> None:
        self.number = number
        self.path = path
        self.password = password
        self.started = False
        self.tries = 0


class _Child:
    """The parent's end of one child."""

    def __init__(self, limits: Limits, serve: Callable[[Connection, Limits], None]) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, limits), name="parser", daemon=True)
        self.process.start()
        theirs.close()
        self.jobs: deque[_Job] = deque()
        self.given = 0
        self._limits = limits
        self._heard = self._begun = time.monotonic()
        self._up = False

    def give(self, job: _Job) -> None:
        if not self.jobs:
            self._begun = time.monotonic()
        self.jobs.append(job)
        self.given += 1
        try:
            words = job.password.reveal() if job.password is not None else None
            self.pipe.send_bytes(msgspec.msgpack.encode((job.number, os.fsencode(job.path), words)))
        except OSError:
            pass  # it died; the next look at its pipe finds out

    def hear(self) -> Iterator[tuple[Path, Result]]:
        """Take all messages that are there. Raises EOFError or OSError where the child is gone."""
        while self.pipe.poll():
            message = self.pipe.recv_bytes()
            self._heard = time.monotonic()
            self._up = True
            tag, body = message[:1], memoryview(message)[1:]
            if tag == child.START:
                number = _NUMBER.decode(body)
                self._begun = self._heard
                for job in self.jobs:
                    job.started = job.started or job.number == number
            elif tag == child.DONE:
                number, document = _DONE.decode(body)
                yield self._finish(number), document
            elif tag == child.FAILED:
                number, kind, told, next_step, detail = _FAILED.decode(body)
                yield self._finish(number), DOCUMENT_ERRORS.get(kind, Damaged)(told, next_step, detail=detail)

    def _finish(self, number: int) -> Path:
        """The job's path; children answer in the order they were asked."""
        job = self.jobs.popleft()
        if job.number != number:
            raise OSError("answer out of order")
        self._begun = time.monotonic()
        return job.path

    def fault(self) -> DocumentError | None:
        """Why this child must be killed now, or None."""
        if not self.jobs:
            return None
        now = time.monotonic()
        if not self._up:
            return TimedOut(detail="start") if now - self._begun > _STARTING else None
        if now - self._begun > self._limits.wall:
            return TimedOut(detail="wall")
        if now - self._heard > self._limits.silence:
            return TimedOut(detail="silence")
        if _resident(self.process.pid) > self._limits.memory:
            return TooLarge("메모리 한도를 넘어 읽기를 멈추었습니다.", detail="memory")
        return None


def _resident(pid: int | None) -> int:
    """Bytes the process holds in memory; 0 where the system does not tell (the child's own limits hold there)."""
    try:
        fields = Path(f"/proc/{pid}/statm").read_text("ascii").split()
        return int(fields[1]) * int(os.sysconf("SC_PAGE_SIZE"))
    except (OSError, ValueError, IndexError, AttributeError):
        return 0
