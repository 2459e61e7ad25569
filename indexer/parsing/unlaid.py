"""Paragraphs that have no line segments: the height they take is between bounds, which the next line narrows."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.parsing.flowing import After, Line
from indexer.parsing.tablepages import LARGE, SLIGHT


@dataclass(slots=True)
class Unlaid:
    """Those since the last line, one below the other; heights in HWPUNIT.

    What the methods are told of the page: `body`, its height, 0 where unknown; `reach`, how far down the column is
    taken by what has lines; `left`, how much is left of it below that.
    """

    least: int = 0
    most: int = 0

    def add(self, length: int | None, text: Line, body: int) -> None:
        """One of so many characters (None: something else stands in it too), in lines like `text`."""
        pitch = text.height + text.gap
        wide = (length or 1) * text.height  # at most, in a script of full width; in one of half of it at least
        self.least += SLIGHT + pitch * 3 // 4 * (wide * 4 // 9 // text.width)
        self.most += LARGE + pitch * 4 // 3 * (wide // text.width) if length else max(LARGE, body)

    def turned(self, after: After | None, reach: int, left: int, body: int, *, alone: bool) -> tuple[int, bool]:
        """Pages after this one on which the last of them stands, told by the line after it; and how sure.

        alone: it is the only one.
        """
        if after is None:  # where much is left, it begins there whatever follows
            return 0, self.most + body // 4 <= left
        if after.top >= reach + self.least:
            return 0, self.most < left + after.top or not body
        if self.most >= left + body:
            return 0, False
        if alone and after.direct and after.top >= 2 * SLIGHT and self.most <= 2 * LARGE:
            return 1, True  # the next line leaves it room at the head of a page
        return 0, after.top < SLIGHT and self.least <= left

    def fit(self, line: Line, last: int, reach: int, left: int, body: int) -> bool:
        """Whether they surely stand between the last line (its place is `last`) and this one, the next."""
        if line.top >= last:
            return line.top - reach >= self.least and (self.most < left + line.top or not body)
        # Where much more is left than they can take, a program may just have begun to count anew.
        sure = left <= self.most + body // 8 and self.most < left + line.top + body
        return sure and left + line.top >= self.least

    def clear(self) -> None:
        """A line stands below them."""
        self.least = self.most = 0
