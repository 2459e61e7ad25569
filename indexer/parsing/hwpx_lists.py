"""What stands inside the paragraphs of an HWPX section: tables, notes, boxes, each a list of paragraphs again."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from indexer.model import BlockKind, Location
from indexer.parsing.embedded import Objects
from indexer.parsing.endnotepages import Endnotes
from indexer.parsing.flow import NESTING, Flow
from indexer.parsing.hwpx_header import Header, integer
from indexer.parsing.hwpx_objects import show
from indexer.parsing.hwpx_package import NAMES, local
from indexer.parsing.hwpx_parts import LIST_NAMES, lists
from indexer.parsing.hwpx_text import Changes, auto_number, read_lines, read_paragraph
from indexer.parsing.numbering import Counters
from indexer.parsing.sinks import Gathered, Sink
from indexer.parsing.spots import NO_ROWS, Rows
from indexer.parsing.tables import MAX_COLUMNS, Cell

NOTES: frozenset[BlockKind] = frozenset(("footnote", "endnote", "header", "footer", "hidden", "memo"))
BLOCK_OBJECTS = frozenset((
    "tbl", "container", "rect", "ellipse", "polygon", "curve", "arc", "line", "connectLine", "pic", "ole", "textart",
    "chart",
))  # fmt: skip
"""Objects that have a place of their own: text before them is closed first."""


class Lists:
    """Reads what hangs on paragraphs, in their order, which the numbers follow.

    `changes`: the tracked changes of the section that is being read.
    """

    __slots__ = ("_counters", "_endnotes", "_flow", "_header", "_notes", "_objects", "changes")

    def __init__(self, header: Header, flow: Flow, counters: Counters, objects: Objects, endnotes: Endnotes) -> None:
        self.changes = Changes()
        self._header = header
        self._flow = flow
        self._counters = counters
        self._objects = objects
        self._endnotes = endnotes
        self._notes: dict[str, int] = {}

    @property
    def has_endnotes(self) -> bool:
        """Whether an endnote was read."""
        return bool(self._notes.get("endnote"))

    def object(
        self, thing: etree._Element, location: Location, sink: Sink, depth: int, pages: Rows = NO_ROWS
    ) -> None:
        """Everything that one object or control holds. `pages`: where a table's rows stand, if not all with it."""
        if depth > NESTING:
            self._flow.too_deep()
        name = local(thing)
        if name == "tbl":
            self._table(thing, location, sink, depth, pages)
            return
        show(thing, self._objects, location, sink)
        known = False
        for kind, part in lists(thing):
            known = True
            if kind in NOTES:
                self._note(part, kind, location, sink, depth)
            else:
                self.box(part, kind, location, sink, depth)
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
                    self.box(part, kind, location, sink, depth)
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
            self.box(part, "paragraph", here, inside, depth, pages)
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
            tokens = self._endnotes.add([read_lines(paragraph) for paragraph in paragraphs])
            pages = Rows((), dict(zip(paragraphs, tokens, strict=True)))
            location = replace(location, page=tokens[0].page, page_exact=False)
        self.box(part, kind, location, inside, depth, pages)
        sink.add(kind, inside.text, location, marker=marker, turns=inside.changes(location))
        inside.release(sink)

    def box(
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
            content = read_paragraph(paragraph, self.changes)
            text = content.text
            if text and not text.isspace():
                head = self._header.head(paragraph.get("paraPrIDRef", ""))
                marker = self._counters.marker(head) if head.kind else ""
                if whole:
                    waiting.append(f"{marker} {text}" if marker else text)
                else:
                    sink.add(kind, text, location, marker=marker)
            late: list[etree._Element] = []
            for _, thing in content.objects:
                if local(thing) in BLOCK_OBJECTS:
                    close()
                    self.object(thing, location, sink, depth + 1, within)
                else:
                    late.append(thing)
            for thing in late:
                self.object(thing, location, sink, depth + 1, within)
        close()
