"""Charts that Hancom Office drew before it took to OOXML: the stream `Contents` of a chart object.

Hancom, HWP document file formats: charts, revision 1.2, sections 1 to 3: a run of objects, each with its id and the
number of its type; a type's name and version follow where it comes first. Only the data grid and the texts are read.
"""

from __future__ import annotations

import re
import struct

from indexer.errors import Damaged
from indexer.parsing.cellformats import plain
from indexer.parsing.drawings import Chart

MOST_CELLS = 100_000
_NONE = -1
# What the program itself writes where nobody gave an axis a title; the titles that were never shown stay in the file.
_UNNAMED = frozenset(("X 축 제목", "Y 축 제목", "2차 Y 축 제목", "Z 축 제목"))
_NAME = re.compile(rb"Vt[A-Za-z0-9]{1,40}\0")
_PADDING = 8
_AFTER_TEXT = 34  # bytes from a text block's string to the type it is built on: two types, the extents twice
_NUMBERS = {"VtInteger": "<i", "VtLong": "<i", "VtDouble": "<d", "VtSingle": "<f", "VtBoolean": "<h", "VtDate": "<d"}


def looks_like_chart(data: bytes) -> bool:
    """Whether a `Contents` stream is a chart of this kind."""
    return b"VtChart\0" in data[:256]


def read_chart(data: bytes) -> Chart:
    """The titles that are shown, and the data: categories down, series across. Raises Damaged (no data grid)."""
    start = data.find(b"VtMatrix\0")
    if start < 0:
        raise Damaged(detail="chart without data")
    grid = _Grid(data, start)
    try:
        rows = grid.read()
    except (struct.error, ValueError) as error:
        raise Damaged(detail=f"chart: {error}") from error
    titles = _titles(data, grid.end)
    return Chart(tuple(titles), tuple(tuple(row) for row in rows if any(cell.strip() for cell in row)))


class _Grid:
    """Reads the matrix object that holds column names, row names and values."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data = data
        self.end = start + len(b"VtMatrix\0") + 2
        self._types: dict[int, str] = {}  # names by their number
        self._texts: dict[int, str] = {}  # by the object's id: one that comes again is named only

    def _take(self, form: str) -> int | float:
        (value,) = struct.unpack_from(form, self._data, self.end)
        self.end += struct.calcsize(form)
        return value if isinstance(value, int) else float(value)

    def _type(self) -> str:
        number = int(self._take("<i"))
        if number not in self._types:
            size = int(self._take("<H"))
            name = self._data[self.end : self.end + size]
            if not _NAME.fullmatch(name):
                raise ValueError("unknown object")
            self.end += size + 2  # and its version
            self._types[number] = name[:-1].decode("ascii")
        return self._types[number]

    def read(self) -> list[list[str]]:
        self._type()  # the collection that a matrix is, with a word of its own
        self._take("<H")
        self._type()
        rows, columns = int(self._take("<H")), int(self._take("<H"))
        if rows * columns > MOST_CELLS:
            raise ValueError("grid too large")
        return [[self._cell() for _ in range(columns)] for _ in range(rows)]

    def _cell(self) -> str:
        ident = int(self._take("<i"))
        if ident == _NONE or ident in self._texts:
            return self._texts.get(ident, "")
        name = self._type()
        if name == "VtString":
            size = int(self._take("<H"))
            text = string(self._data[self.end : self.end + size])
            self.end += size
        elif name in _NUMBERS:
            text = _shown(float(self._take(_NUMBERS[name])))
        else:
            raise ValueError(f"a cell of {name}")
        self._to_value()
        self._type()  # what the object is besides: a value, an object
        self._type()
        self._texts[ident] = text
        return text

    def _to_value(self) -> None:
        """Past what a cell holds behind its own value: a byte of a string, a word of a number."""
        number = next((n.to_bytes(4, "little") for n, name in self._types.items() if name == "VtValue"), None)
        for place in range(self.end, self.end + _PADDING):
            if self._data[place : place + 4] == number or self._data[place + 6 : place + 14] == b"VtValue\0":
                self.end = place
                return
        raise ValueError("a cell without end")


def _shown(value: float) -> str:
    return plain(value) if abs(value) < 1e300 else ""  # "no value" is the largest number; so are not-a-numbers


def string(data: bytes) -> str:
    """A string object's text: in CP949 and, behind a byte, in UTF-16, each to its zero. Raises ValueError."""
    narrow, zero, rest = data.partition(b"\0")
    wide = rest[1:].decode("utf-16-le").rstrip("\0")
    if not zero or len(rest) % 2 == 0:
        raise ValueError("string")
    return wide or narrow.decode("cp949", "replace")


def _titles(data: bytes, at: int) -> list[str]:
    """The chart's title, the axes' titles and the footnote, as far as they are shown."""
    string_type, section = _number_of(data, b"VtString\0"), _number_of(data, b"VtChartSection\0")
    base, series = _number_of(data, b"VtObject\0"), data.find(b"VtSeries\0", at)
    title = data.find(b"VtChartTitle\0", at)
    texts: list[str] = []
    others: list[str] = []
    for found in re.finditer(re.escape(string_type), data[at:]):
        start = at + found.end()
        size = int.from_bytes(data[start : start + 2], "little")
        after = start + 2 + size + 1 + _AFTER_TEXT
        if size < 4 or data[after : after + 4] != base:
            continue
        try:
            text = string(data[start + 2 : start + 2 + size]).strip()
        except ValueError:
            continue
        after += 4
        if data[after : after + 4] != section:  # no text of its own place: an axis' title, a series' label
            if text not in _UNNAMED and start < series:
                others.append(text)
            continue
        after += 4
        if data[after + 2 : after + 2 + len(b"VtChartSection\0")] == b"VtChartSection\0":
            after += 2 + len(b"VtChartSection\0") + 2
        if data[after + 6 : after + 8] != b"\0\0":  # the fourth word: whether it is visible
            (texts if 0 <= title < start else others).append(text)
    return [text for text in (*texts, *others) if text]


def _number_of(data: bytes, name: bytes) -> bytes:
    """The number of a type, as it lies before its name; of no type where it is missing."""
    at = data.find(len(name).to_bytes(2, "little") + name)
    return data[at - 4 : at] if at >= 4 else b"\xff\xff\xff\x7f"
