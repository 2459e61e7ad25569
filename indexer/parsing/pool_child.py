"""One child process that parses, seen from the parent: what it holds, what it says, why it must be killed."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from indexer.errors import DOCUMENT_ERRORS, Damaged, DocumentError, TimedOut, TooLarge
from indexer.model import ParsedDocument
from indexer.parsing import child
from indexer.parsing.limits import Limits
from indexer.parsing.password import Password

Result = ParsedDocument | DocumentError

_STARTING = 60.0  # seconds a child may take to come up
_DONE = msgspec.msgpack.Decoder(tuple[int, ParsedDocument])
_FAILED = msgspec.msgpack.Decoder(tuple[int, str, str, str, str])
_NUMBER = msgspec.msgpack.Decoder(int)


class Job:
    """A file to be read, its number in the run, and how it fared so far."""

    __slots__ = ("number", "password", "path", "started", "tries")

    def __init__(self, number: int, path: Path, password: Password | None) -> None:
        self.number = number
        self.path = path
        self.password = password
        self.started = False
        self.tries = 0


class Child:
    """The parent's end of one child."""

    def __init__(self, limits: Limits, serve: Callable[[Connection, Limits], None]) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, limits), name="parser", daemon=True)
        self.process.start()
        theirs.close()
        self.jobs: deque[Job] = deque()
        self.given = 0
        self._limits = limits
        self._heard = self._begun = time.monotonic()
        self._up = False

    def give(self, job: Job) -> None:
        """One more file for the child, to be read after those that it has."""
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
