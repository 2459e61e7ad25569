"""The stuff passages are made of: slices of blocks, and how slices become a text that knows where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from indexer.model import Block, BlockKind, Location, PassagePart
from indexer.passages.structure import Mark


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that stands in one place. `block` is its block's index; [start, end) its characters in the block's text.

    `start` is -1 where the text is not a slice of the block's text (a table's row, its cells joined).
    """

    text: str
    kind: BlockKind
    location: Location
    block: int
    start: int = -1
    end: int = -1
    mark: Mark | None = None
    note: bool = False


def slice_of(block: Block, index: int, start: int, end: int, mark: Mark | None = None, note: bool = False) -> Piece:
    """Characters [start, end) of a block; its location gets a `span` when that is not the whole text."""
    whole = not block.text[:start].strip() and not block.text[end:].strip()
    location = block.at(start)
    if not whole:
        location = replace(location, span=(start, end))
    return Piece(block.text[start:end], block.kind, location, index, start, end, mark, note)


def length(pieces: Iterable[Piece]) -> int:
    """Characters of the pieces when joined."""
    return sum(len(p.text) + 1 for p in pieces)


def compose(pieces: Sequence[Piece], blocks: Sequence[Block]) -> tuple[str, tuple[PassagePart, ...]]:
    """The joined text and its parts. Slices that touch in one block keep what the source has between them."""
    text = ""
    parts: list[PassagePart] = []
    last: Piece | None = None
    for piece in pieces:
        source = blocks[piece.block].text
        if (
            last
            and last.block == piece.block
            and 0 <= last.end <= piece.start
            and last.location.page == piece.location.page
            and not source[last.end : piece.start].strip()
        ):
            text += source[last.end : piece.start] + piece.text
            begin = parts[-1].start
            first = last.start if last.location.span is None else last.location.span[0]
            joined = slice_of(blocks[piece.block], piece.block, min(first, piece.start), piece.end)
            location = joined.location if piece.location.cell is None else piece.location
            parts[-1] = PassagePart(begin, len(text), location)
            last = replace(piece, start=first, location=location)
            continue
        if text:
            text += "\n"
        parts.append(PassagePart(len(text), len(text) + len(piece.text), piece.location))
        text += piece.text
        last = piece
    return text, tuple(parts)
