"""Cells with their places → the grid and the text of a table."""

from __future__ import annotations

from collections.abc import Sequence

MAX_COLUMNS = 512
MAX_ROWS = 100_000
AREA = 4_000_000  # cells of a grid; what asks for more was not made to be read

Turns = tuple[tuple[int, int, bool], ...]  # as Block.turns
# Row and column from 0 of a cell's first place, its text, the turns in it (none where it all stands where its row
# does). A plain tuple: a large document has 30,000.
Cell = tuple[int, int, str, Turns]


def most_rows(cells: int) -> int:
    """Rows that a table of so many cells may have. Nearly every row has one of its own; a number may say anything."""
    return min(MAX_ROWS, 64 + 16 * cells)


def grid(cells: Sequence[Cell]) -> tuple[tuple[str, ...], ...]:
    """Rows of equal length; a merged cell's text stands at its first place, the rest is empty.

    No text is lost: a cell whose place is taken, or lies out of bounds, is put at the end of its row.
    """
    # rows that only merged cells pass through are kept, so that row numbers mean what the document says
    made: list[list[str | None]] = []
    strays: list[tuple[int, str]] = []
    most = most_rows(len(cells))
    at, reached = -1, 0
    row: list[str | None] = []
    for number, column, text, _ in cells:
        if number == at and column == reached < MAX_COLUMNS:  # the next one of its row, as nearly all are
            row.append(text)
            reached += 1
            continue
        if not (0 <= number < most and 0 <= column < MAX_COLUMNS):
            strays.append((min(max(number, 0), most - 1), text))
            continue
        while len(made) <= number:
            made.append([])
        at, row = number, made[number]
        if len(row) <= column:
            row.extend([None] * (column - len(row)))
            row.append(text)
        elif row[column] is None:
            row[column] = text
        else:
            strays.append((number, text))
        reached = len(row)
    for number, text in strays:
        if text:
            while len(made) <= number:
                made.append([])
            made[number].append(text)
    width = max(map(len, made), default=0)
    if width * len(made) > min(AREA, 512 + 64 * len(cells)):  # crafted places: keep the text, drop the shape
        return tuple((text,) for row in made for text in row if text)
    return tuple([_filled(row, width) for row in made])


def _filled(row: list[str | None], width: int) -> tuple[str, ...]:
    cells = tuple([text or "" for text in row])
    return cells if len(cells) == width else (*cells, *[""] * (width - len(cells)))


def even(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Rows filled up to one length; where that asks for too much, each row's text in one cell."""
    width = max(map(len, rows), default=0)
    if width * len(rows) > AREA:
        return tuple(("\t".join(filter(None, row)),) for row in rows)
    return tuple((*row, *[""] * (width - len(row))) for row in rows)


def text_of(rows: Sequence[Sequence[str]]) -> str:
    """All cell text in reading order: cells apart by a tab, rows by a line end, empty cells left out."""
    lines = ["\t".join([cell for cell in row if cell]) for row in rows]
    return "\n".join([line for line in lines if line])


def turns_of(
    cells: Sequence[Cell], rows: Sequence[Sequence[str]], places: Sequence[tuple[int | None, bool]]
) -> tuple[tuple[int, int, bool], ...]:
    """The turns of all cell text, `text_of(rows)`. places: page of each row, and whether it is exact."""
    inside = {(row, column): turns for row, column, _, turns in cells if turns}
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
