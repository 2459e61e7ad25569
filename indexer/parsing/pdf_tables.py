"""Ruled tables of a PDF page: which characters stand in which cell.

MuPDF's `find_tables` tells where cells are; the text is placed by us, a character at a time, so that what is in
no cell stays in the flow and nothing is lost or said twice.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import pymupdf

from indexer.model import Box
from indexer.parsing.pdf_lines import Line, from_spans, union

_FEWEST_PATHS = 4  # a ruled table has that many lines at least
_MOST_PATHS = 3000  # beyond, it is a map or a plan, on which find_tables takes seconds
_MOST_CELLS = 3000


@dataclass(slots=True)
class TableBudget:
    """Seconds that the tables of one document may take; then the rest is read as lines."""

    left: float = 12.0
    spent: bool = False


@dataclass(slots=True)
class Grid:
    """One table: its box and its cells as (row, column, box), lines of text gathered per cell."""

    box: Box
    cells: list[tuple[int, int, Box]]
    lines: dict[int, list[Line]] = field(default_factory=dict)

    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Text by row and column; a merged cell's text stands at its first place."""
        if not self.cells:
            return ()
        height = max(r for r, _, _ in self.cells) + 1
        width = max(c for _, c, _ in self.cells) + 1
        grid = [[""] * width for _ in range(height)]
        for number, lines in self.lines.items():
            row, column, _ = self.cells[number]
            grid[row][column] = "\n".join(x.text.strip() for x in lines)
        return tuple(tuple(r) for r in grid)

    def row_boxes(self) -> list[Box | None]:
        """The box of each row's cells."""
        height = max(r for r, _, _ in self.cells) + 1
        out: list[Box | None] = []
        for row in range(height):
            boxes = [b for r, _, b in self.cells if r == row]
            out.append(union(boxes) if boxes else None)
        return out


_Where = tuple[Grid, int] | None  # a grid and the number of a cell in it; None: the flow


def find_grids(page: Any, budget: TableBudget) -> list[Grid]:
    """The ruled tables of a page, two cells or more; [] where looking would cost too much or finds none."""
    paths = sum(1 for kind, *_ in page.get_bboxlog() if kind.endswith("path"))
    if not paths >= _FEWEST_PATHS:
        return []
    if paths > _MOST_PATHS or budget.left <= 0:
        budget.spent = True
        return []
    begun = time.monotonic()
    try:
        found = page.find_tables(strategy="lines_strict").tables
        grids = [grid for table in found if (grid := _grid(table)) is not None]
    except Exception:
        # find_tables is heuristics over hostile geometry and raises whatever it stumbles on; lines are kept.
        grids = []
    finally:
        budget.left -= time.monotonic() - begun
    return _without_nested(grids)


def _grid(table: Any) -> Grid | None:
    cells = [
        (r, c, tuple(float(v) for v in box))
        for r, row in enumerate(table.rows)
        for c, box in enumerate(row.cells)
        if box is not None
    ]
    if len(cells) < 2 or len(cells) > _MOST_CELLS:
        return None
    return Grid(tuple(float(v) for v in table.bbox), cells)  # type: ignore[arg-type]


def _without_nested(grids: list[Grid]) -> list[Grid]:
    """A table inside a cell of another is part of that cell."""
    kept: list[Grid] = []
    for grid in sorted(grids, key=lambda g: (g.box[0] - g.box[2]) * (g.box[3] - g.box[1])):
        x, y = (grid.box[0] + grid.box[2]) / 2, (grid.box[1] + grid.box[3]) / 2
        if not any(g.box[0] <= x <= g.box[2] and g.box[1] <= y <= g.box[3] for g in kept):
            kept.append(grid)
    return kept


def place(page: Any, grids: list[Grid], flags: int) -> list[Line]:
    """Put the page's characters into the cells of `grids`; the lines outside all cells are returned."""
    outside: list[Line] = []
    for block in page.get_text("rawdict", flags=flags)["blocks"]:
        for line in block.get("lines", ()):
            upright = abs(line["dir"][0] - 1) < 0.01
            for where, spans in _split(line["spans"], grids):
                made = from_spans(spans, upright)
                if made is None:
                    continue
                if where is None:
                    outside.append(made)
                else:
                    grid, cell = where
                    grid.lines.setdefault(cell, []).append(made)
    return outside


def _split(
    spans: list[dict[str, Any]], grids: list[Grid]
) -> list[tuple[tuple[Grid, int] | None, list[dict[str, Any]]]]:
    """Runs of spans that stand in one cell, or in none. Spaces stay with what comes before them."""
    runs: list[tuple[_Where, list[dict[str, Any]]]] = []
    for span in spans:
        for char in span["chars"]:
            if runs and char["c"].isspace():
                where = runs[-1][0]
            else:
                where = _cell_at(char["bbox"], grids)
            if not runs or not _same(runs[-1][0], where):
                runs.append((where, []))
            pieces = runs[-1][1]
            if not pieces or pieces[-1]["of"] is not span:
                pieces.append({**span, "of": span, "chars": [], "bbox": char["bbox"]})
            pieces[-1]["chars"].append(char)
            pieces[-1]["bbox"] = union([tuple(pieces[-1]["bbox"]), tuple(char["bbox"])])
    return runs


def _same(a: _Where, b: _Where) -> bool:
    return a is b or (a is not None and b is not None and a[0] is b[0] and a[1] == b[1])


def _cell_at(box: tuple[float, ...], grids: list[Grid]) -> _Where:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for grid in grids:
        if grid.box[0] <= x <= grid.box[2] and grid.box[1] <= y <= grid.box[3]:
            for number, (_, _, (x0, y0, x1, y1)) in enumerate(grid.cells):
                if x0 <= x <= x1 and y0 <= y <= y1:
                    return grid, number
    return None


def quiet() -> None:
    """Keep MuPDF's notes off the terminal."""
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    pymupdf.no_recommend_layout()
