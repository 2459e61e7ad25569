"""Connections to the database file: one a thread, one writer at a time, errors in our own words.

`sqlcipher3.threadsafety` is 1: no two threads may use a connection at a time, but one may after the other (SQLite's
multi-thread mode). A search has a thread of its own, so the connection of one that has ended serves the next.
Writers take one lock; a transaction inside another one is a savepoint, so that each document of a batch is atomic by
itself.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

from indexer.errors import Corrupt, DiskFull, Locked, StoreError
from indexer.store import cipher

Row = tuple[Any, ...]
_BUSY_MS = 10_000
_IDLE = 2  # connections kept for the next threads, each with up to 16 MB of pages

# Primary result codes (sqlite.org/rescode.html).
_ERRORS: dict[int, type[StoreError]] = {5: Locked, 6: Locked, 11: Corrupt, 13: DiskFull, 26: Corrupt}
_IOERR = 10


def translated(error: Exception, writing: bool = False) -> StoreError | None:
    """Our error for an error of SQLite that is the world's fault; None where it is a bug of ours.

    The medium that refuses a write (a quota, a network share) is full to the user: the module does not tell
    SQLite's extended codes, so `writing` says that the error came from a transaction that writes.
    """
    code = getattr(error, "sqlite_errorcode", None)
    if not isinstance(code, int):
        return None
    name = str(getattr(error, "sqlite_errorname", ""))
    if code & 0xFF == _IOERR and writing:
        return DiskFull(detail=name)
    if code & 0xFF in _ERRORS:
        return _ERRORS[code & 0xFF](detail=name)
    if code & 0xFF in (8, _IOERR, 14):  # READONLY, CANTOPEN
        return StoreError(
            "색인 데이터베이스 파일을 읽거나 쓰지 못했습니다.", "폴더의 권한과 디스크를 확인하십시오.", detail=name
        )
    return None


@contextmanager
def telling(writing: bool = False) -> Iterator[None]:
    """Raise SQLite's errors as ours."""
    try:
        yield
    except sqlite.Error as error:
        ours = translated(error, writing)
        if ours is None:
            raise
        raise ours from error


class _Connection:
    """One connection, used by one thread at a time."""

    def __init__(self, path: Path, key: str) -> None:
        # Only `close` may be called from another thread, when the owner is done.
        self.raw = sqlite.connect(str(path), isolation_level=None, check_same_thread=False, cached_statements=256)
        self.depth = 0
        run = self.raw.execute
        run("PRAGMA cipher_log_level = NONE")  # it writes to stderr, which is the user's
        run(key)
        run(f"PRAGMA busy_timeout = {_BUSY_MS}")
        run("PRAGMA temp_store = MEMORY")  # a temporary file would be plain text
        run("PRAGMA cache_size = -16000")
        run("PRAGMA synchronous = NORMAL")  # WAL: a killed process loses nothing, a power cut only the last moments

    def close(self) -> None:
        self.raw.close()

    def __del__(self) -> None:
        if hasattr(self, "raw"):
            self.close()


class _Idle:
    """Connections whose thread has ended, for the next one: with what they have parsed, prepared and decrypted."""

    def __init__(self) -> None:
        self.kept: list[_Connection] = []  # append and pop are atomic: no lock, which a finalizer must not take
        self.open = True

    def release(self) -> None:
        while self.kept:
            try:
                self.kept.pop().close()
            except IndexError:  # another thread has just taken it
                return


class _Lease:
    """A thread's hold of a connection, which ends with the thread."""

    def __init__(self, connection: _Connection, idle: _Idle) -> None:
        self.connection = connection
        self._idle = idle

    def __del__(self) -> None:
        mine, idle = self.connection, self._idle
        if idle.open and not mine.depth and len(idle.kept) < _IDLE:
            idle.kept.append(mine)
        else:
            mine.close()


class Connections:
    """All connections to one file. `rows` reads; `writing` is the one way to write."""

    def __init__(self, path: Path, page_key: bytes, salt: bytes) -> None:
        self.path = path
        self._keys = page_key, salt
        self._pragma = cipher.pragma(page_key, salt)
        self._local = threading.local()
        self._all: weakref.WeakSet[_Connection] = weakref.WeakSet()
        self._write = threading.RLock()
        self._guard = threading.Lock()
        self._idle = _Idle()
        self._closed = False
        self._hooks: list[Callable[[], None]] = []
        # Transactions so far that changed the library: what was read of it before is as it was while this stays.
        self.commits = 0
        self._changes = False

    @property
    def closed(self) -> bool:
        return self._closed

    def _mine(self) -> _Connection:
        lease: _Lease | None = getattr(self._local, "lease", None)
        if lease is None:
            with self._guard:
                if self._closed:
                    raise StoreError("자료함이 닫혔습니다.", "다시 시도하십시오.", detail="closed")
                try:
                    mine = self._idle.kept.pop()
                except IndexError:
                    mine = _Connection(self.path, self._pragma)
                    self._all.add(mine)
            lease = self._local.lease = _Lease(mine, self._idle)
        return lease.connection

    def release(self) -> None:
        """Close the connections that no thread has, with the pages that they keep."""
        self._idle.release()

    def keys(self) -> tuple[bytes, bytes]:
        """The page key and the salt of the file, for a copy under the same key."""
        return self._keys

    def raw(self) -> Any:
        """This thread's connection, for pragmas. Raises StoreError once closed."""
        with telling():
            return self._mine().raw

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query. Raises StoreError."""
        with telling():
            found: list[Row] = self._mine().raw.execute(sql, values).fetchall()
            return found

    def value(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """The first column of the first row, None without one."""
        found = self.rows(sql, values)
        return found[0][0] if found else None

    @contextmanager
    def writing(self, library: bool = True) -> Iterator[Any]:
        """One transaction (inside another: a savepoint). Yields the connection; commits on leaving, undoes on error.

        library: whether it changes files, documents or passages. What is kept in memory of those stays as it is
        where a question is remembered, a vector stored or a segment merged.
        Raises DiskFull, Locked, Corrupt. What `after_commit` was given runs only once all of it is on disk.
        """
        with self._write, telling(writing=True):
            mine = self._mine()
            run, level, hooks = mine.raw.execute, mine.depth, len(self._hooks)
            run("BEGIN IMMEDIATE" if level == 0 else f"SAVEPOINT s{level}")
            mine.depth += 1
            self._changes = library or (self._changes and level > 0)
            try:
                yield mine.raw
                run("COMMIT" if level == 0 else f"RELEASE s{level}")
            except BaseException:
                del self._hooks[hooks:]
                if mine.raw.in_transaction:  # a full disk may have undone it already
                    run("ROLLBACK" if level == 0 else f"ROLLBACK TO s{level}")
                    if level:
                        run(f"RELEASE s{level}")
                raise
            finally:
                mine.depth -= 1
            if level == 0:
                self.commits += self._changes
                todo, self._hooks = self._hooks, []
                for hook in todo:
                    hook()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other writers out over several transactions of this thread."""
        with self._write:
            yield

    def after_commit(self, hook: Callable[[], None]) -> None:
        """Inside `writing`: call `hook` after the outermost commit; never if it is undone."""
        self._hooks.append(hook)

    def close(self) -> None:
        """Fold the write-ahead log into the file and close every thread's connection."""
        with self._write:
            if not self._closed:
                try:
                    self._mine().raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                except (sqlite.Error, StoreError):
                    pass  # the log is read at the next start
            with self._guard:
                self._closed = True
                self._idle.open = False
                self._idle.kept.clear()
                for connection in list(self._all):
                    connection.close()
            self._local = threading.local()
