"""Tables of HWP 5 that flow with the text → what their place on pages depends on (`tablepages`)."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import starmap

from indexer.parsing.flowing import After, Cell, Float, Line, Paragraph
from indexer.parsing.hwp5_controls import cell_size, control_id, number, table_parts
from indexer.parsing.hwp5_records import CTRL_HEADER, LIST_HEADER, TABLE, Node
from indexer.parsing.tables import most_rows

_LINE = struct.Struct("<Iii8xiii4x")  # the fields of a Line; what lies between them is not needed
TITLE_CELL = 1 << 18  # 제목 셀, of a cell's LIST_HEADER
CAPTION_ABOVE, CAPTION_BELOW = 2, 3  # its side (table 72)


def lines_of(node: Node) -> list[Line]:
    """The line segments of a paragraph (table 62)."""
    lines = node.lines
    if len(lines) % _LINE.size:
        lines = lines[: len(lines) // _LINE.size * _LINE.size]
    return list(starmap(Line, _LINE.iter_unpack(lines)))


def line_after(following: Sequence[Node]) -> After | None:
    """The line that tells where what stands before these paragraphs has ended; None where one asks for a break."""
    for place, node in enumerate(following):
        if number(node.payload, 11, 1):
            return None
        if lines := lines_of(node):
            return After(lines[0].top, not place)
    return None


def float_of(node: Node, unit: int) -> Float | None:
    """The table of a `tbl ` control, where it flows with the text; None where it stands in a line or by itself."""
    attributes = number(node.payload, 4, 4)
    # Not as a character; 자리차지, counted from its paragraph (table 70).
    if attributes & 1 or (attributes >> 21) & 7 != 1 or (attributes >> 3) & 3 != 2:
        return None
    table = node.first(TABLE)
    if table is None:
        return None
    offset = int.from_bytes(node.payload[8:12], "little", signed=True)
    above, below = number(node.payload, 32, 2), number(node.payload, 34, 2)
    allowed, rows = number(table.payload, 0, 4), max(1, number(table.payload, 4, 2))
    start, end = offset + above, below
    if node.children[0] is not table:
        side, high = _caption(node)
        start += high if side == CAPTION_ABOVE else 0
        end += high if side == CAPTION_BELOW else 0

    def cells() -> list[Cell]:
        return [
            Cell(row, span, height, _margin(header, 28), _margin(header, 30), paragraphs_of(inside))
            for header, inside in table_parts(node).cells
            for row, span, height in (cell_size(header),)
        ]

    return Float(
        unit,
        min(rows, most_rows(len(node.children))),
        start,
        number(node.payload, 20, 4) + end,
        bool(allowed & 3),
        cells,
        cuts=bool(allowed & 2),
        repeats=bool(allowed & 4) and _titled(node),
        above=above,
        below=end,
    )


def _caption(table: Node) -> tuple[int, int]:
    """The side and the height of a table's caption, its distance included."""
    for header, paragraphs in table_parts(table).before:
        lines = [line for paragraph in paragraphs for line in lines_of(paragraph)]
        if len(header) >= 18 and lines:  # table 72 follows the list's own 8 bytes
            return number(header, 8, 4) & 3, number(header, 16, 2) + max(line.top + line.height for line in lines)
    return 0, 0


def _titled(table: Node) -> bool:
    """Whether a cell of the first row is a title cell (제목 셀)."""
    headers = (c.payload for c in table.children if c.tag == LIST_HEADER)
    return any(number(header, 4, 4) & TITLE_CELL and not number(header, 10, 2) for header in headers)


def _margin(header: bytes, offset: int) -> int:
    """An inner margin of a cell; -1, which is the table's own, as nothing."""
    value = number(header, offset, 2)
    return value if value < 0x8000 else 0


def paragraphs_of(nodes: Sequence[Node]) -> list[Paragraph]:
    """The paragraphs of a cell."""
    out = []
    for node in nodes:
        controls = [c for c in node.children if c.tag == CTRL_HEADER and control_id(c) == "tbl "]
        floats = [f for f in (float_of(c, 0) for c in controls) if f is not None]
        out.append(Paragraph(node, lines_of(node), floats))
    return out


def floats_of(controls: Sequence[tuple[Node, int]]) -> list[Float]:
    """The tables among a paragraph's controls, each with its unit, that flow with the text."""
    found = [float_of(c, unit) for c, unit in controls if control_id(c) == "tbl "]
    return [f for f in found if f is not None]
