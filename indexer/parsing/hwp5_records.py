"""Records of an HWP 5 stream: the tree they make.

HWP 5.0 specification, section 4.1 (record header) and table 57 (tags of the body). `hwp5.recordstream` reads the same
headers, at twelve times the cost a record; a document has ten thousand of them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import msgspec

BEGIN = 0x10
NUMBERING, BULLET, PARA_SHAPE, STYLE = BEGIN + 7, BEGIN + 8, BEGIN + 9, BEGIN + 10
TRACK_CHANGE = BEGIN + 80
PARA_HEADER, PARA_TEXT, CHAR_SHAPES, LINE_SEG = BEGIN + 50, BEGIN + 51, BEGIN + 52, BEGIN + 53
RANGE_TAG, CTRL_HEADER, LIST_HEADER, PAGE_DEF = BEGIN + 54, BEGIN + 55, BEGIN + 56, BEGIN + 57
NOTE_SHAPE, SHAPE_COMPONENT, TABLE = BEGIN + 58, BEGIN + 60, BEGIN + 61
EQEDIT, TEXTART, FORM_OBJECT, MEMO_LIST = BEGIN + 72, BEGIN + 74, BEGIN + 75, BEGIN + 77

# Leaves without anything to read, half of all records: character shapes, page borders; and what is no record.
_UNREAD = frozenset((CHAR_SHAPES, BEGIN + 59, *range(BEGIN)))
_LONG = 0xFFF
_header = struct.Struct("<I").unpack_from


class Node(msgspec.Struct, eq=False):
    """A record and those below it. A paragraph holds its text, line segments and range tags itself.

    A Struct because it is made a hundred thousand times: a dataclass takes four times as long.
    """

    tag: int
    level: int
    payload: bytes
    text: bytes = b""
    lines: bytes = b""
    ranges: bytes = b""
    children: list[Node] = []

    def first(self, tag: int) -> Node | None:
        """The first child of a tag."""
        for child in self.children:
            if child.tag == tag:
                return child
        return None


def read_records(data: bytes, wanted: frozenset[int]) -> Iterator[tuple[int, bytes]]:
    """(tag, payload) of each record of some tags; a last record that is cut short comes as far as it goes."""
    at, end = 0, len(data) - 3
    while at < end:
        (header,) = _header(data, at)
        at += 4
        size = header >> 20
        if size == _LONG:
            size = int.from_bytes(data[at : at + 4], "little")
            at += 4
        if header & 0x3FF in wanted:
            yield header & 0x3FF, data[at : at + size]
        at += size


def read_tree(data: bytes) -> tuple[Node, bool]:
    """The records of a stream below a root, and whether they end where the stream ends (zero padding allowed).

    A record whose level skips hangs below the nearest one above it; one that is cut short comes as far as it goes.
    """
    root = top = Node(0, -1, b"")
    stack = [root]
    at, end, whole = 0, len(data) - 3, True
    while at < end:
        (header,) = _header(data, at)
        at += 4
        size = header >> 20
        if size == _LONG:
            size = int.from_bytes(data[at : at + 4], "little")
            at += 4
        start = at
        at += size
        tag = header & 0x3FF
        if tag in _UNREAD:
            if not header:  # padding, if nothing else follows
                at = _after_zeros(data, at)
                whole = at >= end
            continue
        level = header >> 10 & 0x3FF
        while top.level >= level:
            stack.pop()
            top = stack[-1]
        if top.tag == PARA_HEADER:
            if tag == PARA_TEXT:
                if top.text:  # never written so, but then it is text as well
                    stack[-1] = top = _twin(top, stack[-2])
                top.text = data[start:at]
                continue
            if tag == LINE_SEG:
                top.lines = data[start:at]
                continue
            if tag == RANGE_TAG:
                top.ranges = data[start:at]
                continue
        node = Node(tag, level, data[start:at])
        top.children.append(node)
        stack.append(node)
        top = node
    return root, whole and at <= len(data)


def _twin(paragraph: Node, parent: Node) -> Node:
    """Another paragraph like this one, after it."""
    made = Node(paragraph.tag, paragraph.level, paragraph.payload)
    parent.children.append(made)
    return made


def _after_zeros(data: bytes, at: int) -> int:
    """The place of the next record header that is not zero."""
    step = 1 << 16
    while at < len(data) and not data[at : at + step].strip(b"\0"):
        at += step
    piece = data[at : at + step]
    return min(at, len(data)) + (len(piece) - len(piece.lstrip(b"\0"))) // 4 * 4
