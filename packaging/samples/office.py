"""Write a source as DOCX with python-docx."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from source import Paragraph, Source, Table

_FACE = "맑은 고딕"
_SIZE = {"title": 18, "heading": 14, "subheading": 12}
_ALIGN = {
    "title": WD_ALIGN_PARAGRAPH.CENTER,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def docx_bytes(source: Source) -> bytes:
    """The document as DOCX; the same source gives the same bytes."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FACE, Pt(11)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FACE)
    section.header.paragraphs[0].text = source.running
    _page_number(section.footer.paragraphs[0])
    new_page = False
    for block in source.blocks:
        if isinstance(block, Paragraph):
            paragraph = document.add_paragraph()
            if block.style in ("heading", "subheading"):
                paragraph.style = document.styles["Heading 1" if block.style == "heading" else "Heading 2"]
            run = paragraph.add_run(block.text)
            run.bold = block.style in _SIZE or None
            run.font.size = Pt(_SIZE.get(block.style, 11))
            run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FACE)
            paragraph.alignment = _ALIGN.get(block.style)
            paragraph.paragraph_format.left_indent = Mm(4 * block.level)
            paragraph.paragraph_format.space_after = Pt(4)
            paragraph.paragraph_format.page_break_before = new_page or None
            new_page = False
            for note in block.notes:
                document.add_paragraph(f"주) {note}").paragraph_format.left_indent = Mm(8)
        elif isinstance(block, Table):
            _add_table(document, block)
        else:
            new_page = True
    stamp = dt.datetime.fromisoformat(source.date)
    core = document.core_properties
    core.title, core.author, core.last_modified_by = source.title, source.author, source.author
    core.created = core.modified = stamp
    core.comments = ""
    out = io.BytesIO()
    document.save(out)
    return _fixed_zip(out.getvalue())


def _add_table(document: Document, block: Table) -> None:
    table = document.add_table(block.rows, block.columns)
    table.style = document.styles["Table Grid"]
    table.autofit = False
    total = sum(block.widths)
    for index, share in enumerate(block.widths):
        for cell in table.columns[index].cells:
            cell.width = Mm(170 * share / total)
    for cell in block.cells:
        place = table.cell(cell.row, cell.column)
        if cell.rows > 1 or cell.columns > 1:
            place = place.merge(table.cell(cell.row + cell.rows - 1, cell.column + cell.columns - 1))
        place.text = cell.text.split("\n")[0]
        for line in cell.text.split("\n")[1:]:
            place.add_paragraph(line)
        for paragraph in place.paragraphs:
            paragraph.paragraph_format.space_after = Pt(0)
            for run in paragraph.runs:
                run.font.size, run.bold = Pt(10), (cell.row == 0 and block.rows > 1) or None
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _page_number(paragraph: object) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def _fixed_zip(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            entry = zipfile.ZipInfo(item.filename, (2025, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            new.writestr(entry, old.read(item.filename))
    return out.getvalue()
