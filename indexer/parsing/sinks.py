"""Where the text of paragraph lists goes: into the document as blocks, or into one cell of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from indexer.model import BlockKind, Location
from indexer.parsing.pages import Spot
from indexer.parsing.tables import Cell, grid, text_of, turns_of

# Inside a cell these stay blocks of their own; everything else is part of the cell's text.
APART: frozenset[BlockKind] = frozenset(("footnote", "endnote", "header", "footer", "memo", "hidden", "equation"))


class Sink(Protocol):
    """Takes pieces in reading order."""

    def add(
        self, kind: BlockKind, text: str, location: Location, *, level: int | None = None, marker: str = ""
    ) -> None:
        """A piece of text."""

    def table(self, cells: Sequence[Cell], location: Location, spots: Sequence[Spot]) -> None:
        """A table."""


@dataclass(slots=True)
class CellSink:
    """Gathers one cell: its text, and the notes that must follow the table as blocks."""

    pieces: list[str] = field(default_factory=list)
    turns: list[tuple[int, int, bool]] = field(default_factory=list)  # as Cell.turns, with one for the beginning
    length: int = 0
    apart: list[tuple[BlockKind, str, Location, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The cell's paragraphs, one a line."""
        return "\n".join(self.pieces)

    def add(
        self, kind: BlockKind, text: str, location: Location, *, level: int | None = None, marker: str = ""
    ) -> None:
        """Keep a piece of text in the cell, or beside it."""
        if not text.strip():
            return
        if kind in APART:
            self.apart.append((kind, text, location, marker))
        else:
            self._keep(text.strip("\r\n\0"), ((0, location.page, location.page_exact),) if location.page else ())

    def table(self, cells: Sequence[Cell], location: Location, spots: Sequence[Spot]) -> None:
        """A table in the cell becomes lines of its text."""
        rows = grid(cells)
        text = text_of(rows)
        if text:
            self._keep(text, turns_of(cells, rows, [(location.page, location.page_exact)]))

    def _keep(self, text: str, turns: tuple[tuple[int, int, bool], ...]) -> None:
        for offset, page, exact in turns:
            if not self.turns or self.turns[-1][1:] != (page, exact):
                self.turns.append((self.length + offset, page, exact))
        self.pieces.append(text)
        self.length += len(text) + 1

    def changes(self, own: Location) -> tuple[tuple[int, int, bool], ...]:
        """The turns; none where all of the cell stands where `own` says."""
        if len(self.turns) > 1 or (self.turns and self.turns[0][1:] != (own.page, own.page_exact)):
            return tuple(self.turns)
        return ()

    def release(self, sink: Sink) -> None:
        """Hand on what stands beside the cell."""
        for kind, text, location, marker in self.apart:
            sink.add(kind, text, location, marker=marker)
