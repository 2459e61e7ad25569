"""Zip containers and XML parts from strangers, opened with every size counted as it comes.

Declared sizes lie, so nothing here trusts one: a member is inflated in pieces and its bytes are counted against
`Limits` while they arrive. XML is parsed without DTD, entities or network, whatever its encoding says.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from lxml import etree

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


# ---- XML

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DECLARATION = re.compile(r"\A\ufeff?\s*<\?xml[^>]{0,300}?\?>")
# Only encodings in which "<" is "<": UTF-7 or EBCDIC could hide a DTD from the search below.
_ENCODINGS = {"utf-8": "utf-8", "utf8": "utf-8", "us-ascii": "utf-8", "ascii": "utf-8", "euc-kr": "cp949",
              "ks_c_5601-1987": "cp949", "cp949": "cp949", "iso-8859-1": "latin-1", "windows-1252": "cp1252",
              "utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}  # fmt: skip
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r")


def parse_xml(data: bytes, limits: Limits) -> etree._Element:
    """The root element of one XML document.

    No DTD, entity, include or network is ever followed: a document that brings a DTD is refused. Texts may be
    of any length. Raises Damaged (not well-formed, unknown encoding, a DTD), TooLarge (bytes over
    `limits.inflated`, elements nested deeper than `limits.xml_depth`).
    """
    if len(data) > limits.inflated:
        raise TooLarge(detail="xml size")
    plain = _as_utf8(data)
    if b"<!DOCTYPE" in plain and _has_doctype(plain):
        raise Damaged(detail="xml doctype")
    try:
        root = _parsed(plain)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise TooLarge(detail="xml depth") from error
        root = _parsed_without_controls(plain, error)
    if root.getroottree().docinfo.internalDTD is not None:
        raise Damaged(detail="xml doctype")
    if root.xpath("boolean(" + "/*" * (limits.xml_depth + 1) + ")"):
        raise TooLarge(detail="xml depth")
    return root


def _parsed(plain: bytes) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        attribute_defaults=False, huge_tree=True, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    return etree.fromstring(plain, parser)


def _parsed_without_controls(plain: bytes, error: etree.XMLSyntaxError) -> etree._Element:
    """Some writers leave control characters in the text, which XML 1.0 forbids: the text is worth more."""
    cleaned = plain.translate(None, _CONTROLS)
    if len(cleaned) == len(plain):
        raise Damaged(detail="xml syntax") from error
    try:
        return _parsed(cleaned)
    except etree.XMLSyntaxError as again:
        raise Damaged(detail="xml syntax") from again


def _as_utf8(data: bytes) -> bytes:
    """The document as UTF-8 without its declaration, so that what is searched is what is parsed."""
    head = data[:4]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif head == b"<\0?\0":
        encoding = "utf-16-le"
    elif head == b"\0<\0?":
        encoding = "utf-16-be"
    else:
        declared = _DECLARED.search(data[:400])
        name = declared.group(1).decode("ascii").lower() if declared else "utf-8"
        if name.startswith("utf-16"):  # it says so in plain ASCII, so it is not
            name = "utf-8"
        if name not in _ENCODINGS:
            raise Damaged(detail="xml encoding")
        encoding = _ENCODINGS[name]
    if encoding == "utf-8":
        start = data.find(b"<", 0, 4096)
        match = re.match(rb"<\?xml[^>]{0,300}?\?>", data[start : start + 400]) if start >= 0 else None
        return data[start + match.end() :].lstrip() if match else data[max(start, 0) :]
    try:
        return _DECLARATION.sub("", data.decode(encoding)).lstrip("\ufeff").encode("utf-8")
    except UnicodeError as error:
        raise Damaged(detail="xml encoding") from error


def _has_doctype(plain: bytes) -> bool:
    """Whether the document type stands where it counts: before the root, after comments and instructions."""
    at = 0
    while True:
        at = plain.find(b"<", at)
        if plain.startswith(b"<!--", at):
            at = plain.find(b"-->", at + 4)
        elif plain.startswith(b"<?", at):
            at = plain.find(b"?>", at + 2)
        else:
            return at >= 0 and plain.startswith(b"<!DOCTYPE", at)
        if at < 0:
            return False


def iterate_xml(data: bytes, limits: Limits, name: str) -> Iterator[etree._Element]:
    """Every element of this local name, whole, one at a time, for parts too large to hold as a tree.

    An element is emptied when the next one is asked for. The same refusals as `parse_xml`; nesting is bounded by
    libxml2 itself (256) and, inside an element that is yielded, by `limits.xml_depth`.
    """
    if len(data) > limits.inflated:
        raise TooLarge(detail="xml size")
    plain = _as_utf8(data)
    if b"<!DOCTYPE" in plain and _has_doctype(plain):
        raise Damaged(detail="xml doctype")
    too_deep = etree.XPath("boolean(" + "*/" * limits.xml_depth + "*)")
    walk = etree.iterparse(
        io.BytesIO(plain), events=("end",), tag=("{*}" + name, name), encoding="utf-8", resolve_entities=False,
        no_network=True, load_dtd=False, dtd_validation=False, attribute_defaults=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        for _, element in walk:
            if too_deep(element):
                raise TooLarge(detail="xml depth")
            yield element
            element.clear(keep_tail=False)
            above = element.getparent()
            while above is not None and element.getprevious() is not None:
                del above[0]
    except etree.XMLSyntaxError as error:
        raise (TooLarge if "depth" in str(error).lower() else Damaged)(detail="xml syntax") from error
