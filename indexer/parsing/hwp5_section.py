"""One section of an HWP 5 document → blocks, paragraph by paragraph, with their pages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from indexer.model import Location
from indexer.parsing.embedded import Objects
from indexer.parsing.endnotepages import Endnotes
from indexer.parsing.flow import Flow
from indexer.parsing.hwp5_controls import auto_number, control_id, number, page_area, page_body
from indexer.parsing.hwp5_docinfo import DocInfo
from indexer.parsing.hwp5_lists import Lists
from indexer.parsing.hwp5_paragraphs import Controls, Paragraphs
from indexer.parsing.hwp5_records import NOTE_SHAPE, PARA_HEADER, Node
from indexer.parsing.hwp5_tables import floats_of, line_after, lines_of
from indexer.parsing.numbering import Counters
from indexer.parsing.pages import PageCounter
from indexer.parsing.spots import NO_ROWS, Breaks

BALANCED, PARALLEL = 1, 2  # 배분 다단, 평행 다단, of a column definition (table 140)
NO_BREAKS = Breaks()
WITH_HEIGHT = frozenset(("tbl ", "gso ", "eqed", "form"))


@dataclass(slots=True)
class Reader:
    """Reads the sections of one document in order."""

    info: DocInfo
    flow: Flow
    pages: PageCounter
    counters: Counters
    objects: Objects
    section: int = -1
    endnotes: Endnotes = field(init=False)
    _paragraphs: Paragraphs = field(init=False)
    _lists: Lists = field(init=False)

    def __post_init__(self) -> None:
        self.endnotes = Endnotes(self.pages)
        self._paragraphs = Paragraphs(self.info, self.counters)
        self._lists = Lists(self.flow, self.objects, self.endnotes, self._paragraphs)

    @property
    def left_out(self) -> bool:
        """Whether text that tracked changes took out was left out."""
        return self._paragraphs.left_out

    def read(self, root: Node) -> None:
        """The next section. `root` is the tree of its records."""
        self.section += 1
        self.pages.section(0)
        paragraphs = [n for n in root.children if n.tag == PARA_HEADER]
        for index, paragraph in enumerate(paragraphs):
            self._top(paragraph, index, paragraphs[index + 1 : index + 3])
        for node in root.children:
            if node.tag != PARA_HEADER and node.children:  # no known program writes anything else here
                location = Location(self.pages.page or None, False, self.section, max(0, len(paragraphs) - 1))
                self._lists.control(node, location, self.flow, 0)
        if self.endnotes.with_section:
            self.endnotes.lay()

    def finish(self) -> None:
        """All sections are read: what stands at the document's end can be placed."""
        self.endnotes.lay()
        if self._lists.has_endnotes:
            self.flow.blocks = [self.endnotes.resolved(block) for block in self.flow.blocks]

    def _top(self, node: Node, index: int, following: list[Node]) -> None:
        """A paragraph of the section itself. `following`: the next two."""
        text, controls = self._paragraphs.text(node)
        marker = ""
        for control, _ in controls:
            name = control_id(control)
            if name == "secd":
                self.pages.body = page_body(control) or self.pages.body
                self.objects.pictures.page = page_area(control) or self.objects.pictures.page
                self.counters.outline = number(control.payload, 18, 2)
                self._note_shape(control)
            elif name == "cold":
                kind = number(control.payload, 4, 2)
                self.pages.set_columns(
                    (kind >> 2) & 0xFF, balanced=kind & 3 == BALANCED, parallel=kind & 3 == PARALLEL
                )
            elif name == "atno":
                marker = marker or auto_number(control.payload)
        payload = node.payload
        asked = payload[11] if len(payload) > 11 else 0
        floats = floats_of(controls) if controls else []
        lines = lines_of(node)
        written = bool(text) and not text.isspace()
        ends = lines[-1].top + lines[-1].height if lines else 0
        placed = self.pages.paragraph(
            lines,
            Breaks(bool(asked & 4), bool(asked & 8)) if asked else NO_BREAKS,
            floats,
            line_after(following) if floats or not lines or 0 < self.pages.body < ends else None,
            length=1 if lines else _length(text if written else "", controls),
        )
        if not written and not node.children:
            return
        first = placed.first
        location = Location(first.page, first.exact, self.section, index)
        if written:
            head = self.info.head(int.from_bytes(payload[8:10], "little"))
            marker = (self.counters.marker(head) if head.kind else "") or marker
            level = self.info.style_level(number(payload, 10, 1))
            self.flow.paragraph(text, location, head, marker, level, placed.turns(len(text)))
        for control, unit in controls:
            spot = placed.at(unit)
            here = location if spot == first else replace(location, page=spot.page, page_exact=spot.exact)
            self._lists.control(control, here, self.flow, 0, placed.tables.get(unit, NO_ROWS))
        if len(node.children) > len(controls):
            self._lists.beside(node, location, self.flow, 0)

    def _note_shape(self, section: Node) -> None:
        """Where endnotes stand (table 133); a section holds the shape of footnotes, then that of endnotes."""
        shapes = [c.payload for c in section.children if c.tag == NOTE_SHAPE]
        if len(shapes) > 1 and len(shapes[1]) >= 22:
            above, below, between = (number(shapes[1], at, 2) for at in (16, 18, 20))
            self.endnotes.above, self.endnotes.between = above + below, between
            self.endnotes.with_section = bool(number(shapes[1], 1, 1) & 3)


def _length(text: str, controls: Controls) -> int | None:
    """Characters of a paragraph that has no lines; None where an object adds to its height."""
    return None if any(control_id(control) in WITH_HEIGHT for control, _ in controls) else len(text)
