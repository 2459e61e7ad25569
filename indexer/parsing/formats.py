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
_HTML = re.compile(
    rb"\A(?:<\?xml.{0,300}?\?>|<!--.{0,2000}?-->|\s)*(?:<!DOCTYPE\s+html|<html|<head\b|<meta\s|<table\b|<body\b)",
    re.DOTALL | re.IGNORECASE,
)
_HEADER = re.compile(
    rb"^(from|to|subject|date|received|mime-version|message-id|content-type|return-path|delivered-to|x-[\w-]{1,40}"
    rb"|content-transfer-encoding|reply-to|sender|cc|dkim-signature|authentication-results|arc-[\w-]{1,40}):[ \t]?",
    re.IGNORECASE | re.MULTILINE,
)
_BINARY_SUFFIXES = frozenset({
    ".hwp", ".hwpx", ".hwt", ".hwtx", ".pdf", ".docx", ".docm", ".dotx", ".doc", ".dot", ".pptx", ".pptm", ".ppsx",
    ".potx", ".ppt", ".pps", ".pot", ".xlsx", ".xlsm", ".xltx", ".xls", ".xlt", ".odt", ".ott", ".ods", ".ots",
    ".odp", ".otp", ".odg", ".rtf", ".msg", ".zip",
})  # fmt: skip
_MARKUP_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
_MAIL_SUFFIXES = frozenset({".eml", ".mht", ".mhtml"})
_TEXT_SUFFIXES = frozenset({"", ".txt", ".text", ".log"})
_TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".tab"})
_MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mkd"})

SUFFIXES = frozenset(
    _BINARY_SUFFIXES | _MARKUP_SUFFIXES | _MAIL_SUFFIXES | _TABLE_SUFFIXES | _MARKDOWN_SUFFIXES
    | (_TEXT_SUFFIXES - {""}) | {".hml"}
)  # fmt: skip
"""Suffixes whose files the built-in readers know; lower case, with the dot."""

IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp"})
"""Suffixes of pictures, which are documents only where their text is recognised."""

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF87a", b"GIF89a")
_PACKED = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"ALZ\x01", b"EGGA", b"\x1f\x8b", b"BZh")
_OFFICE = (
    (b"wordprocessingml.document.main", "word/", "docx"), (b"presentationml.presentation.main", "ppt/", "pptx"),
    (b"spreadsheetml.sheet.main", "xl/", "xlsx"),
)  # fmt: skip
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."


def detect(data: bytes, name: str, limits: Limits | None = None) -> str:
    """The format of `data`, a key of `dispatch`: hwp5, hwpx, pdf, docx, xlsx, odf, eml, zip, text and so on.

    Raises Empty (no bytes), Encrypted (Office password), Protected (DRM wrapper), Damaged (a document by its
    name, but nothing that can be recognised), Unsupported (something else), TooLarge (a zip of too many members).
    """
    if not data[:512].strip(b"\0\t\n\r ") and not data.strip(b"\0\t\n\r "):
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
    if data.startswith(_IMAGES) or (data.startswith(b"BM") and data[6:10] == bytes(4)) or data[8:12] == b"WEBP":
        return "image"
    if data.startswith(_PACKED):
        raise Unsupported("ZIP이 아닌 압축 파일은 읽지 않습니다.", "압축을 풀거나 ZIP으로 묶은 뒤 다시 추가하십시오.")
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return "pdf"
    if _is_hwpml(data):
        return "hml"
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if _HTML.match(_ascii(data[:4096])) or (suffix in _MARKUP_SUFFIXES and text.sniff(data) is not None):
        return "html"
    if (mail := _mail(head, suffix)) is not None:
        return mail
    return _plain(data, suffix)


def _ascii(head: bytes) -> bytes:
    """The beginning without the zeros and the mark of UTF-16, to look for names in."""
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")


def _mail(head: bytes, suffix: str) -> str | None:
    """eml or mhtml, where the file begins with the headers of a message."""
    if suffix not in _MAIL_SUFFIXES and not _HEADER.match(head):
        return None
    top = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    names = {m.group(1).lower() for m in _HEADER.finditer(top)}
    if suffix not in _MAIL_SUFFIXES and not (
        names & {b"mime-version", b"message-id", b"received"} and len(names) > 2
    ):
        return None
    if not names:
        return None
    page = suffix != ".eml" and b"multipart/related" in top and b"received" not in names and b"to" not in names
    return "mhtml" if page else "eml"


def _plain(data: bytes, suffix: str) -> str:
    known = suffix in _BINARY_SUFFIXES or suffix in (".hml", *_MARKUP_SUFFIXES, *_MAIL_SUFFIXES)
    if not (known or suffix in _TEXT_SUFFIXES or suffix in _MARKDOWN_SUFFIXES or suffix in _TABLE_SUFFIXES):
        raise Unsupported
    if text.sniff(data) is None:
        raise (Damaged if known else Unsupported)(detail="not text")
    return "markdown" if suffix in _MARKDOWN_SUFFIXES else "csv" if suffix in _TABLE_SUFFIXES else "text"


def _first_entries(data: bytes) -> bytes:
    """The first sector of the compound file's directory ([MS-CFB] 2.2)."""
    size = 1 << min(12, int.from_bytes(data[30:32], "little"))
    at = (int.from_bytes(data[48:52], "little") + 1) * size
    return bytes(512) + data[at : at + size]


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
    if _has_entry(_first_entries(data), "FileHeader"):  # nearly every HWP file; the rest costs three searches more
        return "hwp5"
    # First: what a mail has attached stands in it with its own directory, at places that look like the mail's.
    if _has_entry(data, "__nameid_version1.0") and _has_entry(data, "__properties_version1.0"):
        return "msg"
    if _has_entry(data, "FileHeader"):
        return "hwp5"
    if _has_entry(data, "DRMEncryptedDataSpace") or _has_entry(data, "\x09DRMContent"):
        raise Protected(detail="rights management")
    if _has_entry(data, "EncryptedPackage"):
        raise Encrypted(detail="office password")
    if _has_entry(data, "WordDocument"):
        return "doc"
    if _has_entry(data, "PowerPoint Document"):
        return "ppt"
    if _has_entry(data, "Workbook") or _has_entry(data, "Book"):
        return "xls"
    if suffix in _BINARY_SUFFIXES:
        raise Damaged(detail="compound file without a document")
    raise Unsupported


def _inside_zip(data: bytes, suffix: str, limits: Limits) -> str:
    archive = open_zip(data, limits, allow_locked=True)
    names = set(archive.names())
    mimetype = _mimetype(archive) if "mimetype" in names else b""
    if mimetype.startswith(b"application/hwp+zip") or "Contents/content.hpf" in names:
        return "hwpx"
    if mimetype.startswith(_OPEN_DOCUMENT):
        return "odf"
    types = _content_types(archive)
    parts = {n.lower() for n in names if n.lower().endswith((".xml", ".bin"))}
    if "xl/workbook.bin" in parts:
        raise Unsupported("엑셀 이진(XLSB) 형식은 지원하지 않습니다.", "XLSX 형식으로 저장한 뒤 다시 추가하십시오.")
    for main, folder, found in _OFFICE:
        if main in types or any(n.startswith(folder) for n in parts):
            return found
    if mimetype or types:
        raise Unsupported
    if suffix in (".zip", "") or any(PurePath(n).suffix.lower() in SUFFIXES - {".html", ".htm"} for n in names):
        return "zip"
    raise (Damaged(detail="zip without a document") if suffix in _BINARY_SUFFIXES else Unsupported())


def _mimetype(archive: SafeZip) -> bytes:
    try:
        return archive.read("mimetype").strip()
    except (Damaged, TooLarge, Encrypted):
        return b""


def _content_types(archive: SafeZip) -> bytes:
    try:
        return archive.read("[Content_Types].xml")
    except (KeyError, Damaged, TooLarge, Encrypted):
        return b""


def _is_hwpml(data: bytes) -> bool:
    head = data[:8192]
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    return _HWPML.match(head.decode(encoding, "ignore").lstrip("\ufeff")) is not None
