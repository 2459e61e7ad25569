"""Pages of what stands in a document, as the counter gives them: of paragraphs, lines, rows of tables."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

import msgspec


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


class Placed(msgspec.Struct, frozen=True):
    """The pages of one paragraph's lines, and of the tables that hang on it, by their unit.

    A Struct, as lines are: one is made for every paragraph.
    """

    units: tuple[int, ...]
    spots: tuple[Spot, ...]
    tables: dict[int, Rows] = {}

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
