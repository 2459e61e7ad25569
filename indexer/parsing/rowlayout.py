"""One flowing table laid out row by row, in one of the ways in which Hancom may have done it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from indexer.parsing.flowing import Cell
from indexer.parsing.tables import MAX_COLUMNS

NEAR = 1500  # HWPUNIT, some 5 mm: spacing around a table that its own sizes do not tell
UNSURE = 6000  # HWPUNIT, some 2 cm: heights that leave more than this unexplained do not tell the pages of rows
Way = Literal["whole", "cut", "stretched"]
WAYS: tuple[Way, ...] = ("whole", "cut", "stretched")


class At(NamedTuple):
    """Pages after the one on which the table begins, and whether that is certain."""

    turns: int
    sure: bool


@dataclass(slots=True)
class Layout:
    """Lays one table out. turns: pages turned so far; y: place on that page.

    way: what becomes of a row that does not fit: whole, it moves overleaf; cut, it stays if what stands in it fits,
    and ends there; stretched, what is left of its height goes on overleaf.
    """

    body: int
    way: Way
    repeat: bool
    above: int = 0
    below: int = 0
    turns: int = 0
    y: int = 0
    starts: dict[int, tuple[int, int]] = field(default_factory=dict)  # row → (turns, y)
    inside: dict[Hashable, tuple[int, int]] = field(default_factory=dict)

    def at(self, row: int, slack: int, known: bool) -> At:
        start = self.starts.get(row)
        return self.sure(start, slack, known) if start is not None else At(0, False)

    def sure(self, place: tuple[int, int], slack: int, known: bool) -> At:
        """`slack`: how much lower the place may really be."""
        turns, y = place
        if not known or slack >= UNSURE:  # nor do its rows stand as high as they seem to
            return At(turns, False)
        return At(turns, slack <= NEAR or y + slack < self.body)

    def table(self, cells: Cells, turns: int, y: int, depth: int) -> None:
        self.turns, self.y = turns, y
        heights = cells.heights
        head = self.above + (heights[0] if self.repeat and len(heights) > 1 else 0)
        limit = self.body - self.below
        for row in range(len(heights)):
            mine = cells.by_row.get(row, [])
            fallen = [c for c in mine if c.span <= 1 and c.falls]
            height = heights[row]
            if fallen:
                first = max(c.pieces[0] + c.above for c in fallen)
                if self.y + first > limit and self.y > head:
                    self._over(head)
                self.starts[row] = (self.turns, self.y)
                falls = max(c.falls for c in fallen)
                self._cells(mine, depth)
                self.turns += falls
                self.y = head + max(c.pieces[-1] + c.below for c in fallen if c.falls == falls)
                continue
            needed = height if self.way == "whole" else min(height, _needed(mine))
            if self.y + needed > limit and self.y > head:
                self._over(head)
            self.starts[row] = (self.turns, self.y)
            self._cells(mine, depth)
            self.y += height
            beyond = self.y - limit
            if beyond > 0:  # counted, not stepped: files state heights of cells that no page could hold
                room = max(1, limit - head)
                over = -(-beyond // room)
                if self.way == "cut" and over == 1:
                    self.y = limit
                else:
                    self.turns, self.y = self.turns + over, head + beyond - (over - 1) * room

    def _over(self, head: int) -> None:
        self.turns, self.y = self.turns + 1, head

    def _cells(self, cells: Sequence[Cell], depth: int) -> None:
        for cell in cells:
            turns, origin = self.turns, self.y + cell.above
            last = -1
            for number, paragraph in enumerate(cell.paragraphs):
                for index, line in enumerate(paragraph.lines):
                    if line.top < last:
                        turns, origin = turns + 1, 0
                    if index == 0:
                        self.inside[paragraph.key] = (turns, origin + line.top)
                    last = line.top
                if paragraph.floats and paragraph.lines and depth:
                    following = next((p.lines[0].top for p in cell.paragraphs[number + 1 :] if p.lines), None)
                    for table in paragraph.floats:
                        # Laid out for its paragraphs' sake: where it ends, the next line tells.
                        lay = Layout(self.body, self.way, False)
                        top = origin + paragraph.lines[-1].top + table.offset
                        lay.table(Cells(table.cells(), table.rows), turns, top, depth - 1)
                        over = following is not None and following < last
                        for key, (at, y) in lay.inside.items():
                            self.inside[key] = (min(at, turns + 1) if over or following is None else turns, y)


class Cells:
    """The cells of a table by the row in which they begin, and the height of each row: the same in every way."""

    def __init__(self, cells: Sequence[Cell], rows: int) -> None:
        self.heights = _heights(cells, rows)
        self.by_row: dict[int, list[Cell]] = {}
        for cell in cells:
            self.by_row.setdefault(cell.row, []).append(cell)


def _heights(cells: Sequence[Cell], rows: int) -> list[int]:
    """What each row needs: its tallest unmerged cell; what merged cells need beyond is added to their last row.

    Cells that do not overlap run through no more rows than all columns have; those beyond are passed over.
    """
    left = rows * MAX_COLUMNS
    heights = [0] * rows
    for cell in cells:
        if cell.span <= 1 and 0 <= cell.row < rows:
            heights[cell.row] = max(heights[cell.row], cell.needs)
    for cell in cells:
        if cell.span > 1 and 0 <= cell.row < rows and not cell.falls:
            last = min(rows, cell.row + cell.span)
            left -= last - cell.row
            if left < 0:
                break
            missing = cell.needs - sum(heights[cell.row : last])
            if missing > 0:
                heights[last - 1] += missing
    return heights


def _needed(cells: Sequence[Cell]) -> int:
    """What must fit on a page for a row to stand there: what stands in its cells."""
    return max((c.above + c.pieces[0] + c.below for c in cells if c.span <= 1), default=0)
