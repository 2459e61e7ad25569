"""What a file is, told by its content; the name only decides between kinds of plain text.

Signatures of document-security products: "\\x9b DRMONE" (Fasoo), "<!-- FasooSecureContainer", "SCDSA00n" (SoftCamp),
"<DOCUMENT SAFER" (MarkAny), "<## NASCA DRM FILE" (NASCA), as seen in files that public offices published by mistake.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from indexer.errors import Damaged, Empty, Encrypted, Protected, TooLarge, Unsupported
from indexer.parsing import text
from indexer.parsing.archives import SafeZip, open_zip
from indexer.parsing.limits import Limits

_DRM_STARTS = (
    b"\x9b DRMONE", b"\x9bDRMONE", b"<!-- FasooSecureContainer", b"SCDSA0", b"<DOCUMENT SAFER", b"<## NASCA DRM",
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HWP3 = b"HWP Document File V3"
_PDF_WITHIN = 1024  # bytes before the signature that readers put up with (PDF 32000-1, H.3 note 13)
_HWPML = re.compile(r"\A(?:<\?.{0,300}?\?>|<!--.{0,2000}?-->|\s)*<(?:\w{1,20}:)?HWPML\b", re.DOTALL)
_BINARY_SUFFIXES = frozenset({".hwp", ".hwpx", ".hwt", ".hwtx", ".pdf", ".docx", ".docm", ".dotx"})
_TEXT_SUFFIXES = frozenset({"", ".txt", ".text", ".log", ".csv", ".tsv"})
_MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mkd"})

SUFFIXES = frozenset(_BINARY_SUFFIXES | _MARKDOWN_SUFFIXES | (_TEXT_SUFFIXES - {""}) | {".hml"})
"""Suffixes whose files the built-in readers know; lower case, with the dot."""


def detect(data: bytes, name: str, limits: Limits | None = None) -> str:
    """The format of `data`: hwp5, hwp3, hwpx, hml, pdf, docx, text or markdown.

    Raises Empty (no bytes), Encrypted (Office password), Protected (DRM wrapper), Damaged (a document by its
    name, but nothing that can be recognised), Unsupported (something else), TooLarge (a zip of too many members).
    """
    if not data.strip(b"\0\t\n\r "):
        raise Empty
    if data.lstrip(b"\xef\xbb\xbf").startswith(_DRM_STARTS):
        raise Protected
    suffix = PurePath(name).suffix.lower()
    if data.startswith(_OLE):
        return _inside_ole(data, suffix)
    if data.startswith(_HWP3):
        return "hwp3"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _inside_zip(data, suffix, limits or Limits())
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return "pdf"
    if _is_hwpml(data):
        return "hml"
    return _plain(data, suffix)


def _plain(data: bytes, suffix: str) -> str:
    known = suffix in _BINARY_SUFFIXES or suffix == ".hml"
    if not (known or suffix in _TEXT_SUFFIXES or suffix in _MARKDOWN_SUFFIXES):
        raise Unsupported
    if text.sniff(data) is None:
        raise (Damaged if known else Unsupported)(detail="not text")
    return "markdown" if suffix in _MARKDOWN_SUFFIXES else "text"


def _has_entry(data: bytes, name: str) -> bool:
    """Whether a directory entry of the compound file has this name ([MS-CFB] 2.6.1).

    Entries are 128 bytes at multiples of 128, so they are looked for where they must stand: no sector chain,
    which a hostile file can tie into a ring, has to be followed.
    """
    wanted = name.encode("utf-16-le") + b"\0\0"
    at = data.find(wanted, 512)
    while at >= 0:
        if at % 128 == 0 and int.from_bytes(data[at + 64 : at + 66], "little") == len(wanted):
            return True
        at = data.find(wanted, at + 1)
    return False


def _inside_ole(data: bytes, suffix: str) -> str:
    if _has_entry(data, "FileHeader"):
        return "hwp5"
    if _has_entry(data, "DRMEncryptedDataSpace") or _has_entry(data, "\x09DRMContent"):
        raise Protected(detail="rights management")
    if _has_entry(data, "EncryptedPackage"):
        raise Encrypted(detail="office password")
    if _has_entry(data, "WordDocument"):
        raise Unsupported("옛 워드(DOC) 형식은 지원하지 않습니다.", "DOCX 형식으로 저장한 뒤 다시 추가하십시오.")
    if suffix in _BINARY_SUFFIXES:
        raise Damaged(detail="compound file without a document")
    raise Unsupported


def _inside_zip(data: bytes, suffix: str, limits: Limits) -> str:
    archive = open_zip(data, limits)
    names = set(archive.names())
    mimetype = _mimetype(archive) if "mimetype" in names else b""
    if mimetype.startswith(b"application/hwp+zip") or "Contents/content.hpf" in names:
        return "hwpx"
    if any(n.startswith("word/") for n in names) or _says_word(archive):
        return "docx"
    if suffix in _BINARY_SUFFIXES and not mimetype and "[Content_Types].xml" not in names:
        raise Damaged(detail="zip without a document")
    raise Unsupported


def _mimetype(archive: SafeZip) -> bytes:
    try:
        return archive.read("mimetype").strip()
    except (Damaged, TooLarge):
        return b""


def _says_word(archive: SafeZip) -> bool:
    try:
        return b"wordprocessingml.document.main" in archive.read("[Content_Types].xml")
    except (KeyError, Damaged, TooLarge):
        return False


def _is_hwpml(data: bytes) -> bool:
    head = data[:8192]
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    return _HWPML.match(head.decode(encoding, "ignore").lstrip("\ufeff")) is not None
