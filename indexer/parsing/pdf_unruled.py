"""What of a table no rule shows: rows of figures inside one ruled row, and columns that are only aligned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from indexer.model import Box
from indexer.parsing.pdf_lines import Line, union
from indexer.parsing.pdf_rows import in_rows
from indexer.parsing.pdf_rules import Grid

# Amounts, shares, changes, "없음" marks: what never runs over two lines.
_FIGURE = re.compile(
    r"[\s△▲▽▼+\-–−±]*\(?[△▲▽▼+\-–−±]?\s*[\d,.]+\s*\)?[%％원명건개호천백만억조p]*\s*|[\s\-–−·*]+|N/?A"
)
_FIGURE_COLUMNS = 2
_FEWEST_ROWS = 3
_FEWEST_COLUMNS = 3  # two are as often a text with tabs: a list of names and numbers, a form
_LEADER = re.compile(r"[.·․…‥]{4,}|(?:\s[.·]){4,}")


def part_rows(grid: Grid) -> None:
    """Part each ruled row whose columns of figures have the same several lines; labels go with their height."""
    row = 0
    while row < len(grid.ys) - 1:
        levels = _levels(grid, row)
        if len(levels) > 1:
            _part(grid, row, levels)
        row += max(len(levels), 1)


def _inside(grid: Grid, row: int) -> list[int]:
    """Cells with text that stand in this row alone."""
    top, bottom = grid.ys[row], grid.ys[row + 1]
    return [n for n in dict.fromkeys(grid.places[row]) if grid.lines.get(n) and _only(grid.cells[n][2], top, bottom)]


def _only(box: Box, top: float, bottom: float) -> bool:
    return abs(box[1] - top) < 0.1 and abs(box[3] - bottom) < 0.1


def _levels(grid: Grid, row: int) -> list[float]:
    """The heights of the lines of figures in a ruled row, where two columns or more agree on them."""
    columns = []
    for number in _inside(grid, row):
        if len(grid.lines[number]) < 2:
            continue
        lines = in_rows(grid.lines[number])
        if (
            len(lines) > 1
            and all(_FIGURE.fullmatch(x.text) for x in lines)
            and any("0" <= c <= "9" for x in lines for c in x.text)
        ):
            columns.append(lines)
    if len(columns) < _FIGURE_COLUMNS:
        return []
    longest = max(columns, key=len)
    agreeing = [c for c in columns if all(any(_level(x, y) for y in longest) for x in c)]
    return [x.middle for x in longest] if len(agreeing) >= _FIGURE_COLUMNS and len(agreeing) == len(columns) else []


def _level(a: Line, b: Line) -> bool:
    return abs(a.middle - b.middle) < 0.4 * max(a.height, b.height)


def _part(grid: Grid, row: int, levels: Sequence[float]) -> None:
    inside = _inside(grid, row)
    empty = [n for n in dict.fromkeys(grid.places[row]) if not grid.lines.get(n)]
    bounds = [(a + b) / 2 for a, b in pairwise(levels)]
    more = len(bounds)
    grid.ys[row + 1 : row + 1] = bounds
    grid.places[row + 1 : row + 1] = [list(grid.places[row]) for _ in bounds]
    grid.cells = [(r + more if r > row else r, c, box) for r, c, box in grid.cells]
    for number in inside + [n for n in empty if _only(grid.cells[n][2], grid.ys[row], grid.ys[row + more + 1])]:
        _, column, box = grid.cells[number]
        lines = grid.lines.pop(number, [])
        for n in range(more + 1):
            part = (box[0], grid.ys[row + n], box[2], grid.ys[row + n + 1])
            if n == 0:
                grid.cells[number] = (row, column, part)
                new = number
            else:
                new = len(grid.cells)
                grid.cells.append((row + n, column, part))
                grid.places[row + n] = [new if p == number else p for p in grid.places[row + n]]
            here = [x for x in lines if sum(x.middle > b for b in bounds) == n]
            if here:
                grid.lines[new] = here


# ---- columns that are only aligned


def aligned(lines: Sequence[Line]) -> list[list[Line] | Grid]:
    """A run of lines cut into running text and tables whose columns show by alignment alone."""
    out: list[list[Line] | Grid] = []
    text: list[Line] = []
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and _is_row(lines[end]) and (end == at or _near(lines[end - 1], lines[end])):
            end += 1
        grid = _aligned_grid(lines[at:end]) if end - at >= _FEWEST_ROWS else None
        if grid is None:
            text += lines[at : max(end, at + 1)]
        else:
            out += [text] if text else []
            out.append(grid)
            text = []
        at = max(end, at + 1)
    return [*out, text] if text else out


def _is_row(line: Line) -> bool:
    return len(line.pieces) > 1 and not _LEADER.search(line.text)


def _near(above: Line, below: Line) -> bool:
    return 0 < below.middle - above.middle < 4 * max(above.height, below.height)


def _aligned_grid(rows: Sequence[Line]) -> Grid | None:
    """The rows as a table where their pieces stand in common columns; the first row may span some of them."""
    columns = _columns(rows)
    if len(rows) > _FEWEST_ROWS:
        without_head = _columns(rows[1:])
        columns = without_head if len(without_head) > len(columns) else columns
    if len(columns) < _FEWEST_COLUMNS or sum(len(r.pieces) for r in rows) < 0.6 * len(columns) * len(rows):
        return None
    places = [[_column(p, columns) for p in row.pieces] for row in rows]
    if any(len(set(row)) < len(row) for row in places):
        return None
    box = union(r.box for r in rows)
    xs = [box[0], *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), box[2]]
    ys = [box[1], *((a.box[3] + b.box[1]) / 2 for a, b in pairwise(rows)), box[3]]
    grid = Grid(box, xs, ys, [[r * len(columns) + c for c in range(len(columns))] for r in range(len(rows))], [])
    for r, (row, found) in enumerate(zip(rows, places, strict=True)):
        for c in range(len(columns)):
            grid.cells.append((r, c, (xs[c], ys[r], xs[c + 1], ys[r + 1])))
        for piece, c in zip(row.pieces, found, strict=True):
            grid.lines[r * len(columns) + c] = [piece]
    return grid


def _columns(rows: Sequence[Line]) -> list[tuple[float, float]]:
    """The strips of the page in which pieces of these rows stand, left to right."""
    strips: list[tuple[float, float]] = []
    for x0, x1 in sorted((p.box[0], p.box[2]) for row in rows for p in row.pieces):
        if strips and x0 < strips[-1][1]:
            strips[-1] = (strips[-1][0], max(strips[-1][1], x1))
        else:
            strips.append((x0, x1))
    return strips


def _column(piece: Line, columns: Sequence[tuple[float, float]]) -> int:
    """The first column that the piece reaches into."""
    return next((n for n, (_, end) in enumerate(columns) if piece.box[0] < end), len(columns) - 1)
