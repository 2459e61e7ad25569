"""The engine's side of the rendering child: ask, wait with a deadline, replace a child that died or hangs."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import msgspec

from indexer.errors import DOCUMENT_ERRORS, Damaged, DocumentError, TimedOut
from indexer.model import Location
from indexer.rendering.child import main
from indexer.rendering.messages import (
    ANSWERS,
    ENCODER,
    Answer,
    DrawJob,
    Drawn,
    Job,
    Opened,
    OpenJob,
    PageJob,
    PageTold,
    Placed,
    PlaceJob,
    Refused,
)
from indexer.requests import PageDrawn, SourceOpened

START_SECONDS = 20.0  # added to the first job's deadline: a new child imports its libraries
OPEN_SECONDS = 30.0
DRAW_SECONDS = 15.0
PLACE_SECONDS = 120.0


class Renderer:
    """Opens and draws documents in one child process; safe to call from any thread, one call at a time.

    Every method raises DocumentError for what the file did; the child is started on first use, and again after a
    crash or a missed deadline. A document whose layout killed a child is from then on shown as text.
    """

    def __init__(
        self,
        open_seconds: float = OPEN_SECONDS,
        draw_seconds: float = DRAW_SECONDS,
        place_seconds: float = PLACE_SECONDS,
        *,
        background: bool = False,
    ) -> None:
        """`background`: the child gives way to everything else on the PC."""
        self._background = background
        self._place_seconds = place_seconds
        self._open_seconds = open_seconds
        self._draw_seconds = draw_seconds
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._new = True  # the child has not answered yet: it may still be importing
        self._deadly: set[str] = set()

    def prepare(self) -> None:
        """Start the child, which imports its libraries, before there is anything to open. Never waits for a job."""
        if self._lock.acquire(blocking=False):
            try:
                self._child()
            finally:
                self._lock.release()

    def open(self, path: Path, location: Location = Location(), quote: str = "") -> SourceOpened:
        """How the document can be shown, and where `quote` stands in it."""
        name = str(path)
        with self._lock:
            try:
                answer = self._ask(OpenJob(name, location, quote, name not in self._deadly), self._open_seconds)
            except (TimedOut, Damaged):
                if name in self._deadly:
                    raise
                self._deadly.add(name)
                answer = self._ask(OpenJob(name, location, quote, layout=False), self._open_seconds)
        if isinstance(answer, Opened):
            return answer.source
        raise _as_error(answer)

    def draw(self, path: Path, page: int, scale: float = 1.5) -> PageDrawn:
        """One page, from 1. `scale` is pixels a point for a PDF, and means nothing for an SVG."""
        with self._lock:
            answer = self._ask(DrawJob(str(path), page, scale), self._draw_seconds)
        if isinstance(answer, Drawn):
            return answer.page
        raise _as_error(answer)

    def exact_page(self, path: Path, text: str, hint_page: int) -> tuple[int, bool]:
        """The page on which `text` is laid out, and True; or the hint, and False, where that cannot be told."""
        with self._lock:
            answer = self._ask(PageJob(str(path), text, hint_page), self._open_seconds)
        if isinstance(answer, PageTold):
            return answer.page, answer.exact
        raise _as_error(answer)

    def place(
        self, path: Path, texts: Sequence[tuple[str, int | None, bool]]
    ) -> tuple[tuple[tuple[int | None, bool], ...], int]:
        """The page on which each text begins, and whether that is certain; and how many pages there are.

        texts: beginnings of all texts of the document, in reading order, with the parser's page and its certainty.
        """
        with self._lock:
            answer = self._ask(PlaceJob(str(path), tuple(texts)), self._place_seconds)
        if isinstance(answer, Placed) and len(answer.spots) == len(texts):
            return answer.spots, answer.pages
        raise _as_error(answer)

    @property
    def child_pid(self) -> int | None:
        """The child's process id, for diagnosis; None while there is none."""
        return self._process.pid if self._process is not None else None

    def close(self) -> None:
        """End the child. The next call starts a new one."""
        with self._lock:
            self._stop()

    def _ask(self, job: Job, seconds: float) -> Answer:
        pipe, fresh = self._child()
        try:
            pipe.send_bytes(ENCODER.encode(job))
            if not pipe.poll(seconds + (START_SECONDS if self._new else 0.0)):
                self._stop()
                raise TimedOut
            answer = ANSWERS.decode(pipe.recv_bytes())
            self._new = False
            return answer
        except (EOFError, OSError, msgspec.MsgspecError) as error:
            self._stop()
            if not fresh:  # it may have ended before this job came: a new child decides
                return self._ask(job, seconds)
            raise Damaged(detail="the rendering child ended") from error

    def _child(self) -> tuple[Connection, bool]:
        if self._process is not None and self._pipe is not None and self._process.is_alive():
            return self._pipe, False
        self._stop()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=main, args=(theirs, self._background), name="munseo-pages", daemon=True)
        process.start()
        theirs.close()
        self._process, self._pipe, self._new = process, ours, True
        return ours, True

    def _stop(self) -> None:
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.join(0.2)  # it ends by itself when the pipe closes, unless it is busy
            if process.is_alive():
                process.kill()
                process.join(5)
            process.close()


def _as_error(answer: Answer) -> DocumentError:
    if isinstance(answer, Refused):
        return DOCUMENT_ERRORS.get(answer.kind, DocumentError)(answer.message, answer.next_step)
    return DocumentError(detail="an answer to another question")
