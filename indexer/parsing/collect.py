"""Blocks gathered in reading order, within the limits. Shared by the readers of office files and mails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from indexer.errors import Empty, TooLarge
from indexer.model import Block, BlockKind, Location, ParsedDocument, ParseWarning
from indexer.parsing.limits import Limits
from indexer.parsing.outline import kind_of, title_from
from indexer.parsing.tables import even, text_of

ONLY_PICTURES = "그림뿐이라 글자 정보가 없습니다."  # of what has no text but may have some in its pictures
Rows = Sequence[Sequence[str]]


@dataclass(slots=True)
class Collector:
    """The blocks so far. `page` and `section` go into every location; paragraphs are counted from 0.

    `pages_exact` says whether `page` is what the reader sees (slides) or an estimate.
    """

    limits: Limits
    blocks: list[Block] = field(default_factory=list)
    warnings: list[ParseWarning] = field(default_factory=list)
    page: int | None = None
    pages_exact: bool = True
    section: int = 0
    characters: int = 0
    waiting: int = 0  # parts whose pictures have to be recognised
    _number: int = -1

    def here(self) -> Location:
        """The place of the next block."""
        self._number += 1
        return Location(self.page, self.pages_exact and self.page is not None, self.section, self._number)

    def add(
        self,
        kind: BlockKind,
        text: str,
        *,
        level: int | None = None,
        marker: str = "",
        cell: tuple[int, int] | None = None,
    ) -> None:
        """One block, unless it is blank. Raises TooLarge past `limits.characters`."""
        text = text.replace("\0", "").strip("\r\n")
        if not text.strip():
            return
        self.count(len(text))
        place = self.here()
        self.blocks.append(Block(kind, text, replace(place, cell=cell) if cell else place, level, marker))

    def paragraph(self, text: str, marker: str = "") -> None:
        """Text without a style: what it is, its own words tell."""
        kind, level = kind_of(text.strip()) if "\n" not in text.strip() else ("paragraph", None)
        self.add(cast(BlockKind, kind), text, level=level, marker=marker)

    def table(self, rows: Rows, cells: Sequence[tuple[int, int]] = (), left_out: str = "", marker: str = "") -> None:
        """A table. `cells`: (row, column) in the source of each row's first cell, where rows were left out.

        `left_out` is text that belongs to the table but has no place in its grid.
        """
        grid = even([[c.replace("\0", "") for c in row] for row in rows])
        text = "\n".join(filter(None, (text_of(grid), left_out)))
        if not text.strip():
            return
        self.count(len(text))
        place = self.here()
        places = tuple(replace(place, cell=cell) for cell in cells)
        self.blocks.append(Block("table", text, place, marker=marker, rows=grid, row_locations=places))

    def count(self, characters: int) -> None:
        """Raises TooLarge once all text together is over the limit."""
        self.characters += characters
        if self.characters > self.limits.characters:
            raise TooLarge(detail="characters")

    def warn(self, kind: str, message: str) -> None:
        """Something the reader of the document should know."""
        if len(self.warnings) < 100:
            self.warnings.append(ParseWarning(kind, message))

    def document(
        self,
        format: str,
        title: str = "",
        pages: int | None = None,
        metadata: dict[str, str] | None = None,
        *,
        named_by_file: bool = False,
    ) -> ParsedDocument:
        """The document. Raises Empty where nothing was gathered.

        `named_by_file`: where no title is stated there is none; a sheet's or a member's name would not do.
        """
        if not self.blocks:
            raise Empty(ONLY_PICTURES, detail="ocr_needed") if self.waiting else Empty()
        metadata = metadata or {}
        if self.waiting:
            metadata = {**metadata, "ocr_parts": str(self.waiting)}
        told = title_from(title, () if named_by_file else self.blocks)
        return ParsedDocument(format, tuple(self.blocks), told, pages, metadata, tuple(self.warnings))
