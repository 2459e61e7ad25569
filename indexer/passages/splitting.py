"""From the blocks of a document to its passages, along the document's own structure.

A section (heading, 장, 조, Ⅰ., a short "1." line) is never left inside a passage, except that tiny neighbours
under one heading are joined. Every character of every block ends in some passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from indexer.model import Block, ParsedDocument, Passage
from indexer.passages.drafts import Draft, attach_headings, finished, join_tiny, running_heads
from indexer.passages.pieces import Piece, length
from indexer.passages.settings import PassageSettings
from indexer.passages.stream import stream_of
from indexer.passages.structure import Mark, Outline
from indexer.passages.tables import groups

_LEAD = 60  # a line this short before a table is read as its title
_TAIL = 250  # notes up to this length stay with the table above them
_RUNNING_DIGITS = 12  # running heads this short are page numbers when only their digits differ


# A piece, its heading path, its section's marks, and the section's number.
_Entry = tuple[Piece, tuple[str, ...], tuple[Mark, ...], int]


@dataclass(slots=True)
class _Flow:
    """What the walk over the blocks gathers: drafts, the text since the last table, and memos found in it."""

    drafts: list[Draft] = field(default_factory=list)
    run: list[_Entry] = field(default_factory=list)
    asides: list[Draft] = field(default_factory=list)


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
    stream = stream_of(blocks, settings)
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
    drafts = join_tiny(attach_headings(flow.drafts, settings), settings)
    drafts.extend(running_heads(list(running.values()), settings))
    return [finished(d, blocks) for d in drafts]


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
