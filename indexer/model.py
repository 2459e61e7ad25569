"""The frozen pieces of the flow up to the answer: file → blocks → passages → hits.

A `Location` is made once, by the parser, and carried untouched to the highlight on the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

BlockKind = Literal[
    "heading", "paragraph", "list_item", "table", "caption", "footnote", "endnote", "header", "footer",
    "textbox", "memo", "hidden", "equation", "image_text",
]  # fmt: skip

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Location:
    """Where a piece of text stands in its document.

    page: from 1, as the reader sees pages; None where unknown. `page_exact` is False for an estimate.
    section, paragraph: from 0, in the document's own numbering (PDF: paragraph is the block on the page).
    cell: (row, column) from 0 in the table, where the text is a cell.
    span: [start, end) characters inside the block's text, where narrower than the block.
    box: x0, y0, x1, y1 in points from the page's top left corner, where known (PDF).
    """

    page: int | None = None
    page_exact: bool = False
    section: int | None = None
    paragraph: int | None = None
    cell: tuple[int, int] | None = None
    span: tuple[int, int] | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a table, a note: the smallest piece a parser yields.

    `text` is the source's text; automatic numbers and bullets go into `marker`. Those of a paragraph in a cell, a
    note or a caption, which has no marker of its own, stand before it in the text. The data of a chart is a table
    with the marker 차트.
    `rows` (tables only) repeats the cells as a grid; a merged cell's text stands once, at its first place.
    `row_locations` has one Location a row, where rows differ from the table's own.
    `turns`: (character of `text`, page, whether that is exact), where the text goes on on another page than the
    location's; in order, each up to the next.
    `confidence` (image_text only): how sure the recognition of the text was, 0 to 1.
    """

    kind: BlockKind
    text: str
    location: Location = Location()
    level: int | None = None
    marker: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    row_locations: tuple[Location, ...] = ()
    turns: tuple[tuple[int, int, bool], ...] = ()
    confidence: float | None = None

    def at(self, character: int) -> Location:
        """Where a character of `text` stands; the box is of the first page only."""
        passed = [turn for turn in self.turns if turn[0] <= character]
        if not passed:
            return self.location
        page, exact = passed[-1][1:]
        return replace(
            self.location, page=page, page_exact=exact, box=self.location.box if page == self.location.page else None
        )


@dataclass(frozen=True, slots=True)
class ParseWarning:
    """Something a reader should know about how a file was read."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """All of one file. Joining every block's `text` gives the whole document once."""

    format: str
    blocks: tuple[Block, ...]
    title: str = ""
    pages: int | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    warnings: tuple[ParseWarning, ...] = ()


@dataclass(frozen=True, slots=True)
class PassagePart:
    """Characters [start, end) of a passage's text come from `location`."""

    start: int
    end: int
    location: Location


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document that can answer by itself.

    `text` is source text (blocks joined by newlines; table rows with " | " between cells);
    `heading_path` the headings above it, outermost first; `context` what must be read with it but stands
    elsewhere (a table's header row, its caption). `parts` cover the text in order and never overlap.
    """

    text: str
    kind: BlockKind
    heading_path: tuple[str, ...] = ()
    context: str = ""
    parts: tuple[PassagePart, ...] = ()

    @property
    def location(self) -> Location:
        """Where the passage begins."""
        return self.parts[0].location if self.parts else Location()

    def located(self, start: int, end: int) -> Iterator[PassagePart]:
        """The parts that [start, end) touches."""
        return (p for p in self.parts if p.start < end and start < p.end)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query, with what put it there. Scores: higher is better.

    `lexical` is BM25, `vector` the cosine, as they are; `score` is what the ranking used.
    `version_of`: the passage_id of the hit that holds near the same passage in the version in force; 0 for others.
    """

    path: str
    passage_id: int
    title: str
    heading_path: tuple[str, ...]
    page: int | None
    page_exact: bool
    location: Location
    text: str
    score: float
    lexical: float | None
    vector: float | None
    matched_terms: tuple[str, ...]
    modified: str
    kind: BlockKind = "paragraph"
    context: str = ""
    parts: tuple[PassagePart, ...] = ()
    document_id: int = 0
    explain: dict[str, Any] | None = None
    version_of: int = 0
