"""The streams of a compound file ([MS-CFB], OLE 2), by their paths.

A file as the specification wants it is read here, by slices of its bytes: `olefile` took a third of the time of a
small HWP file. Whatever is odd (a chain that leaves the file or runs on, an entry met twice, a DIFAT) is left to
`olefile`, which knows what real writers get wrong.
"""

from __future__ import annotations

import io
import logging
import struct
import sys

import olefile

_STREAM, _STORAGE = 2, 1
_NONE = 0xFFFFFFFF  # no sector, no entry
_END = 0xFFFFFFFE  # of a chain
_CUTOFF = 4096  # bytes; shorter streams stand in the mini stream ([MS-CFB] 2.2)
_MINI = 64  # bytes of a mini sector
_IN_HEADER = 109  # FAT sectors that the header names
_ENTRY = struct.Struct("<64sHBxIII36xIII")  # [MS-CFB] 2.6.1
# It writes three hundred debug lines a file, which cost their time even where nobody listens.
logging.getLogger("olefile").disabled = True


class _OddError(Exception):
    """Not as the specification wants it."""


class Compound:
    """An opened file. Raises what `olefile` raises (OSError, ValueError, struct.error, IndexError and others)."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._streams: dict[str, tuple[int, int]] = {}  # first sector and size, by the path in lower case
        self._paths: list[str] = []  # of streams
        self._storages: set[str] = set()
        self._size = 0  # of a sector
        self._fat = memoryview(b"")
        self._root = (_NONE, 0)  # first sector and size of the mini stream
        self._mini_table = (_NONE, 0)  # first sector of the mini FAT and how many there are
        self._mini: tuple[memoryview, bytes] | None = None
        self._slow: olefile.OleFileIO | None = None
        try:
            self._open()
        except (_OddError, struct.error, IndexError, ValueError):
            self._slow = olefile.OleFileIO(io.BytesIO(data))

    def paths(self) -> list[str]:
        """The paths of all streams, their parts apart by `/`, in no order."""
        if self._slow is not None:
            return ["/".join(parts) for parts in self._slow.listdir(streams=True, storages=False)]
        return self._paths

    def exists(self, path: str) -> bool:
        """Whether there is such a stream or storage; case does not matter."""
        if self._slow is not None:
            return bool(self._slow.exists(path))
        return path.lower() in self._streams or path.lower() in self._storages

    def read(self, path: str) -> bytes:
        """A stream's bytes."""
        if self._slow is None:
            try:
                return self._stream(*self._streams[path.lower()])
            except (_OddError, KeyError):
                self._slow = olefile.OleFileIO(io.BytesIO(self._data))
        return bytes(self._slow.openstream(path).read())

    def _open(self) -> None:
        data = self._data
        order, shift, mini_shift = struct.unpack_from("<3H", data, 28)
        tables, directory, _, cutoff, first, count, _, further = struct.unpack_from("<8I", data, 44)
        if (order, mini_shift, cutoff, further) != (0xFFFE, 6, _CUTOFF, 0) or tables > _IN_HEADER:
            raise _OddError
        if sys.byteorder != "little" or shift not in (9, 12):
            raise _OddError
        self._size = size = 1 << shift
        self._mini_table = (first, count)
        pieces = []
        for number in struct.unpack_from(f"<{_IN_HEADER}I", data, 76):
            if number in (_NONE, _END):
                break
            piece = data[(number + 1) * size : (number + 2) * size]
            if len(piece) < size:
                raise _OddError
            pieces.append(piece)
        sectors = (len(data) + size - 1) // size - 1
        self._fat = memoryview(b"".join(pieces)).cast("I")[:sectors]
        self._walk(self._directory(directory))

    def _directory(self, sector: int) -> bytes:
        """The directory, whose size nothing tells but its chain's end."""
        fat, count, at = self._fat, 0, sector
        while at != _END:
            count += 1
            if at >= len(fat) or count > len(fat):
                raise _OddError
            at = fat[at]
        return self._chain(sector, count * self._size)

    def _walk(self, directory: bytes) -> None:
        """All entries that hang below the root: each storage's are a binary tree ([MS-CFB] 2.6.4)."""
        *_, child, start, low, high = _ENTRY.unpack_from(directory, 0)
        if directory[66] != 5:
            raise _OddError
        self._root = (start, self._length(low, high))
        met = {0}
        pending = [(child, "")]
        while pending:
            number, above = pending.pop()
            if number == _NONE:
                continue
            if number in met:
                raise _OddError
            met.add(number)
            raw, length, kind, left, right, child, start, low, high = _ENTRY.unpack_from(directory, number * 128)
            if not 4 <= length <= 64 or length & 1 or kind not in (_STREAM, _STORAGE):
                raise _OddError
            name = raw[: length - 2].decode("utf-16-le")
            path = above + name
            key = path.lower()
            if "/" in name or key in self._streams or key in self._storages:
                raise _OddError
            if kind == _STREAM:
                self._streams[key] = (start, self._length(low, high))
                self._paths.append(path)
                if child != _NONE:
                    raise _OddError
            else:
                self._storages.add(key)
                pending.append((child, path + "/"))
            pending += (left, above), (right, above)

    def _length(self, low: int, high: int) -> int:
        return low if self._size == 512 else low | high << 32

    def _stream(self, start: int, size: int) -> bytes:
        if size >= _CUTOFF:
            return self._chain(start, size)
        if not size:
            return b""
        if self._mini is None:
            first, count = self._mini_table
            table = memoryview(self._chain(first, count * self._size)).cast("I")
            self._mini = table[: -(-self._root[1] // _MINI)], self._chain(*self._root)
        return _chain(self._mini[1], self._mini[0], _MINI, 0, start, size)

    def _chain(self, start: int, size: int) -> bytes:
        return _chain(self._data, self._fat, self._size, self._size, start, size)


def _chain(data: bytes, fat: memoryview, unit: int, origin: int, start: int, size: int) -> bytes:
    """`size` bytes of a chain of sectors of `unit` bytes, the first of which stands at `origin` in `data`."""
    left = (size + unit - 1) // unit
    if left > len(fat):
        raise _OddError
    pieces = []
    at = start
    while left:
        first = at
        run = 0
        while left and at == first + run:  # sectors mostly stand one after the other
            if at >= len(fat):
                raise _OddError
            at = fat[at]
            run += 1
            left -= 1
        begin = origin + first * unit
        piece = data[begin : begin + run * unit]
        if left and len(piece) < run * unit:  # only a chain's last sector may be cut short
            raise _OddError
        pieces.append(piece)
    whole = b"".join(pieces)[:size]
    if len(whole) < size:
        raise _OddError
    return whole
