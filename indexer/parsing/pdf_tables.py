"""Which characters stand in which cell of a page's grids; cells → rows; tables that go on over pages → one.

Text is placed a character at a time where a line crosses cells, so that what is in no cell stays in the flow and
nothing is lost or said twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from indexer.model import Block, Box, Location
from indexer.parsing.pdf_lines import Line, union
from indexer.parsing.pdf_rows import in_rows
from indexer.parsing.pdf_rules import Grid
from indexer.parsing.pdf_text import Spacing, joined, paragraphs
from indexer.parsing.pdf_unruled import part_rows

_INSET = 1.5  # points between a cell's rule and its text, at least
_MOST_CELLS = 6000
_CUT_SHARE = 0.25  # of the lines in a grid may be words that its rules cut
_REPEATED = 6  # header rows that a table may repeat on its next page

_Where = tuple[Grid, int] | None  # a grid and the number of a cell in it; None: the flow


@dataclass(slots=True)
class Placed:
    """A page's tables (cells filled), its boxes (one cell of text each), and its lines outside."""

    tables: list[Grid]
    boxes: list[tuple[Box, list[Line], list[Grid]]]
    outside: list[Line]


def place(lines: Sequence[dict[str, Any]], grids: list[Grid], characters: Callable[[], list[dict[str, Any]]],
          made: Callable[[list[dict[str, Any]], dict[str, Any]], Line | None],
          cleaned: Callable[[list[Line]], list[Line]]) -> Placed:  # fmt: skip
    """Put MuPDF's lines into the cells of `grids`.

    characters: gives the same lines with single characters ("rawdict"); made: spans and their line → Line.
    """
    inner_first = sorted(grids, key=lambda g: g.area)
    outside = _spread(lines, inner_first, characters, made)
    through = [g for g in inner_first if g.cuts > _CUT_SHARE * sum(map(len, g.lines.values()))]
    if through:
        # Its rules run through words: a drawing, the outline of letters. Its text belongs to the lines around.
        inner_first = [g for g in inner_first if not any(g is t for t in through)]
        for grid in inner_first:
            grid.lines, grid.cuts = {}, 0
        outside = _spread(lines, inner_first, characters, made)
    for grid in inner_first:
        grid.lines = {n: cleaned(found) for n, found in grid.lines.items()}
        part_rows(grid)
    return _sorted_out(inner_first, cleaned(outside))


def _spread(lines: Sequence[dict[str, Any]], grids: list[Grid], characters: Callable[[], list[dict[str, Any]]],
            made: Callable[[list[dict[str, Any]], dict[str, Any]], Line | None]) -> list[Line]:  # fmt: skip
    """Fill the grids' cells; the lines outside. Counts for each grid the words that its rules cut."""
    outside: list[Line] = []
    raw: list[dict[str, Any]] | None = None
    for number, line in enumerate(lines):
        where, whole = _whole(line["bbox"], grids)
        if whole:
            runs: list[tuple[_Where, list[dict[str, Any]]]] = [(where, line["spans"])]
        else:
            raw = characters() if raw is None else raw
            runs = _split(raw[number]["spans"], grids)
            for (spot, before), (other, after) in pairwise(runs):
                if _runs_on(before[-1], after[0]):
                    for grid in {id(s[0]): s[0] for s in (spot, other) if s is not None}.values():
                        grid.cuts += 1
        for spot, spans in runs:
            text = made(spans, line)
            if text is None:
                continue
            if spot is None:
                outside.append(text)
            else:
                spot[0].lines.setdefault(spot[1], []).append(text)
    return outside


def _runs_on(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether one word goes on from one span of single characters to another."""
    a, b = before["chars"][-1], after["chars"][0]
    near = b["bbox"][0] - a["bbox"][2] < 0.2 * before["size"]
    return bool(near and not a["c"].isspace() and not b["c"].isspace())


def _whole(box: tuple[float, ...], grids: list[Grid]) -> tuple[_Where, bool]:
    """Where a line stands if it stands in one place as a whole."""
    y = (box[1] + box[3]) / 2
    for grid in grids:
        gx0, gy0, gx1, gy1 = grid.box
        if box[2] < gx0 or box[0] > gx1 or y < gy0 or y > gy1:
            continue
        if box[0] < gx0 - 1 or box[2] > gx1 + 1:
            return None, False
        first, last = grid.cell_at(max(box[0], gx0), y), grid.cell_at(min(box[2], gx1), y)
        inner = all(grid.cell_at(x, y) == first for x in grid.xs if box[0] < x < box[2])
        return ((grid, first), True) if first is not None and first == last and inner else (None, False)
    return None, True


def _split(spans: list[dict[str, Any]], grids: list[Grid]) -> list[tuple[_Where, list[dict[str, Any]]]]:
    """Runs of spans that stand in one cell, or in none. Spaces stay with what comes before them."""
    runs: list[tuple[_Where, list[dict[str, Any]]]] = []
    for span in spans:
        for char in span["chars"]:
            where = runs[-1][0] if runs and char["c"].isspace() else _at(char["bbox"], grids)
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


def _at(box: tuple[float, ...], grids: list[Grid]) -> _Where:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for grid in grids:
        cell = grid.cell_at(x, y)
        if cell is not None:
            return grid, cell
    return None


def _sorted_out(inner_first: list[Grid], outside: list[Line]) -> Placed:
    """Tables and boxes apart; a table inside a table's cell becomes rows of that cell's text."""
    placed = Placed([], [], outside)
    held: dict[int, list[tuple[Grid, int]]] = {}  # tables inside, with their cell, by id of the grid around
    for n, grid in enumerate(inner_first):
        inside = held.pop(id(grid), [])
        filled = [c for c, lines in grid.lines.items() if lines]
        if not filled and not inside:
            continue
        parent = _around(grid, inner_first[n + 1 :])
        if len({*filled, *(cell for _, cell in inside)}) < 2:
            lines = [x for c in filled for x in grid.lines[c]]
            if parent is None:
                placed.boxes.append((grid.box, lines, [table for table, _ in inside]))
            else:
                parent[0].lines.setdefault(parent[1], []).extend(lines)
                held.setdefault(id(parent[0]), []).extend((table, parent[1]) for table, _ in inside)
            continue
        for table, cell in inside:
            _fold(table, (grid, cell))
        if parent is None:
            placed.tables.append(grid)
        else:
            held.setdefault(id(parent[0]), []).append((grid, parent[1]))
    return placed


def _around(grid: Grid, larger: Sequence[Grid]) -> tuple[Grid, int] | None:
    """The smallest grid that has this one inside of one of its cells."""
    x, y = (grid.box[0] + grid.box[2]) / 2, (grid.box[1] + grid.box[3]) / 2
    for other in larger:
        if _within(grid.box, other) and (cell := other.cell_at(x, y)) is not None:
            return other, cell
    return None


def _within(box: Box, grid: Grid) -> bool:
    x0, y0, x1, y1 = grid.box
    return x0 - 3 <= box[0] and y0 - 3 <= box[1] and box[2] <= x1 + 3 and box[3] <= y1 + 3


def _fold(inner: Grid, parent: tuple[Grid, int]) -> None:
    """The rows of a nested table as lines of the cell around it."""
    spacing = Spacing(kept=True)
    rows = rows_of(inner, spacing)
    for row, box in zip(rows, row_boxes(inner), strict=True):
        text = "\t".join(c.replace("\n", " ") for c in row if c)
        if text:
            line = next(x for found in inner.lines.values() for x in found)
            parent[0].lines.setdefault(parent[1], []).append(replace(line, text=text, box=box, fixed=True))


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
