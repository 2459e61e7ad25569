"""From the blocks of a document to its passages, along the document's own structure.

A section (heading, 장, 조, Ⅰ., a short "1." line) is never left inside a passage, except that tiny neighbours
under one heading are joined. Every character of every block ends in some passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from indexer.model import Block, BlockKind, ParsedDocument, Passage
from indexer.passages.pieces import Piece, compose, length, slice_of
from indexer.passages.sentences import cut
from indexer.passages.settings import PassageSettings
from indexer.passages.structure import Mark, Outline, mark_of
from indexer.passages.tables import cell_turns, groups, is_box

_NOTE_LINE = re.compile(r"^\s*(?:[※☞]|\*|주\s?\d?\s?[):]|\(?\s*(?:자료|출처|단위)\s*[:)])")
_LEAD = 60  # a line this short before a table is read as its title
_TAIL = 250  # notes up to this length stay with the table above them
_RUNNING_DIGITS = 12  # running heads this short are page numbers when only their digits differ


# A piece, its heading path, its section's marks, and the section's number.
_Entry = tuple[Piece, tuple[str, ...], tuple[Mark, ...], int]


@dataclass(slots=True)
class Draft:
    """A passage in the making. `path` as Passage.heading_path; `section` its marks; `whole`: all of its section."""

    pieces: list[Piece]
    path: tuple[str, ...]
    section: tuple[Mark, ...] = ()
    serial: int = 0  # which section of the document
    whole: bool = False
    table: bool = False
    alone: bool = False
    context: str = ""

    @property
    def only_heading(self) -> bool:
        """Whether nothing stands here but headings; an article's text is on the line of its mark."""
        return not self.table and all(
            p.mark is not None
            and p.mark.section
            and (p.mark.key != "조" or len(p.text.split()) <= len(p.mark.label.split()))
            for p in self.pieces
        )


@dataclass(slots=True)
class _Flow:
    """What the walk over the blocks gathers: drafts, the text since the last table, and memos found in it."""

    drafts: list[Draft] = field(default_factory=list)
    run: list[_Entry] = field(default_factory=list)
    asides: list[Draft] = field(default_factory=list)


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


def _is_list(piece: Piece, following: Piece | None) -> bool:
    """Whether a numbered line is an item of a list, the next item following at once."""
    return bool(piece.mark and following and following.mark and piece.mark.key == following.mark.key)


def split(document: ParsedDocument, settings: PassageSettings = PassageSettings()) -> list[Passage]:  # noqa: B008
    """The passages of a document, in reading order; running heads and feet, once each, at the end.

    Every letter of every block stands in some passage's text. Nothing is raised for any document.
    """
    blocks = document.blocks
    outline = Outline()
    flow = _Flow()
    running: dict[str, Piece] = {}
    serial = 0
    stream = _stream(blocks, settings)
    for position, item in enumerate(stream):
        if isinstance(item, Piece) and item.kind in ("header", "footer"):
            key = item.text.strip()
            running.setdefault(re.sub(r"\d+", "0", key) if len(key) <= _RUNNING_DIGITS else key, item)
        elif isinstance(item, Piece) and item.kind in ("memo", "hidden"):
            flow.asides.append(Draft([item], outline.path(), outline.section, serial, alone=True))
        elif isinstance(item, Piece):
            mark = item.mark
            if mark is not None:
                following = next((i for i in stream[position + 1 : position + 2] if isinstance(i, Piece)), None)
                if mark.family == "outline" and (outline.in_article or _is_list(item, following)):
                    mark = replace(mark, section=False)
                    item = replace(item, mark=mark)
                outline.open(mark)
                serial += mark.section
            own = mark is not None and not mark.section
            flow.run.append((item, outline.path(-1 if own else None), outline.section, serial))
        else:
            _table(flow, item, blocks[item], outline, serial, settings)
    _close(flow, settings)
    drafts = _join_tiny(_attach_headings(flow.drafts, settings), settings)
    drafts.extend(_running(list(running.values()), settings))
    return [_finish(d, blocks) for d in drafts]


def _stream(blocks: Sequence[Block], settings: PassageSettings) -> list[Piece | int]:
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


def _table(flow: _Flow, index: int, block: Block, outline: Outline, serial: int, settings: PassageSettings) -> None:
    """A table's passages. Short title lines just above it go with it."""
    leads: list[Piece] = []
    while flow.run and len(leads) < 2 and flow.run[-1][3] == serial:
        piece = flow.run[-1][0]
        section = piece.mark is not None and piece.mark.section
        if section or len(piece.text) > _LEAD or piece.text.rstrip().endswith("."):
            break
        leads.insert(0, flow.run.pop()[0])
    _close(flow, settings)
    caption = " ".join(p.text.strip() for p in leads)
    found = groups(block, index, settings, caption)
    if not found:
        flow.run.extend((p, outline.path(), outline.section, serial) for p in leads)
    for number, group in enumerate(found):
        # A chart's data says of itself what it is.
        context = "\n".join(filter(None, (block.marker, group.context if number else "")))
        pieces = [*leads, *group.pieces] if number == 0 else list(group.pieces)
        flow.drafts.append(Draft(pieces, outline.path(), outline.section, serial, table=True, context=context))


def _close(flow: _Flow, settings: PassageSettings) -> None:
    """Pack the text gathered since the last table into drafts, section by section."""
    run, flow.run = flow.run, []
    if run and flow.drafts and flow.drafts[-1].table:
        # Captions and notes below a table belong to it.
        while run and (run[0][0].kind == "caption" or run[0][0].note) and len(run[0][0].text) <= _TAIL:
            flow.drafts[-1].pieces.append(run.pop(0)[0])
    sections: dict[int, list[_Entry]] = {}
    for entry in run:
        sections.setdefault(entry[3], []).append(entry)
    for serial, entries in sections.items():
        article = bool(entries[0][2]) and entries[0][2][-1].key == "조"
        packed = list(_pack(entries, settings, settings.article if article else settings.maximum))
        for group in packed:
            flow.drafts.append(Draft([e[0] for e in group], group[0][1], group[0][2], serial, whole=len(packed) == 1))
    flow.drafts.extend(flow.asides)
    flow.asides.clear()


def _pack(entries: list[_Entry], settings: PassageSettings, fits: int) -> Iterator[list[_Entry]]:
    """Groups of at most `maximum` characters, closed at `target`, sooner where an item of the outline begins."""
    if length(e[0] for e in entries) <= fits:
        yield entries
        return
    out: list[list[_Entry]] = [[]]
    size = 0
    for number, entry in enumerate(entries):
        cost = len(entry[0].text) + 1
        fresh = entry[0].mark is not None and not entry[0].note
        ahead = cost
        if fresh:
            for later in entries[number + 1 :]:
                if len(later[1]) <= len(entry[1]) and later[0].mark is not None:
                    break
                ahead += len(later[0].text) + 1
        full = size + cost > settings.maximum or size >= settings.target
        if (
            out[-1]
            and not entry[0].note
            and (full or (fresh and size >= settings.minimum and size + ahead > settings.maximum))
        ) or (out[-1] and size + cost > settings.maximum):
            out.append([])
            size = 0
        out[-1].append(entry)
        size += cost
    if len(out) > 1 and size < settings.minimum and length(e[0] for e in out[-2]) + size <= settings.maximum:
        last = out.pop()
        out[-1].extend(last)
    yield from out


def _attach_headings(drafts: list[Draft], settings: PassageSettings) -> list[Draft]:
    """A heading with nothing of its own goes to the front of what stands below it."""
    out: list[Draft] = []
    waiting: list[Draft] = []
    for draft in drafts:
        if waiting:
            above = waiting[-1]
            below = draft.section[: len(above.section)] == above.section and not draft.alone
            room = length(draft.pieces) + sum(length(w.pieces) for w in waiting) <= settings.article
            if not (below and room):
                out.extend(waiting)
                waiting = []
        if draft.only_heading and not draft.alone:
            waiting.append(draft)
            continue
        if waiting:
            draft.pieces[:0] = [p for w in waiting for p in w.pieces]
            waiting = []
        out.append(draft)
    return out + waiting


def _join_tiny(drafts: list[Draft], settings: PassageSettings) -> list[Draft]:
    """Join whole neighbouring sections under one heading while one of the two is tiny."""
    out: list[Draft] = []
    for draft in drafts:
        last = out[-1] if out else None
        if last and not (last.table or last.alone or draft.table or draft.alone):
            a, b = length(last.pieces), length(draft.pieces)
            siblings = last.whole and draft.whole and last.section[:-1] == draft.section[:-1]
            if siblings and min(a, b) < settings.minimum and a + b <= settings.target:
                last.pieces.extend(draft.pieces)
                last.path = tuple(m.label for m in last.section[:-1])
                continue
        out.append(draft)
    return out


def _running(pieces: list[Piece], settings: PassageSettings) -> Iterator[Draft]:
    run: list[Piece] = []
    for piece in pieces:
        if run and (length(run) + len(piece.text) > settings.maximum or piece.kind != run[0].kind):
            yield Draft(run, (), alone=True)
            run = []
        run.append(piece)
    if run:
        yield Draft(run, (), alone=True)


def _finish(draft: Draft, blocks: Sequence[Block]) -> Passage:
    text, parts = compose(draft.pieces, blocks)
    sizes: dict[BlockKind, int] = {}
    for piece in draft.pieces:
        sizes[piece.kind] = sizes.get(piece.kind, 0) + len(piece.text)
    kind: BlockKind = "table" if draft.table else max(sizes, key=lambda k: sizes[k])
    if kind in ("heading", "textbox") and "paragraph" in sizes:
        kind = "paragraph"
    return Passage(text, kind, draft.path, draft.context, parts)
