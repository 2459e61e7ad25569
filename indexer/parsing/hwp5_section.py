"""One section of an HWP 5 document → blocks, paragraph by paragraph, with their pages."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from indexer.model import BlockKind, Location
from indexer.parsing.flow import NESTING, Flow
from indexer.parsing.hwp5_controls import (
    ParagraphList,
    auto_number,
    cell_place,
    control_id,
    equation_script,
    form_text,
    inline_text,
    lists_below,
    lists_of,
    number,
    page_body,
    side_lists,
    strays,
    table_parts,
)
from indexer.parsing.hwp5_docinfo import DocInfo
from indexer.parsing.hwp5_records import CTRL_HEADER, PARA_HEADER, Node
from indexer.parsing.hwp5_text import decode_text, deleted_ranges, plain_text
from indexer.parsing.numbering import Counters
from indexer.parsing.pages import Breaks, Line, PageCounter, Placed
from indexer.parsing.sinks import Gathered, Sink
from indexer.parsing.tables import Cell, row_heights

LINE = struct.Struct("<Iiiiii12x")
_shape_and_style = struct.Struct("<8xHB").unpack_from
NOTES: dict[str, BlockKind] = {
    "fn  ": "footnote", "en  ": "endnote", "head": "header", "foot": "footer", "tcmt": "hidden",
}  # fmt: skip
NO_BREAKS = Breaks()
# Objects that have a place of their own: text before them is closed first.
OBJECTS = frozenset(("tbl ", "gso "))
WITH_CAPTION = frozenset(("gso ", "eqed"))
Controls = list[tuple[Node, int]]  # with the place of each in the text, in units


@dataclass(slots=True)
class Reader:
    """Reads the sections of one document in order."""

    info: DocInfo
    flow: Flow
    pages: PageCounter
    counters: Counters
    section: int = -1
    _notes: dict[str, int] = field(default_factory=dict)
    _numbered_shapes: frozenset[int] = frozenset()  # paragraph shapes with an automatic number or bullet

    def __post_init__(self) -> None:
        self._numbered_shapes = frozenset(number for number, head in enumerate(self.info.heads) if head.kind)

    def read(self, root: Node) -> None:
        """The next section. `root` is the tree of its records."""
        self.section += 1
        self.pages.section(0)
        index = 0
        for node in root.children:
            if node.tag == PARA_HEADER:
                self._top(node, index)
                index += 1
            elif node.children:  # no known program writes anything else here
                location = Location(self.pages.page or None, False, self.section, max(0, index - 1))
                self._control(node, location, self.flow, 0)

    def _top(self, node: Node, index: int) -> None:
        """A paragraph of the section itself."""
        text, controls = self._text(node)
        payload = node.payload
        marker = ""
        for control, _ in controls:
            name = control_id(control)
            if name == "secd":
                self.pages.body = page_body(control) or self.pages.body
                self.counters.outline = number(control.payload, 18, 2)
            elif name == "cold":
                self.pages.set_columns((number(control.payload, 4, 2) >> 2) & 0xFF)
            elif name == "atno":
                marker = marker or auto_number(control.payload)
        asked = payload[11] if len(payload) > 11 else 0
        breaks = Breaks(bool(asked & 4), bool(asked & 8)) if asked & 12 else NO_BREAKS
        placed = self.pages.paragraph(_lines(node), breaks)
        location = Location(placed.first.page, placed.first.exact, self.section, index)
        if text and not text.isspace():
            shape, style = _shape(payload)
            head = self.info.head(shape)
            marker = self.counters.marker(head) or marker
            self.flow.paragraph(text, location, head, marker, self.info.style_level(style))
        for control, unit in controls:
            spot = placed.at(unit)
            here = location if spot == placed.first else replace(location, page=spot.page, page_exact=spot.exact)
            self._control(control, here, self.flow, 0, (placed, unit))
        if len(node.children) > len(controls):
            self._beside(node, location, self.flow, 0)

    def _text(self, node: Node) -> tuple[str, Controls]:
        """A paragraph's text with what controls draw in the line, and the controls that were not deleted."""
        deleted = deleted_ranges(node.ranges, self.info.deletions) if node.ranges and self.info.deletions else ()
        if not node.children and not deleted:
            plain = plain_text(node.text)
            return (decode_text(node.text).text if plain is None else plain), []
        nodes = [c for c in node.children if c.tag == CTRL_HEADER]
        text, found = decode_text(node.text, deleted)
        controls: Controls = []
        for control, place in zip(nodes, found, strict=False):
            if not place.deleted:
                controls.append((control, place.unit))
        controls += [(control, 0) for control in nodes[len(found) :]]
        for control, place in reversed(list(zip(nodes, found, strict=False))):
            drawn = "" if place.deleted else inline_text(control_id(control), control.payload)
            if drawn:
                text = text[: place.at] + drawn + text[place.at :]
        return text, controls

    def _beside(self, node: Node, location: Location, sink: Sink, depth: int) -> None:
        """What hangs on a paragraph without a control: memos, more master pages; anything else as hidden text."""
        for memo, paragraphs in side_lists(node):
            if memo:
                self._note(paragraphs, "memo", location, sink, depth)
            else:
                self._box(paragraphs, "header", location, sink, depth)
        for stray in strays(node):
            self._below(stray, "hidden", location, sink, depth)

    def _control(
        self, node: Node, location: Location, sink: Sink, depth: int, placed: tuple[Placed, int] | None = None
    ) -> None:
        """Everything that one control holds. `placed`: the lines of the paragraph it hangs on, at the top level."""
        if not node.children:
            return
        if depth > NESTING:
            self.flow.too_deep()
        name = control_id(node)
        if name == "tbl ":
            self._table(node, location, sink, depth, placed)
            return
        direct = lists_of(node.children)
        if kind := NOTES.get(name):
            for _, part in direct:
                self._note(part, kind, location, sink, depth, self._numbered(name))
            direct = []
        elif name == "eqed":
            sink.add("equation", equation_script(node), location)
        elif name == "form":
            sink.add(sink.own, form_text(node), location)
        for below in lists_below(node):
            self._below(below, "textbox", location, sink, depth)
        # What a section holds itself is the master page (바탕쪽), which every page shows like a header.
        kind = "caption" if name in WITH_CAPTION else "header" if name == "secd" else "textbox"
        for _, part in direct:
            self._box(part, kind, location, sink, depth)

    def _below(self, below: ParagraphList | str, kind: BlockKind, location: Location, sink: Sink, depth: int) -> None:
        if isinstance(below, str):
            sink.add(kind, below, location)
        else:
            self._box(below[1], kind, location, sink, depth)

    def _numbered(self, name: str) -> str:
        """The number of the next note of its kind, where its own text does not say it."""
        if NOTES[name] not in ("footnote", "endnote"):
            return ""
        self._notes[name] = self._notes.get(name, 0) + 1
        return str(self._notes[name])

    def _table(
        self, node: Node, location: Location, sink: Sink, depth: int, placed: tuple[Placed, int] | None
    ) -> None:
        """A table: caption, cells, then the notes that hang in its cells."""
        parts = table_parts(node)
        for _, caption in parts.before:
            self._box(caption, "caption", location, sink, depth)
        cells: list[Cell] = []
        gathered: list[Gathered] = []
        for header, paragraphs in parts.cells:
            column, row, column_span, row_span, height = cell_place(header)
            text = self._plain(paragraphs)
            if text is None:
                inside = Gathered((row, column))
                self._box(paragraphs, "paragraph", location, inside, depth)
                text = inside.text
                gathered.append(inside)
            cells.append(Cell(row, column, text, row_span or 1, column_span or 1, height & 0x7FFFFFFF))
        spots = []
        if placed is not None:
            lines, unit = placed
            line = lines.index(unit)
            spots = self.pages.table(
                lines.spots[line],
                lines.tops[line],
                row_heights(cells),
                in_line=parts.in_line or not parts.flows,
                splits=parts.splits,
            )
        sink.table(cells, location, spots)
        for inside in gathered:
            inside.release(sink)

    def _plain(self, paragraphs: list[Node]) -> str | None:
        """The text of a list of nothing but words, as `_box` gives it; None for any other. Most cells are such."""
        lines: list[str] = []
        counted: list[Node] = []
        for paragraph in paragraphs:
            if paragraph.children or paragraph.ranges:
                return None
            if payload := paragraph.text:
                text = plain_text(payload)
                if text is None:
                    text = decode_text(payload).text
                if text and not text.isspace():
                    lines.append(text)
                    counted.append(paragraph)
        if self._numbered_shapes:
            for paragraph in counted:
                self._count(paragraph)
        return "\n".join(lines)

    def _note(
        self, paragraphs: list[Node], kind: BlockKind, location: Location, sink: Sink, depth: int, marker: str = ""
    ) -> None:
        """A note, header or memo: one block of this kind, whatever objects stand in it."""
        inside = Gathered(note=kind)
        shown = _first_number(paragraphs) if kind in ("footnote", "endnote") else ""
        self._box(paragraphs, kind, location, inside, depth)
        sink.add(kind, inside.text, location, marker=shown or marker)
        inside.release(sink)

    def _box(self, paragraphs: list[Node], kind: BlockKind, location: Location, sink: Sink, depth: int) -> None:
        """A list of paragraphs inside something, each a piece; a caption is one piece, cut where an object stands."""
        whole = kind == "caption"
        waiting: list[str] = []
        caption_number = _first_number(paragraphs) if whole else ""

        def close() -> None:
            nonlocal caption_number
            if waiting:
                sink.add(kind, "\n".join(waiting), location, marker=caption_number)
                caption_number = ""
                waiting.clear()

        for paragraph in paragraphs:
            text, controls = self._text(paragraph)
            if text and not text.isspace():
                marker = self._count(paragraph)
                if whole:
                    waiting.append(text)
                else:
                    sink.add(kind, text, location, marker=marker)
            late: list[Node] = []
            for control, _ in controls:
                if control_id(control) in OBJECTS:
                    close()
                    self._control(control, location, sink, depth + 1)
                else:
                    late.append(control)
            for control in late:
                self._control(control, location, sink, depth + 1)
            if len(paragraph.children) > len(controls):
                self._beside(paragraph, location, sink, depth + 1)
        close()

    def _count(self, paragraph: Node) -> str:
        """The automatic number of a paragraph with text; the next one follows it, wherever it is shown."""
        shape = int.from_bytes(paragraph.payload[8:10], "little")
        return self.counters.marker(self.info.heads[shape]) if shape in self._numbered_shapes else ""


def _first_number(paragraphs: Iterable[Node]) -> str:
    """The number that a note or a caption shows of itself."""
    for paragraph in paragraphs:
        for control in paragraph.children:
            if control.tag == CTRL_HEADER and control_id(control) == "atno":
                return auto_number(control.payload)
    return ""


def _shape(payload: bytes) -> tuple[int, int]:
    """(paragraph shape, style) of a PARA_HEADER."""
    shape, style = _shape_and_style(payload if len(payload) >= 11 else payload.ljust(11, b"\0"))
    return shape, style


def _lines(node: Node) -> list[Line]:
    """The line segments of a paragraph (table 62); a segment beside another on the same line counts once."""
    whole = node.lines[: len(node.lines) // 36 * 36]
    return [Line(unit, top, height + gap) for unit, top, height, _, _, gap in LINE.iter_unpack(whole)]
