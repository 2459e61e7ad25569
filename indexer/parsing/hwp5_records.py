"""Records of an HWP 5 stream: the tree they make, and the text of a paragraph.

HWP 5.0 specification, section 4.1 (record header), 4.3.2 (paragraph text and its control characters).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

BEGIN = 0x10
NUMBERING, BULLET, PARA_SHAPE, STYLE = BEGIN + 7, BEGIN + 8, BEGIN + 9, BEGIN + 10
TRACK_CHANGE = BEGIN + 80
PARA_HEADER, PARA_TEXT, LINE_SEG, RANGE_TAG = BEGIN + 50, BEGIN + 51, BEGIN + 53, BEGIN + 54
CTRL_HEADER, LIST_HEADER, PAGE_DEF = BEGIN + 55, BEGIN + 56, BEGIN + 57
SHAPE_COMPONENT, TABLE = BEGIN + 60, BEGIN + 61
EQEDIT, TEXTART, FORM_OBJECT, MEMO_LIST = BEGIN + 72, BEGIN + 74, BEGIN + 75, BEGIN + 77

# Control characters by size: extended ones (8 units) own a CTRL_HEADER, inline ones (8 units) do not.
EXTENDED = frozenset((1, 2, 3, 11, 12, 14, 15, 16, 17, 18, 21, 22, 23))
CONTROL = re.compile("[\x00-\x1f]")
SINGLE = {0: "", 10: "\n", 13: "", 24: "-", 25: "", 26: "", 27: "", 28: "", 29: "", 30: "\u00a0", 31: " "}


@dataclass(slots=True, eq=False)
class Node:
    """A record and those below it."""

    tag: int
    level: int
    payload: bytes
    children: list[Node] = field(default_factory=list)

    def first(self, tag: int) -> Node | None:
        """The first child of a tag."""
        for child in self.children:
            if child.tag == tag:
                return child
        return None


def read_records(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(tag, level, payload) of each record; a last record that is cut short comes as far as it goes."""
    at, end = 0, len(data)
    while at + 4 <= end:
        header = int.from_bytes(data[at : at + 4], "little")
        at += 4
        size = header >> 20
        if size == 0xFFF:
            size = int.from_bytes(data[at : at + 4], "little")
            at += 4
        yield header & 0x3FF, (header >> 10) & 0x3FF, data[at : at + size]
        at += size


def is_whole(data: bytes) -> bool:
    """Whether the records end where the stream ends (zero padding allowed)."""
    at, end = 0, len(data)
    while at + 4 <= end:
        header = int.from_bytes(data[at : at + 4], "little")
        if header == 0:
            return not data[at:].strip(b"\0")
        size = header >> 20
        at += 4
        if size == 0xFFF:
            size = int.from_bytes(data[at : at + 4], "little")
            at += 4
        at += size
    return at <= end


def read_tree(data: bytes) -> Node:
    """The records of a stream below a root; a record whose level skips hangs below the nearest one above it."""
    root = Node(0, -1, b"")
    stack = [root]
    for tag, level, payload in read_records(data):
        if tag < BEGIN:
            continue
        node = Node(tag, level, payload)
        while stack[-1].level >= level:
            stack.pop()
        stack[-1].children.append(node)
        stack.append(node)
    return root


class Control(NamedTuple):
    """An extended control: its character code, where it stands in the text, in units of the source."""

    code: int
    unit: int
    at: int  # characters of `ParagraphText.text` before it


class ParagraphText(NamedTuple):
    """A paragraph's text without controls, the controls in order, and where units moved."""

    text: str
    controls: tuple[Control, ...]


def decode_text(payload: bytes, deleted: tuple[tuple[int, int], ...] = ()) -> ParagraphText:
    """The text of a PARA_TEXT record; `deleted` are unit ranges that tracked changes took out."""
    units = payload[: len(payload) // 2 * 2].decode("utf-16-le", "surrogatepass")
    paired = len(units) != len(payload) // 2
    if paired:  # positions count 16-bit units: keep them apart while cutting
        units = "".join(map(chr, struct.unpack(f"<{len(payload) // 2}H", payload[: len(payload) // 2 * 2])))
    if deleted:
        units = _without(units, deleted)
    if CONTROL.search(units) is None:
        return ParagraphText(_joined(units), ())
    pieces: list[str] = []
    controls: list[Control] = []
    at = length = 0
    while match := CONTROL.search(units, at):
        start = match.start()
        pieces.append(units[at:start])
        length += start - at
        code = ord(units[start])
        if code in SINGLE:
            piece, at = SINGLE[code], start + 1
        else:
            piece, at = "\t" if code == 9 else "", start + 8
            if code in EXTENDED:
                controls.append(Control(code, start, length))
        pieces.append(piece)
        length += len(piece)
    pieces.append(units[at:])
    text = "".join(pieces)
    if paired:
        controls = [c._replace(at=len(_joined(text[: c.at]))) for c in controls]
    return ParagraphText(_joined(text), tuple(controls))


def _joined(units: str) -> str:
    """Surrogate pairs as the character they stand for; a lone one as U+FFFD."""
    if units.isascii() or not any("\ud800" <= c <= "\udfff" for c in units):
        return units
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _without(units: str, deleted: tuple[tuple[int, int], ...]) -> str:
    """`units` with the plain characters of some ranges made empty (NUL), so that positions stay."""
    kept = list(units)
    at = 0
    while at < len(units):
        code = ord(units[at])
        step = 8 if code < 32 and code not in SINGLE else 1
        if step == 1 and any(start <= at < end for start, end in deleted):
            kept[at] = "\0"
        at += step
    return "".join(kept)


def wide(payload: bytes, offset: int) -> str:
    """A string of the format: a 16-bit count, then that many 16-bit units. Empty where it is cut short."""
    size = int.from_bytes(payload[offset : offset + 2], "little")
    return payload[offset + 2 : offset + 2 + size * 2].decode("utf-16-le", "replace").rstrip("\0")
