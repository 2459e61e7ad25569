"""Line segments of HWP and HWPX → page numbers, without laying anything out.

Hancom stores for each line its vertical place (`vertpos`, HWPUNIT: 1/7200 inch), not its page. A place that falls
back means that a new column or page has begun. Places count from the top of the page body, or, after a change of
columns, from where the new columns begin. A table that flows with the text may run over pages (`tablepages`).
Bits 0 and 1 of a segment's flags (first line of a page, of a column; HWP 5.0, table 62) would say it directly, but
Hancom sets them in none of 66,000 segments of 400 files.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from indexer.parsing.flowing import After, Float, Line
from indexer.parsing.rowlayout import NEAR
from indexer.parsing.spots import Breaks, Placed, Rows, Spot
from indexer.parsing.tablepages import LARGE, SLIGHT, resolve
from indexer.parsing.unlaid import Unlaid

TALL = 2_400  # HWPUNIT, more than this is no line of text
TEXT = Line(0, 0, 1_000, 600, 0, 40_000)  # a line of text as most are
CLOSE = 200  # HWPUNIT, under 1 mm: whether something still fits is not told from heights alone when it is this near


@dataclass(slots=True)
class PageCounter:
    """Follows the top-level paragraphs of a document in order."""

    page: int = 0
    exact: bool = True
    columns: int = 1
    body: int = 0  # height of the page body; 0 where unknown
    laid_out: bool = False  # some paragraph had line segments; without any, no page is known
    objects: int = 0  # paragraphs without lines that hold an object: what they take is not known
    blanks: int = 0  # paragraphs without lines in which nothing stands
    _column: int = 0
    origin: int = 0  # where places count from, below the top of the page body
    _used: int = 0  # how far down the columns of this origin reach
    _bottom: int = 0  # where the line after the last may begin
    _last: int = -1  # place of the last line; -1: the next one may stand anywhere
    _alone: bool = False  # the last line may be all of its page or column: the next may stand as high
    _fresh: bool = True  # nothing stands on this page yet
    _zone: bool = False  # columns were set just now
    balanced: bool = False
    _line: Line = TEXT  # the last line of text: the sizes of what has no lines
    _unlaid: Unlaid = field(default_factory=Unlaid)

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
        self._zone, self.balanced = True, balanced
        if parallel and count > 1:
            self.exact = False

    def paragraph(
        self,
        lines: Sequence[Line],
        breaks: Breaks = Breaks(),  # noqa: B008
        floats: Sequence[Float] = (),
        after: After | None = None,
        *,
        length: int | None = 1,
    ) -> Placed:
        """Place the next paragraph. length: characters in it, 0: it is blank, None: something else stands in it too.

        floats: tables that hang on it and flow with the text. after: the first line that follows in another
        paragraph, where none asks for a break before it: it tells where such a table has ended.
        """
        if not self.page:
            self._turn()
        zone, self._zone = self._zone, False
        if breaks.page and not self._fresh:
            self._turn()
        elif zone or (breaks.column and self.balanced and self.columns > 1):
            self._new_zone(lines[0] if lines else None)
        elif breaks.column and not self._fresh:
            self.next_column()
        if not lines:
            return Placed((0,), (self._unseen(after, length),))
        self.laid_out = True
        if self._unlaid.most:
            fit = self._unlaid.fit(lines[0], self._last, self.reach(), self._left(), self.body)
            self.exact = self.exact and fit
            self._unlaid.clear()
        spots: list[Spot] = []
        tables: dict[int, Rows] = {}
        units = tuple([line.unit for line in lines])
        waiting = deque(sorted(floats, key=lambda f: f.unit)) if floats else ()
        for number, line in enumerate(lines):
            below: list[Float] = []
            following = lines[number + 1] if number + 1 < len(lines) else None
            if waiting:
                mine = []
                while waiting and (following is None or waiting[0].unit < following.unit):
                    mine.append(waiting.popleft())
                # A line of words stands below a table that hangs on it, if there was room for both; one without any
                # where the table begins.
                top = self.reach()
                room = line.top - top if line.top > self._last else self.body
                above: list[Float] = []
                for table in mine:
                    over = line.width and table.offset < line.height and 2 * room >= table.height
                    (above if over else below).append(table)
                tables.update(self._flow(above, top, After(line.top)))
            if line.top <= self._last:
                aside = number > 0 and line.left > lines[number - 1].left  # the same line goes on
                if self._falls(line) or (line.top == self._last and self._alone and not aside):
                    self.next_column()
            if 0 < self.body < self.origin + line.top + line.height and line.height > 0:
                line = self._beyond(line, After(following.top) if following else after)
            self._place(line)
            spots.append(Spot(self.page, self.exact))
            if below:
                tables.update(self._flow(below, line.top, After(following.top) if following else after))
        if line.width > 0 < line.height < TALL:
            self._line = line
        return Placed(units, tuple(spots), tables)

    def _unseen(self, after: After | None, length: int | None) -> Spot:
        """A paragraph without lines: exact where the height of its text leaves it no other page."""
        if length == 0:
            self.blanks += 1
            return Spot(self.page, self.exact)
        self.objects += length is None
        alone = not self._unlaid.most
        self._unlaid.add(length, self._line, self.body)
        self._fresh = False
        over, sure = self._unlaid.turned(after, self.reach(), self._left(), self.body, alone=alone)
        return Spot(self.page + over, self.exact and self.laid_out and sure)

    def _left(self) -> int:
        return self.body - self.origin - self.reach()

    def reach(self) -> int:
        """How far down the column is taken: by the last line, or by a table that hangs on it."""
        return self._bottom if self.columns > 1 else max(self._bottom, self._used)

    def _falls(self, line: Line) -> bool:
        """Whether the line stands above the last one; not where it only overlaps it, low on the page."""
        drop = self._last - line.top
        overlaps = drop < max(line.height, self._bottom - self._last) and line.top > self.body // 2 > 0
        return drop > 0 and not overlaps

    def _beyond(self, line: Line, after: After | None) -> Line:
        """A line that ends below the page's end: Hancom prints it overleaf, though its place was not counted anew.

        The next line tells, whose place leaves room for it or does not.
        """
        below = self.origin + line.top > self.body
        if after is None:
            over = below  # a page break follows: what stands below the end has a page of its own
        else:
            needed = line.height + (0 if after.direct else SLIGHT)
            over = needed <= after.top <= needed + 2 * LARGE and after.top < line.top and not self._fresh
            self.exact = self.exact and (over or not below)  # else not as Hancom lays it out
        if not over:
            return line
        self.next_column()
        return msgspec.structs.replace(line, top=0)

    def _place(self, line: Line) -> None:
        self._last, self._fresh = line.top, False
        self._alone = line.height > 0 if self.columns > 1 else 0 < self.body < 2 * line.height
        self._bottom = bottom = line.bottom
        self._used = max(self._used, bottom)

    def _flow(self, tables: Sequence[Float], top: int, after: After | None) -> dict[int, Rows]:
        """Tables one below the other from `top` on; moves on past one that runs over a page."""
        out: dict[int, Rows] = {}
        for number, table in enumerate(tables):
            # Only the last is followed by the line that tells where it ended.
            known = after if number == len(tables) - 1 else None
            if not self.body:
                out[table.unit] = Rows((self._spot(),) * table.rows)
                continue
            found = resolve(table, self.origin, top, self.body, known)
            if self.columns > 1 and (found.turns or not found.sure):  # over columns or pages?
                self.exact = False
                out[table.unit] = Rows((self._spot(),) * table.rows)
                continue
            out[table.unit] = Rows(
                tuple(Spot(self.page + at.turns, self.exact and at.sure) for at in found.rows),
                {key: Spot(self.page + at.turns, self.exact and at.sure) for key, at in found.inside.items()},
            )
            self.page += found.turns
            if found.turns:
                self.origin, self._used, self._bottom = 0, 0, found.end
                self._last = -1 if known is None or known.direct else found.end - NEAR
            self._used = max(self._used, found.end)
            self._fresh = False
            self.exact = self.exact and found.sure
            top = found.end
        return out

    def _spot(self) -> Spot:
        return Spot(self.page, self.exact)

    def _turn(self) -> None:
        self.page += 1
        self._column, self.origin, self._used, self._bottom, self._last, self._fresh = 0, 0, 0, 0, -1, True

    def next_column(self) -> None:
        """The next column of this page, else the first of the next page."""
        if self._column + 1 < self.columns:
            self._column += 1
            self._bottom, self._last = 0, -1
        else:
            self._turn()

    def _new_zone(self, first: Line | None) -> None:
        """Other columns begin below those that stand here, or on the next page where there is no room for a line."""
        if self._fresh:
            return
        top = self.origin + self._used
        need = top + first.height if first is not None else top
        if self.body and need > self.body:
            sure = need > self.body + CLOSE
            self._turn()
        else:
            sure = not self.body or need + CLOSE <= self.body
            self.origin, self._used, self._bottom, self._column, self._last = top, 0, 0, 0, -1
        self.exact = self.exact and sure
