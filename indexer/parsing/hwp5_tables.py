"""Tables of HWP 5 that flow with the text → what their place on pages depends on (`tablepages`)."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from indexer.parsing.hwp5_controls import cell_place, control_id, number, table_parts
from indexer.parsing.hwp5_records import CTRL_HEADER, LINE_SEG, Node
from indexer.parsing.tablepages import Cell, Float, Line, Paragraph

_LINE = struct.Struct("<Iiiiiiii4x")
MAX_ROWS = 100_000


def lines_of(node: Node) -> list[Line]:
    """The line segments of a paragraph (table 62)."""
    record = node.first(LINE_SEG)
    if record is None:
        return []
    whole = record.payload[: len(record.payload) // 36 * 36]
    return [Line(*s[:3], *s[5:]) for s in _LINE.iter_unpack(whole)]


def line_after(following: Sequence[Node]) -> Line | None:
    """The line that tells where what stands before these paragraphs has ended; None where one asks for a break."""
    for node in following:
        if number(node.payload, 11, 1):
            return None
        if lines := lines_of(node):
            return lines[0]
    return None


def float_of(node: Node, unit: int) -> Float | None:
    """The table of a `tbl ` control, where it flows with the text; None where it stands in a line or by itself."""
    attributes = number(node.payload, 4, 4)
    # Not as a character; 자리차지, counted from its paragraph (table 70).
    if attributes & 1 or (attributes >> 21) & 7 != 1 or (attributes >> 3) & 3 != 2:
        return None
    parts = table_parts(node)
    offset = int.from_bytes(node.payload[8:12], "little", signed=True)
    above, below = number(node.payload, 32, 2), number(node.payload, 34, 2)
    rows = 1 + max((number(c.header, 10, 2) for c in parts.cells), default=0)

    def cells() -> list[Cell]:
        return [
            Cell(row, span, height, _margin(c.header, 28), _margin(c.header, 30), paragraphs_of(c.paragraphs))
            for c in parts.cells
            for row, _, span, _, height in (cell_place(c.header),)
        ]

    return Float(
        unit,
        min(rows, MAX_ROWS),
        offset + above,
        number(node.payload, 20, 4) + below,
        parts.splits,
        cells,
    )


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


def floats_of(controls: Sequence[Node], places: Sequence[int]) -> list[Float]:
    """The tables among a paragraph's controls that flow with the text. places: the unit of each control."""
    found = [float_of(c, unit) for c, unit in zip(controls, places, strict=True) if control_id(c) == "tbl "]
    return [f for f in found if f is not None]
