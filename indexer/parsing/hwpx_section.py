"""One section of an HWPX document → blocks, paragraph by paragraph, with their pages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lxml import etree

from indexer.model import BlockKind, Location
from indexer.parsing.embedded import Objects
from indexer.parsing.endnotepages import Endnotes
from indexer.parsing.flow import NESTING, Flow
from indexer.parsing.flowing import After
from indexer.parsing.hwpx_header import Header, integer
from indexer.parsing.hwpx_objects import FORMS, show
from indexer.parsing.hwpx_package import NAMES, local
from indexer.parsing.hwpx_parts import (
    LIST_NAMES,
    lists,
    own_number,
    page_area,
    page_body,
)
from indexer.parsing.hwpx_tables import floats_of
from indexer.parsing.hwpx_text import Changes, auto_number, read_lines, read_paragraph
from indexer.parsing.numbering import Counters
from indexer.parsing.pages import PageCounter
from indexer.parsing.sinks import Gathered, Sink
from indexer.parsing.spots import NO_ROWS, Breaks, Rows
from indexer.parsing.tables import MAX_COLUMNS, Cell

NOTES: frozenset[BlockKind] = frozenset(("footnote", "endnote", "header", "footer", "hidden", "memo"))
BLOCK_OBJECTS = frozenset((
    "tbl", "container", "rect", "ellipse", "polygon", "curve", "arc", "line", "connectLine", "pic", "ole", "textart",
    "chart",
))  # fmt: skip
WITH_HEIGHT = BLOCK_OBJECTS | FORMS | {"equation"}
GOES_ON = Breaks()


@dataclass(slots=True)
class Reader:
    """Reads the sections of one document in order."""

    header: Header
    flow: Flow
    pages: PageCounter
    counters: Counters
    objects: Objects
    section: int = -1
    left_out: bool = False  # text that tracked changes took out was left out
    endnotes: Endnotes = field(init=False)
    _changes: Changes = field(default_factory=Changes)
    _notes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.endnotes = Endnotes(self.pages)

    def read(self, root: etree._Element) -> None:
        """The next section."""
        self.section += 1
        self.pages.section(0)
        self._changes = Changes(frozenset(e.get("Id", "") for e in root.iter("{*}deleteEnd")))
        self.left_out = self.left_out or bool(self._changes.closed)
        index = 0
        paragraphs = [child for child in root if local(child) == "p"]
        for child in root:
            if local(child) == "p":
                self._top(child, index, paragraphs[index + 1 : index + 3])
                index += 1
            elif local(child):  # memos; objects that some writers put beside the paragraphs
                location = Location(self.pages.page or None, False, self.section, max(0, index - 1))
                self._object(child, location, self.flow, 0)
        if self.endnotes.with_section:
            self.endnotes.lay()

    def finish(self) -> None:
        """All sections are read: what stands at the document's end can be placed."""
        self.endnotes.lay()
        if self._notes.get("endnote"):
            self.flow.blocks = [self.endnotes.resolved(block) for block in self.flow.blocks]

    def read_master_page(self, root: etree._Element) -> None:
        """A master page (바탕쪽): every page of its section shows it, like a header."""
        location = Location(None, False, max(0, self.section))
        for _, part in lists(root):
            self._box(part, "header", location, self.flow, 0)

    def _top(self, paragraph: etree._Element, index: int, following: list[etree._Element]) -> None:
        """A paragraph of the section itself. `following`: the next two."""
        content = read_paragraph(paragraph, self._changes)
        for _, thing in content.objects:
            name = local(thing)
            if name == "secPr":
                self.pages.body = page_body(thing) or self.pages.body
                self.objects.pictures.page = page_area(thing) or self.objects.pictures.page
                self.counters.outline = integer(thing.get("outlineShapeIDRef"))
                self._note_shape(thing)
            elif name == "colPr":
                kind = thing.get("type")
                self.pages.set_columns(
                    integer(thing.get("colCount"), 1),
                    balanced=kind == "BALANCED_NEWSPAPER",
                    parallel=kind == "PARALLEL",
                )
        floats = floats_of(content.objects) if content.objects else []
        lines = read_lines(paragraph)
        text = content.text
        written = bool(text) and not text.isspace()
        ends = lines[-1].top + lines[-1].height if lines else 0
        placed = self.pages.paragraph(
            lines,
            _breaks(paragraph),
            floats,
            _line_after(following) if floats or not lines or 0 < self.pages.body < ends else None,
            length=1 if lines else _length(text if written else "", content.objects),
        )
        first = placed.first
        location = Location(first.page, first.exact, self.section, index)
        if written:
            head = self.header.head(paragraph.get("paraPrIDRef", ""))
            marker = self.counters.marker(head) or own_number(content.objects)
            level = self.header.style_levels.get(paragraph.get("styleIDRef", ""))
            self.flow.paragraph(text, location, head, marker, level, placed.turns(len(text)))
        for unit, thing in content.objects:
            spot = placed.at(unit)
            here = location if spot == first else replace(location, page=spot.page, page_exact=spot.exact)
            self._object(thing, here, self.flow, 0, placed.tables.get(unit, NO_ROWS))

    def _object(
        self, thing: etree._Element, location: Location, sink: Sink, depth: int, pages: Rows = NO_ROWS
    ) -> None:
        """Everything that one object or control holds. `pages`: where a table's rows stand, if not all with it."""
        if depth > NESTING:
            self.flow.too_deep()
        name = local(thing)
        if name == "tbl":
            self._table(thing, location, sink, depth, pages)
            return
        show(thing, self.objects, location, sink)
        known = False
        for kind, part in lists(thing):
            known = True
            if kind in NOTES:
                self._note(part, kind, location, sink, depth)
            else:
                self._box(part, kind, location, sink, depth)
        if not known and (words := "".join(str(t) for e in thing.iter("{*}t") for t in e.itertext())):
            sink.add(sink.own, words, location)  # an element of a later version of the format

    def _table(self, table: etree._Element, location: Location, sink: Sink, depth: int, pages: Rows) -> None:
        """A table: caption, cells, then the notes that hang in its cells."""
        cells: list[Cell] = []
        gathered: list[Gathered] = []
        row = -1
        for child in table:
            name = NAMES[child.tag]
            if name == "tr":
                row += 1
                column = 0
                for cell in child:
                    if NAMES[cell.tag] == "tc":
                        cells.append(self._cell(cell, row, column, location, gathered, depth, pages))
                        column += 1
            else:  # the caption, which HWPML wraps once more
                for kind, part in lists(child):
                    self._box(part, kind, location, sink, depth)
        sink.table(cells, location, pages.rows)
        for inside in gathered:
            inside.release(sink)

    def _cell(
        self,
        cell: etree._Element,
        row: int,
        column: int,
        location: Location,
        gathered: list[Gathered],
        depth: int,
        pages: Rows,
    ) -> Cell:
        """One `tc`; its own address counts, its place in the row only where it has none."""
        inner: list[etree._Element] = []
        for child in cell:
            name = NAMES[child.tag]
            if name in LIST_NAMES:
                inner.append(child)
            elif name == "cellAddr":
                row, column = integer(child.get("rowAddr"), row), integer(child.get("colAddr"), column)
        row, column = min(max(0, row), 0xFFFF), min(max(0, column), MAX_COLUMNS)
        here = location
        if row < len(pages.rows) and pages.rows[row] != (location.page, location.page_exact):
            here = replace(location, page=pages.rows[row].page, page_exact=pages.rows[row].exact)
        inside = Gathered((row, column))
        for part in inner or [cell]:  # some writers put the paragraphs right into the cell
            self._box(part, "paragraph", here, inside, depth, pages)
        if inside.apart:
            gathered.append(inside)
        return row, column, inside.text, inside.changes(here)

    def _note(self, part: etree._Element, kind: BlockKind, location: Location, sink: Sink, depth: int) -> None:
        """A note, header or memo: one block of this kind, whatever objects stand in it."""
        marker = ""
        if kind in ("footnote", "endnote"):
            self._notes[kind] = self._notes.get(kind, 0) + 1
            marker = auto_number(part) or str(self._notes[kind])
        inside = Gathered(note=kind)
        pages = NO_ROWS
        paragraphs = [p for p in part if NAMES[p.tag] == "p"] if kind == "endnote" else []
        if paragraphs:
            tokens = self.endnotes.add([read_lines(paragraph) for paragraph in paragraphs])
            pages = Rows((), dict(zip(paragraphs, tokens, strict=True)))
            location = replace(location, page=tokens[0].page, page_exact=False)
        self._box(part, kind, location, inside, depth, pages)
        sink.add(kind, inside.text, location, marker=marker, turns=inside.changes(location))
        inside.release(sink)

    def _note_shape(self, section: etree._Element) -> None:
        """Where endnotes stand, by a section's `endNotePr`."""
        shape = {local(part): part for notes in section if local(notes) == "endNotePr" for part in notes}
        if (spacing := shape.get("noteSpacing")) is not None:
            self.endnotes.above = integer(spacing.get("aboveLine")) + integer(spacing.get("belowLine"))
            self.endnotes.between = integer(spacing.get("betweenNotes"))
        if (placement := shape.get("placement")) is not None:
            self.endnotes.with_section = placement.get("place") == "END_OF_SECTION"

    def _box(
        self,
        part: etree._Element,
        kind: BlockKind,
        location: Location,
        sink: Sink,
        depth: int,
        pages: Rows = NO_ROWS,
    ) -> None:
        """A list of paragraphs inside something, each a piece; a caption is one piece, cut where an object stands."""
        whole = kind == "caption"
        waiting: list[str] = []
        caption_number = auto_number(part) if whole else ""
        within = Rows((), pages.inside) if pages.inside else NO_ROWS

        def close() -> None:
            nonlocal caption_number
            if waiting:
                sink.add(kind, "\n".join(waiting), location, marker=caption_number)
                caption_number = ""
                waiting.clear()

        for paragraph in part:
            if NAMES[paragraph.tag] != "p":
                continue
            spot = pages.inside.get(paragraph) if pages.inside else None
            if spot is not None and spot != (location.page, location.page_exact):
                close()
                location = replace(location, page=spot.page, page_exact=spot.exact)
            content = read_paragraph(paragraph, self._changes)
            text = content.text
            if text and not text.isspace():
                head = self.header.head(paragraph.get("paraPrIDRef", ""))
                marker = self.counters.marker(head) if head.kind else ""
                if whole:
                    waiting.append(f"{marker} {text}" if marker else text)
                else:
                    sink.add(kind, text, location, marker=marker)
            late: list[etree._Element] = []
            for _, thing in content.objects:
                if local(thing) in BLOCK_OBJECTS:
                    close()
                    self._object(thing, location, sink, depth + 1, within)
                else:
                    late.append(thing)
            for thing in late:
                self._object(thing, location, sink, depth + 1, within)
        close()


def _length(text: str, objects: list[tuple[int, etree._Element]]) -> int | None:
    """Characters of a paragraph that has no lines; None where an object adds to its height."""
    return None if any(local(thing) in WITH_HEIGHT for _, thing in objects) else len(text)


def _breaks(paragraph: etree._Element) -> Breaks:
    page, column = paragraph.get("pageBreak") == "1", paragraph.get("columnBreak") == "1"
    return Breaks(page, column) if page or column else GOES_ON


def _line_after(following: list[etree._Element]) -> After | None:
    """The line that tells where what stands before these paragraphs has ended; None where one asks for a break."""
    for number, paragraph in enumerate(following):
        if _breaks(paragraph) != GOES_ON:
            return None
        if lines := read_lines(paragraph):
            return After(lines[0].top, not number)
    return None
