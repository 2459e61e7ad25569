"""Which characters of a page stand in which cell of its grids.

Text is placed a word at a time where a line crosses cells, so that what is in no cell stays in the flow and nothing
is lost or said twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from indexer.model import Box
from indexer.parsing.pdf_lines import Line, union
from indexer.parsing.pdf_rules import Grid
from indexer.parsing.pdf_tables import row_boxes, rows_of
from indexer.parsing.pdf_text import Spacing
from indexer.parsing.pdf_unruled import part_rows

_CUT_SHARE = 0.25  # of the lines in a grid may be words that its rules cut
_WORD_GAP = 0.12  # ems between letters, below which they are one word
_AT_RULE = 1.0  # points
_BLANK = 1.1  # ems between words of one text, at most

_Where = tuple[Grid, int] | None  # a grid and the number of a cell in it; None: the flow
_Letter = tuple[dict[str, Any], dict[str, Any], _Where]  # its span, itself, where it stands


@dataclass(slots=True)
class Placed:
    """A page's tables (cells filled), its boxes (one cell of text each), and its lines outside."""

    tables: list[Grid]
    boxes: list[tuple[Box, list[Line], list[Grid]]]
    outside: list[Line]


def place(lines: Sequence[dict[str, Any]], grids: list[Grid], characters: Callable[[], list[dict[str, Any]]],
          made: Callable[[list[dict[str, Any]], dict[str, Any]], Line | None],
          cleaned: Callable[[list[Line]], list[Line]]) -> Placed:  # fmt: skip
    """Put MuPDF's lines into the cells of `grids`.

    characters: gives the same lines with single characters ("rawdict"); made: spans and their line → Line.
    """
    inner_first = sorted(grids, key=lambda g: g.area)
    outside = _spread(lines, inner_first, characters, made)
    through = [g for g in inner_first if g.cuts > _CUT_SHARE * sum(map(len, g.lines.values()))]
    if through:
        # Its rules run through words: a drawing, the outline of letters. Its text belongs to the lines around.
        inner_first = [g for g in inner_first if not any(g is t for t in through)]
        for grid in inner_first:
            grid.lines, grid.cuts = {}, 0
        outside = _spread(lines, inner_first, characters, made)
    for grid in inner_first:
        grid.lines = {n: cleaned(found) for n, found in grid.lines.items()}
        part_rows(grid)
    return _sorted_out(inner_first, cleaned(outside))


def _spread(lines: Sequence[dict[str, Any]], grids: list[Grid], characters: Callable[[], list[dict[str, Any]]],
            made: Callable[[list[dict[str, Any]], dict[str, Any]], Line | None]) -> list[Line]:  # fmt: skip
    """Fill the grids' cells; the lines outside."""
    outside: list[Line] = []
    raw: list[dict[str, Any]] | None = None
    for number, line in enumerate(lines):
        where, whole = _whole(line["bbox"], grids)
        if whole:
            runs: list[tuple[_Where, list[dict[str, Any]]]] = [(where, line["spans"])]
        else:
            raw = characters() if raw is None else raw
            runs = _split(raw[number]["spans"], grids)
        for spot, spans in runs:
            text = made(spans, line)
            if text is None:
                continue
            if spot is None:
                outside.append(text)
            else:
                spot[0].lines.setdefault(spot[1], []).append(text)
    return outside


def _whole(box: tuple[float, ...], grids: list[Grid]) -> tuple[_Where, bool]:
    """Where a line stands if it stands in one place as a whole."""
    y = (box[1] + box[3]) / 2
    for grid in grids:
        gx0, gy0, gx1, gy1 = grid.box
        if box[2] < gx0 or box[0] > gx1 or y < gy0 or y > gy1:
            continue
        if box[0] < gx0 - 1 or box[2] > gx1 + 1:
            return None, False
        first, last = grid.cell_at(max(box[0], gx0), y), grid.cell_at(min(box[2], gx1), y)
        inner = all(grid.cell_at(x, y) == first for x in grid.xs if box[0] < x < box[2])
        return ((grid, first), True) if first is not None and first == last and inner else (None, False)
    return None, True


def _split(spans: list[dict[str, Any]], grids: list[Grid]) -> list[tuple[_Where, list[dict[str, Any]]]]:
    """Runs of spans that stand in one cell, or in none. Counts for each grid the words that its rules cut.

    A word belongs where most of its letters are; words behind one that runs over its cell's side were too long for
    the cell as well. Spaces stay with what comes before them.
    """
    letters = [(span, char, _at(char["bbox"], grids)) for span in spans for char in span["chars"]]
    places: list[_Where] = []
    cut: list[Grid] = []
    at = 0
    while at < len(letters):
        end = at + 1
        while end < len(letters) and _runs_on(letters[end - 1], letters[end]):
            end += 1
        word = [where for _, char, where in letters[at:end] if not char["c"].isspace()]
        where = max(word, key=lambda w: sum(_same(w, x) for x in word)) if word else (places[-1] if places else None)
        if any(not _same(where, x) for x in word):
            cut += {id(x[0]): x[0] for x in (where, *word) if x is not None}.values()
        if places and places[-1] is not None and not _same(where, places[-1]):
            before = next((x for x in letters[at - 1 :: -1] if not x[1]["c"].isspace()), letters[at - 1])
            if -0.5 < _gap(before, letters[at]) < _BLANK and letters[at][1]["c"].isalpha():
                where = places[-1] if where is None or _over(before, places[-1]) else where
        places += [where] * (end - at)
        at = end
    for grid in cut:
        grid.cuts += 1
    runs: list[tuple[_Where, list[dict[str, Any]]]] = []
    for (span, char, _), where in zip(letters, places, strict=True):
        if not runs or not _same(runs[-1][0], where):
            runs.append((where, []))
        pieces = runs[-1][1]
        if not pieces or pieces[-1]["of"] is not span:
            pieces.append({**span, "of": span, "chars": [], "bbox": char["bbox"]})
        pieces[-1]["chars"].append(char)
        pieces[-1]["bbox"] = union([tuple(pieces[-1]["bbox"]), tuple(char["bbox"])])
    return runs


def _gap(before: _Letter, after: _Letter) -> float:
    """Between two letters, in ems."""
    return float((after[1]["bbox"][0] - before[1]["bbox"][2]) / before[0]["size"])


def _runs_on(before: _Letter, after: _Letter) -> bool:
    """Whether one word goes on from a letter to the next; a blank goes with what is before it."""
    if after[1]["c"].isspace():
        return True
    if before[1]["c"].isspace() or not -0.5 < _gap(before, after) < _WORD_GAP:
        return False
    # Columns of figures stand so close that the rule alone parts them.
    return before[1]["c"].isalpha() or after[1]["c"].isalpha() or _same(before[2], after[2])


def _over(before: _Letter, place: tuple[Grid, int]) -> bool:
    """Whether running text goes on over the right side of its cell, into which it did not fit."""
    side = place[0].cells[place[1]][2][2]
    return bool(before[1]["bbox"][2] > side + _AT_RULE)


def _same(a: _Where, b: _Where) -> bool:
    return a is b or (a is not None and b is not None and a[0] is b[0] and a[1] == b[1])


def _at(box: tuple[float, ...], grids: list[Grid]) -> _Where:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    for grid in grids:
        cell = grid.cell_at(x, y)
        if cell is not None:
            return grid, cell
    return None


def _sorted_out(inner_first: list[Grid], outside: list[Line]) -> Placed:
    """Tables and boxes apart; a table inside a table's cell becomes rows of that cell's text."""
    placed = Placed([], [], outside)
    held: dict[int, list[tuple[Grid, int]]] = {}  # tables inside, with their cell, by id of the grid around
    for n, grid in enumerate(inner_first):
        inside = held.pop(id(grid), [])
        filled = [c for c, lines in grid.lines.items() if lines]
        if not filled and not inside:
            continue
        parent = _around(grid, inner_first[n + 1 :])
        if len({*filled, *(cell for _, cell in inside)}) < 2:
            lines = [x for c in filled for x in grid.lines[c]]
            if parent is None:
                placed.boxes.append((grid.box, lines, [table for table, _ in inside]))
            else:
                parent[0].lines.setdefault(parent[1], []).extend(lines)
                held.setdefault(id(parent[0]), []).extend((table, parent[1]) for table, _ in inside)
            continue
        for table, cell in inside:
            _fold(table, (grid, cell))
        if parent is None:
            placed.tables.append(grid)
        else:
            held.setdefault(id(parent[0]), []).append((grid, parent[1]))
    return placed


def _around(grid: Grid, larger: Sequence[Grid]) -> tuple[Grid, int] | None:
    """The smallest grid that has this one inside of one of its cells."""
    x, y = (grid.box[0] + grid.box[2]) / 2, (grid.box[1] + grid.box[3]) / 2
    for other in larger:
        if _within(grid.box, other) and (cell := other.cell_at(x, y)) is not None:
            return other, cell
    return None


def _within(box: Box, grid: Grid) -> bool:
    x0, y0, x1, y1 = grid.box
    return x0 - 3 <= box[0] and y0 - 3 <= box[1] and box[2] <= x1 + 3 and box[3] <= y1 + 3


def _fold(inner: Grid, parent: tuple[Grid, int]) -> None:
    """The rows of a nested table as lines of the cell around it."""
    spacing = Spacing(kept=True)
    rows = rows_of(inner, spacing)
    for row, box in zip(rows, row_boxes(inner), strict=True):
        text = "\t".join(c.replace("\n", " ") for c in row if c)
        if text:
            line = next(x for found in inner.lines.values() for x in found)
            parent[0].lines.setdefault(parent[1], []).append(replace(line, text=text, box=box, fixed=True))
