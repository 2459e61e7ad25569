"""Tables become groups of rows; every group is read with the header row that stands above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.model import Block, Location
from indexer.passages.pieces import Piece, length
from indexer.passages.sentences import cut
from indexer.passages.settings import PassageSettings

_HEADER_CELL = 40  # longer cells are content
_PAIR_CELL = 12  # in a two-column table, "구분 | 내용" is a header, "지원대상 | 65세 이상인 …" is not
_NUMERIC = re.compile(r"^[\s\d.,%△▲()~\-–:/원천백만억명건개]+$")
_CONTEXT = 200  # characters of a context


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows that make one passage, and what must be read with them."""

    pieces: tuple[Piece, ...]
    context: str


def is_box(block: Block) -> bool:
    """Whether the table is a frame around text: one column, or one cell."""
    return bool(block.rows) and all(sum(1 for c in row if c.strip()) <= 1 for row in block.rows)


def row_text(row: Sequence[str]) -> str:
    """Cells joined by " | ", blanks inside a cell squeezed, empty cells at the end left out."""
    cells = [" ".join(c.split()) for c in row]
    while cells and not cells[-1]:
        cells.pop()
    return " | ".join(cells)


def header_rows(rows: Sequence[Sequence[str]]) -> int:
    """How many of the first rows are header."""
    count = 0
    while count < len(rows) - 1 and count < 2 and sum(1 for c in rows[count] if c.strip()) == 1:
        count += 1  # a title across the table
    titles = count
    if count >= len(rows) - 1:
        return min(titles, 1)
    while count < len(rows) - 1 and count < titles + 2:
        cells = [" ".join(c.split()) for c in rows[count]]
        filled = [c for c in cells if c]
        widest = _PAIR_CELL if len(cells) == 2 else _HEADER_CELL
        if len(filled) < 2 or any(len(c) > widest for c in filled) or any(_NUMERIC.match(c) for c in filled):
            break
        count += 1
        if len(filled) == len(cells):
            break  # nothing is merged: the next row is content
    return count


def _location(block: Block, row: int, column: int) -> Location:
    base = block.row_locations[row] if row < len(block.row_locations) else block.location
    return base if base.cell is not None and column == 0 else replace(base, cell=(row, column))


def cell_turns(block: Block) -> dict[tuple[int, int], tuple[tuple[int, int, bool], ...]]:
    """(row, column) → turns in the cell's own characters, for the cells through which a page break runs."""
    out: dict[tuple[int, int], tuple[tuple[int, int, bool], ...]] = {}
    if not block.turns:
        return out
    at = 0
    for number, row in enumerate(block.rows):
        for column, cell in enumerate(row):
            if not cell:
                continue
            own = block.row_locations[number] if number < len(block.row_locations) else block.location
            first = block.at(at)
            inside = tuple((t[0] - at, t[1], t[2]) for t in block.turns if at < t[0] < at + len(cell))
            if inside or (first.page, first.page_exact) != (own.page, own.page_exact):
                out[number, column] = ((0, first.page or 1, first.page_exact), *inside)
            at += len(cell) + 1
    return out


def _in_cell(turns: Sequence[tuple[int, int, bool]], cell: str, start: int, location: Location) -> Location:
    """Where character `start` of a cell's squeezed text stands."""
    before = len("".join(" ".join(cell.split())[:start].split()))
    for offset, page, exact in turns:
        if len("".join(cell[:offset].split())) <= before:
            location = replace(location, page=page, page_exact=exact)
    return location


def _row(block: Block, index: int, row: int, settings: PassageSettings) -> Iterator[Piece]:
    """The pieces of one row: one, unless the row is longer than a passage may be."""
    text = row_text(block.rows[row])
    if not text:
        return
    if len(text) <= settings.maximum:
        yield Piece(text, "table", _location(block, row, 0), index)
        return
    turns = cell_turns(block)
    run: list[tuple[int, str]] = []
    for column, cell in enumerate(block.rows[row]):
        squeezed = " ".join(cell.split())
        if not squeezed:
            continue
        if run and sum(len(c) + 3 for _, c in run) + len(squeezed) > settings.target:
            yield Piece(" | ".join(c for _, c in run), "table", _location(block, row, run[0][0]), index)
            run = []
        if len(squeezed) <= settings.maximum:
            run.append((column, squeezed))
            continue
        if run:
            yield Piece(" | ".join(c for _, c in run), "table", _location(block, row, run[0][0]), index)
            run = []
        for start, end in cut(squeezed, settings.target, settings.maximum):
            place = _in_cell(turns.get((row, column), ()), cell, start, _location(block, row, column))
            yield Piece(squeezed[start:end], "table", place, index)
    if run:
        yield Piece(" | ".join(c for _, c in run), "table", _location(block, row, run[0][0]), index)


def _left_out(block: Block, index: int, settings: PassageSettings) -> Iterator[Piece]:
    """Lines of the table's text that its grid does not hold, so that nothing is unsearchable."""
    squeezed = "".join("".join("".join(c.split()) for c in row) for row in block.rows)
    whole = "".join(block.text.split())
    if whole == squeezed or sorted(whole) == sorted(squeezed):
        return
    for line in block.text.split("\n"):
        bare = "".join(line.split())
        if bare and bare not in squeezed:
            for start, end in cut(line, settings.target, settings.maximum):
                yield Piece(line[start:end], "table", block.location, index)


def groups(block: Block, index: int, settings: PassageSettings, caption: str = "") -> list[RowGroup]:
    """The table as groups of rows of about `settings.target` characters.

    The first group holds the header rows themselves; the others have them in `context`, and the row label too where
    a merged cell of the first column began in an earlier group.
    """
    heads = header_rows(block.rows)
    header = "\n".join(filter(None, (row_text(r) for r in block.rows[:heads])))[:_CONTEXT]
    out: list[RowGroup] = []
    run: list[Piece] = []
    context = caption[:_CONTEXT]
    label = ""
    for number in range(len(block.rows)):
        pieces = list(_row(block, index, number, settings))
        if not pieces:
            continue
        first = " ".join(block.rows[number][0].split()) if block.rows[number] else ""
        if run and number > heads and length(run) + length(pieces) > settings.target:
            out.append(RowGroup(tuple(run), context))
            run = []
            carried = label if not first else ""
            context = "\n".join(filter(None, (caption[:_CONTEXT], header, carried[:_CONTEXT])))
        label = first or label
        for piece in pieces:
            if run and length(run) + len(piece.text) > settings.maximum:
                out.append(RowGroup(tuple(run), context))
                run = []
                context = "\n".join(filter(None, (caption[:_CONTEXT], header, label[:_CONTEXT])))
            run.append(piece)
    for piece in _left_out(block, index, settings):
        if run and length(run) + len(piece.text) > settings.maximum:
            out.append(RowGroup(tuple(run), context))
            run = []
            context = "\n".join(filter(None, (caption[:_CONTEXT], header)))
        run.append(piece)
    if run:
        out.append(RowGroup(tuple(run), context))
    return out
