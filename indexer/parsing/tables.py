"""Cells with their places and spans → the grid, the text and the row heights of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MAX_COLUMNS = 512
MAX_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its first row and column from 0, how far it reaches, its height (HWPUNIT), its text.

    turns: as Block.turns, for the cell's text; empty where it all stands where its row does.
    """

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    height: int = 0
    turns: tuple[tuple[int, int, bool], ...] = ()


def grid(cells: Sequence[Cell]) -> tuple[tuple[str, ...], ...]:
    """Rows of equal length; a merged cell's text stands at its first place, the rest is empty.

    No text is lost: a cell whose place is taken, or lies out of bounds, is put at the end of its row.
    """
    if not cells:
        return ()
    rows = min(MAX_ROWS, max(c.row for c in cells) + 1)
    columns = min(MAX_COLUMNS, max(c.column for c in cells) + 1)
    # rows that only merged cells pass through are kept, so that row numbers mean what the document says
    made: list[list[str]] = [[] for _ in range(rows)]
    taken: set[tuple[int, int]] = set()
    strays: list[tuple[int, str]] = []
    for cell in cells:
        place = (cell.row, cell.column)
        if not (0 <= cell.row < rows and 0 <= cell.column < columns) or place in taken:
            strays.append((min(max(cell.row, 0), rows - 1), cell.text))
            continue
        taken.add(place)
        row = made[cell.row]
        row.extend([""] * (cell.column + 1 - len(row)))
        row[cell.column] = cell.text
    for number, text in strays:
        if text:
            made[number].append(text)
    width = max(len(row) for row in made)
    if width * rows > 4_000_000:  # crafted places: keep the text, drop the shape
        return tuple((text,) for row in made for text in row if text)
    return tuple(tuple(row) + ("",) * (width - len(row)) for row in made)


def text_of(rows: Sequence[Sequence[str]]) -> str:
    """All cell text in reading order: cells apart by a tab, rows by a line end, empty cells left out."""
    return "\n".join(line for row in rows if (line := "\t".join(cell for cell in row if cell)))


def turns_of(
    cells: Sequence[Cell], rows: Sequence[Sequence[str]], places: Sequence[tuple[int | None, bool]]
) -> tuple[tuple[int, int, bool], ...]:
    """The turns of all cell text, `text_of(rows)`. places: page of each row, and whether it is exact."""
    inside = {(c.row, c.column): c.turns for c in cells if c.turns}
    out: list[tuple[int, int, bool]] = []
    at = 0
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if not text:
                continue
            page, exact = places[min(number, len(places) - 1)]
            turns = inside.get((number, column), ())
            if page is not None and not (turns and turns[0][0] == 0):
                turns = ((0, page, exact), *turns)
            for offset, *place in turns:
                if not out or list(out[-1][1:]) != place:
                    out.append((at + offset, place[0], bool(place[1])))
            at += len(text) + 1
    return tuple(out)
