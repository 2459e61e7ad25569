"""Cells → rows of a table; tables that go on over pages → one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from indexer.model import Block, Box, Location
from indexer.parsing.pdf_rows import in_rows
from indexer.parsing.pdf_rules import Grid
from indexer.parsing.pdf_text import Spacing, joined, paragraphs

_INSET = 1.5  # points between a cell's rule and its text, at least
_MOST_CELLS = 6000
_REPEATED = 6  # header rows that a table may repeat on its next page


def cell_text(grid: Grid, number: int, spacing: Spacing) -> str:
    """A cell's paragraphs, one a line."""
    x0, _, x1, _ = grid.cells[number][2]
    found = paragraphs(in_rows(grid.lines[number]), x0 + _INSET, x1 - _INSET)
    return "\n".join(text for lines in found if (text := joined(lines, spacing)))


def rows_of(grid: Grid, spacing: Spacing) -> tuple[tuple[str, ...], ...]:
    """Text by row and column; a merged cell's text stands at its first place."""
    table = [[""] * (len(grid.xs) - 1) for _ in range(len(grid.ys) - 1)]
    for number in grid.lines:
        row, column, _ = grid.cells[number]
        table[row][column] = cell_text(grid, number, spacing)
    return tuple(tuple(r) for r in table)


def row_boxes(grid: Grid) -> list[Box]:
    """The box of each row."""
    return [(grid.box[0], top, grid.box[2], bottom) for top, bottom in pairwise(grid.ys)]


def table_block(grid: Grid, page: int, spacing: Spacing) -> Block:
    """The table as a block; rows and columns that hold no cell of their own are left out."""
    rows, boxes = rows_of(grid, spacing), row_boxes(grid)
    columns = sorted({c for n, (_, c, _) in enumerate(grid.cells)})
    kept = [n for n, row in enumerate(rows) if any(row) or any(r == n for r, _, _ in grid.cells)]
    shown = tuple(tuple(rows[n][c] for c in columns) for n in kept)
    places = tuple(Location(page, True, box=boxes[n]) for n in kept)
    return Block("table", text_of(shown), Location(page, True, box=grid.box), rows=shown, row_locations=places)


def text_of(rows: Sequence[Sequence[str]]) -> str:
    """All cells in reading order: apart by a tab, rows by a line end, empty ones left out."""
    return "\n".join("\t".join(c for c in row if c) for row in rows if any(row))


def continued(above: Block, below: Block) -> Block | None:
    """One table of a table and its continuation on the next page, or None where they are two.

    The widths must agree; header rows that the next page repeats are not said again.
    """
    if not above.rows or not below.rows or len(above.rows[0]) != len(below.rows[0]):
        return None
    a, b = above.location.box, below.location.box
    if a is None or b is None or abs(a[0] - b[0]) > 4 or abs(a[2] - b[2]) > 4:
        return None
    repeated = 0
    while (
        repeated < min(_REPEATED, len(above.rows), len(below.rows))
        and any(below.rows[repeated])
        and _flat(above.rows[repeated]) == _flat(below.rows[repeated])
    ):
        repeated += 1
    if repeated == len(below.rows):
        repeated = 0
    rows = above.rows + below.rows[repeated:]
    places = above.row_locations + below.row_locations[repeated:]
    return replace(above, text=text_of(rows), rows=rows, row_locations=places)


def _flat(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(re.sub(r"\s+", "", cell) for cell in row)


def too_many_cells(grid: Grid) -> bool:
    """Whether it is a plan or graph paper."""
    return len(grid.cells) > _MOST_CELLS
