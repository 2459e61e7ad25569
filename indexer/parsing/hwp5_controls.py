"""What hangs on a paragraph of HWP 5: tables, drawing objects, notes, headers, memos, fields.

HWP 5.0 specification, section 4.3.9 and on. Lists of paragraphs are found by their place in the record tree, so
that an object this module has never heard of still gives its text.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from indexer.parsing.glyphs import composed
from indexer.parsing.hwp5_records import (
    CTRL_HEADER,
    EQEDIT,
    FORM_OBJECT,
    LIST_HEADER,
    MEMO_LIST,
    OLE_OBJECT,
    PAGE_DEF,
    PARA_HEADER,
    PICTURE,
    TABLE,
    TEXTART,
    Node,
)
from indexer.parsing.hwp5_text import wide
from indexer.parsing.numbering import format_number

FORM_TEXT = re.compile(r"(?:Caption|Text):wstring:(\d+):")
cell_place = struct.Struct("<8x2H").unpack_from  # (column, row) of a cell's LIST_HEADER (table 80)
_cell_size = struct.Struct("<10xH2xH4xI").unpack_from
_auto_number = struct.Struct("<4xIH3H").unpack_from
NUMBERED_THINGS = range(1, 6)  # table 145: footnote, endnote, picture, table, equation; 0 and 6 are pages
USER_MARK = 0x81
IN_CIRCLE = (1, 2)  # frame of a 글자겹침: a circle, a filled circle
# Controls that nobody reads as text are passed over on purpose: index marks (idxm), whose words stand in the index
# itself, bookmarks (bokm), page numbers and what hides or starts them (pgnp, pghd, nwno, pgct). A field (%...) keeps
# its result, date or cross reference, as words of the line; of a 누름틀 its hint stands there too until it is filled.
MASTER_PAGE_LIST = 34  # bytes of the LIST_HEADER of a master page (table 139); a memo's has 16


# The LIST_HEADER payload (empty where the file has none) and the paragraphs.
ParagraphList = tuple[bytes, list[Node]]


class Picture(NamedTuple):
    """A picture: the number of its file, from 1, and the size of the object it stands in, in HWPUNIT."""

    number: int
    width: int
    height: int


class TableParts(NamedTuple):
    """A table's lists."""

    before: list[ParagraphList]  # the caption
    cells: list[ParagraphList]


def control_id(node: Node) -> str:
    """The four letters of a CTRL_HEADER, such as `tbl `."""
    return _name_of(node.payload[:4])


@lru_cache(maxsize=256)
def _name_of(letters: bytes) -> str:
    return letters[::-1].decode("latin-1") if len(letters) == 4 else ""


def lists_of(nodes: Sequence[Node]) -> list[ParagraphList]:
    """The paragraph lists among siblings: each LIST_HEADER and the paragraphs after (or below) it."""
    found: list[ParagraphList] = []
    paragraphs: list[Node] | None = None
    for node in nodes:
        tag = node.tag
        if tag == PARA_HEADER:
            if paragraphs is None:
                paragraphs = []
                found.append((b"", paragraphs))
            paragraphs.append(node)
        elif tag == LIST_HEADER:
            paragraphs = [c for c in node.children if c.tag == PARA_HEADER] if node.children else []
            found.append((node.payload, paragraphs))
    return found


def table_parts(node: Node) -> TableParts:
    """Take a table's control apart."""
    split = next((i for i, c in enumerate(node.children) if c.tag == TABLE), 0)
    table = node.children[split] if node.children else None
    cells = lists_of(node.children[split:])
    if table is not None and table.children:
        cells = lists_of(table.children) + cells
    return TableParts(lists_of(node.children[:split]), cells)


def cell_size(header: bytes) -> tuple[int, int, int]:
    """(row, row span, height in HWPUNIT) of a cell's LIST_HEADER (table 80)."""
    row, span, height = _cell_size(header if len(header) >= 24 else header.ljust(24, b"\0"))
    return row, span or 1, height & 0x7FFFFFFF


Below = ParagraphList | Picture | str | int


def lists_below(node: Node) -> Iterator[Below]:
    """Lists, pictures, 글맵시 words, OLE objects anywhere below a record, in order, those of groups too."""
    pending = [c for c in reversed(node.children) if c.tag not in (PARA_HEADER, LIST_HEADER)]
    while pending:
        below = pending.pop()
        if below.tag == TEXTART:
            yield wide(below.payload, 32)
        elif below.tag == OLE_OBJECT:  # table 118
            yield number(below.payload, 12, 2)
        elif below.tag == PICTURE:  # table 107; the sizes are the object's (table 69)
            yield Picture(number(below.payload, 71, 2), number(node.payload, 16, 4), number(node.payload, 20, 4))
        yield from lists_of(below.children)
        pending.extend(c for c in reversed(below.children) if c.tag not in (PARA_HEADER, LIST_HEADER))


def side_lists(paragraph: Node) -> list[tuple[bool, list[Node]]]:
    """Lists that hang on a paragraph itself, and whether each is a memo; else it is a master page of its section."""
    found: list[tuple[bool, list[Node]]] = []
    announced = False
    for child in paragraph.children:
        if child.tag == MEMO_LIST:
            announced = True
        elif child.tag == LIST_HEADER:
            memo = announced or len(child.payload) < MASTER_PAGE_LIST
            found.append((memo, [c for c in child.children if c.tag == PARA_HEADER]))
            announced = False
        elif child.tag == PARA_HEADER:
            if not found:
                found.append((True, []))
            found[-1][1].append(child)
    return found


def strays(paragraph: Node) -> Iterator[Below]:
    """What hangs on a paragraph beside its controls and memos; no known program writes anything there."""
    for child in paragraph.children:
        if child.children and child.tag not in (CTRL_HEADER, LIST_HEADER, PARA_HEADER):
            yield from lists_of(child.children)
            yield from lists_below(child)


def equation_script(node: Node) -> str:
    """The script of an equation control."""
    child = node.first(EQEDIT)
    return wide(child.payload, 4) if child is not None else ""


def form_text(node: Node) -> str:
    """What a form control shows: its caption or the text typed into it."""
    child = node.first(FORM_OBJECT)
    if child is None:
        return ""
    words = child.payload[: len(child.payload) // 2 * 2].decode("utf-16-le", "replace")
    parts = [words[m.end() : m.end() + int(m[1][:6])] for m in FORM_TEXT.finditer(words)]
    return " ".join(p for p in parts if p.strip())


def inline_text(name: str, payload: bytes) -> str:
    """Text that a control draws in the line: 글자겹침 (tcps), 덧말 (tdut)."""
    if name == "tcps":
        text = wide(payload, 4)
        return composed(text, in_circle=number(payload, 6 + 2 * number(payload, 4, 2), 1) in IN_CIRCLE)
    if name == "tdut":
        main = wide(payload, 4)
        above = wide(payload, 6 + 2 * number(payload, 4, 2))
        return f"{main} {above}".strip()
    return ""


def auto_number(payload: bytes) -> str:
    """What a number control (atno, table 144) of a note, picture, table or equation shows; empty for page numbers."""
    if len(payload) < 16:
        return ""
    attributes, count, mark, before, after = _auto_number(payload)
    if attributes & 0xF not in NUMBERED_THINGS:
        return ""
    shape = (attributes >> 4) & 0xFF
    shown = chr(mark) if shape == USER_MARK and mark > 32 else format_number(count, shape) if count else ""
    around = ["" if c < 32 or 0xD800 <= c < 0xE000 else chr(c) for c in (before, after)]
    return f"{around[0]}{shown}{around[1]}" if shown else ""


def page_area(section: Node) -> int:
    """Area of the paper in HWPUNIT² from a section control's PAGE_DEF (table 131); 0 where unknown."""
    page = section.first(PAGE_DEF)
    return number(page.payload, 0, 4) * number(page.payload, 4, 4) if page is not None else 0


def page_body(section: Node) -> int:
    """Height of the page body in HWPUNIT from a section control's PAGE_DEF (table 131); 0 where unknown."""
    page = section.first(PAGE_DEF)
    if page is None or len(page.payload) < 40:
        return 0
    width, height = number(page.payload, 0, 4), number(page.payload, 4, 4)
    tall = width if number(page.payload, 36, 4) & 1 else height
    used = sum(number(page.payload, offset, 4) for offset in (16, 20, 24, 28))
    return max(0, tall - used)


def number(payload: bytes, offset: int, size: int) -> int:
    """An unsigned little-endian number; 0 beyond the end."""
    return int.from_bytes(payload[offset : offset + size], "little")
