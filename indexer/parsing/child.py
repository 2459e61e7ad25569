"""The child process that parses: nothing a file does to it reaches the parent.

Messages to the child: msgpack `[job, path bytes, password or nothing]`. Messages back: one tag byte, then msgpack:
START job, BEAT nothing, DONE `[job, document]`, FAILED `[job, kind, message, next step, detail]`.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import stat
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import msgspec

from indexer.errors import Damaged, DocumentError, TooLarge, Unreachable
from indexer.model import ParsedDocument
from indexer.parsing.confine import confine
from indexer.parsing.limits import Limits
from indexer.parsing.password import Password, using
from indexer.priority import process_gives_way

START, BEAT, DONE, FAILED = b"S", b"B", b"D", b"F"
_JOB = msgspec.msgpack.Decoder(tuple[int, bytes, str | None])

# FILE_ATTRIBUTE_OFFLINE | RECALL_ON_OPEN | RECALL_ON_DATA_ACCESS: reading would fetch the file from a cloud.
_ONLINE_ONLY = 0x1000 | 0x40000 | 0x400000


def main(pipe: Connection, limits: Limits) -> None:
    """Serve one parent until it closes the pipe or dies."""
    serve(pipe, limits, parse_file)


def main_behind(pipe: Connection, limits: Limits) -> None:
    """The same for files that nobody waits for: what the user does goes first."""
    process_gives_way()
    main(pipe, limits)


def serve(
    pipe: Connection, limits: Limits, read: Callable[[Path, Limits], ParsedDocument], programs: tuple[str, ...] = ()
) -> None:
    """Answer each job with what `read` makes of its file; `programs` are all that this process may start."""
    confine(limits, programs)
    lock = threading.Lock()
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    threading.Thread(target=_beat, args=(pipe, lock, min(1.0, limits.silence / 4)), daemon=True).start()
    while True:
        try:
            job, path, words = _JOB.decode(pipe.recv_bytes())
            _send(pipe, lock, START, job)
            _deadline(limits.wall + 5)
            with using(Password(words) if words is not None else None):
                tag, body = _answer(job, Path(os.fsdecode(path)), limits, read)
            _deadline(0)
            _send(pipe, lock, tag, body)
        except (EOFError, OSError):
            # The daemon threads may hold locks that interpreter shutdown waits for.
            os._exit(0)


def _send(pipe: Connection, lock: threading.Lock, tag: bytes, body: Any) -> None:
    message = tag + msgspec.msgpack.encode(body)
    with lock:
        pipe.send_bytes(message)


def _beat(pipe: Connection, lock: threading.Lock, every: float) -> None:
    """Sign of life. It stops when the interpreter is stuck in C code; endless Python meets the wall limit."""
    pause = threading.Event()
    while not pause.wait(every):
        try:
            _send(pipe, lock, BEAT, None)
        except (OSError, ValueError):
            os._exit(0)


def _leave_with_parent() -> None:
    """No orphan outlives a parent that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)


def _deadline(seconds: float) -> None:
    """The kernel ends the process after `seconds`, even where C code never lets Python run again; 0: no more.

    The parent's own clock is stricter; this is for the parent that was killed meanwhile.
    """
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _answer(
    job: int, path: Path, limits: Limits, read: Callable[[Path, Limits], ParsedDocument]
) -> tuple[bytes, Any]:
    try:
        document = read(path, limits)
        return DONE, (job, document)
    except DocumentError as error:
        return FAILED, (job, error.kind, error.message, error.next_step, error.detail)
    except MemoryError:
        told: DocumentError = TooLarge(detail="memory")
    except RecursionError:
        told = Damaged(detail="nesting")
    except Exception as error:
        # A bug of ours costs its file, not the run; the detail says where it is, without the document's words.
        told = Damaged(detail=f"bug: {type(error).__name__} at {_place(error)}")
    return FAILED, (job, told.kind, told.message, told.next_step, told.detail)


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else "?"


def parse_file(path: Path, limits: Limits) -> ParsedDocument:
    """Read and parse one file in this process. Raises DocumentError; anything else is our bug."""
    from indexer.parsing.dispatch import parse_bytes

    return parse_bytes(read_file(path, limits), path.name, limits, path)


def read_file(path: Path, limits: Limits) -> bytes:
    """The file's bytes. Raises Unreachable (gone, locked, online-only, not a file) or TooLarge, without reading."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):  # opening a pipe or a device could wait for ever
            raise Unreachable(detail="not a file")
        if getattr(about, "st_file_attributes", 0) & _ONLINE_ONLY:
            raise Unreachable("온라인 전용 파일이라 내용을 읽지 않았습니다.", detail="online only")
        if about.st_size > limits.file_size:
            raise TooLarge(detail="file size")
        with path.open("rb") as file:
            return file.read(about.st_size + 1)  # a file that grows meanwhile is read as far as it was looked at
    except (OSError, ValueError) as error:
        raise Unreachable(detail=f"{type(error).__name__}") from error
