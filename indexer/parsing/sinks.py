"""Where the text of paragraph lists goes: into the document as blocks, into a cell of a table, into one note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from indexer.model import BlockKind, Location
from indexer.parsing.pages import Spot
from indexer.parsing.tables import Cell, grid, text_of

# What stays a block of its own inside a note; everything else is part of the note.
APART_FROM_NOTE: frozenset[BlockKind] = frozenset(("equation", "memo", "hidden", "footnote", "endnote"))
APART_FROM_HEADER: frozenset[BlockKind] = frozenset(("equation",))


class Sink(Protocol):
    """Takes pieces in reading order."""

    @property
    def own(self) -> BlockKind:
        """The kind of what stands in the line though no text says it, such as a form control's caption."""

    def add(
        self, kind: BlockKind, text: str, location: Location, *, level: int | None = None, marker: str = ""
    ) -> None:
        """A piece of text."""

    def table(self, cells: Sequence[Cell], location: Location, spots: Sequence[Spot]) -> None:
        """A table."""


@dataclass(slots=True)
class Gathered:
    """Gathers one cell or one note: its text, and the blocks that must follow it.

    In a cell (`place` its row and column) only its own paragraphs and the tables in them are its text; text boxes,
    captions, notes and the like are what they are wherever they stand.
    """

    place: tuple[int, int] | None = None
    note: BlockKind | None = None
    pieces: list[str] = field(default_factory=list)
    apart: list[tuple[BlockKind, str, Location, str]] = field(default_factory=list)

    @property
    def own(self) -> BlockKind:
        """The kind of the cell's or note's own text."""
        return self.note or "paragraph"

    @property
    def text(self) -> str:
        """The paragraphs, one a line."""
        return "\n".join(self.pieces)

    def add(
        self, kind: BlockKind, text: str, location: Location, *, level: int | None = None, marker: str = ""
    ) -> None:
        """Keep a piece of text in the cell or note, or beside it."""
        if not text.strip():
            return
        if kind == self.own or not self._apart(kind):
            self.pieces.append(text.strip("\r\n\0"))
            return
        if self.place is not None and location.cell is None:
            location = replace(location, cell=self.place)
        self.apart.append((kind, text, location, marker))

    def _apart(self, kind: BlockKind) -> bool:
        if self.note in ("header", "footer"):
            return kind in APART_FROM_HEADER
        return self.note is None or kind in APART_FROM_NOTE

    def table(self, cells: Sequence[Cell], location: Location, spots: Sequence[Spot]) -> None:
        """A table inside becomes lines of the text."""
        text = text_of(grid(cells))
        if text:
            self.pieces.append(text)

    def release(self, sink: Sink) -> None:
        """Hand on what stands beside the text."""
        for kind, text, location, marker in self.apart:
            sink.add(kind, text, location, marker=marker)
