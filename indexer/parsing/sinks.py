"""Where the text of paragraph lists goes: into the document as blocks, or into one cell of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from indexer.model import BlockKind, Location
from indexer.parsing.pages import Spot
from indexer.parsing.tables import Cell, grid, text_of

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
            self.pieces.append(text.strip("\r\n\0"))

    def table(self, cells: Sequence[Cell], location: Location, spots: Sequence[Spot]) -> None:
        """A table in the cell becomes lines of its text."""
        text = text_of(grid(cells))
        if text:
            self.pieces.append(text)

    def release(self, sink: Sink) -> None:
        """Hand on what stands beside the cell."""
        for kind, text, location, marker in self.apart:
            sink.add(kind, text, location, marker=marker)
