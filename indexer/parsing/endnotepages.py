"""Where endnotes stand: one below the other, after the text that they close.

Their lines count from the beginning of each note, and anew where a column or page begins within one. So the notes
are laid out one after the other, and each fall is held against where the column ends: a count that has gone astray
is noticed there. The pages are known only when all the text is placed; until then a paragraph of a note carries its
number among all of them, below zero, for a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from indexer.model import Block, Location
from indexer.parsing.flowing import Line
from indexer.parsing.pages import PageCounter
from indexer.parsing.spots import Spot
from indexer.parsing.tablepages import SLIGHT

NEAR = 300  # HWPUNIT, 1 mm: whether a note still begins in a column is not told when it is this near


@dataclass(slots=True)
class Endnotes:
    """The endnotes of a document in order. above: space over the first; between: space between two, in HWPUNIT."""

    pages: PageCounter
    above: int = 0
    between: int = 0
    with_section: bool = False  # they stand at the end of their section, not of the document
    _waiting: list[Sequence[Sequence[Line]]] = field(default_factory=list)
    _count: int = 0
    _spots: list[Spot] = field(default_factory=list)

    def add(self, paragraphs: Sequence[Sequence[Line]]) -> list[Spot]:
        """Take the next note, by the lines of its paragraphs; gives what stands for their pages until `resolved`."""
        first = self._count + 1
        self._count += len(paragraphs)
        self._waiting.append(paragraphs)
        return [Spot(-number, False) for number in range(first, self._count + 1)]

    def lay(self) -> None:
        """Place the notes that wait, below all text so far."""
        if not self._waiting:
            return
        pages = self.pages
        sure = pages.exact and pages.laid_out and not pages.balanced
        doubt = False  # the last note may as well have begun in another column
        base = pages.origin + pages.reach() + self.above
        for paragraphs in self._waiting:
            last: Line | None = None
            for lines in paragraphs:
                begins: Spot | None = None
                for line in lines:
                    room = pages.body - base - line.top - line.height
                    if last is None:
                        doubt = doubt or abs(room) < NEAR
                        if room < 0 < pages.body:
                            pages.next_column()
                            base = 0
                    elif line.top < last.top or (line.top == last.top and line.left <= last.left):
                        left = pages.body - base - last.top - last.height
                        sure = sure and -NEAR <= left <= line.height + last.gap + SLIGHT
                        doubt = False
                        pages.next_column()
                        base = 0
                    elif room < -NEAR and pages.body:
                        sure = False
                    last = line
                    begins = begins or Spot(pages.page, sure and not doubt)
                self._spots.append(begins or Spot(pages.page, False))
            if last is not None:
                base += last.top + last.height + self.between
        pages.exact = pages.exact and sure
        self._waiting.clear()

    def resolved(self, block: Block) -> Block:
        """The block with the pages of what stands in endnotes."""
        if block.location.page is None or (block.location.page > 0 and all(turn[1] > 0 for turn in block.turns)):
            return block
        location = self._placed(block.location)
        own = (location.page or 0, location.page_exact)
        turns: list[tuple[int, int, bool]] = []
        for at, page, exact in block.turns:
            spot = self._spots[-page - 1] if page < 0 else Spot(page, exact)
            if spot != (turns[-1][1:] if turns else own):
                turns.append((at, *spot))
        return replace(
            block,
            location=location,
            turns=tuple(turns),
            row_locations=tuple(self._placed(at) for at in block.row_locations),
        )

    def _placed(self, location: Location) -> Location:
        if location.page is None or location.page > 0:
            return location
        spot = self._spots[-location.page - 1]
        return replace(location, page=spot.page, page_exact=spot.exact)
