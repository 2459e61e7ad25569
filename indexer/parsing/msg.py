"""Outlook's mails (.msg): properties and attachments of the compound file ([MS-OXMSG], [MS-OXPROPS]).

`olefile` reads the compound file; the bodies are plain text, HTML, or compressed RTF ([MS-OXRTFCP]), the first that
keeps tables.
"""

from __future__ import annotations

import datetime
import io
import struct
from functools import partial
from pathlib import PurePath

import olefile

from indexer.errors import Damaged, TooLarge
from indexer.model import ParsedDocument
from indexer.parsing import html, rtf
from indexer.parsing.collect import Collector
from indexer.parsing.formats import IMAGE_SUFFIXES
from indexer.parsing.hwp5_storage import check_compound_header
from indexer.parsing.limits import Limits
from indexer.parsing.mail import text_in
from indexer.parsing.nested import LEAST_PICTURE, MAX_DEPTH, Part, add_parts

_SUBJECT, _SENDER, _SENDER_ADDRESS, _TO, _CC = 0x0037, 0x0C1A, 0x5D01, 0x0E04, 0x0E03
_BODY, _HTML, _RTF = 0x1000, 0x1013, 0x1009
_SENT, _DELIVERED, _CODEPAGE, _INTERNET_CODEPAGE = 0x0039, 0x0E06, 0x3FFD, 0x3FDE
_LONG_NAME, _SHORT_NAME, _DATA, _HIDDEN = 0x3707, 0x3704, 0x3701, 0x7FFE
_PEOPLE = ((_TO, "받는 사람"), (_CC, "참조"))
_EPOCH = datetime.datetime(1601, 1, 1, tzinfo=datetime.UTC)


def parse(data: bytes, limits: Limits) -> ParsedDocument:
    """The mail: subject as its heading, people, body, then each attachment under its name. Raises DocumentError."""
    check_compound_header(data)
    try:
        ole = olefile.OleFileIO(io.BytesIO(data))
        paths = {"/".join(p).lower(): "/".join(p) for p in ole.listdir(streams=True, storages=True)}
    except (OSError, ValueError, struct.error, IndexError, TypeError, AttributeError, OverflowError) as error:
        raise Damaged(detail=f"compound file: {type(error).__name__}") from error
    except (RecursionError, MemoryError) as error:
        raise Damaged(detail=f"compound file: {type(error).__name__}") from error
    return _message(_Storage(ole, paths, limits), limits)


class _Storage:
    """The properties below one storage of the file."""

    def __init__(self, ole: olefile.OleFileIO, paths: dict[str, str], limits: Limits, prefix: str = "") -> None:
        self._ole = ole
        self._paths = paths
        self._limits = limits
        self._prefix = prefix
        # The header of the property stream is longer at the top and for embedded messages ([MS-OXMSG] 2.4.1).
        self._fixed = self._properties()
        self.codec = html.codec_of(f"cp{self.number(_CODEPAGE) or self.number(_INTERNET_CODEPAGE) or 949}")

    def below(self, name: str) -> _Storage:
        return _Storage(self._ole, self._paths, self._limits, f"{self._prefix}{name}/")

    def attachments(self) -> list[str]:
        """Names of the attachments' storages, in their order."""
        start = f"{self._prefix}__attach_version1.0_#".lower()
        found = {p[len(self._prefix) :].split("/")[0] for p in self._paths if p.startswith(start)}
        return sorted(found)

    def has(self, name: str) -> bool:
        return f"{self._prefix}{name}".lower() in self._paths

    def stream(self, name: str) -> bytes:
        """The stream's bytes, b"" where there is none. Raises Damaged."""
        path = self._paths.get(f"{self._prefix}{name}".lower())
        if path is None:
            return b""
        try:
            return bytes(self._ole.openstream(path).read())
        except (OSError, ValueError, struct.error, IndexError, OverflowError, TypeError) as error:
            raise Damaged(detail=f"msg stream: {type(error).__name__}") from error

    def text(self, tag: int) -> str:
        """A string property, of Unicode or of the message's code page."""
        wide = self.stream(f"__substg1.0_{tag:04X}001F")
        if wide:
            return wide.decode("utf-16-le", "replace").strip("\0")
        narrow = self.stream(f"__substg1.0_{tag:04X}001E")
        return text_in(narrow, self.codec).strip("\0") if narrow else ""

    def binary(self, tag: int) -> bytes:
        return self.stream(f"__substg1.0_{tag:04X}0102")

    def number(self, tag: int) -> int:
        """An integer, boolean or time property; 0 where there is none."""
        return self._fixed.get(tag, 0)

    def _properties(self) -> dict[int, int]:
        stream = self.stream("__properties_version1.0")
        start = 32 if not self._prefix else 24 if self._prefix.lower().endswith("3701000d/") else 8
        out = {}
        for at in range(start, len(stream) - 15, 16):
            kind, tag = struct.unpack_from("<HH", stream, at)
            if kind in (0x0003, 0x000B, 0x0040):
                out[tag] = int.from_bytes(stream[at + 8 : at + (16 if kind == 0x0040 else 12)], "little")
        return out


def _message(storage: _Storage, limits: Limits, depth: int = 0) -> ParsedDocument:
    out = Collector(limits)
    subject = " ".join(storage.text(_SUBJECT).split())
    out.add("heading", subject, level=1)
    name, address = storage.text(_SENDER), storage.text(_SENDER_ADDRESS)
    sender = f"{name} <{address}>" if name and address and name != address else name or address
    out.add("paragraph", sender, marker="보낸 사람")
    for tag, marker in _PEOPLE:
        out.add("paragraph", storage.text(tag), marker=marker)
    sent = _time(storage.number(_SENT) or storage.number(_DELIVERED))
    _body(out, storage, limits)
    add_parts(out, [p for n in storage.attachments() if (p := _part(storage.below(n), limits, depth))], limits)
    metadata = {k: v for k, v in (("author", sender), ("created", sent)) if v}
    return out.document("msg", subject, None, metadata)


def _time(ticks: int) -> str:
    try:
        return (_EPOCH + datetime.timedelta(microseconds=ticks // 10)).isoformat(timespec="seconds") if ticks else ""
    except OverflowError:
        return ""


def _body(out: Collector, storage: _Storage, limits: Limits) -> None:
    page = storage.binary(_HTML) or storage.text(_HTML).encode()
    before = len(out.blocks)
    if page.strip():
        code = storage.number(_INTERNET_CODEPAGE)
        html.into(out, html.text_of(page, "utf-8" if code == 65001 else f"cp{code}" if code else ""))
    if len(out.blocks) == before:
        plain = storage.text(_BODY)
        for paragraph in plain.replace("\r\n", "\n").split("\n\n"):
            out.paragraph(paragraph)
        packed = storage.binary(_RTF)
        if not plain.strip() and packed:
            for block in rtf.parse(inflated(packed, limits), limits).blocks:
                out.add(block.kind, block.text, level=block.level, marker=block.marker)


def _part(attachment: _Storage, limits: Limits, depth: int) -> Part | None:
    """A file, or a mail inside the mail; None for small pictures and what Outlook itself hides."""
    name = attachment.text(_LONG_NAME) or attachment.text(_SHORT_NAME)
    if attachment.has("__substg1.0_3701000D"):
        inner = attachment.below("__substg1.0_3701000D")
        if not inner.stream("__properties_version1.0"):
            return None  # an object drawn in the text, not a mail
        return Part(name or "메일.msg", partial(bytes), partial(_inner, inner, depth))
    if not name:
        return None
    if PurePath(name).suffix.lower() in IMAGE_SUFFIXES and len(attachment.binary(_DATA)) < LEAST_PICTURE:
        return None
    return Part(name.replace("/", "_"), partial(attachment.binary, _DATA))


def _inner(storage: _Storage, depth: int, limits: Limits) -> ParsedDocument:
    if depth >= MAX_DEPTH:
        raise TooLarge("다른 메일 안에 너무 깊이 들어 있어 읽지 않았습니다.", detail="depth")
    return _message(storage, limits, depth + 1)


# ---- compressed RTF

_PRELOAD = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)  # [MS-OXRTFCP] 2.1.2.1


def inflated(packed: bytes, limits: Limits) -> bytes:
    """An RTF body without its compression ([MS-OXRTFCP] 2.2). Raises Damaged, TooLarge."""
    if len(packed) < 16:
        raise Damaged(detail="compressed rtf")
    size, kind = struct.unpack_from("<I4s", packed, 4)
    if kind == b"MELA":
        return packed[16 : 16 + size]
    if kind != b"LZFu":
        raise Damaged(detail="compressed rtf")
    window = bytearray(4096)
    window[: len(_PRELOAD)] = _PRELOAD
    write = len(_PRELOAD)
    out = bytearray()
    at = 16
    while at < len(packed):
        control = packed[at]
        at += 1
        for bit in range(8):
            if at >= len(packed):
                return bytes(out)
            if control >> bit & 1:
                if at + 1 >= len(packed):
                    return bytes(out)
                token = int.from_bytes(packed[at : at + 2], "big")
                at += 2
                read, length = token >> 4, (token & 15) + 2
                if read == write:
                    return bytes(out)
                for _ in range(length):
                    byte = window[read]
                    out.append(byte)
                    window[write] = byte
                    read, write = (read + 1) % 4096, (write + 1) % 4096
            else:
                out.append(packed[at])
                window[write] = packed[at]
                write = (write + 1) % 4096
                at += 1
        if len(out) > limits.inflated:
            raise TooLarge(detail="compressed rtf")
    return bytes(out)
