"""The stuff passages are made of: slices of blocks, and how slices become a text that knows where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

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
    """The joined text and its parts. Slices that touch in one block keep what the source has between them.

    A slice through which a page break runs has a part on each page.
    """
    text = ""
    parts: list[PassagePart] = []
    sources: list[tuple[int, int]] = []  # of each part: its block, and its first character there; -1 for no slice
    last: Piece | None = None
    for piece in pieces:
        source = blocks[piece.block].text
        if (
            last
            and last.block == piece.block
            and 0 <= last.end <= piece.start
            and not source[last.end : piece.start].strip()
        ):
            text += source[last.end : piece.start] + piece.text
            begin = parts[-1].start
            first = last.start if last.location.span is None else last.location.span[0]
            joined = slice_of(blocks[piece.block], piece.block, min(first, piece.start), piece.end)
            location = joined.location if piece.location.cell is None else piece.location
            parts[-1] = PassagePart(begin, len(text), location)
            last = replace(piece, start=first, location=location)
            sources[-1] = (piece.block, min(first, piece.start))
            continue
        if text:
            text += "\n"
        parts.append(PassagePart(len(text), len(text) + len(piece.text), piece.location))
        sources.append((piece.block, piece.start))
        text += piece.text
        last = piece
    cut = [_at_turns(part, blocks[block], start) for part, (block, start) in zip(parts, sources, strict=True)]
    return text, tuple(part for some in cut for part in some)


def _at_turns(part: PassagePart, block: Block, start: int) -> list[PassagePart]:
    """A part that begins at character `start` of its block, cut where the block turns a page."""
    length = part.end - part.start
    turns = [at for at, _, _ in block.turns if start >= 0 and start < at < start + length]
    if not turns or part.location.cell is not None:
        return [part]
    bounds = [start, *turns, start + length]
    return [
        PassagePart(part.start + a - start, part.start + b - start, replace(block.at(a), span=(a, b)))
        for a, b in pairwise(bounds)
    ]
