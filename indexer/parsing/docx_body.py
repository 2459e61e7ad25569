"""The walk through a Word document's body, and what hangs on it: notes, text boxes, charts, chunks → blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lxml import etree

from indexer.errors import Damaged, DocumentError
from indexer.model import Block, BlockKind, Location
from indexer.parsing.docx_parts import Package, W, value
from indexer.parsing.docx_side import chart_blocks, chart_part_blocks, chunk_blocks, diagram_blocks
from indexer.parsing.docx_structure import Structure
from indexer.parsing.docx_text import Inline, NoteKind, read_inline
from indexer.parsing.docx_walk import block_children, small, wrapped
from indexer.parsing.embedded import Objects
from indexer.parsing.limits import Limits
from indexer.parsing.tables import even

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_NOTE_PARTS: tuple[tuple[str, NoteKind], ...] = (
    ("footnotes", "footnote"), ("endnotes", "endnote"), ("comments", "memo"),
)  # fmt: skip


class Body:
    """Walks containers of paragraphs and tables and gathers blocks.

    `page`: the one that is being read, None where Word left no page breaks. `unread`: names of chunks in formats that
    are not read here. `open_chunk`: reads a Word file that is a chunk of this one; raises DocumentError.
    """

    def __init__(
        self, package: Package, limits: Limits, open_chunk: Callable[[bytes], Body], *, has_pages: bool
    ) -> None:
        self.blocks: list[Block] = []
        self.unread: list[str] = []
        self._package, self._limits, self._open_chunk = package, limits, open_chunk
        self.page: int | None = 1 if has_pages else None
        self._structure = Structure(package)
        self._charts = {i: n for n, i in package.related(package.main, "chart").items()}
        self._diagrams = {i: n for n, i in package.related(package.main, "diagramData").items()}
        self._embedded = package.embedded()
        self._images = {i: n for n, i in package.related(package.main, "image").items()}
        self.objects = Objects(package.data, limits)
        self._chunks = {i: n for n, i in package.related(package.main, "aFChunk").items()}
        self._number = -1
        self._aside: BlockKind | None = None
        self._notes: dict[tuple[NoteKind, str], etree._Element] = {}
        for part, kind in _NOTE_PARTS:
            for root in package.optional(part):
                for note in root:
                    # Separators are lines drawn above notes, not notes (17.11.23).
                    if note.get(W + "type") in (None, "normal"):
                        self._notes[kind, note.get(W + "id") or ""] = note

    # ---- containers

    def container(self, element: etree._Element) -> None:
        """All block-level content of a body, a note, a text box, a header."""
        for child in block_children(element):
            if self._aside is None:
                self._number += 1
            if child.tag == W + "p":
                self._paragraph(child)
            elif child.tag == W + "tbl":
                self._table(child)
            else:
                self._chunk(self._chunks.pop(child.get(_R + "id") or "", ""))

    def aside(self, element: etree._Element, kind: BlockKind) -> None:
        """Content beside the flow: every block of it is of `kind`, at the place that is being read."""
        before, self._aside = self._aside, kind
        self.container(element)
        self._aside = before

    def notes_left(self) -> None:
        """Notes that no reference in the body points to."""
        while self._notes:
            (kind, _), element = self._notes.popitem()
            self.aside(element, kind)

    def shown_left(self) -> None:
        """Charts, diagrams and files that stand in headers, notes or nowhere, and chunks that nothing points to."""
        for ident in [*self._charts, *self._diagrams, *self._embedded]:
            self._show(ident)
        for name in self._chunks.values():
            self._chunk(name)

    def _show(self, ident: str) -> None:
        """A chart, a diagram or an embedded file by its relationship's id, once."""
        if name := self._embedded.pop(ident, ""):
            found = self.objects.keep(name, self._where())
            self.blocks.extend(chart_blocks(found, self._where()) if found is not None else ())
            return
        for names, read in ((self._charts, chart_part_blocks), (self._diagrams, diagram_blocks)):
            part = names.pop(ident, None)
            try:
                root = self._package.part(part) if part else None
            except Damaged:
                self._package.broken.append(part or "")
                continue
            if root is not None:
                self.blocks.extend(read(root, self._where()))

    def _chunk(self, name: str) -> None:
        """A chunk of another document: a Word file is walked like this one, others give their lines."""
        if not name:
            return
        try:
            data = self._package.data(name) or b""
            if name.lower().endswith((".docx", ".docm", ".dotx", ".dotm")):
                inner = self._open_chunk(data)
                self.unread += inner.unread
                self.objects.inner += [(found, self._where()) for found, _ in inner.objects.inner]
                self.objects.unread += inner.objects.unread
                blocks = tuple(inner.blocks)
            else:
                blocks = chunk_blocks(data, name, self._limits)
        except DocumentError:
            self.unread.append(name.rsplit("/", 1)[-1])
            return
        for block in blocks:
            kind = block.kind if self._aside is None else self._aside
            self.blocks.append(replace(block, kind=kind, location=self._where(), row_locations=()))

    def _after(self, inline: Inline) -> None:
        """What hangs on a paragraph: hidden text, equations, text boxes, notes."""
        for text in inline.hidden:
            self._add("hidden", text)
        for text in inline.equations:
            self._add("equation", text)
        for text in inline.drawn:
            self._add(self._aside or "textbox", text)
        for box in inline.boxes:
            self.aside(box, self._aside or "textbox")
        for ident in inline.shown:
            self._show(ident)
        for ident, width, height in inline.pictures:
            self.objects.pictures.see(self._images.get(ident, ""), width, height, self._where())
        for kind, ident in inline.notes:
            note = self._notes.pop((kind, ident), None)
            if note is not None:
                self.aside(note, kind)

    def _where(self) -> Location:
        return Location(self.page, False, 0, max(self._number, 0))

    def _add(self, kind: BlockKind, text: str, level: int | None = None, marker: str = "") -> None:
        if text.strip():
            self.blocks.append(Block(kind, text.strip("\n"), self._where(), level, marker))

    # ---- paragraphs

    def _paragraph(self, element: etree._Element) -> None:
        where_page = self.page
        inline = read_inline(element)
        kind, level, marker = self._structure.classify(element, inline.text)
        if inline.breaks_first:
            self._turn(inline.breaks_first)
        self._add(self._aside or kind, inline.text, None if self._aside else level, marker)
        if where_page is not None:
            self._turn(inline.breaks - inline.breaks_first)
        self._after(inline)

    def _turn(self, pages: int) -> None:
        if self.page is not None and self._aside is None:
            self.page += pages

    # ---- tables

    def _table(self, element: etree._Element) -> None:
        hung: list[Inline] = []
        start = self._where()
        rows, pages = self._rows(element, hung)
        grid = even(rows)
        text = "\n".join("\t".join(cell for cell in row if cell) for row in grid if any(row))
        if text.strip():
            spread = len(set(pages)) > 1
            places = tuple(Location(p, False, 0, start.paragraph) for p in pages) if spread else ()
            self.blocks.append(Block(self._aside or "table", text, start, rows=grid, row_locations=places))
        for inline in hung:
            self._after(inline)

    def _rows(self, table: etree._Element, hung: list[Inline]) -> tuple[list[list[str]], list[int | None]]:
        """The grid (a merged cell's text once, at its first place) and the page each row begins on."""
        rows: list[list[str]] = []
        pages: list[int | None] = []
        for row in wrapped(table, W + "tr"):
            properties = row.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                continue
            skipped = value(properties.find(W + "gridBefore")) if properties is not None else ""
            cells = [""] * (small(skipped) if skipped else 0)
            pages.append(self.page)
            for cell in wrapped(row, W + "tc"):
                cells.append(self._cell(cell, hung))
                span = value(cell.find(f"{W}tcPr/{W}gridSpan"))
                cells.extend([""] * (small(span) - 1 if span else 0))
            rows.append(cells)
        return rows, pages

    def _cell(self, cell: etree._Element, hung: list[Inline]) -> str:
        """A cell's text, its paragraphs on lines of their own, nested tables included."""
        lines: list[str] = []
        for child in block_children(cell):
            if child.tag == W + "p":
                inline = read_inline(child)
                hung.append(inline)
                marker = self._structure.marker(child)
                self._turn(inline.breaks)
                if inline.text.strip():
                    text = inline.text.strip("\n")
                    lines.append(f"{marker} {text}" if marker else text)
            elif child.tag == W + "tbl":
                inner, _ = self._rows(child, hung)
                lines.extend("\t".join(c for c in row if c) for row in inner if any(row))
            else:
                self._chunk(self._chunks.pop(child.get(_R + "id") or "", ""))
        return "\n".join(lines)
