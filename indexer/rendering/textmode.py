"""The document as plain blocks, with the quote marked in them: the text mode, and every fallback."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from indexer.model import Block, Location, ParsedDocument
from indexer.rendering.locate import WINDOW
from indexer.rendering.pagetext import reduced, reduced_with_origin
from indexer.requests import TextBlock

MAX_CHARACTERS = 1_000_000  # of text handed to the window
MAX_ROWS = 2_000  # of one table

MAX_BLOCK = 200_000  # characters of one block

CUT = "문서가 길어 앞부분만 글자로 보여 드립니다."
CUT_AROUND = "문서가 길어 근거가 있는 부분만 글자로 보여 드립니다."


def text_blocks(parsed: ParsedDocument, quote: str, location: Location) -> tuple[tuple[TextBlock, ...], str]:
    """The blocks for the window and a note where they had to be cut.

    `marked` spans are characters of a block's `text`. Of several places the one nearest to `location` is marked.
    """
    marks = mark(parsed.blocks, quote, location)
    first, end = _window(parsed.blocks, min(marks, default=0))
    note = "" if (first, end) == (0, len(parsed.blocks)) else CUT if not first else CUT_AROUND
    blocks = []
    for index in range(first, end):
        block = parsed.blocks[index]
        made = TextBlock(
            block.kind, block.text, block.level, block.marker, block.rows[:MAX_ROWS], block.location.page,
            marks.get(index, ()),
        )  # fmt: skip
        if len(made.text) > MAX_BLOCK:
            made, note = _trimmed(made), note or CUT_AROUND
        blocks.append(made)
    return tuple(blocks), note


def _window(blocks: Sequence[Block], wanted: int) -> tuple[int, int]:
    """The run of blocks that is shown: from the start where the wanted one still fits in, else around it."""
    sizes = [min(len(block.text), MAX_BLOCK) for block in blocks]
    first = 0
    if sum(sizes[: wanted + 1]) > MAX_CHARACTERS:
        first, before = wanted, 0
        while first and before + sizes[first - 1] <= MAX_CHARACTERS // 3:
            first -= 1
            before += sizes[first]
    end, total = first, 0
    while end < len(blocks) and total + sizes[end] <= MAX_CHARACTERS:
        total += sizes[end]
        end += 1
    return first, end


def _trimmed(block: TextBlock) -> TextBlock:
    """A block too long to show (a sheet of many rows): its lines around the mark, without the grid."""
    at = block.marked[0][0] if block.marked else 0
    start = max(0, block.text.rfind("\n", 0, max(0, at - MAX_BLOCK // 3)) + 1)
    end = min(len(block.text), start + MAX_BLOCK)
    spans = tuple((max(a, start) - start, min(b, end) - start) for a, b in block.marked if a < end and b > start)
    return replace(block, text=block.text[start:end], rows=(), marked=spans)


def mark(blocks: Sequence[Block], quote: str, location: Location) -> dict[int, tuple[tuple[int, int], ...]]:
    """Index of block → spans of its text that hold the quote; empty where it stands nowhere."""
    needle = reduced(quote)
    if not needle:
        return {}
    joined: list[str] = []
    starts: list[int] = []
    total = 0
    for block in blocks:
        starts.append(total)
        piece = reduced(block.text)
        joined.append(piece)
        total += len(piece)
    text = "".join(joined)
    at = _nearest(_places(text, needle), starts, blocks, location)
    if at is not None:
        return _spans(blocks, starts, [(at, at + len(needle))])
    if len(needle) <= WINDOW:
        return {}
    runs = _windows(text, needle)
    return _spans(blocks, starts, runs)


def _places(text: str, needle: str) -> list[int]:
    out: list[int] = []
    at = text.find(needle)
    while at >= 0 and len(out) < 200:
        out.append(at)
        at = text.find(needle, at + 1)
    return out


def _nearest(places: list[int], starts: list[int], blocks: Sequence[Block], location: Location) -> int | None:
    """The place whose block agrees best with the location: same paragraph, then same page, then the first."""
    if not places:
        return None

    def distance(at: int) -> tuple[int, int]:
        there = blocks[bisect_right(starts, at) - 1].location
        same = (there.section, there.paragraph) == (location.section, location.paragraph)
        pages = abs(there.page - location.page) if there.page and location.page else 1_000_000
        return (0 if same and location.paragraph is not None else 1, pages)

    return min(places, key=distance)


def _windows(text: str, needle: str) -> list[tuple[int, int]]:
    """Runs of `text` that hold windows of the needle, where together they hold half of it."""
    runs: list[tuple[int, int]] = []
    covered = 0
    at, i = 0, 0
    while i + WINDOW <= len(needle):
        found = text.find(needle[i : i + WINDOW], at)
        if found < 0 or (runs and found - runs[-1][1] > 2 * len(needle) + 60):
            i += 1
            continue
        length = WINDOW
        while i + length < len(needle) and found + length < len(text) and needle[i + length] == text[found + length]:
            length += 1
        runs.append((found, found + length))
        covered += length
        at, i = found + length, i + length
    return runs if covered >= len(needle) / 2 else []


def _spans(
    blocks: Sequence[Block], starts: list[int], runs: list[tuple[int, int]]
) -> dict[int, tuple[tuple[int, int], ...]]:
    """Runs of the joined letters as spans of each block's own text."""
    out: dict[int, list[tuple[int, int]]] = {}
    for start, end in runs:
        index = max(bisect_right(starts, start) - 1, 0)
        while index < len(blocks) and starts[index] < end:
            letters, origin = reduced_with_origin(blocks[index].text)
            low, high = max(start - starts[index], 0), min(end - starts[index], len(letters), len(origin))
            if low < high:
                out.setdefault(index, []).append((origin[low], origin[high - 1] + 1))
            index += 1
    return {index: tuple(spans) for index, spans in out.items()}
