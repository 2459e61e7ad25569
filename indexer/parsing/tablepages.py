"""Where a table that flows with the text stands, row by row, when it runs over pages.

Three witnesses: the places of lines inside a cell that is cut by a page break fall back, as those of the body do;
heights of rows, from what stands in their cells; and the place of the line after the table, which is exact. Rows
are laid out from the first two, in the ways in which Hancom may have done it (a row that does not fit is moved to
the next page, or cut where the table allows it); the way that ends where the next line begins is taken. What is
left between the two is how far each row may really be lower: a row that would then stand overleaf is not certain.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import msgspec

from indexer.parsing.tables import MAX_COLUMNS

NEAR = 1500  # HWPUNIT, some 5 mm: spacing around a table that its own sizes do not tell
UNSURE = 6000  # HWPUNIT, some 2 cm: heights that leave more than this unexplained do not tell the pages of rows
TIGHT = 150  # HWPUNIT, half a millimetre: an end that is told this well needs no other way tried
GIVES = (0, 283, -283)  # HWPUNIT, 1 mm: by how much what fits on a page differs, we do not know by what rule
SLIGHT = 800  # HWPUNIT, the least that a line takes
LARGE = 3_500  # HWPUNIT, about the most that a heading takes
ABSURD = 1 << 22  # HWPUNIT, 15 m: a height that some writers state for a row they never laid out
NESTED = 8  # tables in tables that are looked into


class Line(msgspec.Struct, frozen=True, gc=False):
    """One line, or a part of one: units of text before it; top, height, space below, left edge, width, in HWPUNIT.

    A line of no width holds nothing but what hangs on it. A Struct because a document has tens of thousands.
    """

    unit: int
    top: int
    height: int
    gap: int = 0
    left: int = 0
    width: int = 0

    @property
    def bottom(self) -> int:
        """Where the next line may begin."""
        return self.top + self.height + self.gap


class After(NamedTuple):
    """Where the next line stands. direct: it is the next paragraph's; else one without lines comes before it."""

    top: int
    direct: bool = True


class Paragraph(NamedTuple):
    """A paragraph in a cell. `key` is what its page is asked by."""

    key: Hashable
    lines: Sequence[Line]
    floats: Sequence[Float] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its rows, the height the file states (a minimum), inner margins, what stands in it.

    pieces: heights of what stands in it, one a page: cut where a line's place falls back.
    """

    row: int
    span: int
    height: int
    above: int
    below: int
    paragraphs: Sequence[Paragraph]
    pieces: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        pieces = [0]
        last = -1
        for paragraph in self.paragraphs:
            for line in paragraph.lines:
                if line.top < last:
                    pieces.append(0)
                last = line.top
                pieces[-1] = max(pieces[-1], line.top + line.height)
            for table in paragraph.floats:
                pieces[-1] = max(pieces[-1], last + table.offset + table.height)
        object.__setattr__(self, "pieces", tuple(pieces))

    @property
    def falls(self) -> int:
        """How many page breaks run through the cell."""
        return len(self.pieces) - 1

    @property
    def needs(self) -> int:
        """Its height, where no page break runs through it."""
        stated = self.height if self.height < ABSURD else 0
        return max(stated, self.above + self.pieces[0] + self.below)


@dataclass(frozen=True, slots=True)
class Float:
    """A table that pushes the text after it down. Sizes in HWPUNIT.

    unit: place in its paragraph; offset: of its top below its line (above it, where negative); height: as the file
    states it, `below` included (stale where cells have grown, and of the first part alone where it was split);
    splits: it may run over a page; cuts: its cells may be cut by it; repeats: its first row stands on every page;
    above, below: what each part needs beside its rows: outer margins, a caption under it; cells: made when they
    are needed.
    """

    unit: int
    rows: int
    offset: int
    height: int
    splits: bool
    cells: Callable[[], Sequence[Cell]]
    cuts: bool = True
    repeats: bool = False
    above: int = 0
    below: int = 0


class At(NamedTuple):
    """Pages after the one on which the table begins, and whether that is certain."""

    turns: int
    sure: bool


class Resolved(NamedTuple):
    """A table's rows and inner paragraphs; turns: pages on which it ran over; end: where it ended on the last."""

    rows: tuple[At, ...]
    inside: dict[Hashable, At]
    turns: int
    end: int
    sure: bool


def resolve(table: Float, origin: int, top: int, body: int, after: After | None) -> Resolved:
    """Place a table that begins `table.offset` below `top`.

    Places count from `origin` on this page and from 0 on every later one; body: height of a page; after: the next
    line, None where it cannot tell.
    """
    following, direct = after or (None, True)
    start = max(0, top + table.offset)
    bottom = start + (table.height if table.height < ABSURD else 0)
    fits = origin + bottom <= body + body // 100
    here = (At(0, True),) * table.rows
    if not table.splits or (fits and following is not None and following >= bottom - NEAR):
        return Resolved(here, {}, 0, bottom, True)
    if fits and direct and following is not None and following < NEAR and origin + bottom > body - NEAR:
        return Resolved(here, {}, 1, following, True)  # it fills the page
    before = following is not None and top <= following <= start - SLIGHT  # lines that stand above a table set lower
    if before and fits:
        return Resolved(here, {}, 0, bottom, True)
    if before:
        following = None
    cells = _Cells(table.cells(), table.rows)
    best: Resolved | None = None
    least = 0
    for give, way in _ways(table):
        lay = _Lay(body + give, way, table.repeats, table.above, table.below)
        lay.table(cells, 0, origin + start, NESTED)
        turns, slack, end = lay.turns, 0, lay.y + table.below
        known = following is not None or not turns
        missed = 0
        if following is not None:
            # What stands after the table is on the first page on which it would not stand in the table.
            bottom, turns = lay.turns * body + end, 0
            if following + origin < bottom - NEAR:
                turns = max(1, -((following - bottom + NEAR) // body))
            slack = turns * body + following + (0 if turns else origin) - bottom
            if direct:
                missed, end = abs(slack), following + (0 if turns else origin)
            elif turns > lay.turns:  # what stands between the two turned the page: it did not fit
                missed, turns, slack = max(0, body - end - LARGE), lay.turns, 0
            else:
                missed = max(0, SLIGHT - slack, slack - LARGE)
        if best is None or missed < least:
            least = missed
            best = Resolved(
                tuple(lay.at(number, slack, known) for number in range(table.rows)),
                {key: lay.sure(place, slack, known) for key, place in lay.inside.items()},
                turns,
                end - (0 if turns else origin),
                known and slack < UNSURE,
            )
        if missed <= TIGHT or (not lay.turns and not turns):
            break
    assert best is not None
    return best._replace(turns=0, end=top) if before else best  # what is overleaf, the lines to come tell


Way = Literal["whole", "cut", "stretched"]
WAYS: tuple[Way, ...] = ("whole", "cut", "stretched")


def _ways(table: Float) -> Iterator[tuple[int, Way]]:
    """The ways in which Hancom may have laid a table out, the likely ones first."""
    for give in GIVES:
        for way in WAYS if table.cuts else WAYS[:1]:
            yield give, way


@dataclass(slots=True)
class _Lay:
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

    def table(self, cells: _Cells, turns: int, y: int, depth: int) -> None:
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
                        lay = _Lay(self.body, self.way, False)
                        top = origin + paragraph.lines[-1].top + table.offset
                        lay.table(_Cells(table.cells(), table.rows), turns, top, depth - 1)
                        over = following is not None and following < last
                        for key, (at, y) in lay.inside.items():
                            self.inside[key] = (min(at, turns + 1) if over or following is None else turns, y)


class _Cells:
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
