"""Charts of Microsoft Graph, which old presentations and documents embed: the data sheet behind the picture.

A stream of records as old workbooks have ([MS-OGRAPH] 2.4.58 Label, 2.4.70 Number); only cells are read: what the
chart writes of them stands there.
"""

from __future__ import annotations

import struct

from indexer.parsing.cellformats import plain
from indexer.parsing.drawings import Chart
from indexer.parsing.tables import grid

_BOF, _NUMBER, _LABEL = 0x809, 0x03, 0x04
_VERSION = 0x0680
_MOST_CELLS = 100_000


def is_graph(stream: bytes) -> bool:
    """Whether the stream `Workbook` is a chart's, not a workbook's."""
    return stream[:2] == _BOF.to_bytes(2, "little") and stream[4:6] == _VERSION.to_bytes(2, "little")


def read_graph(stream: bytes) -> Chart:
    """The data sheet: names of series and categories, and values."""
    cells: dict[tuple[int, int], str] = {}
    at = 0
    while at + 4 <= len(stream) and len(cells) < _MOST_CELLS:
        kind, size = struct.unpack_from("<HH", stream, at)
        payload = stream[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == _NUMBER and len(payload) >= 15:
            row, column, value = struct.unpack_from("<HH3xd", payload)
            cells[row, column] = plain(value) if abs(value) < 1e300 else ""
        elif kind == _LABEL and len(payload) >= 9:
            row, column, count, wide = struct.unpack_from("<HH3xBB", payload)
            codec = "utf-16-le" if wide & 1 else "latin-1"
            cells[row, column] = payload[9 : 9 + count * (2 if wide & 1 else 1)].decode(codec, "replace")
    rows = grid([(row, column, text, ()) for (row, column), text in sorted(cells.items())])
    return Chart((), tuple(row for row in rows if any(cell.strip() for cell in row)))
