"""One section of an HWP 5 document → blocks, paragraph by paragraph, with their pages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from indexer.model import BlockKind, Location
from indexer.parsing.flow import NESTING, Flow
from indexer.parsing.hwp5_controls import (
    ParagraphList,
    cell_place,
    control_id,
    equation_script,
    form_text,
    inline_text,
    lists_of,
    number,
    page_body,
    shape_lists,
    table_parts,
)
from indexer.parsing.hwp5_docinfo import DocInfo
from indexer.parsing.hwp5_records import (
    CTRL_HEADER,
    PARA_HEADER,
    PARA_TEXT,
    Node,
    decode_text,
)
from indexer.parsing.hwp5_tables import floats_of, line_after, lines_of
from indexer.parsing.numbering import Counters
from indexer.parsing.pages import NO_ROWS, Breaks, PageCounter, Rows
from indexer.parsing.sinks import CellSink, Sink
from indexer.parsing.tables import Cell

LISTS: dict[str, BlockKind] = {
    "fn  ": "footnote", "en  ": "endnote", "head": "header", "foot": "footer", "tcmt": "hidden",
}  # fmt: skip
BALANCED, PARALLEL = 1, 2  # 배분 다단, 평행 다단, of a column definition (table 140)
# Objects that have a place of their own: text before them is closed first.
OBJECTS = frozenset(("tbl ", "gso "))


@dataclass(slots=True)
class Reader:
    """Reads the sections of one document in order."""

    info: DocInfo
    flow: Flow
    pages: PageCounter
    counters: Counters
    section: int = -1
    _notes: dict[str, int] = field(default_factory=dict)

    def read(self, root: Node) -> None:
        """The next section. `root` is the tree of its records."""
        self.section += 1
        self.pages.section(0)
        paragraphs = [n for n in root.children if n.tag == PARA_HEADER]
        for index, paragraph in enumerate(paragraphs):
            self._top(paragraph, index, paragraphs[index + 1 : index + 3])

    def _top(self, node: Node, index: int, following: list[Node]) -> None:
        """A paragraph of the section itself. `following`: the next two."""
        controls = [c for c in node.children if c.tag == CTRL_HEADER]
        text, places = self._text(node, controls)
        for control in controls:
            name = control_id(control)
            if name == "secd":
                self.pages.body = page_body(control) or self.pages.body
                self.counters.outline = number(control.payload, 18, 2)
            elif name == "cold":
                kind = number(control.payload, 4, 2)
                self.pages.set_columns(
                    (kind >> 2) & 0xFF, balanced=kind & 3 == BALANCED, parallel=kind & 3 == PARALLEL
                )
        asked = number(node.payload, 11, 1)
        floats = floats_of(controls, places)
        lines = lines_of(node)
        placed = self.pages.paragraph(
            lines,
            Breaks(bool(asked & 4), bool(asked & 8)),
            floats,
            line_after(following) if floats or not lines else None,
            blank=not controls and not text.strip(),
        )
        location = Location(placed.first.page, placed.first.exact, self.section, index)
        shape, style = number(node.payload, 8, 2), number(node.payload, 10, 1)
        head = self.info.head(shape)
        marker = self.counters.marker(head) if text.strip() else ""
        self.flow.paragraph(text, location, head, marker, self.info.style_level(style), placed.turns(len(text)))
        for control, unit in zip(controls, places, strict=True):
            spot = placed.at(unit)
            here = replace(location, page=spot.page, page_exact=spot.exact)
            self._control(control, here, self.flow, 0, placed.tables.get(unit, NO_ROWS))
        for memo in lists_of(node.children):
            self._box(memo, "memo", location, self.flow, 0)

    def _text(self, node: Node, controls: list[Node]) -> tuple[str, list[int]]:
        """A paragraph's text with what controls draw in the line, and the place of each control, in units."""
        record = node.first(PARA_TEXT)
        if record is None:
            return "", [0] * len(controls)
        decoded = decode_text(record.payload)
        if not controls:
            return decoded.text, []
        places = [c.unit for c in decoded.controls[: len(controls)]]
        places += [0] * (len(controls) - len(places))
        text = decoded.text
        for control, found in reversed(list(zip(controls, decoded.controls, strict=False))):
            drawn = inline_text(control_id(control), control.payload)
            if drawn:
                text = text[: found.at] + drawn + text[found.at :]
        return text, places

    def _control(self, node: Node, location: Location, sink: Sink, depth: int, pages: Rows = NO_ROWS) -> None:
        """Everything that one control holds. `pages`: where a table's rows stand, when they may differ from it."""
        if depth > NESTING:
            self.flow.too_deep()
        name = control_id(node)
        if name == "tbl ":
            self._table(node, location, sink, depth, pages)
        elif name == "eqed":
            sink.add("equation", equation_script(node), location)
        elif name == "form":
            sink.add("textbox", form_text(node), location)
        elif kind := LISTS.get(name):
            self._notes[name] = self._notes.get(name, 0) + 1
            marker = str(self._notes[name]) if kind in ("footnote", "endnote") else ""
            for part in lists_of(node.children):
                self._box(part, kind, location, sink, depth, marker)
        else:
            for shape in shape_lists(node):
                if isinstance(shape, str):
                    sink.add("textbox", shape, location)
                else:
                    self._box(shape, "textbox", location, sink, depth)
            for part in lists_of(node.children):
                self._box(part, "caption" if name in ("gso ", "eqed") else "textbox", location, sink, depth)

    def _table(self, node: Node, location: Location, sink: Sink, depth: int, pages: Rows) -> None:
        """A table: caption, cells, then the notes that hang in its cells."""
        parts = table_parts(node)
        for caption in parts.before:
            self._box(caption, "caption", location, sink, depth)
        cells: list[Cell] = []
        gathered: list[CellSink] = []
        for part in parts.cells:
            row, column, row_span, column_span, height = cell_place(part.header)
            inside = CellSink()
            here = replace(location, cell=(row, column))
            if row < len(pages.rows):
                here = replace(here, page=pages.rows[row].page, page_exact=pages.rows[row].exact)
            self._box(part, "paragraph", here, inside, depth, pages=pages)
            cells.append(Cell(row, column, inside.text, row_span, column_span, height, inside.changes(here)))
            gathered.append(inside)
        sink.table(cells, location, pages.rows)
        for inside in gathered:
            inside.release(sink)

    def _box(
        self,
        part: ParagraphList,
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

        for paragraph in part.paragraphs:
            controls = [c for c in paragraph.children if c.tag == CTRL_HEADER]
            spot = pages.inside.get(paragraph)
            if spot is not None and spot != (location.page, location.page_exact):
                close()
                location = replace(location, page=spot.page, page_exact=spot.exact)
            text, _ = self._text(paragraph, controls)
            if text.strip():
                gathered.append(text)
                head = self.info.head(number(paragraph.payload, 8, 2))
                if head.kind:
                    self.counters.marker(head)
            late: list[Node] = []
            for control in controls:
                if control_id(control) in OBJECTS:
                    close()
                    self._control(control, location, sink, depth + 1, Rows((), pages.inside))
                else:
                    late.append(control)
            for control in late:
                self._control(control, location, sink, depth + 1, Rows((), pages.inside))
            for memo in lists_of(paragraph.children):
                self._box(memo, "memo", location, sink, depth + 1)
        close()
