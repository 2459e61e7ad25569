"""Where a table that flows with the text stands, row by row, when it runs over pages.

Three witnesses: the places of lines inside a cell that is cut by a page break fall back, as those of the body do;
heights of rows, from what stands in their cells; and the place of the line after the table, which is exact. Rows
are laid out from the first two, in the ways in which Hancom may have done it (a row that does not fit is moved to
the next page, or cut where the table allows it); the way that ends where the next line begins is taken. What is
left between the two is how far each row may really be lower: a row that would then stand overleaf is not certain.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import NamedTuple

from indexer.parsing.flowing import ABSURD, After, Float
from indexer.parsing.rowlayout import NEAR, UNSURE, WAYS, At, Cells, Layout, Way

TIGHT = 150  # HWPUNIT, half a millimetre: an end that is told this well needs no other way tried
GIVES = (0, 283, -283)  # HWPUNIT, 1 mm: by how much what fits on a page differs, we do not know by what rule
SLIGHT = 800  # HWPUNIT, the least that a line takes
LARGE = 3_500  # HWPUNIT, about the most that a heading takes
NESTED = 8  # tables in tables that are looked into


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
    cells = Cells(table.cells(), table.rows)
    best: Resolved | None = None
    least = 0
    for give, way in _ways(table):
        lay = Layout(body + give, way, table.repeats, table.above, table.below)
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


def _ways(table: Float) -> Iterator[tuple[int, Way]]:
    """The ways in which Hancom may have laid a table out, the likely ones first."""
    for give in GIVES:
        for way in WAYS if table.cuts else WAYS[:1]:
            yield give, way
