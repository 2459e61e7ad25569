"""What Word 97-2003 says about runs and paragraphs: deleted, hidden, in a table, of which style ([MS-DOC] 2.9).

Pages of 512 bytes (FKP) list stretches of the file, each with its modifications (sprm, 2.6).
"""

from __future__ import annotations

import bisect
import struct
from collections.abc import Iterator
from typing import NamedTuple

_PAGE = 512
_DELETED, _HIDDEN = 0x0800, 0x083C  # sprmCFRMarkDel, sprmCFVanish
_IN_TABLE, _ROW_END, _HUGE, _LIST, _INNER_CELL, _INNER_ROW = 0x2416, 0x2417, 0x6646, 0x460B, 0x244B, 0x244C
_SIZES = (1, 1, 2, 4, 2, 2, -1, 3)  # of an operand, by the upper three bits of its sprm
_LONG = 0xD608  # sprmTDefTable, whose length has two bytes


class Shape(NamedTuple):
    """A paragraph's place in the structure. `style`: 1 to 9 are the built-in headings."""

    style: int = 0
    in_table: bool = False
    row_end: bool = False
    listed: bool = False
    inner_cell: bool = False
    inner_row: bool = False


class Shapes:
    """The paragraphs' shapes by a place in the file, and the stretches of text that are not shown."""

    def __init__(
        self, document: bytes, table: bytes, data: bytes, runs: tuple[int, int], paragraphs: tuple[int, int]
    ):
        """`runs`, `paragraphs`: where in the table stream the lists of pages lie, and how long they are."""
        self._data = data
        found = sorted(_stretches(document, table, paragraphs, 13))
        self._starts = [start for start, _, _ in found]
        self._found = found
        self._known: dict[bytes, Shape] = {}
        # (begin, end, whether deleted; else hidden), ascending
        self.unseen: list[tuple[int, int, bool]] = []
        for start, end, packed in sorted(_stretches(document, table, runs, 1)):
            for sprm, operand in modifications(packed[1 : 1 + packed[0]] if packed else b""):
                if sprm in (_DELETED, _HIDDEN) and operand[:1] == b"\1":
                    self.unseen.append((start, end, sprm == _DELETED))
                    break

    def at(self, place: int) -> Shape:
        """The shape of the paragraph whose mark stands at this place of the file."""
        number = bisect.bisect_right(self._starts, place) - 1
        if number < 0 or place >= self._found[number][1]:
            return Shape()
        packed = self._found[number][2]
        if packed not in self._known:
            self._known[packed] = self._shape(packed)
        return self._known[packed]

    def _shape(self, packed: bytes) -> Shape:
        if len(packed) < 3:
            return Shape()
        size, begin = (2 * packed[0] - 1, 1) if packed[0] else (2 * packed[1], 2)
        own = packed[begin : begin + size]
        said: dict[int, bytes] = {}
        for sprm, operand in modifications(own[2:]):
            said[sprm] = operand
            if sprm == _HUGE:  # the modifications lie elsewhere, as those of a wide table's row do
                at = int.from_bytes(operand, "little")
                length = int.from_bytes(self._data[at : at + 2], "little")
                said.update(modifications(self._data[at + 2 : at + 2 + length]))

        def on(sprm: int) -> bool:
            return any(said.get(sprm, b""))

        style = int.from_bytes(own[:2], "little")
        return Shape(style, on(_IN_TABLE), on(_ROW_END), on(_LIST), on(_INNER_CELL), on(_INNER_ROW))


def _stretches(document: bytes, table: bytes, where: tuple[int, int], entry: int) -> Iterator[tuple[int, int, bytes]]:
    """(begin, end, modifications) of each run or paragraph. `entry`: bytes that a page has of each."""
    at, size = where
    count = max(0, (size - 4) // 8)
    for (page,) in struct.iter_unpack("<I", table[at + 4 * (count + 1) : at + 4 * (count + 1) + 4 * count]):
        begin = (page & 0x3FFFFF) * _PAGE
        body = document[begin : begin + _PAGE]
        if len(body) < _PAGE:
            continue
        number = min(body[-1], 0x65)
        places = struct.unpack_from(f"<{number + 1}I", body)
        for index in range(number):
            offset = 2 * body[4 * (number + 1) + entry * index]
            yield places[index], places[index + 1], body[offset:] if offset else b""


def modifications(packed: bytes) -> Iterator[tuple[int, bytes]]:
    """(sprm, operand) of a run of modifications, as far as they go."""
    at = 0
    while at + 2 < len(packed):
        sprm = packed[at] | packed[at + 1] << 8
        at += 2
        size = _SIZES[sprm >> 13]
        if size < 0:
            if sprm == _LONG:
                size, at = int.from_bytes(packed[at : at + 2], "little") - 1, at + 2
            else:
                size, at = packed[at], at + 1
        yield sprm, packed[at : at + max(size, 0)]
        at += max(size, 0)
