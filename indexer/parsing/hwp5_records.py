"""Records of an HWP 5 stream: the tree they make.

HWP 5.0 specification, section 4.1 (record header) and table 57 (tags of the body). `hwp5.recordstream` reads the same
headers, at twelve times the cost a record; a document has ten thousand of them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import cast

import msgspec

BEGIN = 0x10
BIN_DATA = BEGIN + 2
NUMBERING, BULLET, PARA_SHAPE, STYLE = BEGIN + 7, BEGIN + 8, BEGIN + 9, BEGIN + 10
TRACK_CHANGE = BEGIN + 80
PARA_HEADER, PARA_TEXT, CHAR_SHAPES, LINE_SEG = BEGIN + 50, BEGIN + 51, BEGIN + 52, BEGIN + 53
RANGE_TAG, CTRL_HEADER, LIST_HEADER, PAGE_DEF = BEGIN + 54, BEGIN + 55, BEGIN + 56, BEGIN + 57
NOTE_SHAPE, SHAPE_COMPONENT, TABLE = BEGIN + 58, BEGIN + 60, BEGIN + 61
OLE_OBJECT, PICTURE = BEGIN + 68, BEGIN + 69
EQEDIT, TEXTART, FORM_OBJECT, MEMO_LIST = BEGIN + 72, BEGIN + 74, BEGIN + 75, BEGIN + 77

# Leaves without anything to read, half of all records: character shapes, page borders; and what is no record.
_UNREAD = frozenset((CHAR_SHAPES, BEGIN + 59, *range(BEGIN)))
_LONG = 0xFFF
_header = struct.Struct("<I").unpack_from
_PARTS = frozenset((PARA_TEXT, LINE_SEG, RANGE_TAG))  # of a paragraph: it holds them itself


class Node(msgspec.Struct, eq=False, gc=False):
    """A record and those below it. A paragraph holds its text, line segments and range tags itself.

    A Struct because it is made a hundred thousand times: a dataclass takes four times as long. Nothing in the tree
    points up, so that the garbage collector need not know of it.
    """

    tag: int
    level: int
    payload: bytes
    text: bytes = b""
    lines: bytes = b""
    ranges: bytes = b""
    children: Sequence[Node] = ()

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
    # The way down to `top`, the list that it is the last of, and its level.
    stack, siblings, depth = [root], [root], -1
    at, end, whole = 0, len(data) - 3, True
    while at < end:
        (header,) = _header(data, at)
        start, size = at + 4, header >> 20
        if size == _LONG:
            size = int.from_bytes(data[start : start + 4], "little")
            start += 4
        at = start + size
        tag, level = header & 0x3FF, header >> 10 & 0x3FF
        if tag == PARA_HEADER:
            payload, text, lines = data[start:at], b"", b""
            first = (level + 1) << 10
            while at < end:  # what nearly every paragraph goes on with, in few steps
                (header,) = _header(data, at)
                size, part = header >> 20, (header & 0xFFFFF) - first
                if size == _LONG:
                    break
                start = at + 4
                if part == CHAR_SHAPES:
                    at = start + size
                elif part == LINE_SEG:
                    at = start + size
                    lines = data[start:at]
                elif part == PARA_TEXT and not text:
                    at = start + size
                    text = data[start:at]
                else:
                    break
            node = Node(tag, level, payload, text, lines)
        elif tag in _UNREAD:
            if not header:  # padding, if nothing else follows
                at = _after_zeros(data, at)
                whole = at >= end
            continue
        else:
            if tag in _PARTS:
                if depth >= level:
                    while depth >= level:
                        stack.pop()
                        top = stack[-1]
                        depth = top.level
                    siblings = cast(list[Node], stack[-2].children) if len(stack) > 1 else stack
                if top.tag == PARA_HEADER:
                    if tag == PARA_TEXT:
                        if top.text:  # never written so, but then it is text as well
                            stack[-1] = top = _twin(top, siblings)
                        top.text = data[start:at]
                    elif tag == LINE_SEG:
                        top.lines = data[start:at]
                    else:
                        top.ranges = data[start:at]
                    continue
            node = Node(tag, level, data[start:at])
        if level == depth:
            siblings.append(node)
            stack[-1] = node
        else:
            while depth >= level:
                stack.pop()
                top = stack[-1]
                depth = top.level
            if top.children:
                siblings = cast(list[Node], top.children)
                siblings.append(node)
            else:
                top.children = siblings = [node]
            stack.append(node)
        top, depth = node, level
    return root, whole and at <= len(data)


def _twin(paragraph: Node, siblings: list[Node]) -> Node:
    """Another paragraph like this one, after it."""
    made = Node(paragraph.tag, paragraph.level, paragraph.payload)
    siblings.append(made)
    return made


def _after_zeros(data: bytes, at: int) -> int:
    """The place of the next record header that is not zero."""
    step = 1 << 16
    while at < len(data) and not data[at : at + step].strip(b"\0"):
        at += step
    piece = data[at : at + step]
    return min(at, len(data)) + (len(piece) - len(piece.lstrip(b"\0"))) // 4 * 4
