"""Where the text of paragraph lists goes: into the document as blocks, into a cell of a table, into one note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from indexer.model import BlockKind, Location
from indexer.parsing.spots import Spot
from indexer.parsing.tables import Cell, Turns, grid, text_of, turns_of

# What stays a block of its own inside a note; everything else is part of the note.
APART_FROM_NOTE: frozenset[BlockKind] = frozenset(("equation", "memo", "hidden", "footnote", "endnote"))
APART_FROM_HEADER: frozenset[BlockKind] = frozenset(("equation",))


class Sink(Protocol):
    """Takes pieces in reading order."""

    @property
    def own(self) -> BlockKind:
        """The kind of what stands in the line though no text says it, such as a form control's caption."""

    def add(self, kind: BlockKind, text: str, location: Location, *, marker: str = "", turns: Turns = ()) -> None:
        """A piece of text. turns: Block.turns."""

    def table(self, cells: Sequence[Cell], location: Location, spots: Sequence[Spot], marker: str = "") -> None:
        """A table; `marker` says where it is a chart's data."""


@dataclass(slots=True)
class Gathered:
    """Gathers one cell or one note: its text, and the blocks that must follow it.

    In a cell (`place` its row and column) only its own paragraphs and the tables in them are its text; text boxes,
    captions, notes and the like are what they are wherever they stand.
    """

    place: tuple[int, int] | None = None
    note: BlockKind | None = None
    pieces: list[str] = field(default_factory=list)
    turns: list[tuple[int, int, bool]] = field(default_factory=list)  # as Cell.turns, with one for the beginning
    length: int = 0
    apart: list[tuple[BlockKind, str, Location, str, Turns]] = field(default_factory=list)

    @property
    def own(self) -> BlockKind:
        """The kind of the cell's or note's own text."""
        return self.note or "paragraph"

    @property
    def text(self) -> str:
        """The paragraphs, one a line."""
        return "\n".join(self.pieces)

    def add(self, kind: BlockKind, text: str, location: Location, *, marker: str = "", turns: Turns = ()) -> None:
        """Keep a piece of text in the cell or note, or beside it."""
        if not text.strip():
            return
        if kind == self.own or not self._apart(kind):
            text = text.strip("\r\n\0")
            # Nothing in a cell or a note has a place of its own for its number: it stands in the text.
            text = f"{marker} {text}" if marker else text
            self._keep(text, ((0, location.page, location.page_exact),) if location.page else ())
            return
        if self.place is not None and location.cell is None:
            location = replace(location, cell=self.place)
        self.apart.append((kind, text, location, marker, turns))

    def _apart(self, kind: BlockKind) -> bool:
        if self.note in ("header", "footer"):
            return kind in APART_FROM_HEADER
        return self.note is None or kind in APART_FROM_NOTE

    def table(self, cells: Sequence[Cell], location: Location, spots: Sequence[Spot], marker: str = "") -> None:
        """A table inside becomes lines of the text."""
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
        """The turns; none where all of the text stands where `own` says."""
        if len(self.turns) > 1 or (self.turns and self.turns[0][1:] != (own.page, own.page_exact)):
            return tuple(self.turns)
        return ()

    def release(self, sink: Sink) -> None:
        """Hand on what stands beside the text."""
        for kind, text, location, marker, turns in self.apart:
            sink.add(kind, text, location, marker=marker, turns=turns)
