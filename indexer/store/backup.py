"""Copies of a profile's database, each an encrypted SQLCipher file by itself, and putting one in its place.

A copy is exported from one read of the database, written beside, read through, and only then renamed. A database is
replaced by one rename; before it the write-ahead log is folded away (a log left beside another database would be
played into it) and the vector caches are dropped (they are made anew from the database).
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

from indexer.errors import Corrupt, DiskFull, NewerVersion, StoreError, WrongKey
from indexer.store import cipher, migrations, seal
from indexer.store.cipher import StoreKey
from indexer.store.connections import telling
from indexer.store.database import FILE, Store

_BESIDE = ".part"
At = Callable[[str], None]  # told the name of each step, so that a test can end the process there


def _nothing(_step: str) -> None:
    pass


def back_up(store: Store, target: Path, key: StoreKey | None = None) -> int:
    """Copy the whole database to `target`, in place of a file there; returns its size in bytes.

    key: what opens the copy; None: what opens the profile. Raises DiskFull, StoreError; then `target` is as before.
    """
    beside = target.with_name(target.name + _BESIDE)
    try:
        with room(target):
            beside.unlink(missing_ok=True)
            page_key, salt = store.db.keys() if key is None else _fresh(key)
            _export(store, beside, page_key, salt)
            _read_through(beside, page_key, salt)
            _flush(beside)
            beside.replace(target)
            seal.sync_folder(target.parent)
            return target.stat().st_size
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def restore(home: Path, copy: Path, copy_key: StoreKey, key: StoreKey, at: At = _nothing) -> Path | None:
    """Put the copy in the place of the profile's database, under the profile's own key.

    The copy is read through first; the former database is kept beside, and its path returned (None without one). No
    process may have the profile open. Raises WrongKey, Corrupt, NewerVersion, DiskFull; then nothing has changed.
    """
    salt = cipher.read_salt(copy)
    if salt is None:
        raise Corrupt("사본이 비었거나 없습니다.", "다른 사본을 고르십시오.")
    page_key = copy_key.page_key(salt)
    _read_through(copy, page_key, salt)
    with room(home / FILE):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        new_salt = _write_anew(copy, page_key, salt, home, key)
        at("written")
        _settle_log(home, key)
        at("settled")
        aside = _set_aside(home)
        at("aside")
        _switch(home, new_salt, at)
    return aside


def change_key(home: Path, key: StoreKey, new: StoreKey, at: At = _nothing) -> None:
    """Write the database anew under another key and put it in the place of the old one, by one rename.

    No process may have the profile open. Raises WrongKey, Corrupt, DiskFull; then the old key still opens it.
    """
    store = Store.open(home, key)
    try:
        with store.db.writing() as connection:
            # The caches are sealed by a key inside the database; that changes too.
            connection.execute("DELETE FROM secret WHERE name = 'cache'")
    finally:
        store.close()
    database = home / FILE
    salt = cipher.read_salt(database)
    assert salt is not None
    with room(database):
        new_salt = _write_anew(database, key.page_key(salt), salt, home, new)
        at("written")
        _switch(home, new_salt, at)


def _fresh(key: StoreKey) -> tuple[bytes, bytes]:
    salt = os.urandom(cipher.SALT_BYTES)
    return key.page_key(salt), salt


def _export(store: Store, target: Path, page_key: bytes, salt: bytes) -> None:
    with store.db.alone(), telling(writing=True):
        _export_over(store.db.raw(), target, page_key, salt)


def _export_over(connection: sqlite.Connection, target: Path, page_key: bytes, salt: bytes) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute(f"ATTACH ? AS copy KEY \"x'{page_key.hex()}{salt.hex()}'\"", (str(target),))
    try:
        connection.execute("SELECT sqlcipher_export('copy')").fetchall()
        connection.execute(f"PRAGMA copy.user_version = {int(version)}")
    finally:
        connection.execute("DETACH copy")


def _connect(database: Path, page_key: bytes, salt: bytes) -> sqlite.Connection:
    connection = sqlite.connect(str(database), isolation_level=None)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(cipher.pragma(page_key, salt))
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _read_through(database: Path, page_key: bytes, salt: bytes) -> None:
    """Every page and every link of the file. Raises WrongKey, Corrupt, NewerVersion."""
    connection = _connect(database, page_key, salt)
    try:
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite.DatabaseError as error:
            raise WrongKey(
                "사본의 암호 키가 맞지 않거나 문서나루의 사본이 아닙니다.",
                "사본을 만들 때의 암호문구를 --passphrase-env로 주십시오.",
            ) from error
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > len(migrations.STEPS):
            raise NewerVersion(detail=f"schema {version}")
        try:
            broken = connection.execute("PRAGMA cipher_integrity_check").fetchall()
            said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        except sqlite.DatabaseError as error:
            raise Corrupt("사본에 손상된 부분이 있습니다.", "다른 사본을 고르십시오.") from error
        if broken or said != "ok" or version == 0:
            raise Corrupt("사본에 손상된 부분이 있습니다.", "다른 사본을 고르십시오.")
    finally:
        connection.close()


def _write_anew(source: Path, page_key: bytes, salt: bytes, home: Path, key: StoreKey) -> bytes:
    """Export `source` beside the profile's database under the profile's key; returns the new salt."""
    beside = home / (FILE + _BESIDE)
    beside.unlink(missing_ok=True)
    new_key, new_salt = _fresh(key)
    connection = _connect(source, page_key, salt)
    try:
        with telling(writing=True):
            _export_over(connection, beside, new_key, new_salt)
    finally:
        connection.close()
    _read_through(beside, new_key, new_salt)
    _flush(beside)
    return new_salt


def _settle_log(home: Path, key: StoreKey) -> None:
    """No write-ahead log stays behind: it is folded into its database, or set aside with one that does not open."""
    if not (home / FILE).exists():
        return
    try:
        Store.open(home, key).close()
    except StoreError:
        for log in home.glob(FILE + "-*"):
            log.replace(home / f"index-damaged-{time.time_ns()}.{log.name.rpartition('-')[2]}")


def _set_aside(home: Path) -> Path | None:
    """A second name for the database that is about to be replaced; a copy where the system has no links."""
    database = home / FILE
    if not database.exists():
        return None
    aside = home / f"index-before-restore-{time.time_ns()}.db"
    try:
        aside.hardlink_to(database)
    except OSError:
        shutil.copyfile(database, aside)
    return aside


def _switch(home: Path, new_salt: bytes, at: At) -> None:
    for cache in home.glob("vectors-*.sealed*"):
        cache.unlink(missing_ok=True)
    (home / (FILE + _BESIDE)).replace(home / FILE)
    seal.sync_folder(home)
    at("switched")
    cipher.keep_salt(home / FILE, new_salt)


@contextlib.contextmanager
def room(target: Path, sentence: str = "‘{target}’에 저장하지 못했습니다.") -> Iterator[None]:
    """What the disk refuses is told: DiskFull, or StoreError with the sentence, in which `{target}` is named."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull from error
        raise StoreError(
            sentence.format(target=target),
            "폴더의 권한과 디스크 공간을 확인하십시오.",
            detail=type(error).__name__,
        ) from error


def _flush(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())
