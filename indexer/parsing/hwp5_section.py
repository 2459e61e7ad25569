"""One section of an HWP 5 document → blocks, paragraph by paragraph, with their pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from indexer.model import BlockKind, Location
from indexer.parsing.embedded import Objects
from indexer.parsing.endnotepages import Endnotes
from indexer.parsing.flow import NESTING, Flow
from indexer.parsing.hwp5_controls import (
    Below,
    Picture,
    auto_number,
    cell_place,
    control_id,
    equation_script,
    form_text,
    inline_text,
    lists_below,
    lists_of,
    number,
    page_area,
    page_body,
    side_lists,
    strays,
    table_parts,
)
from indexer.parsing.hwp5_docinfo import DocInfo
from indexer.parsing.hwp5_records import CTRL_HEADER, NOTE_SHAPE, PARA_HEADER, Node
from indexer.parsing.hwp5_tables import floats_of, line_after, lines_of
from indexer.parsing.hwp5_text import decode_text, deleted_ranges, plain_text
from indexer.parsing.numbering import Counters
from indexer.parsing.pages import PageCounter
from indexer.parsing.sinks import Gathered, Sink
from indexer.parsing.spots import NO_ROWS, Breaks, Rows
from indexer.parsing.tables import Cell, Turns

NOTES: dict[str, BlockKind] = {
    "fn  ": "footnote", "en  ": "endnote", "head": "header", "foot": "footer", "tcmt": "hidden",
}  # fmt: skip
BALANCED, PARALLEL = 1, 2  # 배분 다단, 평행 다단, of a column definition (table 140)
NO_BREAKS = Breaks()
# Objects that have a place of their own: text before them is closed first.
OBJECTS = frozenset(("tbl ", "gso "))
DRAWN_IN_LINE = b"\x17\0"  # the control character of 글자겹침 and 덧말
WITH_CAPTION = frozenset(("gso ", "eqed"))
WITH_HEIGHT = frozenset(("tbl ", "gso ", "eqed", "form"))
Controls = list[tuple[Node, int]]  # with the place of each in the text, in units


@dataclass(slots=True)
class Reader:
    """Reads the sections of one document in order."""

    info: DocInfo
    flow: Flow
    pages: PageCounter
    counters: Counters
    objects: Objects
    section: int = -1
    left_out: bool = False  # text that tracked changes took out was left out
    endnotes: Endnotes = field(init=False)
    _notes: dict[str, int] = field(default_factory=dict)
    _numbered_shapes: frozenset[int] = frozenset()  # paragraph shapes with an automatic number or bullet

    def __post_init__(self) -> None:
        self.endnotes = Endnotes(self.pages)
        self._numbered_shapes = frozenset(number for number, head in enumerate(self.info.heads) if head.kind)

    def read(self, root: Node) -> None:
        """The next section. `root` is the tree of its records."""
        self.section += 1
        self.pages.section(0)
        paragraphs = [n for n in root.children if n.tag == PARA_HEADER]
        for index, paragraph in enumerate(paragraphs):
            self._top(paragraph, index, paragraphs[index + 1 : index + 3])
        for node in root.children:
            if node.tag != PARA_HEADER and node.children:  # no known program writes anything else here
                location = Location(self.pages.page or None, False, self.section, max(0, len(paragraphs) - 1))
                self._control(node, location, self.flow, 0)
        if self.endnotes.with_section:
            self.endnotes.lay()

    def finish(self) -> None:
        """All sections are read: what stands at the document's end can be placed."""
        self.endnotes.lay()
        if self._notes.get("en  "):
            self.flow.blocks = [self.endnotes.resolved(block) for block in self.flow.blocks]

    def _top(self, node: Node, index: int, following: list[Node]) -> None:
        """A paragraph of the section itself. `following`: the next two."""
        text, controls = self._text(node)
        marker = ""
        for control, _ in controls:
            name = control_id(control)
            if name == "secd":
                self.pages.body = page_body(control) or self.pages.body
                self.objects.pictures.page = page_area(control) or self.objects.pictures.page
                self.counters.outline = number(control.payload, 18, 2)
                self._note_shape(control)
            elif name == "cold":
                kind = number(control.payload, 4, 2)
                self.pages.set_columns(
                    (kind >> 2) & 0xFF, balanced=kind & 3 == BALANCED, parallel=kind & 3 == PARALLEL
                )
            elif name == "atno":
                marker = marker or auto_number(control.payload)
        payload = node.payload
        asked = payload[11] if len(payload) > 11 else 0
        floats = floats_of(controls) if controls else []
        lines = lines_of(node)
        written = bool(text) and not text.isspace()
        ends = lines[-1].top + lines[-1].height if lines else 0
        placed = self.pages.paragraph(
            lines,
            Breaks(bool(asked & 4), bool(asked & 8)) if asked else NO_BREAKS,
            floats,
            line_after(following) if floats or not lines or 0 < self.pages.body < ends else None,
            length=1 if lines else _length(text if written else "", controls),
        )
        if not written and not node.children:
            return
        first = placed.first
        location = Location(first.page, first.exact, self.section, index)
        if written:
            head = self.info.head(int.from_bytes(payload[8:10], "little"))
            marker = (self.counters.marker(head) if head.kind else "") or marker
            level = self.info.style_level(number(payload, 10, 1))
            self.flow.paragraph(text, location, head, marker, level, placed.turns(len(text)))
        for control, unit in controls:
            spot = placed.at(unit)
            here = location if spot == first else replace(location, page=spot.page, page_exact=spot.exact)
            self._control(control, here, self.flow, 0, placed.tables.get(unit, NO_ROWS))
        if len(node.children) > len(controls):
            self._beside(node, location, self.flow, 0)

    def _text(self, node: Node) -> tuple[str, Controls]:
        """A paragraph's text with what controls draw in the line, and the controls that were not deleted."""
        deleted = deleted_ranges(node.ranges, self.info.deletions) if node.ranges and self.info.deletions else ()
        if not node.children and not deleted:
            if not node.text:
                return "", []
            plain = plain_text(node.text)
            return (decode_text(node.text).text if plain is None else plain), []
        nodes = [c for c in node.children if c.tag == CTRL_HEADER]
        text, found = decode_text(node.text, deleted)
        self.left_out = self.left_out or bool(deleted)
        controls: Controls = []
        for control, place in zip(nodes, found, strict=False):
            if not place.deleted:
                controls.append((control, place.unit))
        controls += [(control, 0) for control in nodes[len(found) :]]
        if DRAWN_IN_LINE in node.text:
            pieces: list[str] = []
            at = 0
            for control, place in zip(nodes, found, strict=False):
                drawn = "" if place.deleted else inline_text(control_id(control), control.payload)
                if drawn:
                    pieces += text[at : place.at], drawn
                    at = place.at
            text = "".join((*pieces, text[at:]))
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

    def _control(self, node: Node, location: Location, sink: Sink, depth: int, pages: Rows = NO_ROWS) -> None:
        """Everything that one control holds. `pages`: where a table's rows stand, when they may differ from it."""
        if not node.children:
            return
        if depth > NESTING:
            self.flow.too_deep()
        name = control_id(node)
        if name == "tbl ":
            self._table(node, location, sink, depth, pages)
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

    def _below(self, below: Below, kind: BlockKind, location: Location, sink: Sink, depth: int) -> None:
        if isinstance(below, Picture):
            self.objects.pictures.see(str(below.number), below.width, below.height, location)
        elif isinstance(below, str):
            sink.add(kind, below, location)
        elif isinstance(below, int):
            self.objects.show(str(below), location, sink)
        else:
            self._box(below[1], kind, location, sink, depth)

    def _note_shape(self, section: Node) -> None:
        """Where endnotes stand (table 133); a section holds the shape of footnotes, then that of endnotes."""
        shapes = [c.payload for c in section.children if c.tag == NOTE_SHAPE]
        if len(shapes) > 1 and len(shapes[1]) >= 22:
            above, below, between = (number(shapes[1], at, 2) for at in (16, 18, 20))
            self.endnotes.above, self.endnotes.between = above + below, between
            self.endnotes.with_section = bool(number(shapes[1], 1, 1) & 3)

    def _numbered(self, name: str) -> str:
        """The number of the next note of its kind, where its own text does not say it."""
        if NOTES[name] not in ("footnote", "endnote"):
            return ""
        self._notes[name] = self._notes.get(name, 0) + 1
        return str(self._notes[name])

    def _table(self, node: Node, location: Location, sink: Sink, depth: int, pages: Rows) -> None:
        """A table: caption, cells, then the notes that hang in its cells."""
        parts = table_parts(node)
        for _, caption in parts.before:
            self._box(caption, "caption", location, sink, depth)
        cells: list[Cell] = []
        gathered: list[Gathered] = []
        for header, paragraphs in parts.cells:
            column, row = cell_place(header if len(header) >= 12 else header.ljust(12, b"\0"))
            text = None if pages.inside else self._plain(paragraphs)
            turns: Turns = ()
            if text is None:
                here = location
                if row < len(pages.rows) and pages.rows[row] != (location.page, location.page_exact):
                    here = replace(location, page=pages.rows[row].page, page_exact=pages.rows[row].exact)
                inside = Gathered((row, column))
                self._box(paragraphs, "paragraph", here, inside, depth, pages)
                text, turns = inside.text, inside.changes(here)
                if inside.apart:
                    gathered.append(inside)
            cells.append((row, column, text, turns))
        sink.table(cells, location, pages.rows)
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
            for place, paragraph in enumerate(counted):
                if marker := self._count(paragraph):
                    lines[place] = f"{marker} {lines[place]}"
        return "\n".join(lines)

    def _note(
        self, paragraphs: list[Node], kind: BlockKind, location: Location, sink: Sink, depth: int, marker: str = ""
    ) -> None:
        """A note, header or memo: one block of this kind, whatever objects stand in it."""
        inside = Gathered(note=kind)
        shown = _first_number(paragraphs) if kind in ("footnote", "endnote") else ""
        pages = NO_ROWS
        if kind == "endnote" and paragraphs:
            tokens = self.endnotes.add([lines_of(paragraph) for paragraph in paragraphs])
            pages = Rows((), dict(zip(paragraphs, tokens, strict=True)))
            location = replace(location, page=tokens[0].page, page_exact=False)
        self._box(paragraphs, kind, location, inside, depth, pages)
        sink.add(kind, inside.text, location, marker=shown or marker, turns=inside.changes(location))
        inside.release(sink)

    def _box(
        self,
        paragraphs: list[Node],
        kind: BlockKind,
        location: Location,
        sink: Sink,
        depth: int,
        pages: Rows = NO_ROWS,
    ) -> None:
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

        within = Rows((), pages.inside) if pages.inside else NO_ROWS
        for paragraph in paragraphs:
            spot = pages.inside.get(paragraph) if pages.inside else None
            if spot is not None and spot != (location.page, location.page_exact):
                close()
                location = replace(location, page=spot.page, page_exact=spot.exact)
            text, controls = self._text(paragraph)
            if text and not text.isspace():
                marker = self._count(paragraph)
                if whole:
                    waiting.append(f"{marker} {text}" if marker else text)
                else:
                    sink.add(kind, text, location, marker=marker)
            late: list[Node] = []
            for control, _ in controls:
                if control_id(control) in OBJECTS:
                    close()
                    self._control(control, location, sink, depth + 1, within)
                else:
                    late.append(control)
            for control in late:
                self._control(control, location, sink, depth + 1, within)
            if len(paragraph.children) > len(controls):
                self._beside(paragraph, location, sink, depth + 1)
        close()

    def _count(self, paragraph: Node) -> str:
        """The automatic number of a paragraph with text; the next one follows it, wherever it is shown."""
        shape = int.from_bytes(paragraph.payload[8:10], "little")
        return self.counters.marker(self.info.heads[shape]) if shape in self._numbered_shapes else ""


def _length(text: str, controls: Controls) -> int | None:
    """Characters of a paragraph that has no lines; None where an object adds to its height."""
    return None if any(control_id(control) in WITH_HEIGHT for control, _ in controls) else len(text)


def _first_number(paragraphs: Iterable[Node]) -> str:
    """The number that a note or a caption shows of itself."""
    for paragraph in paragraphs:
        for control in paragraph.children:
            if control.tag == CTRL_HEADER and control_id(control) == "atno":
                return auto_number(control.payload)
    return ""
