"""A paper as HWPX (OWPML, KS X 6101) by python-hwpx: outline styles, tables, footnotes as hp:footNote."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from typing import Any

from indexer.exporting.docx import legal
from indexer.exporting.paper import Heading, Paper, Paragraph, Run, Table, keywords

_BODY, _SMALL, _CELL = 10.5, 9.0, 9.5
_WIDTH = 42520  # HWPUNIT: A4 less the margins of the blank document


_MARGINS = 1020  # of a cell, left and right
_LOOKS: dict[str, dict[str, Any]] = {
    "strong": {"bold": True},
    "changed": {"underline": True},
    "warning": {"bold": True, "color": "#B02020"},
}


class _Writer:
    """One document in the making; the looks of runs are registered once each."""

    def __init__(self, made: Any) -> None:
        self.made = made
        self._looks: dict[tuple[str, float], str] = {}

    def _look(self, style: str, size: float) -> str:
        if (style, size) not in self._looks:
            more = _LOOKS.get(style, {})
            self._looks[style, size] = self.made.styles.ensure_run(size=size, **more)
        return self._looks[style, size]

    def fill(self, paragraph: Any, runs: Sequence[Run], size: float) -> None:
        """Put runs and their notes into a paragraph."""
        for run in runs:
            text = legal(run.text)
            if text:
                paragraph.add_run(text, char_pr_id_ref=self._look(run.style, size))
            if run.note:
                paragraph.add_footnote(legal(" ".join(run.note.split())))

    def paragraph(self, runs: Sequence[Run], size: float = _BODY) -> None:
        for line in _lines(runs):
            self.fill(self.made.add_paragraph(include_run=False, inherit_style=False), line, size)

    def table(self, item: Table) -> None:
        if item.caption:
            self.paragraph((Run(item.caption, "strong"),))
        rows = [tuple((Run(name, "strong"),) for name in item.columns), *item.rows]
        # Hancom grows a row to its text; other viewers take the height as it is written.
        heights = [max(_height(runs, len(item.columns)) for runs in row) for row in rows]
        table = self.made.add_table(len(rows), len(item.columns), width=_WIDTH, height=sum(heights))
        for y, row in enumerate(rows):
            for x, runs in enumerate(row):
                cell = table.cell(y, x)
                self._cell(cell, runs)
                cell.set_size(_WIDTH // len(item.columns), heights[y])
                if y == 0:
                    table.set_cell_shading(0, x, "#E7EDF5")

    def _cell(self, cell: Any, runs: Sequence[Run]) -> None:
        for number, line in enumerate(_lines(runs)):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph("")
            self.fill(paragraph, line, _CELL)


def _height(runs: Sequence[Run], columns: int) -> int:
    """What a cell's text needs, HWPUNIT: letters are as wide as they are high, Latin ones half of it."""
    letter = _CELL * 100
    room = (_WIDTH // columns - _MARGINS) / letter
    lines = 0
    for line in _lines(runs):
        text = "".join(run.text for run in line)
        wide = sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.55 for c in text)
        lines += max(1, math.ceil(wide / max(1.0, room)))
    return int(lines * letter * 1.6) + 282


def _lines(runs: Sequence[Run]) -> list[list[Run]]:
    """The runs, a list a line: a line feed is a paragraph of its own here."""
    out: list[list[Run]] = [[]]
    for run in runs:
        first, *more = run.text.split("\n")
        pieces = [first, *more]
        for number, piece in enumerate(pieces):
            if number:
                out.append([])
            note = run.note if number == len(pieces) - 1 else ""
            if piece or note:
                out[-1].append(Run(piece, run.style, note))
    return out


def write(paper: Paper) -> bytes:
    """The paper's bytes."""
    from hwpx import HwpxDocument

    made = HwpxDocument.new()
    made.parts.set_document_metadata(
        title=legal(paper.title),
        creator="문서나루",
        subject=paper.marking,
        keyword=keywords(paper),
        created_date=paper.at.isoformat(timespec="seconds"),
    )
    writer = _Writer(made)
    first = made.paragraphs[0]  # it carries the section's definition
    first.add_run(legal(paper.title), char_pr_id_ref=made.styles.ensure_run(bold=True, size=16))
    if paper.marking:
        writer.paragraph((Run(paper.marking, "strong"),), _SMALL)
    for part in paper.parts:
        if isinstance(part, Heading):
            look = made.styles.ensure_run(bold=True, size=13 if part.level == 1 else 11)
            made.add_heading(legal(part.text), min(part.level, 9), char_pr_id_ref=look)
        elif isinstance(part, Paragraph):
            writer.paragraph(part.runs, _SMALL if part.kind == "small" else _BODY)
        else:
            writer.table(part)
    data: bytes = made.to_bytes()
    return data
