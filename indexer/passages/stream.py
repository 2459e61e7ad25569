"""A document's blocks as a stream of pieces in reading order, tables left as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from indexer.model import Block
from indexer.passages.pieces import Piece, slice_of
from indexer.passages.sentences import cut
from indexer.passages.settings import PassageSettings
from indexer.passages.structure import mark_of
from indexer.passages.tables import cell_turns, is_box

_NOTE_LINE = re.compile(r"^\s*(?:[※☞]|\*|주\s?\d?\s?[):]|\(?\s*(?:자료|출처|단위)\s*[:)])")


def _lines(block: Block, index: int, settings: PassageSettings) -> Iterator[Piece]:
    """A text block as pieces: one, or one a line where its lines are an outline, none over a passage's length."""
    heading = block.kind == "heading"
    bounds: list[tuple[int, int]] = []
    position = 0
    for line in block.text.split("\n"):
        end = position + len(line)
        opens = not bounds or mark_of(line) is not None or bool(_NOTE_LINE.match(line))
        if opens and line.strip():
            bounds.append((position, end))
        elif bounds:
            bounds[-1] = (bounds[-1][0], end)
        position = end + 1
    for number, (start, end) in enumerate(bounds):
        while end > start and block.text[end - 1].isspace():
            end -= 1
        text = block.text[start:end]
        marker = block.marker if number == 0 else ""
        mark = mark_of(text, marker, block.level, heading=heading and number == 0)
        note = bool(_NOTE_LINE.match(text))
        for piece, (a, b) in enumerate(cut(text, settings.target, settings.maximum)):
            yield slice_of(block, index, start + a, start + b, mark if piece == 0 else None, note)


def _box(block: Block, index: int, settings: PassageSettings) -> Iterator[Piece]:
    """A frame around text: its cells as paragraphs, each with its cell's place."""
    turns = cell_turns(block)
    for row, cells in enumerate(block.rows):
        base = block.row_locations[row] if row < len(block.row_locations) else block.location
        for column, cell in enumerate(cells):
            location = base if base.cell is not None else replace(base, cell=(row, column))
            inner = Block("paragraph", cell, location, turns=turns.get((row, column), ()))
            for piece in _lines(inner, index, settings):
                # Offsets are the cell's, not the block's: they cannot be given as a span.
                yield replace(piece, kind="textbox", location=replace(piece.location, span=None), start=-1, end=-1)


def _holds_all(block: Block) -> bool:
    """Whether the grid of the table holds all the letters of its text."""
    return sorted("".join(block.text.split())) == sorted("".join("".join("".join(r).split()) for r in block.rows))


def stream_of(blocks: Sequence[Block], settings: PassageSettings) -> list[Piece | int]:
    """Pieces in reading order, and the indexes of tables that are tables."""
    out: list[Piece | int] = []
    for index, block in enumerate(blocks):
        if block.kind == "table" and block.rows:
            if is_box(block) and _holds_all(block):
                out.extend(_box(block, index, settings))
            else:
                out.append(index)
        else:
            out.extend(_lines(block, index, settings))
    return out
