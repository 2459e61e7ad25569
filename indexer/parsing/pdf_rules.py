"""Ruling lines of a PDF page → grids of cells, merged cells and open sides included.

Lines that touch make one table. Its columns are where vertical rules stand, its rows where horizontal ones do;
two places with no rule between them are one cell. Korean tables often have no rule at their left and right sides:
there the ends of the horizontal rules are the sides. MuPDF's `find_tables` takes ten times longer and leaves the
open columns out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from indexer.model import Box
from indexer.parsing.pdf_lines import Line, union
from indexer.parsing.pdf_strokes import Cuts, Rule, rules_of

_SNAP = 3.0  # points; rules nearer than that are one (double rules)
_TOUCH = 3.0
_COVERED = 0.6  # share of a cell's side that must be ruled
_MOST_RULES = 12_000  # beyond, it is a drawing or a plan
_MOST_PLACES = 60_000


@dataclass(slots=True)
class Grid:
    """One ruled table: its box, its cells as (row, column, box), the lines of text in each cell by its number."""

    box: Box
    xs: list[float]
    ys: list[float]
    places: list[list[int]]  # [row][column] → number of the cell
    cells: list[tuple[int, int, Box]]
    lines: dict[int, list[Line]] = field(default_factory=dict)
    cuts: int = 0  # words that its rules run through

    def cell_at(self, x: float, y: float) -> int | None:
        """The number of the cell at a point, None outside of the table."""
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        row = min(bisect_right(self.ys, y) - 1, len(self.ys) - 2)
        column = min(bisect_right(self.xs, x) - 1, len(self.xs) - 2)
        return self.places[row][column]

    @property
    def area(self) -> float:
        return (self.box[2] - self.box[0]) * (self.box[3] - self.box[1])


def find_grids(vectors: Sequence[dict[str, Any]], cuts: Cuts) -> tuple[list[Grid], list[Rule], bool]:
    """The ruled tables and boxes of a page; horizontal rules of none; whether it was too dense to look."""
    flat, tall = rules_of(vectors, cuts)
    if len(flat) + len(tall) > _MOST_RULES:
        return [], [], True
    flat, tall = _joined(flat), _joined(tall)
    grids, loose = [], []
    for group_flat, group_tall in _touching(flat, tall):
        grid = _grid(group_flat, group_tall)
        if grid is not None:
            grids.append(grid)
        elif not group_tall:
            loose += group_flat
    return grids, loose, False


def _joined(rules: list[Rule]) -> list[Rule]:
    """Rules on one line that meet or nearly meet (dashes, one piece a cell) as one; doubles as one."""
    out: list[Rule] = []
    levels = _levels([r.at for r in rules])
    by_level: dict[int, list[Rule]] = {}
    for rule in rules:
        by_level.setdefault(_nearest(levels, rule.at), []).append(rule)
    for level, members in by_level.items():
        members.sort(key=lambda r: r.start)
        start, end = members[0].start, members[0].end
        for rule in members[1:]:
            if rule.start <= end + _TOUCH:
                end = max(end, rule.end)
            else:
                out.append(Rule(levels[level], start, end))
                start, end = rule.start, rule.end
        out.append(Rule(levels[level], start, end))
    return out


def _levels(values: list[float]) -> list[float]:
    """Sorted values with near ones put together."""
    levels: list[list[float]] = []
    for value in sorted(values):
        if levels and value - levels[-1][-1] < _SNAP and value - levels[-1][0] < 1.5 * _SNAP:
            levels[-1].append(value)
        else:
            levels.append([value])
    return [sum(level) / len(level) for level in levels]


def _nearest(levels: list[float], value: float) -> int:
    after = bisect_left(levels, value)
    if after == len(levels) or (after and value - levels[after - 1] <= levels[after] - value):
        return after - 1
    return after


def _touching(flat: list[Rule], tall: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules grouped by what they touch."""
    tall = sorted(tall, key=lambda r: r.at)
    at = [r.at for r in tall]
    parent = list(range(len(flat) + len(tall)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for i, rule in enumerate(flat):
        for j in range(bisect_left(at, rule.start - _TOUCH), bisect_right(at, rule.end + _TOUCH)):
            if tall[j].start - _TOUCH <= rule.at <= tall[j].end + _TOUCH:
                parent[root(len(flat) + j)] = root(i)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate(flat):
        groups.setdefault(root(i), ([], []))[0].append(rule)
    for j, rule in enumerate(tall):
        groups.setdefault(root(len(flat) + j), ([], []))[1].append(rule)
    return list(groups.values())


def _grid(flat: list[Rule], tall: list[Rule]) -> Grid | None:
    if len(flat) < 2 or not tall:
        return None
    xs, ys = _levels([r.at for r in tall]), _levels([r.at for r in flat])
    xs = _with_open_sides(xs, flat)
    ys = _with_open_sides(ys, tall)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns > _MOST_PLACES:
        return None
    across = _coverage(flat, ys, xs)  # [y][column]: a rule along the top of row y
    down = _coverage(tall, xs, ys)  # [x][row]
    parent = list(range(rows * columns))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for r in range(rows):
        for c in range(columns):
            here = r * columns + c
            if c + 1 < columns and not down[c + 1][r]:
                parent[root(here + 1)] = root(here)
            if r + 1 < rows and not across[r + 1][c]:
                parent[root(here + columns)] = root(here)
    numbers: dict[int, int] = {}
    members: list[list[tuple[int, int]]] = []
    places = [[0] * columns for _ in range(rows)]
    for r in range(rows):
        for c in range(columns):
            number = numbers.setdefault(root(r * columns + c), len(members))
            if number == len(members):
                members.append([])
            members[number].append((r, c))
            places[r][c] = number
    # members are listed row by row, so the first is the cell's first place
    cells = [(*group[0], union((xs[c], ys[r], xs[c + 1], ys[r + 1]) for r, c in group)) for group in members]
    return Grid((xs[0], ys[0], xs[-1], ys[-1]), xs, ys, places, cells)


def _with_open_sides(levels: list[float], crossing: list[Rule]) -> list[float]:
    """Add a side where two rules or more reach beyond the outermost one and end together."""
    first, last = min(r.start for r in crossing), max(r.end for r in crossing)
    if first < levels[0] - 2 * _SNAP and sum(r.start < first + _SNAP for r in crossing) >= 2:
        levels = [first, *levels]
    if last > levels[-1] + 2 * _SNAP and sum(r.end > last - _SNAP for r in crossing) >= 2:
        levels = [*levels, last]
    return levels


def _coverage(rules: list[Rule], levels: list[float], steps: list[float]) -> list[list[bool]]:
    """For each level and each step along it: whether rules cover most of that step."""
    covered = [[0.0] * (len(steps) - 1) for _ in levels]
    for rule in rules:
        row = covered[_nearest(levels, rule.at)]
        first = max(bisect_right(steps, rule.start) - 1, 0)
        for n in range(first, len(row)):
            if steps[n] >= rule.end:
                break
            row[n] += min(rule.end, steps[n + 1]) - max(rule.start, steps[n])
    return [[length >= _COVERED * (steps[n + 1] - steps[n]) for n, length in enumerate(row)] for row in covered]
