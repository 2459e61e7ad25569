"""The key of the database, and telling a wrong key from a damaged file.

SQLCipher 4 (its design page, "Database Encryption Features"): the file's first 16 bytes are the salt; the page
key is PBKDF2-HMAC-SHA512(passphrase, salt, 256,000 rounds) or 32 raw bytes; every 4,096-byte page ends with a
16-byte IV and an HMAC-SHA512 over the rest of the page and its number, under a key made from the page key with
the salt XOR 0x3a and two rounds. We derive the key ourselves, once, so that a thread's connection does not
cost the 0.2 s of the derivation again; the file stays an ordinary SQLCipher file.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path

SALT_BYTES = 16
_PAGE = 4096
_RESERVED = 80  # IV and HMAC at the end of a page
_ROUNDS = 256_000


@dataclass(frozen=True)
class StoreKey:
    """What opens a profile: a passphrase, or 32 random bytes kept in the credential store. Exactly one is set."""

    passphrase: str | None = None
    raw: bytes | None = None

    def __post_init__(self) -> None:
        if (self.passphrase is None) == (self.raw is None):
            raise ValueError("give a passphrase or a raw key, not both")
        if self.raw is not None and len(self.raw) != 32:
            raise ValueError("a raw key has 32 bytes")

    def __repr__(self) -> str:
        """Never the key itself: representations end up in logs."""
        return "StoreKey(...)"

    def page_key(self, salt: bytes) -> bytes:
        """The 32 bytes that encrypt the pages of the file with this salt."""
        if self.raw is not None:
            return self.raw
        assert self.passphrase is not None
        return hashlib.pbkdf2_hmac("sha512", self.passphrase.encode(), salt, _ROUNDS, 32)


def pragma(page_key: bytes, salt: bytes) -> str:
    """The statement that must come first on every connection."""
    return f"PRAGMA key = \"x'{page_key.hex()}{salt.hex()}'\""


def read_salt(database: Path) -> bytes | None:
    """The salt at the head of the file; None where there is no file, or an empty one (nothing was committed)."""
    try:
        with database.open("rb") as file:
            head = file.read(SALT_BYTES)
    except FileNotFoundError:
        return None
    return head if len(head) == SALT_BYTES else None


def salt_copy(database: Path) -> bytes | None:
    """The copy of the salt kept beside the file (a salt is not a secret): it tells a damaged head."""
    try:
        copy = database.with_suffix(".salt").read_bytes()
    except FileNotFoundError:
        return None
    return copy if len(copy) == SALT_BYTES else None


def keep_salt(database: Path, salt: bytes) -> None:
    """Write the copy that `salt_copy` reads; beside, then renamed."""
    beside = database.with_suffix(".salt.new")
    with beside.open("wb") as file:
        file.write(salt)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(database.with_suffix(".salt"))


def opens_some_page(database: Path, key: StoreKey, salt: bytes, at_most: int = 256) -> bool:
    """Whether any of the first pages carries a valid HMAC under this key: then the key is right, the file damaged."""
    mac_key = hashlib.pbkdf2_hmac("sha512", key.page_key(salt), bytes(b ^ 0x3A for b in salt), 2, 32)
    with database.open("rb") as file:
        for number in range(1, at_most + 1):
            page = file.read(_PAGE)
            if len(page) < _PAGE:
                return False
            if number == 1:
                page = page[SALT_BYTES:]
            covered, mac = page[: -_RESERVED + 16], page[-_RESERVED + 16 :]
            digest = hmac.new(mac_key, covered + number.to_bytes(4, "little"), "sha512").digest()
            if hmac.compare_digest(digest, mac):
                return True
    return False
