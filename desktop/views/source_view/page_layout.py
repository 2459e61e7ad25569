"""Where pages stand that lie one below the other: arithmetic alone, in pixels of the view at a zoom."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

MARGIN, GAP = 16, 12  # pixels


class PageLayout:
    """sizes: of the pages, in page units; unit: pixels of one page unit at 100 %; tops: where each page begins."""

    def __init__(self) -> None:
        self.sizes: list[tuple[float, float]] = []
        self.unit = 1.0
        self.zoom = 1.0
        self.tops: list[float] = []

    def set_pages(self, sizes: Sequence[tuple[float, float]], unit: float = 1.0) -> None:
        """Other pages; `lay_out` follows."""
        self.sizes, self.unit, self.tops = list(sizes), unit, []

    @property
    def pixels(self) -> float:
        """Pixels of one page unit at this zoom."""
        return self.unit * self.zoom

    @property
    def widest(self) -> float:
        """Of the pages, in page units; 0.0 without one."""
        return max((width for width, _ in self.sizes), default=0.0)

    def lay_out(self) -> tuple[int, int]:
        """Reckon the tops anew; returns width and height of all, with the margins."""
        self.tops = []
        top = float(MARGIN)
        for _, height in self.sizes:
            self.tops.append(top)
            top += height * self.pixels + GAP
        return round(self.widest * self.pixels + 2 * MARGIN), round(top - GAP + MARGIN)

    def page_at(self, y: float) -> int:
        """The page, from 1, at this height."""
        return max(1, min(len(self.sizes), bisect_right(self.tops, y)))

    def left(self, page: int, view: int) -> float:
        """Where a page begins in a view so many pixels wide that is not scrolled: in the middle."""
        width = self.sizes[page - 1][0] * self.pixels
        return (max(view, self.widest * self.pixels + 2 * MARGIN) - width) / 2
