"""Text of an HWP 5 document's paragraphs and their automatic numbers, each by itself."""

from __future__ import annotations

from collections.abc import Iterable

from indexer.parsing.hwp5_controls import auto_number, control_id, inline_text
from indexer.parsing.hwp5_docinfo import DocInfo
from indexer.parsing.hwp5_records import CTRL_HEADER, Node
from indexer.parsing.hwp5_text import decode_text, deleted_ranges, plain_text
from indexer.parsing.numbering import Counters

DRAWN_IN_LINE = b"\x17\0"  # the control character of 글자겹침 and 덧말
Controls = list[tuple[Node, int]]  # with the place of each in the text, in units


class Paragraphs:
    """Reads paragraphs in order, which the numbers follow. `left_out`: whether tracked changes took text out."""

    __slots__ = ("_counters", "_info", "_numbered", "left_out")

    def __init__(self, info: DocInfo, counters: Counters) -> None:
        self.left_out = False
        self._info = info
        self._counters = counters
        # The shapes with an automatic number or bullet: for all others there is nothing to count.
        self._numbered = frozenset(number for number, head in enumerate(info.heads) if head.kind)

    def text(self, node: Node) -> tuple[str, Controls]:
        """A paragraph's text with what controls draw in the line, and the controls that were not deleted."""
        deleted = deleted_ranges(node.ranges, self._info.deletions) if node.ranges and self._info.deletions else ()
        if not node.children and not deleted:
            if not node.text:
                return "", []
            plain = plain_text(node.text)
            return (decode_text(node.text).text if plain is None else plain), []
        nodes = [c for c in node.children if c.tag == CTRL_HEADER]
        text, found = decode_text(node.text, deleted)
        self.left_out = self.left_out or bool(deleted)
        controls: Controls = []
        for control, place in zip(nodes, found, strict=False):
            if not place.deleted:
                controls.append((control, place.unit))
        controls += [(control, 0) for control in nodes[len(found) :]]
        if DRAWN_IN_LINE in node.text:
            pieces: list[str] = []
            at = 0
            for control, place in zip(nodes, found, strict=False):
                drawn = "" if place.deleted else inline_text(control_id(control), control.payload)
                if drawn:
                    pieces += text[at : place.at], drawn
                    at = place.at
            text = "".join((*pieces, text[at:]))
        return text, controls

    def plain(self, paragraphs: list[Node]) -> str | None:
        """The text of a list of nothing but words, as `Lists.box` gives it; None for any other."""
        lines: list[str] = []
        counted: list[Node] = []
        for paragraph in paragraphs:
            if paragraph.children or paragraph.ranges:
                return None
            if payload := paragraph.text:
                text = plain_text(payload)
                if text is None:
                    text = decode_text(payload).text
                if text and not text.isspace():
                    lines.append(text)
                    counted.append(paragraph)
        if self._numbered:
            for place, paragraph in enumerate(counted):
                if marker := self.number(paragraph):
                    lines[place] = f"{marker} {lines[place]}"
        return "\n".join(lines)

    def number(self, paragraph: Node) -> str:
        """The automatic number of a paragraph with text; the next one follows it, wherever it is shown."""
        shape = int.from_bytes(paragraph.payload[8:10], "little")
        return self._counters.marker(self._info.heads[shape]) if shape in self._numbered else ""


def first_number(paragraphs: Iterable[Node]) -> str:
    """The number that a note or a caption shows of itself."""
    for paragraph in paragraphs:
        for control in paragraph.children:
            if control.tag == CTRL_HEADER and control_id(control) == "atno":
                return auto_number(control.payload)
    return ""
