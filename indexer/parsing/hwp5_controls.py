"""What hangs on a paragraph of HWP 5: tables, drawing objects, notes, headers, memos, fields.

HWP 5.0 specification, section 4.3.9 and on. Lists of paragraphs are found by their place in the record tree, so
that an object this module has never heard of still gives its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from indexer.parsing.hwp5_records import (
    EQEDIT,
    FORM_OBJECT,
    LIST_HEADER,
    PAGE_DEF,
    PARA_HEADER,
    SHAPE_COMPONENT,
    TABLE,
    TEXTART,
    Node,
    wide,
)
from indexer.parsing.tables import MAX_COLUMNS

FORM_TEXT = re.compile(r"(?:Caption|Text):wstring:(\d+):")
TOP_AND_BOTTOM = 1  # 자리차지
TITLE_CELL = 1 << 18  # 제목 셀, of a cell's LIST_HEADER


class ParagraphList(NamedTuple):
    """A list of paragraphs, with its LIST_HEADER payload (empty where the file has none)."""

    header: bytes
    paragraphs: list[Node]


class TableParts(NamedTuple):
    """A table's lists, and what its place on the page depends on."""

    before: list[ParagraphList]  # the caption
    cells: list[ParagraphList]
    in_line: bool  # treated as a character (글자처럼 취급)
    splits: bool  # may run over a page
    flows: bool  # pushes the text after it down
    cuts: bool  # may be cut within a cell there
    repeats: bool  # its title row stands on every page


def control_id(node: Node) -> str:
    """The four letters of a CTRL_HEADER, such as `tbl `."""
    return node.payload[3::-1].decode("latin-1") if len(node.payload) >= 4 else ""


def lists_of(nodes: list[Node]) -> list[ParagraphList]:
    """The paragraph lists among siblings: each LIST_HEADER and the paragraphs after (or below) it."""
    found: list[ParagraphList] = []
    for node in nodes:
        if node.tag == LIST_HEADER:
            found.append(ParagraphList(node.payload, [c for c in node.children if c.tag == PARA_HEADER]))
        elif node.tag == PARA_HEADER:
            if not found:
                found.append(ParagraphList(b"", []))
            found[-1].paragraphs.append(node)
    return found


def table_parts(node: Node) -> TableParts:
    """Take a table's control apart."""
    split = next((i for i, c in enumerate(node.children) if c.tag == TABLE), 0)
    table = node.children[split] if node.children else None
    attributes = number(node.payload, 4, 4)
    allowed = number(table.payload, 0, 4) & 3 if table is not None and table.tag == TABLE else 0
    repeats = table is not None and table.tag == TABLE and bool(number(table.payload, 0, 4) & 4)
    in_line = bool(attributes & 1)
    flows = in_line or ((attributes >> 21) & 7 == TOP_AND_BOTTOM and (attributes >> 3) & 3 == 2)
    cells = lists_of(node.children[split:])
    titled = any(number(c.header, 4, 4) & TITLE_CELL and not number(c.header, 10, 2) for c in cells)
    return TableParts(
        lists_of(node.children[:split]), cells, in_line, bool(allowed), flows, allowed & 2 != 0, titled and repeats
    )


def cell_place(header: bytes) -> tuple[int, int, int, int, int]:
    """(row, column, row span, column span, height) of a cell's LIST_HEADER (table 80)."""
    return (
        number(header, 10, 2),
        min(number(header, 8, 2), MAX_COLUMNS),
        max(1, number(header, 14, 2)),
        max(1, number(header, 12, 2)),
        number(header, 20, 4) & 0x7FFFFFFF,
    )


def shape_lists(node: Node) -> Iterator[ParagraphList | str]:
    """Text boxes and 글맵시 words of a drawing object, in order, groups included."""
    pending = [c for c in reversed(node.children) if c.tag == SHAPE_COMPONENT]
    while pending:
        shape = pending.pop()
        yield from lists_of(shape.children)
        for child in shape.children:
            if child.tag == TEXTART:
                yield wide(child.payload, 32)
            elif child.tag not in (SHAPE_COMPONENT, PARA_HEADER, LIST_HEADER):
                yield from lists_of(child.children)
        pending.extend(c for c in reversed(shape.children) if c.tag == SHAPE_COMPONENT)


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
        return wide(payload, 4)
    if name == "tdut":
        main = wide(payload, 4)
        above = wide(payload, 6 + 2 * number(payload, 4, 2))
        return f"{main} {above}".strip()
    return ""


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
