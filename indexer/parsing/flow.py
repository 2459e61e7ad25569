"""Pieces of a Hangul document, in reading order → blocks. Shared by the readers of HWP 5, HWPX and HWPML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

from indexer.errors import Empty, TooLarge
from indexer.model import Block, BlockKind, Location, ParsedDocument, ParseWarning
from indexer.parsing.limits import Limits
from indexer.parsing.numbering import NO_HEAD, Head
from indexer.parsing.onepage import is_one_page
from indexer.parsing.pages import PageCounter
from indexer.parsing.spots import Spot
from indexer.parsing.tables import Cell, grid, text_of, turns_of

ARTICLE = re.compile(r"^제\s?\d+\s?(편|장|절|관|조)(의\s?\d+)?(?=[\s(（:.]|$)")
ARTICLE_LEVELS = {"편": 1, "장": 2, "절": 3, "관": 4, "조": 5}
BULLET = re.compile(r"^(?:[□■○●◦◎◇◆▶▷►▪•·ㅇ※☞❍⦁-]\s*\S|[①-⑳]|\(?(?:\d{1,2}|[가-하])[.)]\s?\S)")
HEADING_LENGTH = 80  # characters; an article whose text follows in the same paragraph is no heading
TRACKED = ParseWarning("tracked_changes", "변경 추적에서 지운 것으로 표시된 글은 뺐습니다.")
NESTING = 40  # lists within lists; Hancom Office itself stops far below
TITLE_LENGTH = 120


@dataclass(slots=True)
class Flow:
    """Collects blocks; counts characters against the limit (raises TooLarge)."""

    limits: Limits
    blocks: list[Block] = field(default_factory=list)
    characters: int = 0

    @property
    def own(self) -> BlockKind:
        """The kind of what stands in the line though no text says it: a form control is a box of its own."""
        return "textbox"

    def add(
        self,
        kind: BlockKind,
        text: str,
        location: Location,
        *,
        level: int | None = None,
        marker: str = "",
        turns: tuple[tuple[int, int, bool], ...] = (),
    ) -> None:
        """One block, unless it is blank."""
        text = text.strip("\r\n\0")
        if not text.strip():
            return
        self._count(len(text))
        self.blocks.append(Block(kind, text, location, level=level, marker=marker, turns=turns))

    def paragraph(
        self,
        text: str,
        location: Location,
        head: Head,
        marker: str,
        style_level: int | None,
        turns: tuple[tuple[int, int, bool], ...] = (),
    ) -> None:
        """A paragraph of the body: heading, list item or plain, by its shape, its style, then its own words."""
        kind, level = classify(text, head, style_level)
        self.add(kind, text, location, level=level, marker=marker, turns=turns)

    def table(self, cells: Sequence[Cell], location: Location, spots: Sequence[Spot], marker: str = "") -> None:
        """A table; `spots` are the pages of its rows."""
        rows = grid(cells)
        text = text_of(rows)
        if not text.strip():
            return
        self._count(len(text))
        own = (location.page, location.page_exact)
        pages: list[tuple[int | None, bool]] = [*spots[: len(rows)], *[own] * (len(rows) - len(spots))]
        at = {own: location}
        for page in {*pages} - {own}:
            at[page] = replace(location, page=page[0], page_exact=page[1])
        places = tuple([at[page] for page in pages])
        turns: tuple[tuple[int, int, bool], ...] = ()
        if location.page is not None and (pages.count(own) < len(pages) or any(c[3] for c in cells)):
            turns = turns_of(cells, rows, pages)
            turns = turns if len(turns) > 1 or turns[:1] != ((0, *own),) else ()
        self.blocks.append(
            Block("table", text, location, marker=marker, rows=rows, row_locations=places, turns=turns)
        )

    def _count(self, characters: int) -> None:
        self.characters += characters
        if self.characters > self.limits.characters:
            raise TooLarge(detail="characters")

    def too_deep(self) -> NoReturn:
        """Lists within lists beyond anything a word processor makes."""
        raise TooLarge(detail="nesting")

    def finish(
        self,
        format: str,
        counter: PageCounter,
        metadata: dict[str, str],
        title: str,
        warnings: list[ParseWarning],
        *,
        more: bool = False,
    ) -> ParsedDocument:
        """The document. Raises Empty where nothing was collected and no `more` comes."""
        if not self.blocks and not more:
            raise Empty()
        pages = counter.pages
        if pages is None:  # a program wrote it that lays nothing out
            pages = 1 if is_one_page(counter, self.blocks) else None
            self.blocks = [_on(pages, block) for block in self.blocks]
        if any(b.location.page is not None and not b.location.page_exact for b in self.blocks):
            message = "일부 쪽 번호는 어림한 값입니다(다단, 여러 쪽에 걸친 표 등)."
            warnings = [*warnings, ParseWarning("page_estimated", message)]
        return ParsedDocument(
            format, tuple(self.blocks), title.strip() or self._title(), pages, metadata, tuple(warnings)
        )

    def _title(self) -> str:
        """The first heading, else the first line of text."""
        body = [b for b in self.blocks if b.kind not in ("header", "footer", "hidden", "memo", "equation")]
        for block in [b for b in body if b.kind == "heading"][:1] or body[:1]:
            return " ".join(block.text.split("\n", 1)[0].split())[:TITLE_LENGTH]
        return ""


def _on(page: int | None, block: Block) -> Block:
    """The block on a page that is certain, or without one."""
    rows = tuple(replace(at, page=page, page_exact=page is not None) for at in block.row_locations)
    location = replace(block.location, page=page, page_exact=page is not None)
    return replace(block, location=location, row_locations=rows, turns=())


def classify(text: str, head: Head = NO_HEAD, style_level: int | None = None) -> tuple[BlockKind, int | None]:
    """Kind and level of a body paragraph. Levels of headings start at 1."""
    words = text.strip()
    match = ARTICLE.match(words) if words.startswith("제") else None
    if match and len(words) <= HEADING_LENGTH:
        return "heading", ARTICLE_LEVELS[match[1]]
    if head.kind == "outline" and len(words) <= HEADING_LENGTH:
        return "heading", head.level + 1
    if style_level is not None and len(words) <= HEADING_LENGTH:
        return "heading", style_level
    if head.kind:
        return "list_item", head.level + 1
    if BULLET.match(words):
        return "list_item", None
    return "paragraph", None
