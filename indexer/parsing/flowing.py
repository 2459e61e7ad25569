"""What the place of a flowing table on pages depends on: its cells, their heights, the lines of text in them.

The readers of HWP 5 and HWPX make these of their own tables; `tablepages` places them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

ABSURD = 1 << 22  # HWPUNIT, 15 m: a height that some writers state for a row they never laid out


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
