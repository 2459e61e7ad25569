"""One section of an HWPX document → blocks, paragraph by paragraph, with their pages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lxml import etree

from indexer.model import Location
from indexer.parsing.embedded import Objects
from indexer.parsing.endnotepages import Endnotes
from indexer.parsing.flow import Flow
from indexer.parsing.flowing import After
from indexer.parsing.hwpx_header import Header, integer
from indexer.parsing.hwpx_lists import BLOCK_OBJECTS, Lists
from indexer.parsing.hwpx_objects import FORMS
from indexer.parsing.hwpx_package import local
from indexer.parsing.hwpx_parts import lists, own_number, page_area, page_body
from indexer.parsing.hwpx_tables import floats_of
from indexer.parsing.hwpx_text import Changes, read_lines, read_paragraph
from indexer.parsing.numbering import Counters
from indexer.parsing.pages import PageCounter
from indexer.parsing.spots import NO_ROWS, Breaks

WITH_HEIGHT = BLOCK_OBJECTS | FORMS | {"equation"}
GOES_ON = Breaks()


@dataclass(slots=True)
class Reader:
    """Reads the sections of one document in order."""

    header: Header
    flow: Flow
    pages: PageCounter
    counters: Counters
    objects: Objects
    section: int = -1
    left_out: bool = False  # text that tracked changes took out was left out
    endnotes: Endnotes = field(init=False)
    _lists: Lists = field(init=False)

    def __post_init__(self) -> None:
        self.endnotes = Endnotes(self.pages)
        self._lists = Lists(self.header, self.flow, self.counters, self.objects, self.endnotes)

    def read(self, root: etree._Element) -> None:
        """The next section."""
        self.section += 1
        self.pages.section(0)
        changes = self._lists.changes = Changes(frozenset(e.get("Id", "") for e in root.iter("{*}deleteEnd")))
        self.left_out = self.left_out or bool(changes.closed)
        index = 0
        paragraphs = [child for child in root if local(child) == "p"]
        for child in root:
            if local(child) == "p":
                self._top(child, index, paragraphs[index + 1 : index + 3])
                index += 1
            elif local(child):  # memos; objects that some writers put beside the paragraphs
                location = Location(self.pages.page or None, False, self.section, max(0, index - 1))
                self._lists.object(child, location, self.flow, 0)
        if self.endnotes.with_section:
            self.endnotes.lay()

    def finish(self) -> None:
        """All sections are read: what stands at the document's end can be placed."""
        self.endnotes.lay()
        if self._lists.has_endnotes:
            self.flow.blocks = [self.endnotes.resolved(block) for block in self.flow.blocks]

    def read_master_page(self, root: etree._Element) -> None:
        """A master page (바탕쪽): every page of its section shows it, like a header."""
        location = Location(None, False, max(0, self.section))
        for _, part in lists(root):
            self._lists.box(part, "header", location, self.flow, 0)

    def _top(self, paragraph: etree._Element, index: int, following: list[etree._Element]) -> None:
        """A paragraph of the section itself. `following`: the next two."""
        content = read_paragraph(paragraph, self._lists.changes)
        for _, thing in content.objects:
            name = local(thing)
            if name == "secPr":
                self.pages.body = page_body(thing) or self.pages.body
                self.objects.pictures.page = page_area(thing) or self.objects.pictures.page
                self.counters.outline = integer(thing.get("outlineShapeIDRef"))
                self._note_shape(thing)
            elif name == "colPr":
                kind = thing.get("type")
                self.pages.set_columns(
                    integer(thing.get("colCount"), 1),
                    balanced=kind == "BALANCED_NEWSPAPER",
                    parallel=kind == "PARALLEL",
                )
        floats = floats_of(content.objects) if content.objects else []
        lines = read_lines(paragraph)
        text = content.text
        written = bool(text) and not text.isspace()
        ends = lines[-1].top + lines[-1].height if lines else 0
        placed = self.pages.paragraph(
            lines,
            _breaks(paragraph),
            floats,
            _line_after(following) if floats or not lines or 0 < self.pages.body < ends else None,
            length=1 if lines else _length(text if written else "", content.objects),
        )
        first = placed.first
        location = Location(first.page, first.exact, self.section, index)
        if written:
            head = self.header.head(paragraph.get("paraPrIDRef", ""))
            marker = self.counters.marker(head) or own_number(content.objects)
            level = self.header.style_levels.get(paragraph.get("styleIDRef", ""))
            self.flow.paragraph(text, location, head, marker, level, placed.turns(len(text)))
        for unit, thing in content.objects:
            spot = placed.at(unit)
            here = location if spot == first else replace(location, page=spot.page, page_exact=spot.exact)
            self._lists.object(thing, here, self.flow, 0, placed.tables.get(unit, NO_ROWS))

    def _note_shape(self, section: etree._Element) -> None:
        """Where endnotes stand, by a section's `endNotePr`."""
        shape = {local(part): part for notes in section if local(notes) == "endNotePr" for part in notes}
        if (spacing := shape.get("noteSpacing")) is not None:
            self.endnotes.above = integer(spacing.get("aboveLine")) + integer(spacing.get("belowLine"))
            self.endnotes.between = integer(spacing.get("betweenNotes"))
        if (placement := shape.get("placement")) is not None:
            self.endnotes.with_section = placement.get("place") == "END_OF_SECTION"


def _length(text: str, objects: list[tuple[int, etree._Element]]) -> int | None:
    """Characters of a paragraph that has no lines; None where an object adds to its height."""
    return None if any(local(thing) in WITH_HEIGHT for _, thing in objects) else len(text)


def _breaks(paragraph: etree._Element) -> Breaks:
    page, column = paragraph.get("pageBreak") == "1", paragraph.get("columnBreak") == "1"
    return Breaks(page, column) if page or column else GOES_ON


def _line_after(following: list[etree._Element]) -> After | None:
    """The line that tells where what stands before these paragraphs has ended; None where one asks for a break."""
    for number, paragraph in enumerate(following):
        if _breaks(paragraph) != GOES_ON:
            return None
        if lines := read_lines(paragraph):
            return After(lines[0].top, not number)
    return None
