"""The piece table of a Word 97 document ([MS-DOC] 2.8.35): all text, and where each character stands in the file."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

from indexer.errors import Damaged

_PIECES = 0x1A2  # where the place and length of the piece table are told
_MOST_PIECES = 1_000_000


def word(data: bytes, at: int) -> int:
    """A number of two bytes."""
    return int.from_bytes(data[at : at + 2], "little")


def long(data: bytes, at: int) -> int:
    """A number of four bytes."""
    return int.from_bytes(data[at : at + 4], "little")


class Pieces:
    """`text` is all of the document; `count` is told the characters of each piece before they are kept.

    Raises Damaged.
    """

    def __init__(self, document: bytes, table: bytes, count: Callable[[int], None]) -> None:
        self.text, self._places = _read(document, table, count)

    def place(self, at: int) -> int:
        """Where in the file a character stands."""
        low, high = 0, len(self._places)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._places[middle][0] <= at else (low, middle)
        first, place, width = self._places[low]
        return place + (at - first) * width

    def marked(self, spans: Sequence[tuple[int, int, bool]], begin: int, end: int) -> dict[int, bool]:
        """Characters of `text` in spans of (start, end in the file, mark), with their mark; True before False."""
        found: dict[int, bool] = {}
        if not spans:
            return found
        ends = [first for first, _, _ in self._places[1:]] + [len(self.text)]
        for (first, place, width), last in zip(self._places, ends, strict=True):
            for start, stop, mark in spans:
                low = first + max(0, -(-(start - place) // width))
                high = min(last, first + (stop - place) // width)
                for at in range(max(low, begin), min(high, end)):
                    found[at] = found.get(at, False) or mark
        return found


def _read(document: bytes, table: bytes, count: Callable[[int], None]) -> tuple[str, list[tuple[int, int, int]]]:
    """The whole text, and (first character, place in the file, bytes a character) of its pieces."""
    at, size = long(document, _PIECES), long(document, _PIECES + 4)
    packed = table[at : at + size]
    at = 0
    while packed[at : at + 1] == b"\1":  # modifications that pieces point to
        at += 3 + word(packed, at + 1)
    if packed[at : at + 1] != b"\2":
        raise Damaged(detail="no piece table")
    pieces = packed[at + 5 : at + 5 + long(packed, at + 1)]
    entries = (len(pieces) - 4) // 12
    if not 0 < entries <= _MOST_PIECES:
        raise Damaged(detail="piece table")
    bounds = struct.unpack_from(f"<{entries + 1}I", pieces)
    text: list[str] = []
    places: list[tuple[int, int, int]] = []
    length = 0
    for number in range(entries):
        size = bounds[number + 1] - bounds[number]
        place = long(pieces, 4 * (entries + 1) + 8 * number + 2)
        width = 1 if place & 0x40000000 else 2
        place = (place & 0x3FFFFFFF) // (2 if width == 1 else 1)
        raw = document[place : place + max(0, size) * width]
        count(len(raw) // width)
        words = raw.decode("cp1252" if width == 1 else "utf-16-le", "replace")
        if len(words) != len(raw) // width:  # a surrogate pair is two characters in the table; `dispatch` joins it
            words = "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])))
        places.append((length, place, width))
        text.append(words.ljust(size, "\0"))
        length += size
    return "".join(text), places
