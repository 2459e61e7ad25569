"""Zip containers from strangers, opened with every size counted as it comes.

Declared sizes lie, so nothing here trusts one: a member is inflated in pieces and its bytes are counted against
`Limits` while they arrive.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from indexer.errors import Damaged, Encrypted, TooLarge
from indexer.parsing import password
from indexer.parsing.limits import Limits
from indexer.parsing.unlock_zip import LockedMembers

_LOCAL_HEADER = struct.Struct("<4s5H3I2H")  # APPNOTE.TXT 4.3.7
_PIECE = 1024 * 1024  # bytes inflated at a time
_FLAG_ENCRYPTED = 0x1
_FLAG_UTF8 = 0x800
# What all zips together have inflated while one file is read: an archive in an archive shares its bound.
_shared: ContextVar[list[int] | None] = ContextVar("bytes inflated so far", default=None)


class SafeZip:
    """The members of one zip file held in memory. Made by `open_zip`."""

    def __init__(self, data: bytes, entries: dict[str, zipfile.ZipInfo], limits: Limits) -> None:
        self._data = data
        self._entries = entries
        self._limits = limits
        self._counted: set[str] = set()
        self._locked: LockedMembers | None = None
        shared = _shared.get()
        self._inflated = shared if shared is not None else [0]

    def names(self) -> list[str]:
        """Names of all files (no directories), in the order of the central directory."""
        return list(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def is_utf8(self, name: str) -> bool:
        """Whether the archive says that this member's name is UTF-8."""
        return bool(self._entries[name].flag_bits & _FLAG_UTF8)

    def read(self, name: str) -> bytes:
        """The member's bytes.

        Raises KeyError for a name that is not there, Damaged for a broken member, Encrypted for a locked one
        (WrongPassword where a password was given that does not open it), TooLarge once the member or all members
        read so far pass `limits.inflated`, or `limits.ratio` past `limits.ratio_floor`.
        """
        info = self._entries[name]
        if info.flag_bits & _FLAG_ENCRYPTED:
            return self._unlocked(name)
        packed = self._packed(info)
        if info.compress_type == zipfile.ZIP_STORED:
            out = bytes(packed)
            self._count(name, len(out))
        elif info.compress_type == zipfile.ZIP_DEFLATED:
            out = self._inflate(name, packed)
        else:
            raise Damaged(detail=f"zip method {info.compress_type}")
        if zlib.crc32(out) != info.CRC:
            raise Damaged(detail="zip checksum")
        self._counted.add(name)
        return out

    def _unlocked(self, name: str) -> bytes:
        """A member that needs the password which was given."""
        words = password.given()
        if words is None:
            raise Encrypted(detail="zip member")
        if self._locked is None:
            self._locked = LockedMembers(self._data, words)
        pieces: list[bytes] = []
        size, packed = 0, max(1, self._entries[name].compress_size)
        for piece in self._locked.read(name, _PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > self._limits.ratio_floor and size > self._limits.ratio * packed:
                raise TooLarge(detail="zip ratio")
            self._count(name, len(piece))
        self._counted.add(name)
        return b"".join(pieces)

    def _packed(self, info: zipfile.ZipInfo) -> memoryview:
        start = info.header_offset
        header = self._data[start : start + _LOCAL_HEADER.size]
        if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
            raise Damaged(detail="zip local header")
        *_, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        begin = start + _LOCAL_HEADER.size + name_length + extra_length
        end = begin + info.compress_size
        if end > len(self._data):
            raise Damaged(detail="zip member cut short")
        return memoryview(self._data)[begin:end]

    def _inflate(self, name: str, packed: memoryview) -> bytes:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        pieces: list[bytes] = []
        size = 0
        rest: bytes | memoryview = packed
        try:
            while True:
                piece = inflater.decompress(rest, _PIECE)
                pieces.append(piece)
                size += len(piece)
                if size > self._limits.ratio_floor and size > self._limits.ratio * len(packed):
                    raise TooLarge(detail="zip ratio")
                self._count(name, len(piece))
                rest = inflater.unconsumed_tail
                if inflater.eof or (not rest and not piece):
                    break
        except zlib.error as error:
            raise Damaged(detail="deflate") from error
        if not inflater.eof:
            raise Damaged(detail="deflate stream cut short")
        return b"".join(pieces)

    def _count(self, name: str, more: int) -> None:
        """A member that is read again is not counted again: it is not held twice."""
        if name in self._counted:
            return
        self._inflated[0] += more
        if self._inflated[0] > self._limits.inflated:
            raise TooLarge(detail="zip inflated")


@contextmanager
def shared_bound() -> Iterator[None]:
    """Inside, all zips that are opened count together against `limits.inflated`."""
    if _shared.get() is not None:
        yield
        return
    token = _shared.set([0])
    try:
        yield
    finally:
        _shared.reset(token)


def open_zip(data: bytes, limits: Limits, *, allow_locked: bool = False) -> SafeZip:
    """Open the zip file that `data` holds, without inflating anything.

    Raises Damaged (no directory, overlapping members, a name twice), TooLarge (more than `limits.zip_entries`
    members), Encrypted (a member asks for a password, unless `allow_locked`: then reading that member raises it).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error, UnicodeError) as error:
        raise Damaged(detail="zip directory") from error
    if len(infos) > limits.zip_entries:
        raise TooLarge(detail="zip entries")
    entries: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        if info.filename.endswith("/"):  # is_dir() fails for the empty name that a crafted directory may hold
            continue
        if info.filename in entries:
            raise Damaged(detail="zip name twice")
        if info.flag_bits & _FLAG_ENCRYPTED and not allow_locked and password.given() is None:
            raise Encrypted(detail="zip member")
        entries[info.filename] = info
    _refuse_overlaps(infos)
    return SafeZip(data, entries, limits)


def _refuse_overlaps(infos: list[zipfile.ZipInfo]) -> None:
    """Members that share bytes are how a small file inflates without bound (a "better zip bomb")."""
    end = 0
    for info in sorted(infos, key=lambda i: i.header_offset):
        if info.header_offset < end:
            raise Damaged(detail="zip members overlap")
        end = info.header_offset + _LOCAL_HEADER.size + info.compress_size
