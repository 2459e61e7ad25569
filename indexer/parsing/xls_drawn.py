"""Text boxes and shapes of Excel 97-2003 sheets, which xlrd passes over ([MS-XLS] 2.4.181 Obj, 2.4.329 TxO)."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile

_BOF, _EOF, _SHEET, _CONTINUE, _OBJECT, _TEXT, _SERIES_TEXT = 0x809, 0x0A, 0x85, 0x3C, 0x5D, 0x1B6, 0x100D
_NOTE = 0x19  # kind of an object: the box of a cell's note, which xlrd reads
_WORKSHEET = 0
_FAULTS = (OSError, ValueError, struct.error, IndexError, TypeError, AttributeError, OverflowError)
_header = struct.Struct("<HH")


def drawn_texts(data: bytes) -> dict[int, list[tuple[str, str]]]:
    """By the number of the worksheet from 0: (kind, text) of its text boxes and of the titles of its charts.

    `data` is the compound file. Nothing where its records do not hold together: the cells do not need it.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            name = "Workbook" if ole.exists("Workbook") else "Book"
            return _read(bytes(ole.openstream(name).read()))
    except _FAULTS:
        return {}


def _records(stream: bytes, at: int = 0) -> Iterator[tuple[int, int, bytes]]:
    while at + 4 <= len(stream):
        kind, size = _header.unpack_from(stream, at)
        yield at, kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _read(stream: bytes) -> dict[int, list[tuple[str, str]]]:
    begins: dict[int, int] = {}  # of a worksheet's records → its number
    found: dict[int, list[tuple[str, str]]] = {}
    sheet: int | None = None
    depth, kind, text = 0, 0, None
    for at, record, payload in _records(stream):
        if record == _SHEET and len(payload) > 5 and payload[5] == _WORKSHEET:
            begins[int.from_bytes(payload[:4], "little")] = len(begins)
        elif record == _BOF:
            depth += 1
            if depth == 1:
                sheet = begins.get(at)
        elif record == _EOF:
            depth -= 1
        elif sheet is None:
            continue
        elif record == _OBJECT:
            kind = int.from_bytes(payload[4:6], "little")
        elif record == _TEXT:
            text = _Text(int.from_bytes(payload[10:12], "little")) if kind != _NOTE else None
        elif record == _CONTINUE and text is not None:
            if text.take(payload):
                found.setdefault(sheet, []).append(("textbox", text.read))
                text = None
        elif (
            record == _SERIES_TEXT and depth > 1 and (words := _short(payload[2:]))
        ):  # a chart's title, a series' name
            found.setdefault(sheet, []).append(("caption", words))
    return found


class _Text:
    """A box's characters, which come in records of their own, each with a byte that says how they are packed."""

    def __init__(self, count: int) -> None:
        self._left = count
        self.read = ""

    def take(self, payload: bytes) -> bool:
        """One more record; whether the text is whole."""
        wide = payload[:1] == b"\1"
        part = payload[1:].decode("utf-16-le" if wide else "latin-1", "replace")[: self._left]
        self.read += part.replace("\r\n", "\n").replace("\r", "\n")
        self._left -= len(part)
        return self._left <= 0 or not part


def _short(payload: bytes) -> str:
    """A string behind its length and a byte that says how it is packed."""
    if len(payload) < 3:
        return ""
    size, wide = payload[0], payload[1] & 1
    return payload[2 : 2 + size * (2 if wide else 1)].decode("utf-16-le" if wide else "latin-1", "replace")
