"""Tables of HWPX that flow with the text → what their place on pages depends on (`tablepages`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from indexer.parsing.flowing import Cell, Float, Paragraph
from indexer.parsing.hwpx_header import integer
from indexer.parsing.hwpx_package import local
from indexer.parsing.hwpx_text import read_lines
from indexer.parsing.tables import MAX_ROWS, most_rows

LIST_NAMES = frozenset(("subList", "paraList"))


def float_of(table: etree._Element, unit: int) -> Float | None:
    """The table of a `tbl`, where it flows with the text; None where it stands in a line or by itself."""
    parts = {local(child): child for child in table if local(child) != "tr"}
    place = parts.get("pos")
    if place is None or table.get("textWrap") != "TOP_AND_BOTTOM":
        return None
    if place.get("treatAsChar") == "1" or place.get("vertRelTo") != "PARA":
        return None
    margin, size, inner = parts.get("outMargin"), parts.get("sz"), parts.get("inMargin")
    lines = [child for child in table if local(child) == "tr"]
    above, below = _side(margin, "top"), _side(margin, "bottom")
    start, end = _signed(integer(place.get("vertOffset"))) + above, below
    if (caption := parts.get("caption")) is not None:
        high = _caption(caption)
        start += high if caption.get("side") == "TOP" else 0
        end += high if caption.get("side") == "BOTTOM" else 0

    def cells() -> list[Cell]:
        return [_cell(c, number, inner) for number, row in enumerate(lines) for c in row if local(c) == "tc"]

    return Float(
        unit,
        min(max(integer(table.get("rowCnt")), len(lines)), most_rows(sum(map(len, lines)))),
        start,
        (integer(size.get("height")) if size is not None else 0) + end,
        table.get("pageBreak") in ("CELL", "TABLE"),
        cells,
        cuts=table.get("pageBreak") == "CELL",
        repeats=table.get("repeatHeader") == "1" and any(c.get("header") == "1" for row in lines[:1] for c in row),
        above=above,
        below=end,
    )


def _signed(value: int) -> int:
    """Distances above are written as 32 bits without a sign."""
    return value - (1 << 32) if value >= 1 << 31 else value


def _caption(caption: etree._Element) -> int:
    """The height of a caption, its distance included."""
    ends = [line.top + line.height for p in caption.iter("{*}p") for line in read_lines(p)]
    return integer(caption.get("gap")) + max(ends) if ends else 0


def floats_of(objects: Sequence[tuple[int, etree._Element]]) -> list[Float]:
    """The tables among a paragraph's objects that flow with the text."""
    found = [float_of(thing, unit) for unit, thing in objects if local(thing) == "tbl"]
    return [f for f in found if f is not None]


def _side(margin: etree._Element | None, name: str) -> int:
    return max(0, integer(margin.get(name))) if margin is not None else 0


def _cell(cell: etree._Element, row: int, inner: etree._Element | None) -> Cell:
    span, height = 1, 0
    margin = inner
    paragraphs: list[Paragraph] = []
    for child in cell:
        name = local(child)
        if name == "cellAddr":
            row = integer(child.get("rowAddr"), row)
        elif name == "cellSpan":
            span = max(1, integer(child.get("rowSpan"), 1))
        elif name == "cellSz":
            height = max(0, integer(child.get("height")))
        elif name == "cellMargin" and cell.get("hasMargin") == "1":
            margin = child
        elif name in LIST_NAMES:
            paragraphs.extend(_paragraph(p) for p in child if local(p) == "p")
    return Cell(min(max(0, row), MAX_ROWS), span, height, _side(margin, "top"), _side(margin, "bottom"), paragraphs)


def _paragraph(paragraph: etree._Element) -> Paragraph:
    floats = [f for f in (float_of(t, 0) for t in _tables(paragraph)) if f is not None]
    return Paragraph(paragraph, read_lines(paragraph), floats)


def _tables(paragraph: etree._Element) -> Iterator[etree._Element]:
    for run in paragraph:
        if local(run) == "run":
            yield from (child for child in run if local(child) == "tbl")
