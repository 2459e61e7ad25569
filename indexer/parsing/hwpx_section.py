"""One section of an HWPX document → blocks, paragraph by paragraph, with their pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from indexer.model import BlockKind, Location
from indexer.parsing.flow import NESTING, Flow
from indexer.parsing.hwpx_header import Header, integer
from indexer.parsing.hwpx_package import local
from indexer.parsing.hwpx_tables import floats_of
from indexer.parsing.hwpx_text import Changes, read_lines, read_paragraph
from indexer.parsing.numbering import Counters
from indexer.parsing.pages import NO_ROWS, Breaks, Line, PageCounter, Rows
from indexer.parsing.sinks import CellSink, Sink
from indexer.parsing.tables import MAX_COLUMNS, Cell

LISTS: dict[str, BlockKind] = {
    "footNote": "footnote", "endNote": "endnote", "header": "header", "footer": "footer",
    "hiddenComment": "hidden", "fieldBegin": "memo", "memo": "memo", "caption": "caption",
}  # fmt: skip
GOES_ON = Breaks()
LIST_NAMES = frozenset(("subList", "paraList"))
BLOCK_OBJECTS = frozenset(
    ("tbl", "container", "rect", "ellipse", "polygon", "curve", "arc", "line", "connectLine", "pic", "ole", "textart")
)


@dataclass(slots=True)
class Reader:
    """Reads the sections of one document in order."""

    header: Header
    flow: Flow
    pages: PageCounter
    counters: Counters
    section: int = -1
    _changes: Changes = field(default_factory=Changes)
    _notes: dict[str, int] = field(default_factory=dict)

    def read(self, root: etree._Element) -> None:
        """The next section."""
        self.section += 1
        self.pages.section(0)
        ends = frozenset(e.get("Id", "") for e in root.iter() if local(e) == "deleteEnd")
        self._changes = Changes(ends)
        index = 0
        paragraphs = [child for child in root if local(child) == "p"]
        for child in root:
            if local(child) == "p":
                self._top(child, index, paragraphs[index + 1 : index + 3])
                index += 1
            elif local(child):  # memos; objects that some writers put beside the paragraphs
                location = Location(self.pages.page or None, False, self.section, max(0, index - 1))
                self._object(child, location, self.flow, 0)

    def _top(self, paragraph: etree._Element, index: int, following: list[etree._Element]) -> None:
        """A paragraph of the section itself. `following`: the next two."""
        content = read_paragraph(paragraph, self._changes)
        for _, thing in content.objects:
            if local(thing) == "secPr":
                self.pages.body = _page_body(thing) or self.pages.body
                self.counters.outline = integer(thing.get("outlineShapeIDRef"))
            elif local(thing) == "colPr":
                kind = thing.get("type")
                self.pages.set_columns(
                    integer(thing.get("colCount"), 1),
                    balanced=kind == "BALANCED_NEWSPAPER",
                    parallel=kind == "PARALLEL",
                )
        floats = floats_of(content.objects)
        lines = read_lines(paragraph)
        placed = self.pages.paragraph(
            lines,
            _breaks(paragraph),
            floats,
            _line_after(following) if floats or not lines else None,
            blank=not content.objects and not content.text.strip(),
        )
        location = Location(placed.first.page, placed.first.exact, self.section, index)
        head = self.header.head(paragraph.get("paraPrIDRef", ""))
        text = content.text
        marker = self.counters.marker(head) if text.strip() else ""
        level = self.header.style_levels.get(paragraph.get("styleIDRef", ""))
        self.flow.paragraph(text, location, head, marker, level, placed.turns(len(text)))
        for unit, thing in content.objects:
            spot = placed.at(unit)
            here = replace(location, page=spot.page, page_exact=spot.exact)
            self._object(thing, here, self.flow, 0, placed.tables.get(unit, NO_ROWS))

    def _object(
        self,
        thing: etree._Element,
        location: Location,
        sink: Sink,
        depth: int,
        pages: Rows = NO_ROWS,
    ) -> None:
        """Everything that one object or control holds. `pages`: where a table's rows stand, if not all with it."""
        if depth > NESTING:
            self.flow.too_deep()
        name = local(thing)
        if name == "tbl":
            self._table(thing, location, sink, depth, pages)
        elif name == "equation":
            script = " ".join("".join(map(str, c.itertext())) for c in thing if local(c) == "script")
            sink.add("equation", script, location)
        elif name == "textart":
            sink.add("textbox", thing.get("text", "").replace("\u240d\u240a", "\n"), location)
        elif name in ("btn", "checkBtn", "radioBtn", "edit", "comboBox"):
            shown = [thing.get("caption", ""), thing.get("selectedValue", "")]
            shown += [c.text or "" for c in thing if local(c) == "text"]
            sink.add("textbox", " ".join(s for s in shown if s), location)
        for kind, part in _lists(thing) if name != "tbl" else ():
            marker = ""
            if kind in ("footnote", "endnote"):
                self._notes[kind] = self._notes.get(kind, 0) + 1
                marker = str(self._notes[kind])
            self._box(part, kind, location, sink, depth, marker)

    def _table(self, table: etree._Element, location: Location, sink: Sink, depth: int, pages: Rows) -> None:
        """A table: caption, cells, then the notes that hang in its cells."""
        cells: list[Cell] = []
        gathered: list[CellSink] = []
        row_number = -1
        for child in table:
            name = local(child)
            if name == "caption":
                for kind, part in _lists(child):
                    self._box(part, kind, location, sink, depth)
            elif name == "tr":
                row_number += 1
                for place, cell in enumerate(c for c in child if local(c) == "tc"):
                    inside = CellSink()
                    made = self._cell(cell, row_number, place, location, inside, depth, pages)
                    cells.append(made)
                    gathered.append(inside)
        sink.table(cells, location, pages.rows)
        for inside in gathered:
            inside.release(sink)

    def _cell(
        self,
        cell: etree._Element,
        row: int,
        column: int,
        location: Location,
        inside: CellSink,
        depth: int,
        pages: Rows,
    ) -> Cell:
        """One `tc`; its own address counts, its place in the row only where it has none."""
        row_span = column_span = 1
        height = 0
        for child in cell:
            name = local(child)
            if name == "cellAddr":
                row, column = integer(child.get("rowAddr"), row), integer(child.get("colAddr"), column)
            elif name == "cellSpan":
                row_span, column_span = integer(child.get("rowSpan"), 1), integer(child.get("colSpan"), 1)
            elif name == "cellSz":
                height = max(0, integer(child.get("height")))
        row, column = min(max(0, row), 0xFFFF), min(max(0, column), MAX_COLUMNS)
        here = replace(location, cell=(row, column))
        if row < len(pages.rows):
            here = replace(here, page=pages.rows[row].page, page_exact=pages.rows[row].exact)
        lists = [child for child in cell if local(child) in LIST_NAMES]
        for part in lists or [cell]:  # some writers put the paragraphs right into the cell
            self._box(part, "paragraph", here, inside, depth, pages=pages)
        return Cell(row, column, inside.text, row_span, column_span, height, inside.changes(here))

    def _box(
        self,
        part: etree._Element,
        kind: BlockKind,
        location: Location,
        sink: Sink,
        depth: int,
        marker: str = "",
        pages: Rows = NO_ROWS,
    ) -> None:
        """A list of paragraphs inside something: its text as one piece, cut where an object stands between."""
        gathered: list[str] = []

        def close() -> None:
            nonlocal marker
            if any(line.strip() for line in gathered):
                sink.add(kind, "\n".join(gathered), location, marker=marker)
                marker = ""
            gathered.clear()

        for paragraph in part:
            if local(paragraph) != "p":
                continue
            spot = pages.inside.get(paragraph)
            if spot is not None and spot != (location.page, location.page_exact):
                close()
                location = replace(location, page=spot.page, page_exact=spot.exact)
            content = read_paragraph(paragraph, self._changes)
            text = content.text
            if text.strip():
                gathered.append(text)
                head = self.header.head(paragraph.get("paraPrIDRef", ""))
                if head.kind:
                    self.counters.marker(head)
            late: list[etree._Element] = []
            for _, thing in content.objects:
                if local(thing) in BLOCK_OBJECTS:
                    close()
                    self._object(thing, location, sink, depth + 1, Rows((), pages.inside))
                else:
                    late.append(thing)
            for thing in late:
                self._object(thing, location, sink, depth + 1, Rows((), pages.inside))
        close()


def _breaks(paragraph: etree._Element) -> Breaks:
    return Breaks(paragraph.get("pageBreak") == "1", paragraph.get("columnBreak") == "1")


def _line_after(following: list[etree._Element]) -> Line | None:
    """The line that tells where what stands before these paragraphs has ended; None where one asks for a break."""
    for paragraph in following:
        if _breaks(paragraph) != GOES_ON:
            return None
        if lines := read_lines(paragraph):
            return lines[0]
    return None


def _lists(thing: etree._Element) -> Iterator[tuple[BlockKind, etree._Element]]:
    """The outermost paragraph lists below an element, in order; the nearest named parent says what they are."""
    pending: list[tuple[BlockKind, etree._Element]] = [("textbox", thing)]
    while pending:
        kind, element = pending.pop()
        name = local(element)
        if name in LIST_NAMES:
            yield kind, element
            continue
        kind = LISTS.get(name, kind)
        pending.extend((kind, child) for child in reversed(element))


def _page_body(section: etree._Element) -> int:
    """Height of the page body in HWPUNIT; 0 where unknown. `NARROWLY` is what the format calls landscape."""
    for page in section:
        if local(page) != "pagePr":
            continue
        tall = integer(page.get("width" if page.get("landscape") == "NARROWLY" else "height"))
        for margin in page:
            if local(margin) == "margin":
                tall -= sum(integer(margin.get(side)) for side in ("top", "bottom", "header", "footer"))
        return max(0, tall)
    return 0
