"""The tree of an HWP 5 stream's records, held against the rule itself, written plainly."""

from __future__ import annotations

import random
import struct

from indexer.parsing.hwp5_records import (
    CHAR_SHAPES,
    CTRL_HEADER,
    LINE_SEG,
    LIST_HEADER,
    PARA_HEADER,
    PARA_TEXT,
    RANGE_TAG,
    Node,
    read_tree,
)

Tree = tuple[int, bytes, bytes, bytes, bytes, list["Tree"]]


def record(tag: int, level: int, payload: bytes) -> bytes:
    """One record, its size beyond the header where it is long (specification, section 4.1)."""
    size = len(payload)
    head = tag | level << 10 | min(size, 0xFFF) << 20
    return struct.pack("<I", head) + (struct.pack("<I", size) if size >= 0xFFF else b"") + payload


def plain(node: Node) -> Tree:
    """A node as what it holds."""
    return node.tag, node.payload, node.text, node.lines, node.ranges, [plain(child) for child in node.children]


class Plain:
    """A record of the plain reading."""

    def __init__(self, tag: int, level: int, payload: bytes) -> None:
        self.tag, self.level, self.payload = tag, level, payload
        self.parts = {PARA_TEXT: b"", LINE_SEG: b"", RANGE_TAG: b""}
        self.children: list[Plain] = []

    def tree(self) -> Tree:
        """As `plain`."""
        text, lines, ranges = self.parts[PARA_TEXT], self.parts[LINE_SEG], self.parts[RANGE_TAG]
        return self.tag, self.payload, text, lines, ranges, [child.tree() for child in self.children]


def expected(records: list[tuple[int, int, bytes]]) -> Tree:
    """Each record hangs below the nearest one above it of a lower level; a paragraph holds its parts itself."""
    stack = [Plain(0, -1, b"")]
    for tag, level, payload in records:
        if tag == CHAR_SHAPES:
            continue
        while stack[-1].level >= level:
            stack.pop()
        top = stack[-1]
        if top.tag == PARA_HEADER and tag in top.parts:
            if tag == PARA_TEXT and top.parts[tag]:  # another text is another paragraph
                top = stack[-1] = Plain(top.tag, top.level, top.payload)
                stack[-2].children.append(top)
            top.parts[tag] = payload
            continue
        made = Plain(tag, level, payload)
        top.children.append(made)
        stack.append(made)
    return stack[0].tree()


def test_records_in_any_order_hang_where_their_levels_say() -> None:
    """Usual paragraphs among records whose tags and levels are drawn by lot."""
    chance = random.Random(3)
    tags = (PARA_HEADER, PARA_TEXT, CHAR_SHAPES, LINE_SEG, RANGE_TAG, CTRL_HEADER, LIST_HEADER)
    for _ in range(400):
        records: list[tuple[int, int, bytes]] = []
        for number in range(chance.randrange(1, 40)):
            level, mark = chance.randrange(5), str(number).encode()
            if chance.random() < 0.4:
                records.append((PARA_HEADER, level, mark))
                records += [
                    (tag, level + 1, mark) for tag in (PARA_TEXT, CHAR_SHAPES, LINE_SEG) if chance.random() < 0.8
                ]
            else:
                records.append((chance.choice(tags), level, mark * chance.choice((1, 1, 1, 5000))))
        root, whole = read_tree(b"".join(record(*r) for r in records))
        assert whole
        assert plain(root) == expected(records)


def test_what_is_cut_short_comes_as_far_as_it_goes() -> None:
    """A paragraph whose text breaks off keeps what is there, and the stream is told to be broken."""
    data = record(PARA_HEADER, 0, b"p" * 24) + record(PARA_TEXT, 1, b"abcdef")
    root, whole = read_tree(data[:-2])
    assert not whole
    assert [(n.tag, n.text) for n in root.children] == [(PARA_HEADER, b"abcd")]
    root, whole = read_tree(data + bytes(64))
    assert whole and len(root.children) == 1
