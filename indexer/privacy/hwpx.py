"""A title, some lines and a table as an HWPX document (OWPML, KS X 6101), by python-hwpx."""

from __future__ import annotations

from collections.abc import Sequence


def document(title: str, lines: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The document's bytes. rows: of one length, the first is the header."""
    from hwpx import HwpxDocument

    made = HwpxDocument.new()
    made.parts.set_document_metadata(title=title, creator="문서나루")
    head = made.styles.ensure_run(bold=True, size=16)
    small = made.styles.ensure_run(size=9)
    strong = made.styles.ensure_run(bold=True, size=9)
    first = made.paragraphs[0]  # it carries the section's definition
    first.add_run(title)
    for run in first.runs:
        run.char_pr_id_ref = head
    for line in lines:
        made.add_paragraph(line, char_pr_id_ref=small, inherit_style=False)
    table = made.add_table(len(rows), len(rows[0]))
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            cell = table.cell(y, x)
            cell.set_text(text)
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.char_pr_id_ref = strong if y == 0 else small
            if y == 0:
                table.set_cell_shading(y, x, "#E7EDF5")
    data: bytes = made.to_bytes()
    return data
