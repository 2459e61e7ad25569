"""The cells of a sheet → tables, with blank rows and columns left out and the sheet's own row numbers kept."""

from __future__ import annotations

from collections.abc import Iterable

from indexer.parsing.collect import Collector

MAX_ROWS = 200_000  # rows with text, of one sheet
_MAX_PLACES = 4_000_000  # rows by columns of a grid


class SheetGrid:
    """Takes the cells of one sheet row by row, then hands its table to a Collector."""

    def __init__(self, out: Collector) -> None:
        self._out = out
        self._rows: list[tuple[int, dict[int, str]]] = []
        self.cut = 0  # rows over the bound

    def row(self, number: int, cells: Iterable[tuple[int, str]]) -> None:
        """A row by its number from 0 and its cells by their column from 0."""
        filled = {column: text for column, text in cells if text.strip()}
        if not filled:
            return
        if len(self._rows) >= MAX_ROWS:
            self.cut += 1
            return
        self._rows.append((number, filled))

    def finish(self, name: str) -> None:
        """The table, if there is one, and a warning where rows were left out."""
        columns = sorted({column for _, cells in self._rows for column in cells})
        if len(columns) * len(self._rows) > _MAX_PLACES:  # cells far apart: the text, without the empty places
            rows = [tuple(cells[c] for c in sorted(cells)) for _, cells in self._rows]
        else:
            rows = [tuple(cells.get(c, "") for c in columns) for _, cells in self._rows]
        self._out.table(rows, [(number, min(cells)) for number, cells in self._rows])
        if self.cut:
            self._out.warn("rows_cut", f"‘{name}’ 시트가 길어 뒤의 {self.cut:,}행은 읽지 않았습니다.")
