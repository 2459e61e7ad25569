"""HWPX and OpenDocument packages with a password: the same package without it, in memory.

OpenDocument 1.2 part 3, section 3.4 and OWPML (KS X 6101), clause 15, which takes the scheme over: each member is
deflated, then encrypted with AES-CBC; the key is PBKDF2 (HMAC-SHA1) of the hash of the password in UTF-8; the hash of
the first 1,024 bytes tells whether the password was right.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import zipfile
import zlib
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from lxml import etree

from indexer.errors import Damaged, TooLarge, UnknownLock, WrongPassword
from indexer.parsing.archives import SafeZip
from indexer.parsing.limits import Limits
from indexer.parsing.safexml import parse_xml

MANIFEST = "META-INF/manifest.xml"
_MOST_ROUNDS = 2_000_000  # of PBKDF2; offices write 1,024 to 600,000
_HASHES = {"sha1": "sha1", "sha256": "sha256"}
_CHECKED = 1024  # bytes of the deflated member that the checksum is of


@dataclass(frozen=True, slots=True)
class _Lock:
    """How one member is encrypted."""

    checksum_type: str
    checksum: bytes
    algorithm: str
    vector: bytes
    salt: bytes
    rounds: int
    key_size: int
    start_hash: str
    size: int


def is_locked(archive: SafeZip) -> bool:
    """Whether the manifest says that a member is encrypted. Raises Damaged, TooLarge."""
    return MANIFEST in archive and b"encryption-data" in archive.read(MANIFEST)


def unlocked(archive: SafeZip, password: str, limits: Limits) -> bytes:
    """The package as a zip file whose members are all readable.

    Raises WrongPassword, Damaged, TooLarge, UnknownLock (a method that we do not know).
    """
    manifest = parse_xml(archive.read(MANIFEST), limits)
    locks = {path: lock for path, lock in map(_entry, manifest.iter("{*}file-entry")) if lock is not None}
    for element in list(manifest.iter("{*}encryption-data")):
        above = element.getparent()
        if above is not None:
            above.remove(element)
    keys: dict[tuple[bytes, int, int, str], bytes] = {}
    budget = limits.inflated
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as plain:
        for name in archive.names():
            data = archive.read(name)
            if name == MANIFEST:
                data = etree.tostring(manifest)
            elif (lock := locks.get(name)) is not None:
                made = (lock.salt, lock.rounds, lock.key_size, lock.start_hash)
                if made not in keys:
                    keys[made] = _key(password, lock)
                data = _opened(data, lock, keys[made], budget)
            budget -= len(data)
            if budget < 0:
                raise TooLarge(detail="package inflated")
            plain.writestr(name, data)
    return out.getvalue()


def _entry(entry: etree._Element) -> tuple[str, _Lock | None]:
    path = next((v for k, v in entry.attrib.items() if str(k).endswith("full-path")), "")
    data = entry.find("{*}encryption-data")
    if data is None:
        return str(path), None
    said = {part: _attributes(data.find(f"{{*}}{part}")) for part in _PARTS}
    own, algorithm, derivation = _attributes(data), said["algorithm"], said["key-derivation"]
    try:
        return str(path), _Lock(
            own.get("checksum-type", ""),
            base64.b64decode(own.get("checksum", "")),
            algorithm.get("algorithm-name", ""),
            base64.b64decode(algorithm.get("initialisation-vector", "")),
            base64.b64decode(derivation.get("salt", "")),
            int(derivation.get("iteration-count", "0")),
            int(derivation.get("key-size", "16")),
            said["start-key-generation"].get("start-key-generation-name", "sha1").lower(),
            int(_attributes(entry).get("size", "-1")),
        )
    except (ValueError, binascii.Error) as error:
        raise Damaged(detail="encryption data") from error


_PARTS = ("algorithm", "key-derivation", "start-key-generation")


def _attributes(element: etree._Element | None) -> dict[str, str]:
    if element is None:
        return {}
    return {str(name).rpartition("}")[2]: str(value) for name, value in element.attrib.items()}


def _hash_named(uri: str) -> str:
    """The hash in names such as http://www.w3.org/2000/09/xmldsig#sha256 and …:manifest:1.0#sha256-1k."""
    name = uri.lower().rpartition("#")[2].removesuffix("/1k").removesuffix("-1k")
    if name not in _HASHES:
        raise UnknownLock(detail=f"hash {name[:20]}")
    return _HASHES[name]


def _key(password: str, lock: _Lock) -> bytes:
    if not 0 < lock.rounds <= _MOST_ROUNDS or lock.key_size not in (16, 24, 32) or not lock.salt:
        raise UnknownLock(detail="key derivation")
    start = hashlib.new(_hash_named(lock.start_hash), password.encode()).digest()
    return hashlib.pbkdf2_hmac("sha1", start, lock.salt, lock.rounds, lock.key_size)


def _opened(data: bytes, lock: _Lock, key: bytes, most: int) -> bytes:
    if "aes" not in lock.algorithm or "cbc" not in lock.algorithm or len(lock.vector) != 16 or len(data) % 16:
        raise UnknownLock(detail="algorithm")
    engine = Cipher(algorithms.AES(key), modes.CBC(lock.vector)).decryptor()
    packed = engine.update(data) + engine.finalize()
    # Hancom pads otherwise than OpenDocument says, and takes the checksum of the inflated text: deflate tells its end
    # by itself, so that neither padding need be known.
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        plain = inflater.decompress(packed, most + 1)
    except zlib.error as error:
        raise WrongPassword from error
    if len(plain) > most:
        raise TooLarge(detail="package inflated")
    if not inflater.eof:
        raise WrongPassword
    if lock.checksum_type:
        told = _hash_named(lock.checksum_type)
        deflated = packed[: len(packed) - len(inflater.unused_data)]
        sums = {hashlib.new(told, part[:_CHECKED]).digest() for part in (plain, deflated, packed)}
        if lock.checksum not in sums:
            raise WrongPassword
    return plain
