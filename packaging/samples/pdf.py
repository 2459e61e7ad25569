"""Write a source as PDF: a plain flow of lines and ruled tables, with a running head and page numbers."""

from __future__ import annotations

import os
from pathlib import Path

import pymupdf
from source import Cell, Paragraph, Source, Table

_FONTS = Path(os.environ.get("SAMPLES_FONTS", "/usr/share/fonts/truetype/nanum"))
_SIZE = {"title": 17.0, "heading": 13.5, "subheading": 11.5}
_WIDTH, _HEIGHT, _MARGIN, _TOP, _BOTTOM = 595.0, 842.0, 57.0, 78.0, 770.0
_PAD = 4.0


class _Flow:
    """A page being filled from the top; `y` is the next line's top in points."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.document = pymupdf.open()
        self.regular = pymupdf.Font(fontfile=str(_FONTS / "NanumGothic.ttf"))
        self.bold = pymupdf.Font(fontfile=str(_FONTS / "NanumGothicBold.ttf"))
        self.new_page()

    def new_page(self) -> None:
        self.page = self.document.new_page(width=_WIDTH, height=_HEIGHT)
        self.page.insert_font(fontname="R", fontfile=str(_FONTS / "NanumGothic.ttf"))
        self.page.insert_font(fontname="B", fontfile=str(_FONTS / "NanumGothicBold.ttf"))
        self.y = _TOP
        self.text(_MARGIN, 50, self.source.running, 8.5)
        self.page.draw_line((_MARGIN, 56), (_WIDTH - _MARGIN, 56), width=0.4)
        number = f"- {self.document.page_count} -"
        self.text((_WIDTH - self.regular.text_length(number, 9)) / 2, 810, number, 9)

    def text(self, x: float, baseline: float, text: str, size: float, bold: bool = False) -> None:
        self.page.insert_text((x, baseline), text, fontname="B" if bold else "R", fontsize=size)

    def room(self, height: float) -> None:
        if self.y + height > _BOTTOM:
            self.new_page()

    def wrap(self, text: str, size: float, width: float, bold: bool) -> list[str]:
        """Lines no wider than `width`, broken at spaces where a word fits on a line."""
        font = self.bold if bold else self.regular
        lines = []
        for part in text.split("\n"):
            line = ""
            for word in part.split(" "):
                joined = f"{line} {word}" if line else word
                if font.text_length(joined, size) <= width:
                    line = joined
                    continue
                if line:
                    lines.append(line)
                line = ""
                for letter in word:
                    if font.text_length(line + letter, size) > width:
                        lines.append(line)
                        line = ""
                    line += letter
            lines.append(line)
        return lines

    def paragraph(self, block: Paragraph) -> None:
        size, bold = _SIZE.get(block.style, 10.5), block.style in _SIZE
        left = _MARGIN + 12 * block.level
        width = _WIDTH - _MARGIN - left
        if bold:
            self.y += 6
        for line in self.wrap(block.text, size, width, bold):
            self.room(size * 1.6)
            length = (self.bold if bold else self.regular).text_length(line, size)
            shift = {"title": (width - length) / 2, "center": (width - length) / 2, "right": width - length}
            self.text(left + shift.get(block.style, 0.0), self.y + size, line, size, bold)
            self.y += size * 1.6
        self.y += 10 if block.style == "title" else 2
        for note in block.notes:
            self.paragraph(Paragraph(f"주) {note}", level=block.level + 1))

    def table(self, block: Table) -> None:
        total = sum(block.widths)
        edges = [_MARGIN]
        for share in block.widths:
            edges.append(edges[-1] + (_WIDTH - 2 * _MARGIN) * share / total)
        lines = {cell: self._cell_lines(cell, edges) for cell in block.cells}
        heights = [18.0] * block.rows
        for cell in sorted(block.cells, key=lambda each: each.rows):
            need = 14.0 * len(lines[cell]) + 2 * _PAD
            have = sum(heights[cell.row : cell.row + cell.rows])
            heights[cell.row + cell.rows - 1] += max(0.0, need - have)
        start = 0
        while start < block.rows:  # rows that a merged cell ties together stay on one page
            end = start + 1
            while any(c.row < end < c.row + c.rows for c in block.cells):
                end += 1
            self.room(sum(heights[start:end]))
            for cell in block.cells:
                if start <= cell.row < end:
                    self._cell(cell, edges, heights, start, lines[cell], cell.row == 0 and block.rows > 1)
            self.y += sum(heights[start:end])
            start = end
        self.y += 8

    def _cell_lines(self, cell: Cell, edges: list[float]) -> list[str]:
        width = edges[cell.column + cell.columns] - edges[cell.column] - 2 * _PAD
        return self.wrap(cell.text, 9.5, width, cell.row == 0)

    def _cell(
        self, cell: Cell, edges: list[float], heights: list[float], start: int, lines: list[str], head: bool
    ) -> None:
        top = self.y + sum(heights[start : cell.row])
        bottom = top + sum(heights[cell.row : cell.row + cell.rows])
        box = pymupdf.Rect(edges[cell.column], top, edges[cell.column + cell.columns], bottom)
        self.page.draw_rect(box, width=0.5, fill=(0.91, 0.93, 0.96) if head else None)
        for index, line in enumerate(lines):
            self.text(box.x0 + _PAD, top + _PAD + 10 + 14 * index, line, 9.5, head)


def pdf_bytes(source: Source) -> bytes:
    """The document as PDF with its Korean face subset into it; the same source gives the same bytes."""
    flow = _Flow(source)
    for block in source.blocks:
        if isinstance(block, Paragraph):
            flow.paragraph(block)
        elif isinstance(block, Table):
            flow.table(block)
        else:
            flow.new_page()
    stamp = f"D:{source.date.replace('-', '')}000000Z"
    flow.document.set_metadata(
        {"title": source.title, "author": source.author, "creationDate": stamp, "modDate": stamp}
    )
    flow.document.subset_fonts()
    _name_spaces(flow.document)
    return flow.document.tobytes(garbage=4, deflate=True, no_new_id=True)


def _name_spaces(document: pymupdf.Document) -> None:
    """Let the face's blank glyph read as a space: it also stands for U+00A0, which MuPDF names it by."""
    for xref in range(1, document.xref_length()):
        kind, value = document.xref_get_key(xref, "ToUnicode")
        if kind == "xref":
            cmap = int(value.split()[0])
            text = document.xref_stream(cmap)
            document.update_stream(cmap, text.replace(b"<00a0>", b"<0020>").replace(b"<00A0>", b"<0020>"))
