"""Rows of a table that no rule parts: several lines of figures in one ruled row are as many rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from indexer.model import Box
from indexer.parsing.pdf_lines import Line
from indexer.parsing.pdf_order import in_rows
from indexer.parsing.pdf_rules import Grid

# Amounts, shares, changes, "없음" marks: what never runs over two lines.
_FIGURE = re.compile(
    r"[\s△▲▽▼+\-–−±]*\(?[△▲▽▼+\-–−±]?\s*[\d,.]+\s*\)?[%％원명건개호천백만억조p]*\s*|[\s\-–−·*]+|N/?A"
)
_DIGIT = re.compile(r"\d")
_FIGURE_COLUMNS = 2


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
