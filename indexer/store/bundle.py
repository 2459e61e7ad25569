"""A handover bundle on disk: one SQLCipher file under a passphrase, with files in pieces.

SQLCipher gives what a bundle needs: encryption with a key made from the passphrase (PBKDF2-HMAC-SHA512, 256,000
rounds), a check of every page, and reading piece by piece however large the files are.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlite

from indexer.errors import Corrupt, NewerVersion, WrongKey
from indexer.store import cipher, seal
from indexer.store.cipher import StoreKey

VERSION = 1
PIECE = 1024 * 1024  # bytes of a file in one row
_SUFFIX = ".part"
_TABLES = (
    "CREATE TABLE part(kind TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL)",
    # source: one of the handed-over ones; relative: parts of the path below it, joined by "/".
    "CREATE TABLE file(id INTEGER PRIMARY KEY, source TEXT NOT NULL, relative TEXT NOT NULL,"
    " mtime_ns INTEGER NOT NULL, digest TEXT NOT NULL)",
    "CREATE TABLE piece(file INTEGER NOT NULL, number INTEGER NOT NULL, data BLOB NOT NULL,"
    " PRIMARY KEY(file, number)) WITHOUT ROWID",
)


@dataclass(frozen=True, slots=True)
class BundledFile:
    """digest: SHA-256 in hexadecimal, of the file as it was packed. size: in bytes."""

    id: int
    source: str
    relative: str
    mtime_ns: int
    digest: str
    size: int


class BundleWriter:
    """Beside first, under its own name by one rename when `finish` is called."""

    def __init__(self, target: Path, passphrase: str) -> None:
        self._target = target
        self._beside = target.with_name(target.name + _SUFFIX)
        self._beside.unlink(missing_ok=True)
        salt = os.urandom(cipher.SALT_BYTES)
        self._db = _connect(self._beside, StoreKey(passphrase=passphrase).page_key(salt), salt)
        self._db.execute("PRAGMA journal_mode = OFF")  # nobody reads it before the rename
        self._db.execute("BEGIN")
        for statement in _TABLES:
            self._db.execute(statement)
        self._db.execute(f"PRAGMA user_version = {VERSION}")

    def add(self, kind: str, name: str, body: str) -> None:
        self._db.execute("INSERT INTO part VALUES (?, ?, ?)", (kind, name, body))

    def add_file(self, source: str, relative: str, path: Path) -> int:
        """Pack a file; its size in bytes. Raises OSError, and then nothing of it is packed."""
        with path.open("rb") as file:
            mtime_ns = os.fstat(file.fileno()).st_mtime_ns
            self._db.execute("SAVEPOINT file")
            try:
                done = self._db.execute(
                    "INSERT INTO file(source, relative, mtime_ns, digest) VALUES (?, ?, ?, '')",
                    (source, relative, mtime_ns),
                )
                digest, size = hashlib.sha256(), 0
                for number, piece in enumerate(iter(lambda: file.read(PIECE), b"")):
                    digest.update(piece)
                    size += len(piece)
                    self._db.execute("INSERT INTO piece VALUES (?, ?, ?)", (done.lastrowid, number, piece))
                self._db.execute("UPDATE file SET digest = ? WHERE id = ?", (digest.hexdigest(), done.lastrowid))
            except OSError:
                self._db.execute("ROLLBACK TO file")
                raise
            finally:
                self._db.execute("RELEASE file")
        return size

    def finish(self) -> int:
        """The bundle under its own name; its size in bytes. Raises OSError."""
        self._db.execute("COMMIT")
        self._db.close()
        with self._beside.open("r+b") as file:
            os.fsync(file.fileno())
        self._beside.replace(self._target)
        seal.sync_folder(self._target.parent)
        return self._target.stat().st_size

    def give_up(self) -> None:
        """Leave nothing behind; without effect once finished."""
        with contextlib.suppress(sqlite.Error):
            self._db.close()
        self._beside.unlink(missing_ok=True)


class Bundle:
    """Raises WrongKey, Corrupt, NewerVersion; OSError for a file that cannot be read."""

    def __init__(self, path: Path, passphrase: str) -> None:
        salt = cipher.read_salt(path)
        if salt is None:
            raise Corrupt("인수인계 파일이 비었거나 없습니다.", "파일을 다시 받으십시오.")
        self._db = _connect(path, StoreKey(passphrase=passphrase).page_key(salt), salt)
        try:
            version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
            broken = self._db.execute("PRAGMA cipher_integrity_check").fetchall()
            tables = {r[0] for r in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        except sqlite.DatabaseError as error:
            self._db.close()
            raise WrongKey(
                "암호문구가 맞지 않거나 인수인계 파일이 아닙니다.", "넘겨준 사람에게 암호문구를 확인하십시오."
            ) from error
        if broken or not {"part", "file", "piece"} <= tables:
            self._db.close()
            raise Corrupt("인수인계 파일이 손상되었습니다.", "파일을 다시 받으십시오.")
        if version > VERSION:
            self._db.close()
            raise NewerVersion(detail=f"bundle {version}")

    def parts(self, kind: str) -> list[tuple[str, str]]:
        """(name, body) of a kind, as they were added."""
        return [
            (str(n), str(b))
            for n, b in self._db.execute("SELECT name, body FROM part WHERE kind = ? ORDER BY rowid", (kind,))
        ]

    def files(self) -> list[BundledFile]:
        return [
            BundledFile(*r)
            for r in self._db.execute(
                "SELECT id, source, relative, mtime_ns, digest,"
                " (SELECT coalesce(sum(length(data)), 0) FROM piece WHERE piece.file = file.id) FROM file ORDER BY id"
            )
        ]

    def content(self, file: BundledFile) -> Iterator[bytes]:
        """The file's bytes, a piece at a time."""
        for (data,) in self._db.execute("SELECT data FROM piece WHERE file = ? ORDER BY number", (file.id,)):
            yield data

    def close(self) -> None:
        self._db.close()


def _connect(path: Path, page_key: bytes, salt: bytes) -> Any:
    connection = sqlite.connect(str(path), isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(cipher.pragma(page_key, salt))
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection
