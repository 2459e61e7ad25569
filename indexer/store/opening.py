"""Opening the file of a profile: its salt, its key, its schema, and why it does not open."""

from __future__ import annotations

import os
from pathlib import Path

from indexer.errors import Corrupt, StoreError, WrongKey
from indexer.store import cipher, migrations
from indexer.store.cipher import StoreKey
from indexer.store.connections import Connections

FILE = "index.db"


def opened(home: Path, key: StoreKey) -> Connections:
    """Connections to the file in `home`, made where there is none, its schema brought up to date.

    Raises WrongKey, Corrupt, NewerVersion, DiskFull, Locked.
    """
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        database = home / FILE
        salt = cipher.read_salt(database)
        if salt is None:
            salt = os.urandom(cipher.SALT_BYTES)
            cipher.keep_salt(database, salt)
        elif cipher.salt_copy(database) is None:
            cipher.keep_salt(database, salt)
    except OSError as error:
        raise StoreError(
            "자료함 폴더를 만들거나 읽지 못했습니다.",
            "폴더의 권한과 디스크 공간을 확인하십시오.",
            detail=type(error).__name__,
        ) from error
    db = Connections(database, key.page_key(salt), salt)
    try:
        try:
            db.value("SELECT count(*) FROM sqlite_master")
        except Corrupt as error:
            raise _why_closed(database, key) from error
        db.rows("PRAGMA journal_mode = WAL")
        if os.name != "nt":
            database.chmod(0o600)
        migrations.migrate(db)
        if cipher.salt_copy(database) != salt:
            cipher.keep_salt(database, salt)  # the file was put in place of another, and no more was done
        return db
    except BaseException:
        db.close()
        raise


def _why_closed(database: Path, key: StoreKey) -> StoreError:
    """The first page does not open: a wrong key, or a damaged file?"""
    salts = {s for s in (cipher.read_salt(database), cipher.salt_copy(database)) if s is not None}
    if any(cipher.opens_some_page(database, key, salt) for salt in salts):
        return Corrupt(detail="first page")
    return WrongKey()
