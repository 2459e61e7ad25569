"""The streams of an HWP 5 file: opened, unlocked, inflated, each within its bounds.

HWP 5.0 specification, section 3 (file structure) and the specification of distribution documents (배포용 문서).
What a crafted compound file could make its reader repeat is checked before it starts.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hwp5.distdoc import decode_head_to_key

from indexer.errors import Damaged, Encrypted, Protected, TooLarge
from indexer.parsing.compound import Compound
from indexer.parsing.limits import Limits

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # of a compound file
SIGNATURE = b"HWP Document File"
COMPRESSED, PASSWORD, DISTRIBUTION, DRM, CERT_ENCRYPTED, CERT_DRM = 1 << 0, 1 << 1, 1 << 2, 1 << 4, 1 << 8, 1 << 10
CHUNK = 1 << 16


@dataclass(slots=True)
class Storage:
    """An opened file. `faults` names the streams that broke off before their end."""

    compound: Compound
    flags: int
    limits: Limits
    inflated: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def distributed(self) -> bool:
        """Whether the text is in ViewText, scrambled, and BodyText is a stub."""
        return bool(self.flags & DISTRIBUTION)

    def sections(self, storage: str) -> list[str]:
        """Paths of the sections below BodyText or ViewText, in order of their number."""
        found = []
        for path in self.compound.paths():
            parts = path.split("/")
            if len(parts) == 2 and parts[0].lower() == storage.lower() and parts[1].lower().startswith("section"):
                number = parts[1][len("section") :]
                if number.isdigit():
                    found.append((int(number), path))
        return [path for _, path in sorted(found)]

    def exists(self, path: str) -> bool:
        """Whether there is such a stream."""
        return self.compound.exists(path)

    def raw(self, path: str) -> bytes:
        """The stream's bytes as they lie. Raises Damaged where its sectors do not hold together."""
        try:
            return self.compound.read(path)
        except (OSError, ValueError, struct.error, IndexError, MemoryError, OverflowError) as error:
            raise Damaged(detail=f"{path}: {error}") from error

    def records(self, path: str) -> bytes:
        """The stream unlocked and inflated: a run of records. What precedes a fault is kept, the fault noted."""
        data = self.raw(path)
        if path.lower().startswith("viewtext/"):
            data = unlock(data)
        if not self.flags & COMPRESSED:
            return data
        plain, whole = self._inflate(data)
        if not whole:
            if not plain and data and looks_like_records(data):
                return data  # some programs set the flag and do not compress
            self.faults.append(path)
        return plain

    def binary(self, path: str, packing: int) -> bytes:
        """An embedded file. packing: 0 as the file says, 1 deflated, 2 as it lies. Raises Damaged, TooLarge."""
        data = self.raw(path)
        if packing == 2 or (packing == 0 and not self.flags & COMPRESSED):
            return data
        plain, whole = self._inflate(data)
        return plain if whole or plain else data

    def _inflate(self, data: bytes) -> tuple[bytes, bool]:
        """Raw deflate, counted while inflating, kept up to the first fault; and whether the end was reached."""
        engine = zlib.decompressobj(-15)
        pieces: list[bytes] = []
        size, pending = 0, memoryview(data)
        while not engine.eof:
            chunk = engine.unconsumed_tail or pending[:CHUNK]
            if not engine.unconsumed_tail:
                pending = pending[CHUNK:]
            if not chunk:
                return b"".join(pieces), False
            try:
                piece = engine.decompress(chunk, CHUNK * 16)
            except zlib.error:
                return b"".join(pieces), False
            pieces.append(piece)
            size += len(piece)
            self.inflated += len(piece)
            over_ratio = size > self.limits.ratio_floor and size > self.limits.ratio * len(data)
            if self.inflated > self.limits.inflated or over_ratio:
                raise TooLarge(detail="inflated stream")
        return b"".join(pieces), True


def open_storage(data: bytes, limits: Limits) -> Storage:
    """Open the file and read its header.

    Raises Encrypted (password, certificate), Protected (DRM), Damaged, TooLarge.
    """
    if len(data) > limits.file_size:
        raise TooLarge(detail="file size")
    check_compound_header(data)
    try:
        compound = Compound(data)
        header = compound.read("FileHeader")
    except (OSError, ValueError, struct.error, IndexError, TypeError, AttributeError) as error:
        raise Damaged(detail=f"compound file: {error}") from error
    except (RecursionError, MemoryError, OverflowError) as error:
        raise Damaged(detail=f"compound file: {type(error).__name__}") from error
    if len(header) < 40 or not header.startswith(SIGNATURE):
        raise Damaged(detail="FileHeader")
    flags = int(struct.unpack_from("<I", header, 36)[0])
    if flags & (DRM | CERT_DRM):
        raise Protected()
    if flags & PASSWORD:
        raise Encrypted()
    if flags & CERT_ENCRYPTED:
        raise Encrypted("인증서로 암호화되어 있어 읽지 못했습니다.")
    return Storage(compound, flags, limits)


def check_compound_header(data: bytes) -> None:
    """Refuse counts that the file is too short for: olefile would walk them ([MS-CFB] 2.2)."""
    if len(data) < 1536 or not data.startswith(MAGIC):
        raise Damaged(detail="not a compound file")
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        raise Damaged(detail=f"sector shift {shift}")
    sectors = (len(data) >> shift) + 1
    fat, mini_fat, difat = (struct.unpack_from("<I", data, offset)[0] for offset in (44, 64, 72))
    if fat > sectors or mini_fat > sectors or difat > sectors:
        raise Damaged(detail="sector counts beyond the end of the file")


def unlock(data: bytes) -> bytes:
    """A distribution document's stream without its lock: 4 + 256 bytes of key, then AES-128-ECB."""
    if len(data) < 260 + 16:
        raise Damaged(detail="distribution stream too short")
    header = struct.unpack_from("<I", data)[0]
    if header & 0x3FF != 0x1C or header >> 20 != 256:
        raise Damaged(detail="no distribution key")
    key = bytes(decode_head_to_key(data[4:260]))
    cipher = data[260 : 260 + (len(data) - 260) // 16 * 16]
    decryptor = Cipher(algorithms.AES(key), modes.ECB()).decryptor()
    return decryptor.update(cipher) + decryptor.finalize()


def looks_like_records(data: bytes) -> bool:
    """Whether a stream begins with a record of the body or of DocInfo, at level 0."""
    header = struct.unpack_from("<I", data.ljust(4, b"\0"))[0]
    return header & 0x3FF in (0x10, 0x42) and (header >> 10) & 0x3FF == 0
