"""Pages → the blocks of the document: running heads set apart, columns in order, paragraphs and tables whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pymupdf

from indexer.model import Block, BlockKind, Box, Location
from indexer.parsing.pdf_headings import Look
from indexer.parsing.pdf_lines import Line, union
from indexer.parsing.pdf_order import Item, Run, Unit, in_reading_order
from indexer.parsing.pdf_overlays import repeated
from indexer.parsing.pdf_page import Page
from indexer.parsing.pdf_rows import in_rows
from indexer.parsing.pdf_rules import Grid
from indexer.parsing.pdf_running import (
    Candidate,
    Margin,
    Running,
    candidate,
    find_running,
    inner_shapes,
    line_candidates,
)
from indexer.parsing.pdf_tables import continued, table_block
from indexer.parsing.pdf_text import Spacing, continues_elsewhere, joined, paragraphs
from indexer.parsing.pdf_unruled import aligned

_FLOWING = ("paragraph", "list_item")
_LOW = 0.6  # of the page's height
_BETWEEN = 40  # blocks that can stand between the halves of a paragraph: footnotes, notes of readers, running heads


class _Box:
    """A frame with one cell of text, tables in it perhaps."""

    def __init__(self, box: Box, lines: list[Line], grids: list[Grid]) -> None:
        self.box, self.lines, self.grids = box, lines, grids


def blocks_of(pages: list[Page]) -> tuple[Block, ...]:
    """The blocks of all pages in reading order.

    A page's running heads and feet come before its text. A paragraph or a table that goes on over pages is one block;
    each row has its own page, a paragraph its `turns`.
    """
    boxed = {page.number: [_Box(*b) for b in page.boxes] for page in pages}
    running = _running(pages, boxed)
    flow = [x for page in pages for x in page.lines if running.kind(x) is None]
    inside = [x for page in pages for x in page.all_lines()[len(page.lines) :]]
    look = Look.of(flow, inside)
    spacing = Spacing.learnt([*flow, *inside])
    out: list[Block] = []
    open_end: tuple[list[Line], float] | None = None  # the last paragraph and the right side of its column
    for page in pages:
        writer = _Writer(page, boxed[page.number], running, look, spacing)
        heads, body = writer.blocks()
        if out and body and out[-1].kind == "table" and body[0].kind == "table":
            whole = continued(out[-1], body[0])
            if whole is not None and _fills(out[-1], pages):
                out[-1] = whole
                body = body[1:]
        elif open_end and body and writer.first and _goes_on(open_end, writer.first, page, pages):
            before, whole_text = joined(open_end[0], spacing), joined(open_end[0] + writer.first, spacing)
            body = body[1:] if _turned(out, before, whole_text, body[0]) else body
        out.extend([*heads, *body])
        if writer.last:
            open_end = writer.last
        elif body:
            open_end = None
    return tuple(_numbered(out))


def _goes_on(before: tuple[list[Line], float], after: list[Line], page: Page, pages: list[Page]) -> bool:
    """Whether a paragraph that ends low on the page before goes on at the top of this one."""
    low = before[0][-1].box[3] > _LOW * pages[max(page.number - 2, 0)].height
    high = after[0].box[1] < (1 - _LOW) * page.height
    return low and high and continues_elsewhere(before[0], after, before[1])


def _turned(out: list[Block], before: str, whole: str, after: Block) -> bool:
    """Let the paragraph that ends in `before` go on with the block `after` of the next page, if both are there."""
    if after.kind not in _FLOWING or not whole.endswith(after.text):
        return False
    for n in range(len(out) - 1, max(len(out) - _BETWEEN, 0) - 1, -1):
        if out[n].kind in _FLOWING and out[n].text.endswith(before):
            text = out[n].text[: len(out[n].text) - len(before)] + whole
            turn = (len(text) - len(after.text), after.location.page or 0, True)
            out[n] = replace(out[n], text=text, turns=(*out[n].turns, turn))
            return True
    return False


def _fills(table: Block, pages: list[Page]) -> bool:
    """Whether the table reaches the last third of its page: only then can it go on."""
    last = table.row_locations[-1] if table.row_locations else table.location
    page = pages[(last.page or 1) - 1]
    return last.box is not None and last.box[3] > _LOW * page.height


def _numbered(blocks: list[Block]) -> Iterator[Block]:
    counts: dict[int | None, int] = {}
    for block in blocks:
        number = counts.get(block.location.page, 0)
        counts[block.location.page] = number + 1
        yield replace(block, location=replace(block.location, paragraph=number))


def _running(pages: list[Page], boxed: dict[int, list[_Box]]) -> Running:
    candidates: list[Candidate | None] = []
    for n, page in enumerate(pages):
        candidates += line_candidates(n, page.height, page.lines)
        for box in boxed[page.number]:
            text = "" if box.grids else "".join(x.text for x in in_rows(box.lines))
            candidates.append(candidate(n, page.height, box, text, box.box, _largest(box.lines)))
        for grid in page.tables:
            lines = [x for found in grid.lines.values() for x in found]
            text = "".join(x.text for x in lines)
            candidates.append(candidate(n, page.height, grid, text, grid.box, _largest(lines)))
    sizes: Counter[float] = Counter()
    for line in (x for page in pages for x in page.all_lines()):
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 10.0
    inner = inner_shapes((page.height, page.lines) for page in pages)
    found = find_running([c for c in candidates if c is not None], [page.height for page in pages], body, inner)
    found.kinds.update((key, "header") for key in repeated(page.overlays for page in pages))
    return found


def _largest(lines: list[Line]) -> float:
    return max((x.size for x in lines), default=0.0)


def _with_tables(run: Run) -> list[Run]:
    """A run of lines with the tables that show by alignment taken out."""
    if isinstance(run, Unit):
        return [run]
    return [part if isinstance(part, list) else Unit(part.box, part) for part in aligned(run)]


class _Writer:
    """Makes the blocks of one page."""

    def __init__(self, page: Page, boxes: list[_Box], running: Running, look: Look, spacing: Spacing) -> None:
        self.page, self.running, self.look, self.spacing = page, running, look, spacing
        self.first: list[Line] | None = None  # lines of the first and the last block, where they are paragraphs
        self.last: tuple[list[Line], float] | None = None
        self._boxes = boxes

    def blocks(self) -> tuple[list[Block], list[Block]]:
        """(running heads and feet, everything else), in order."""
        heads: list[Block] = []
        items: list[Item] = []
        marked: dict[Margin, list[Line]] = {}
        for line in self.page.lines:
            margin = self.running.kind(line)
            if margin:
                marked.setdefault(margin, []).append(line)
            else:
                items.append(line)
        for margin, lines in marked.items():
            heads += [self._block(margin, row.text.strip(), row.box) for row in in_rows(lines)]
        for grid in self.page.tables:
            margin = self.running.kind(grid)
            if margin is None:
                items.append(Unit(grid.box, grid))
            else:
                heads.append(self._block(margin, table_block(grid, self.page.number, self.spacing).text, grid.box))
        for box in self._boxes:
            margin = self.running.kind(box)
            if margin is None:
                items.append(Unit(box.box, box))
            else:
                heads += [self._block(margin, row.text.strip(), row.box) for row in in_rows(box.lines)]
        items += [Unit(box, ("paragraph", text)) for text, box in self.page.fields]
        body = self._flow(items, self.page.width, outermost=True)
        body += [self._block("memo", text, box) for text, box in self.page.comments]
        return heads, body

    def _flow(self, items: list[Item], width: float, *, outermost: bool) -> list[Block]:
        groups: list[tuple[list[Line], float]] = []  # paragraphs and the right side of their column
        out: list[Block] = []
        runs = [part for run in in_reading_order(items, width) for part in _with_tables(run)]
        for run in runs:
            if isinstance(run, Unit):
                self._flush(groups, out)
                out.extend(self._unit(run))
                if outermost:
                    self.last = None
                continue
            right = max(x.box[2] for x in run)
            rule = self.look.note_rule(self.page.rules, run, self.page.height) if outermost else None
            notes = [x for x in run if rule is not None and x.box[1] > rule.at - 2]
            text = [x for x in run if rule is None or x.box[1] <= rule.at - 2]
            found = paragraphs(text)
            if groups and found and continues_elsewhere(groups[-1][0], found[0], groups[-1][1]):
                groups[-1] = (groups[-1][0] + found[0], right)
                found = found[1:]
            groups.extend((lines, right) for lines in found)
            if outermost:
                if not out and self.first is None and groups:
                    self.first = groups[0][0]
                self.last = groups[-1] if groups else None
            if notes:
                self._flush(groups, out)
                groups.extend((lines, right) for lines in paragraphs(notes))
                self._flush(groups, out, noted=True)
        self._flush(groups, out)
        return out

    def _flush(self, groups: list[tuple[list[Line], float]], out: list[Block], *, noted: bool = False) -> None:
        """Write the gathered paragraphs; noted: they are footnotes."""
        for lines, _ in groups:
            text = joined(lines, self.spacing)
            if not text:
                continue
            note = noted or self.look.opens_note(lines, text, self.page.height)
            kind, level = self.look.kind(lines, text, noted=note)
            out.append(self._block(kind, text, union(x.box for x in lines), level))
        groups.clear()

    def _unit(self, unit: Unit) -> list[Block]:
        thing: Any = unit.content
        if isinstance(thing, Grid):
            made = table_block(thing, self.page.number, self.spacing)
            places = tuple(replace(at, box=self._shown(at.box)) for at in made.row_locations if at.box)
            where = Location(self.page.number, True, box=self._shown(unit.box))
            return [replace(made, location=where, row_locations=places)] if made.text else []
        if isinstance(thing, _Box):
            inside: list[Item] = [*thing.lines, *(Unit(g.box, g) for g in thing.grids)]
            return self._flow(inside, thing.box[2] - thing.box[0], outermost=False)
        kind, text = thing
        return [self._block(kind, text, unit.box)]

    def _block(self, kind: BlockKind, text: str, box: Box, level: int | None = None) -> Block:
        return Block(kind, text, Location(self.page.number, True, box=self._shown(box)), level)

    def _shown(self, box: Box) -> Box:
        """The box on the page as it is shown."""
        if self.page.back is None:
            return box
        rect = pymupdf.Rect(box) * self.page.back
        return rect.x0, rect.y0, rect.x1, rect.y1
