"""Line segments of HWP and HWPX → page numbers, without laying anything out.

Hancom stores for each line its vertical place in the page body (`vertpos`, HWPUNIT: 1/7200 inch), not its page.
A place that falls back means that a new page, or a new column, has begun. This is exact while there is one column
and no table has run over a page; from there on it is an estimate, and says so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Line(NamedTuple):
    """One line: units of text before it, its top and its height with spacing, in HWPUNIT."""

    unit: int
    top: int
    height: int


class Breaks(NamedTuple):
    """What is asked for before a paragraph."""

    page: bool = False
    column: bool = False


class Spot(NamedTuple):
    """A page from 1, and whether it is certain."""

    page: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """The pages of one paragraph's lines."""

    units: tuple[int, ...]
    spots: tuple[Spot, ...]
    tops: tuple[int, ...]

    def index(self, unit: int) -> int:
        """The line that holds a unit of text."""
        return max(0, bisect_right(self.units, unit) - 1)

    def at(self, unit: int) -> Spot:
        """The page on which a unit of text stands."""
        return self.spots[self.index(unit)]

    @property
    def first(self) -> Spot:
        """Where the paragraph begins."""
        return self.spots[0]


@dataclass(slots=True)
class PageCounter:
    """Follows the top-level paragraphs of a document in order."""

    page: int = 0
    exact: bool = True
    columns: int = 1
    body: int = 0  # height of the page body; 0 where unknown
    laid_out: bool = False  # some paragraph had line segments; without any, no page is known
    _column: int = 0
    _zone_top: int = 0
    _last: int = -1
    _fresh: bool = True  # nothing stands on this page yet
    _expected: int | None = None  # where a table that ran over should have ended

    @property
    def pages(self) -> int | None:
        """How many pages there are so far; None where the file holds no layout."""
        return self.page if self.laid_out else None

    def section(self, body: int) -> None:
        """A section begins on a new page. `body`: height of its page body, 0 where unknown."""
        self._turn()
        self.columns, self.body = 1, body

    def set_columns(self, count: int) -> None:
        """Columns begin with the next paragraph, on the same page."""
        self.columns = max(1, count)
        self._column, self._zone_top = 0, max(0, self._last)
        if self._fresh:
            self._zone_top = 0

    def paragraph(self, lines: Sequence[Line], breaks: Breaks = Breaks()) -> Placed:  # noqa: B008
        """Place the next paragraph."""
        if not self.page:
            self._turn()
        if breaks.page and not self._fresh:
            self._turn()
        elif breaks.column and not self._fresh:
            self._next_column()
        if not lines:  # made by a program that lays nothing out
            self.exact = False
            self._fresh = False
            return Placed((0,), (self._spot(),), (max(0, self._last),))
        self.laid_out = True
        spots, tops = [], []
        for line in lines:
            if line.top < self._last:
                self._fall(line.top)
            elif self._expected is not None and self._last < 0 and line.top < self._expected // 2:
                self._turn()
            self._expected = None
            self._last = line.top
            self._fresh = False
            spots.append(self._spot())
            tops.append(line.top)
        return Placed(tuple(line.unit for line in lines), tuple(spots), tuple(tops))

    def table(self, start: Spot, top: int, heights: Sequence[int], *, in_line: bool, splits: bool) -> list[Spot]:
        """The page of each row of a table whose top is at `top` on page `start`; moves on past one that runs over."""
        total = sum(heights)
        if in_line or not splits or not self.body or top + total <= self.body + self.body // 100:
            return [start] * len(heights)
        spots, page, y = [], start.page, top
        for index, height in enumerate(heights):
            if y > 0 and y + height > self.body and (index or height <= self.body):
                page, y = page + 1, 0
            spots.append(Spot(page, False))
            y += height
            while y > self.body:  # a row taller than what is left is cut
                page, y = page + 1, y - self.body
        if page > self.page:
            self.page, self._last, self._expected, self._fresh = page, -1, y, False
        self.exact = False
        return spots

    def _spot(self) -> Spot:
        return Spot(self.page, self.exact and self.columns == 1)

    def _turn(self) -> None:
        self.page += 1
        self._column, self._zone_top, self._last, self._fresh, self._expected = 0, 0, -1, True, None

    def _next_column(self) -> None:
        if self._column + 1 < self.columns:
            self._column += 1
            self._last, self._expected = -1, None
        else:
            self._turn()

    def _fall(self, top: int) -> None:
        """A line stands above the one before it."""
        if self.columns > 1 and top >= self._zone_top and self._column + 1 < self.columns:
            self._column += 1
        else:
            self._turn()
