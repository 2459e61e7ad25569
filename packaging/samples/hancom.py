"""Write a source as HWPX or HWP 5 with python-hwpx."""

from __future__ import annotations

import io
import itertools
import uuid
import zipfile
from collections import defaultdict

from hwpx import HwpxDocument
from hwpx.layout.line_cache import write_line_caches
from hwpx.oxml import _document_primitives
from source import Paragraph, Source, Table

_FONT = "함초롬바탕"
_SIZE = {"title": 18, "heading": 14, "subheading": 12}
_ALIGN = {"title": "CENTER", "heading": "LEFT", "subheading": "LEFT", "center": "CENTER", "right": "RIGHT"}
_HEAD_SHADE = "#E7EDF5"
_TEXT_WIDTH, _LINE, _CELL_PAD = 42_520, 1_700, 200


def hwpx_bytes(source: Source) -> bytes:
    """The document as HWPX; the same source gives the same bytes."""
    return _fixed_zip(_build(source).to_bytes())


def hwp_bytes(source: Source) -> bytes:
    """The document as HWP 5; the same source gives the same bytes."""
    return _build(source).to_bytes(format="hwp")


def _build(source: Source) -> HwpxDocument:
    # python-hwpx numbers paragraphs with random ids: count instead, so that a second run gives the same bytes.
    count = itertools.count(1_000)
    _document_primitives.uuid4 = lambda: uuid.UUID(int=next(count))
    document = HwpxDocument.new()
    stamp = f"{source.date}T00:00:00Z"
    document.parts.set_document_metadata(
        title=source.title, creator=source.author, created_date=stamp, modified_date=stamp
    )
    fonts = {style: document.styles.ensure_run(bold=True, size=size, font=_FONT) for style, size in _SIZE.items()}
    body = document.styles.ensure_run(size=11, font=_FONT)
    small = document.styles.ensure_run(size=10, font=_FONT)
    strong = document.styles.ensure_run(size=10, font=_FONT, bold=True)
    if source.running:
        document.page.set_header(text=source.running)
    _number_pages(document)
    groups: dict[tuple[str, int, bool, bool], list[object]] = defaultdict(list)
    new_page, after_table, first = False, False, True
    for block in source.blocks:
        if isinstance(block, Paragraph):
            if first:  # the paragraph that carries the section's definition takes the first line
                paragraph = document.paragraphs[0]
                paragraph.add_run(block.text)
                for run in paragraph.runs:
                    run.char_pr_id_ref = fonts.get(block.style, body)
            else:
                paragraph = document.add_paragraph(
                    block.text, char_pr_id_ref=fonts.get(block.style, body), inherit_style=False
                )
            for note in block.notes:
                document.notes.add_footnote(note, paragraph=paragraph)
            groups[block.style, block.level, new_page, after_table].append(paragraph)
            new_page = after_table = first = False
        elif isinstance(block, Table):
            _add_table(document, block, small, strong)
            after_table = True
        else:
            new_page = True
    for (style, level, break_before, below_table), paragraphs in groups.items():
        document.styles.apply_paragraph_format(
            paragraphs=paragraphs,
            alignment=_ALIGN.get(style, "JUSTIFY"),
            line_spacing_percent=160,
            indent_left_mm=4.0 * level,
            spacing_before_pt=8 if below_table or style in ("heading", "subheading") else 0,
            keep_with_next=style in ("heading", "subheading"),
            spacing_after_pt=12 if style == "title" else 2,
            page_break_before=break_before,
        )
    # Hancom saves where each line stands; readers tell pages from it, and viewers draw by it.
    write_line_caches(document)
    return document


def _add_table(document: HwpxDocument, block: Table, small: str, strong: str) -> None:
    table = document.add_table(block.rows, block.columns)
    table.set_column_widths(block.widths)
    centred, left = [], []
    heights = _row_heights(block)
    for cell in block.cells:
        place = table.cell(cell.row, cell.column)
        head = cell.row == 0 and block.rows > 1
        lines = cell.text.split("\n")
        place.set_text(lines[0])
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                table.cell(row, column).set_size(height=heights[row])
        for line in lines[1:]:
            place.add_paragraph(line)
        for paragraph in place.paragraphs:
            for run in paragraph.runs:
                run.char_pr_id_ref = strong if head else small
        (centred if head or len(cell.text) <= 12 else left).extend(place.paragraphs)
        if head:
            table.set_cell_shading(cell.row, cell.column, _HEAD_SHADE)
    for cell in block.cells:
        if cell.rows > 1 or cell.columns > 1:
            table.merge_cells(cell.row, cell.column, cell.row + cell.rows - 1, cell.column + cell.columns - 1)
    size = table.element.find(f"{table.element.tag[: table.element.tag.index('}') + 1]}sz")
    size.set("height", str(sum(heights)))
    for paragraphs, alignment in ((centred, "CENTER"), (left, "LEFT")):
        if paragraphs:
            document.styles.apply_paragraph_format(paragraphs=paragraphs, alignment=alignment)


def _number_pages(document: HwpxDocument) -> None:
    """Hancom's own page-number control ("쪽 번호 매기기"), which python-hwpx reads but has no call to add."""
    run = document.paragraphs[0].runs[0].element
    space = run.tag[: run.tag.index("}") + 1]
    control = run.makeelement(f"{space}ctrl", {})
    control.append(
        run.makeelement(f"{space}pageNum", {"pos": "BOTTOM_CENTER", "formatType": "DIGIT", "sideChar": "-"})
    )
    run.append(control)
    document.paragraphs[0].section.mark_dirty()


def _row_heights(block: Table) -> list[int]:
    """Heights in HWP units (1/7200 inch). Hancom lets rows grow when it opens the file; other viewers do not."""
    share = _TEXT_WIDTH / sum(block.widths)
    heights = [_LINE + 2 * _CELL_PAD] * block.rows
    for cell in sorted(block.cells, key=lambda each: each.rows):
        width = share * sum(block.widths[cell.column : cell.column + cell.columns]) - 1_200
        lines = sum(max(1, -(-_width(line) // width)) for line in cell.text.split("\n"))
        last = cell.row + cell.rows - 1
        missing = int(lines * _LINE + 2 * _CELL_PAD) - sum(heights[cell.row : last + 1])
        heights[last] += max(0, missing)
    return heights


def _width(text: str) -> float:
    """The width of a line of 10-point text in HWP units: Hangul takes a full square, Latin letters half of one."""
    return sum(1_000 if ord(letter) > 0x2000 else 550 for letter in text)


def _fixed_zip(data: bytes) -> bytes:
    """Repack with one date for every part; `mimetype` stays first and stored, as OWPML asks (KS X 6101)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            entry = zipfile.ZipInfo(item.filename, (2025, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if item.filename == "mimetype" else zipfile.ZIP_DEFLATED
            entry.create_system = 0
            new.writestr(entry, old.read(item.filename))
    return out.getvalue()
