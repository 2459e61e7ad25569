"""A paper as DOCX by python-docx, which has no footnotes of its own: their part is written here (ECMA-376, 17.11)."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from indexer.exporting.paper import Heading, Paper, Paragraph, Run, keywords

FONT = "맑은 고딕"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p>'
    "</w:footnote>"
)
_ILLEGAL = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


def legal(text: str) -> str:
    """Text without what XML cannot hold."""
    return _ILLEGAL.sub("", text)


class _Notes:
    """The footnotes, as they come."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def refer(self, paragraph: Any, text: str) -> None:
        """A mark in the paragraph, and the note that belongs to it."""
        from docx.oxml import parse_xml

        self.texts.append(text)
        paragraph._p.append(
            parse_xml(
                f'<w:r xmlns:w="{_W}"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
                f'<w:footnoteReference w:id="{len(self.texts)}"/></w:r>'
            )
        )

    def part(self) -> bytes:
        """word/footnotes.xml"""
        size = '<w:rPr><w:sz w:val="17"/></w:rPr>'
        notes = "".join(
            f'<w:footnote w:id="{n}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/><w:sz w:val="17"/></w:rPr>'
            f'<w:footnoteRef/></w:r><w:r>{size}<w:t xml:space="preserve"> {escape(legal(text))}</w:t></w:r></w:p>'
            "</w:footnote>"
            for n, text in enumerate(self.texts, 1)
        )
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        return f'{head}<w:footnotes xmlns:w="{_W}">{_SEPARATORS}{notes}</w:footnotes>'.encode()


def write(paper: Paper) -> bytes:
    """The paper's bytes."""
    from docx import Document
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn
    from docx.shared import Pt

    made = Document()
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3"):
        fonts = made.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for key in ("w:ascii", "w:hAnsi", "w:eastAsia"):
            fonts.set(qn(key), FONT)
        for key in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(key), None)
    made.styles["Normal"].font.size = Pt(10.5)
    facts = made.core_properties
    facts.title, facts.author, facts.keywords = legal(paper.title), "문서나루", keywords(paper)
    facts.comments, facts.created = paper.marking, paper.at.replace(tzinfo=None)
    notes = _Notes()
    made.add_heading(legal(paper.title), 0)
    if paper.marking:
        _runs(made.add_paragraph(), (Run(paper.marking, "strong"),), notes, 9)
    for part in paper.parts:
        if isinstance(part, Heading):
            made.add_heading(legal(part.text), min(3, part.level))
        elif isinstance(part, Paragraph):
            _runs(made.add_paragraph(), part.runs, notes, 9 if part.kind == "small" else None)
        else:
            if part.caption:
                _runs(made.add_paragraph(), (Run(part.caption, "strong"),), notes)
            table = made.add_table(1, len(part.columns))
            table.style = "Table Grid"
            for cell, name in zip(table.rows[0].cells, part.columns, strict=True):
                _runs(cell.paragraphs[0], (Run(name, "strong"),), notes, 9.5)
            # The header row again on every page (w:tblHeader).
            table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f'<w:tblHeader xmlns:w="{_W}"/>'))
            for row in part.rows:
                for cell, runs in zip(table.add_row().cells, row, strict=True):
                    _runs(cell.paragraphs[0], runs, notes, 9.5)
            made.add_paragraph()
    if notes.texts:
        part_ = Part(PackURI("/word/footnotes.xml"), _TYPE, notes.part(), made.part.package)
        made.part.relate_to(part_, _RELATION)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _runs(paragraph: Any, runs: Sequence[Run], notes: _Notes, size: float | None = None) -> None:
    from docx.shared import Pt, RGBColor

    for run in runs:
        made = paragraph.add_run(legal(run.text))  # a line feed becomes a break
        made.bold = run.style in ("strong", "warning") or None
        made.underline = run.style == "changed" or None
        if run.style == "warning":
            made.font.color.rgb = RGBColor(0xB0, 0x20, 0x20)
        if size is not None:
            made.font.size = Pt(size)
        if run.note:
            notes.refer(paragraph, run.note)
