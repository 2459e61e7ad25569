"""Line segments of HWP and HWPX → page numbers, without laying anything out.

Hancom stores for each line its vertical place (`vertpos`, HWPUNIT: 1/7200 inch), not its page. A place that falls
back means that a new column or page has begun. Places count from the top of the page body, or, after a change of
columns, from where the new columns begin. A table that flows with the text may run over pages (`tablepages`).
Bits 0 and 1 of a segment's flags (first line of a page, of a column; HWP 5.0, table 62) would say it directly, but
Hancom sets them in none of 66,000 segments of 400 files.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from indexer.parsing.tablepages import Float, Line, resolve

__all__ = ["Breaks", "Float", "Line", "PageCounter", "Placed", "Spot"]

CLOSE = 600  # HWPUNIT, some 2 mm: whether something still fits is not told from heights alone when it is this near


class Breaks(NamedTuple):
    """What is asked for before a paragraph."""

    page: bool = False
    column: bool = False


class Spot(NamedTuple):
    """A page from 1, and whether it is certain."""

    page: int
    exact: bool


class Rows(NamedTuple):
    """The pages of a table: of its rows, and of the paragraphs in its cells where they were looked at."""

    rows: tuple[Spot, ...] = ()
    inside: dict[object, Spot] = {}  # noqa: RUF012


NO_ROWS = Rows()


@dataclass(frozen=True, slots=True)
class Placed:
    """The pages of one paragraph's lines, and of the tables that hang on it, by their unit."""

    units: tuple[int, ...]
    spots: tuple[Spot, ...]
    tables: dict[int, Rows] = field(default_factory=dict)

    def at(self, unit: int) -> Spot:
        """The page on which a unit of text stands."""
        return self.spots[max(0, bisect_right(self.units, unit) - 1)]

    def turns(self, length: int) -> tuple[tuple[int, int, bool], ...]:
        """Block.turns of a paragraph of so many characters.

        Units stand for characters, near enough: controls take some that the text does not.
        """
        if self.spots[-1] == self.spots[0]:
            return ()
        out: list[tuple[int, int, bool]] = []
        last = self.spots[0]
        for unit, spot in zip(self.units, self.spots, strict=True):
            if spot != last and unit < length:
                out.append((unit, *spot))
            last = spot
        return tuple(out)

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
    _origin: int = 0  # where places count from, below the top of the page body
    _used: int = 0  # how far down the columns of this origin reach
    _last: int = -1  # place of the last line; -1: the next one may stand anywhere
    _alone: bool = False  # the last line may be all of its page or column: the next may stand as high
    _fresh: bool = True  # nothing stands on this page yet
    _zone: bool = False  # columns were set just now
    _balanced: bool = False

    @property
    def pages(self) -> int | None:
        """How many pages there are so far; None where the file holds no layout."""
        return self.page if self.laid_out else None

    def section(self, body: int) -> None:
        """A section begins on a new page. `body`: height of its page body, 0 where unknown."""
        self._turn()
        self.columns, self.body = 1, body

    def set_columns(self, count: int, *, balanced: bool = False, parallel: bool = False) -> None:
        """Columns begin with the next paragraph, below what stands on the page, if there is room.

        balanced: of equal length (배분 다단): a break begins new ones below. parallel: each runs over the pages by
        itself (평행 다단): no order tells their pages.
        """
        self.columns = max(1, count)
        self._zone, self._balanced = True, balanced
        if parallel and count > 1:
            self.exact = False

    def paragraph(
        self,
        lines: Sequence[Line],
        breaks: Breaks = Breaks(),  # noqa: B008
        floats: Sequence[Float] = (),
        after: Line | None = None,
    ) -> Placed:
        """Place the next paragraph.

        floats: tables that hang on it and flow with the text. after: the first line of the paragraph that follows,
        where that one asks for no break: it tells where such a table has ended.
        """
        if not self.page:
            self._turn()
        zone, self._zone = self._zone, False
        if breaks.page and not self._fresh:
            self._turn()
        elif zone or (breaks.column and self._balanced and self.columns > 1):
            self._new_zone(lines[0] if lines else None)
        elif breaks.column and not self._fresh:
            self._next_column()
        if not lines:  # made by a program that lays nothing out
            self.exact = False
            self._fresh = False
            return Placed((0,), (self._spot(),))
        self.laid_out = True
        spots: list[Spot] = []
        tables: dict[int, Rows] = {}
        units = tuple(line.unit for line in lines)
        waiting = sorted(floats, key=lambda f: f.unit)
        for number, line in enumerate(lines):
            if line.top < self._last or (number == 0 and line.top == self._last and self._alone):
                self._next_column()
            self._place(line)
            spots.append(self._spot())
            following = lines[number + 1] if number + 1 < len(lines) else None
            while waiting and (following is None or waiting[0].unit < following.unit):
                table = waiting.pop(0)
                # Of several tables on one line only the last is followed by the next line.
                known = (following or after) if not waiting or waiting[0].unit >= units[number] else None
                tables[table.unit] = self._flow(table, line, known)
        return Placed(units, tuple(spots), tables)

    def _place(self, line: Line) -> None:
        self._last, self._fresh = line.top, False
        self._alone = line.height > 0 if self.columns > 1 else 0 < self.body < 2 * line.height
        self._used = max(self._used, line.top + line.height)

    def _flow(self, table: Float, line: Line, following: Line | None) -> Rows:
        """A table that hangs on `line`; moves on past one that runs over a page."""
        here = self._spot()
        count = table.rows
        if not self.body or self.columns > 1:
            return Rows((Spot(here.page, here.exact and self.columns == 1),) * count)
        found = resolve(table, self._origin, line.top, self.body, following.top if following else None)
        rows = tuple(Spot(self.page + at.turns, self.exact and at.sure) for at in found.rows)
        inside = {key: Spot(self.page + at.turns, self.exact and at.sure) for key, at in found.inside.items()}
        self._used = max(self._used, found.end)
        if found.turns:
            self.page += found.turns
            self._origin, self._used, self._last = 0, found.end, -1
        self.exact = self.exact and found.sure
        return Rows(rows, inside)

    def _spot(self) -> Spot:
        return Spot(self.page, self.exact)

    def _turn(self) -> None:
        self.page += 1
        self._column, self._origin, self._used, self._last, self._fresh = 0, 0, 0, -1, True

    def _next_column(self) -> None:
        """The next column of this page, else the first of the next page."""
        if self._column + 1 < self.columns:
            self._column += 1
            self._last = -1
        else:
            self._turn()

    def _new_zone(self, first: Line | None) -> None:
        """Other columns begin below those that stand here, or on the next page where there is no room for a line."""
        if self._fresh:
            return
        top = self._origin + self._used
        need = top + first.height if first is not None else top
        if self.body and need > self.body:
            sure = need > self.body + CLOSE
            self._turn()
        else:
            sure = not self.body or need + CLOSE <= self.body
            self._origin, self._used, self._column, self._last = top, 0, 0, -1
        self.exact = self.exact and sure
