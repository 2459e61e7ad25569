"""What stands inside the paragraphs of an HWP 5 section: tables, notes, boxes, each a list of paragraphs again."""

from __future__ import annotations

from dataclasses import replace

from indexer.model import BlockKind, Location
from indexer.parsing.embedded import Objects
from indexer.parsing.endnotepages import Endnotes
from indexer.parsing.flow import NESTING, Flow
from indexer.parsing.hwp5_controls import (
    Below,
    Picture,
    cell_place,
    control_id,
    equation_script,
    form_text,
    lists_below,
    lists_of,
    side_lists,
    strays,
    table_parts,
)
from indexer.parsing.hwp5_paragraphs import Paragraphs, first_number
from indexer.parsing.hwp5_records import Node
from indexer.parsing.hwp5_tables import lines_of
from indexer.parsing.sinks import Gathered, Sink
from indexer.parsing.spots import NO_ROWS, Rows
from indexer.parsing.tables import Cell, Turns

NOTES: dict[str, BlockKind] = {
    "fn  ": "footnote", "en  ": "endnote", "head": "header", "foot": "footer", "tcmt": "hidden",
}  # fmt: skip
# Objects that have a place of their own: text before them is closed first.
OBJECTS = frozenset(("tbl ", "gso "))
WITH_CAPTION = frozenset(("gso ", "eqed"))


class Lists:
    """Reads what hangs on paragraphs, in their order, which the numbers of notes follow."""

    __slots__ = ("_endnotes", "_flow", "_notes", "_objects", "_paragraphs")

    def __init__(self, flow: Flow, objects: Objects, endnotes: Endnotes, paragraphs: Paragraphs) -> None:
        self._flow = flow
        self._objects = objects
        self._endnotes = endnotes
        self._paragraphs = paragraphs
        self._notes: dict[str, int] = {}

    @property
    def has_endnotes(self) -> bool:
        """Whether an endnote was read."""
        return bool(self._notes.get("en  "))

    def beside(self, node: Node, location: Location, sink: Sink, depth: int) -> None:
        """What hangs on a paragraph without a control: memos, more master pages; anything else as hidden text."""
        for memo, paragraphs in side_lists(node):
            if memo:
                self._note(paragraphs, "memo", location, sink, depth)
            else:
                self._box(paragraphs, "header", location, sink, depth)
        for stray in strays(node):
            self._below(stray, "hidden", location, sink, depth)

    def control(self, node: Node, location: Location, sink: Sink, depth: int, pages: Rows = NO_ROWS) -> None:
        """Everything that one control holds. `pages`: where a table's rows stand, when they may differ from it."""
        if not node.children:
            return
        if depth > NESTING:
            self._flow.too_deep()
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
            self._objects.pictures.see(str(below.number), below.width, below.height, location)
        elif isinstance(below, str):
            sink.add(kind, below, location)
        elif isinstance(below, int):
            self._objects.show(str(below), location, sink)
        else:
            self._box(below[1], kind, location, sink, depth)

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
            text = None if pages.inside else self._paragraphs.plain(paragraphs)
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

    def _note(
        self, paragraphs: list[Node], kind: BlockKind, location: Location, sink: Sink, depth: int, marker: str = ""
    ) -> None:
        """A note, header or memo: one block of this kind, whatever objects stand in it."""
        inside = Gathered(note=kind)
        shown = first_number(paragraphs) if kind in ("footnote", "endnote") else ""
        pages = NO_ROWS
        if kind == "endnote" and paragraphs:
            tokens = self._endnotes.add([lines_of(paragraph) for paragraph in paragraphs])
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
        caption_number = first_number(paragraphs) if whole else ""

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
            text, controls = self._paragraphs.text(paragraph)
            if text and not text.isspace():
                marker = self._paragraphs.number(paragraph)
                if whole:
                    waiting.append(f"{marker} {text}" if marker else text)
                else:
                    sink.add(kind, text, location, marker=marker)
            late: list[Node] = []
            for control, _ in controls:
                if control_id(control) in OBJECTS:
                    close()
                    self.control(control, location, sink, depth + 1, within)
                else:
                    late.append(control)
            for control in late:
                self.control(control, location, sink, depth + 1, within)
            if len(paragraph.children) > len(controls):
                self.beside(paragraph, location, sink, depth + 1)
        close()
