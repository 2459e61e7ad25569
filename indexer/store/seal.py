"""Sealed files: AES-256-GCM in chunks, written beside, fsynced, renamed. What was changed does not open.

Layout: magic (8), nonce prefix (8), chunk count (4, big-endian), then for each chunk its length (4) and its
ciphertext with tag. A chunk's nonce is the prefix and its number; its additional data is the magic, the purpose,
the prefix, the count and its number, so that chunks cannot be cut, swapped, or moved to another file.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_MAGIC = b"MNSEAL01"
_CHUNK = 64 * 1024 * 1024


class Broken(Exception):
    """The file is missing, cut, changed, sealed with another key, or for another purpose."""


def _associated(purpose: str, prefix: bytes, count: int, number: int) -> bytes:
    return _MAGIC + prefix + count.to_bytes(4, "big") + number.to_bytes(4, "big") + purpose.encode()


def write(path: Path, key: bytes, purpose: str, data: bytes | memoryview) -> None:
    """Seal `data` into `path`; the old file stays whole until the new one is on disk. Raises OSError."""
    view = memoryview(data)
    pieces = [view[at : at + _CHUNK] for at in range(0, max(len(view), 1), _CHUNK)]
    prefix, cipher = os.urandom(8), AESGCM(key)
    beside = path.with_name(path.name + ".new")
    try:
        with beside.open("wb") as file:
            file.write(_MAGIC + prefix + len(pieces).to_bytes(4, "big"))
            for number, piece in enumerate(pieces):
                nonce = prefix + number.to_bytes(4, "big")
                sealed = cipher.encrypt(nonce, piece, _associated(purpose, prefix, len(pieces), number))
                file.write(len(sealed).to_bytes(4, "big"))
                file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system lets a folder be opened (not on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(path: Path, key: bytes, purpose: str) -> bytes:
    """What `write` sealed. Raises Broken for anything else."""
    return b"".join(pieces(path, key, purpose))


def pieces(path: Path, key: bytes, purpose: str) -> Iterator[bytes]:
    """What `write` sealed, a chunk at a time, each whole and in its place; raises Broken as soon as one is not."""
    try:
        with path.open("rb") as file:
            head = file.read(20)
            if len(head) < 20 or head[:8] != _MAGIC:
                raise Broken("head")
            prefix, count = head[8:16], int.from_bytes(head[16:], "big")
            cipher = AESGCM(key)
            for number in range(count):
                length = int.from_bytes(file.read(4), "big")
                if not 16 <= length <= _CHUNK + 16:
                    raise Broken("length")
                sealed = file.read(length)
                nonce = prefix + number.to_bytes(4, "big")
                yield cipher.decrypt(nonce, sealed, _associated(purpose, prefix, count, number))
            if not count or file.read(1):
                raise Broken("length")
    except (OSError, InvalidTag) as error:
        raise Broken(type(error).__name__) from error
